"""An approval covers exact bytes; one byte later it says who approved what, and what changed since."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import Word, sha256_hex
from hitl_kit.domain.errors import InputError, NotApproved
from hitl_kit.files import Document
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import approval_state, approve, require_approved

TEXT = "name: A\nemployees:\n  min: 50\n  max: 500\ncountry: France\n"


def document(text: str, raw: bytes | None = None) -> Document[Word]:
    return Document(Path("campaigns/demo/icp.yaml"), text, sha256_hex(raw if raw is not None else text), Word())


def refusal(ledger: Ledger, text: str, raw: bytes | None = None) -> NotApproved:
    with pytest.raises(NotApproved) as caught:
        require_approved(ledger, "demo", "icp", document(text, raw))
    return caught.value


def test_what_was_approved_is_approved_until_a_byte_changes(ledger: Ledger) -> None:
    approve(ledger, "demo", "icp", document(TEXT), by="Ana López")
    found = require_approved(ledger, "demo", "icp", document(TEXT))
    assert (found.by, found.current, found.changes, found.sha256) == ("Ana López", True, (), sha256_hex(TEXT))
    assert ledger.verify().intact
    refusal(ledger, TEXT + " ")


def test_what_was_never_approved_says_how_to_approve_it(ledger: Ledger) -> None:
    assert approval_state(ledger, "demo", "icp", document(TEXT)) is None
    error = refusal(ledger, TEXT)
    assert error.message == "icp.yaml of demo was never approved"
    assert "hitl approve icp demo --by NAME" in error.mend
    with pytest.raises(NotApproved, match="play 'p1' of demo") as caught:
        require_approved(ledger, "demo", "play", document(TEXT), "p1")
    assert "hitl approve play demo p1 --by NAME" in caught.value.mend


def test_a_change_names_the_person_the_moment_and_the_lines(ledger: Ledger) -> None:
    approve(ledger, "demo", "icp", document(TEXT), by="Ana")
    at = ledger.rows(sa.select(tables.approval))[0]["at"]
    error = refusal(ledger, "name: A\nnew: 1\nemployees:\n  min: 20\n  max: 500\n")
    assert f"icp.yaml of demo has changed since Ana approved it on {at[:10]} {at[11:16]} UTC:" in error.message
    assert error.message.splitlines()[1:] == [
        "  line 2: added 'new: 1'",
        "  line 4: '  min: 50' → '  min: 20'",
        "  line 5 as approved: removed 'country: France'",
    ]
    assert "hitl approve icp demo --by NAME" in error.mend


def test_at_most_eight_changes_are_shown(ledger: Ledger) -> None:
    approve(ledger, "demo", "icp", document("\n".join(f"a{i}: 1" for i in range(30))), by="Ana")
    lines = refusal(ledger, "\n".join(f"a{i}: 2" for i in range(30))).message.splitlines()[1:]
    assert len(lines) == 9
    assert lines[-1].strip() == "… and 22 more"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a: 1\n", "a: 1 \n", "'a: 1' → 'a: 1 '"),
        ("a: 1\n", "a: \u200b1\n", "'a: 1' → 'a: \\u200b1'"),
        ("a: 1\n", "a: \x1b[31m1\n", "'a: 1' → 'a: \\x1b[31m1'"),
        ("x" * 500 + "1", "x" * 500 + "2", "1' → '…"),
    ],
)
def test_a_difference_that_is_hard_to_see_is_shown(ledger: Ledger, before: str, after: str, shown: str) -> None:
    approve(ledger, "demo", "icp", document(before), by="Ana")
    message = refusal(ledger, after).message
    assert shown in message
    assert len(message) < 500
    assert "\x1b" not in message


@pytest.mark.parametrize(
    ("text", "raw"), [(TEXT.replace("\n", "\r\n"), None), (TEXT, b"\xef\xbb\xbf" + TEXT.encode())], ids=["crlf", "bom"]
)
def test_line_ends_and_byte_order_marks_are_changes_too(ledger: Ledger, text: str, raw: bytes | None) -> None:
    approve(ledger, "demo", "icp", document(TEXT), by="Ana")
    assert "only characters that are not shown differ" in refusal(ledger, text, raw).message


def test_the_newest_approval_counts(ledger: Ledger) -> None:
    approve(ledger, "demo", "icp", document(TEXT), by="Ana")
    approve(ledger, "demo", "icp", document(TEXT + "more: 1\n"), by="Bo")
    assert require_approved(ledger, "demo", "icp", document(TEXT + "more: 1\n")).by == "Bo"
    state = approval_state(ledger, "demo", "icp", document(TEXT))
    assert state is not None
    assert (state.by, state.current) == ("Bo", False)


def test_approving_the_same_twice_adds_nothing_but_a_second_person_does(ledger: Ledger) -> None:
    for by in ("Ana", " Ana ", "Bo"):
        approve(ledger, "demo", "icp", document(TEXT), by=by)
    assert [r["by"] for r in ledger.rows(sa.select(tables.approval))] == ["Ana", "Bo"]
    assert ledger.head()[0] == 2


@pytest.mark.parametrize("by", ["", "  ", "\n", "a\x00b", "x" * 201])
def test_nobody_cannot_approve(ledger: Ledger, by: str) -> None:
    with pytest.raises(InputError, match="needs the name") as caught:
        approve(ledger, "demo", "icp", document(TEXT), by=by)
    assert "--by NAME" in caught.value.mend
    assert ledger.head()[0] == 0


def test_an_approval_is_for_one_campaign_kind_and_play(ledger: Ledger) -> None:
    approve(ledger, "demo", "play", document(TEXT), by="Ana", subject="p1")
    assert require_approved(ledger, "demo", "play", document(TEXT), "p1").current
    for campaign, kind, subject in (("other", "play", "p1"), ("demo", "play", "p2"), ("demo", "policy", "")):
        with pytest.raises(NotApproved, match="never approved"):
            require_approved(ledger, campaign, kind, document(TEXT), subject)  # type: ignore[arg-type]

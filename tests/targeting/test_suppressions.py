"""Do-not-contact lists: what they cover, and that nothing takes them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit.ledger import Ledger, erasure
from hitl_kit.targeting import Suppressions, import_suppressions, load_suppressions
from hitl_kit.targeting.suppressions import ERASED, normal_address


def put(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "stop.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_addresses_and_domains_come_in_by_what_they_are(ledger: Ledger, tmp_path: Path) -> None:
    text = (
        "Email,Domain,Reason\nAna@Acme.example,,asked us to stop\n,https://www.beta.example/,customer\n"
        "@gamma.example,,\n*@delta.example,,\neps.example,,\n"
    )
    result = import_suppressions(ledger, put(tmp_path, text), actor="ana")
    assert (result.added, result.unchanged, result.rejects) == (5, 0, ())
    found = load_suppressions(ledger)
    assert found.addresses == {"ana@acme.example"}
    assert found.domains == {"beta.example", "gamma.example", "delta.example", "eps.example"}
    assert ledger.verify().intact


def test_rows_that_suppress_nothing_or_leave_it_open_are_rejects(ledger: Ledger, tmp_path: Path) -> None:
    text = "email,domain,reason\nana@a.example,a.example,x\n,,x\nana@,,x\n,ana,x\nb@b.example,,x\nB@b.example,,y\n"
    result = import_suppressions(ledger, put(tmp_path, text), actor="ana")
    assert [r.line for r in result.rejects] == [2, 3, 4, 5, 7]
    assert "holds an address and a domain" in result.rejects[0].reason
    assert "holds neither" in result.rejects[1].reason
    assert result.rejects[-1].reason == "'b@b.example' stands on line 6 already"


def test_a_later_list_neither_takes_back_nor_rewrites(ledger: Ledger, tmp_path: Path) -> None:
    import_suppressions(ledger, put(tmp_path, "email,reason\nana@a.example,asked us to stop\n"), actor="ana")
    second = put(tmp_path, "email,reason\nana@a.example,\nbo@a.example,bounced\n")
    result = import_suppressions(ledger, second, actor="bo")
    assert (result.added, result.changed, result.unchanged) == (1, 0, 1)
    assert load_suppressions(ledger).covers("ana@a.example") == "ana@a.example is suppressed: asked us to stop"


def test_an_erased_address_is_known_by_its_hash_alone(ledger: Ledger, tmp_path: Path) -> None:
    erasure.erase(ledger, "ana@acme.example", actor="ana")
    found = load_suppressions(ledger)
    assert (found.addresses, len(found.hashes)) == (frozenset(), 1)
    assert found.covers(" Ana@ACME.example ") == ERASED
    assert found.covers("bo@acme.example") is None
    assert found.erased("ana@acme.example")
    assert not found.erased("bo@acme.example")


def test_a_list_does_not_bring_an_erased_address_back(ledger: Ledger, tmp_path: Path) -> None:
    erasure.erase(ledger, "ana@acme.example", actor="ana")
    result = import_suppressions(ledger, put(tmp_path, "email\nAna@acme.example\nbo@acme.example\n"), actor="ana")
    assert (result.added, result.unchanged) == (1, 1)
    assert load_suppressions(ledger).addresses == {"bo@acme.example"}


@pytest.mark.parametrize(
    ("email", "normal"),
    [
        (" Ana@ACME.example ", "ana@acme.example"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        (" Ana@", "ana@"),
    ],
)
def test_an_address_has_one_spelling(email: str, normal: str) -> None:
    assert normal_address(email) == normal


@pytest.mark.parametrize(
    ("email", "why"),
    [
        ("ana@acme.example", "ana@acme.example is suppressed: asked"),
        (" Ana@ACME.example ", "ana@acme.example is suppressed: asked"),
        ("bo@acme.example", None),
        ("bo@beta.example", "beta.example is suppressed"),
        ("bo@Mail.EU.Beta.example", "beta.example is suppressed"),
        ("bo@notbeta.example", None),
        ("bo@beta.example.org", None),
        ("bo@bücher.example", "xn--bcher-kva.example is suppressed"),
        ("odd local@beta.example", "beta.example is suppressed"),
        ("", None),
    ],
)
def test_what_is_covered(email: str, why: str | None) -> None:
    suppressions = Suppressions(
        addresses=frozenset({"ana@acme.example"}),
        domains=frozenset({"beta.example", "xn--bcher-kva.example"}),
        reasons={"ana@acme.example": "asked"},
    )
    assert suppressions.covers(email) == why


def test_an_empty_workspace_suppresses_nobody(ledger: Ledger) -> None:
    assert load_suppressions(ledger) == Suppressions()
    assert load_suppressions(ledger).covers("ana@acme.example") is None

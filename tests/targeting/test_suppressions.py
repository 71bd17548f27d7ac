"""Do-not-contact lists: what they cover, and that nothing takes them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.packages import Package, Route
from hitl_kit.ledger import Ledger, erasure, tables
from hitl_kit.targeting import Suppressions, import_suppressions, load_suppressions, still_allowed, suppressed
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
        ("Ana+News@acme.example", "ana@acme.example is suppressed: asked"),
        ("anna+ana@acme.example", None),
        ("+@acme.example", None),
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


def packages(*emails: str) -> list[Package]:
    """A package for each address, and one for nobody where it is ''."""
    return [
        Package(
            id=f"p{n}", campaign="nordics", batch_id="b1", account=Account(name="Acme"), tier="A", high_value=False,
            contact=Contact(email=email, account_key="name:acme") if email else None, score=1, as_of=date(2026, 11, 20),
            research=AccountResearch(account_key="name:acme"), route=Route(decider="human", reason="level 1"),
        )
        for n, email in enumerate(emails)
    ]  # fmt: skip


def allowed(ledger: Ledger, made: Iterable[Package]) -> list[str]:
    with ledger.recording("ana", "test", "test") as recording:
        return [p.contact.email if p.contact else "" for p in still_allowed(recording, list(made))]


def test_who_was_suppressed_or_erased_meanwhile_gets_no_package(ledger: Ledger, tmp_path: Path) -> None:
    made = packages(
        "Ana+x@ACME.example",
        "bo@acme.example",
        "",
        "cy@eu.beta.example",
        "di@b\u00fccher.example",
        "eve+x@acme.example",
    )
    assert len(allowed(ledger, made)) == 6
    stop = "email,domain\nana@acme.example,\n,beta.example\n,b\u00fccher.example\nother@acme.example,\n"
    import_suppressions(ledger, put(tmp_path, stop), actor="ana")
    erasure.erase(ledger, "eve@acme.example", actor="ana")
    assert allowed(ledger, made) == ["bo@acme.example", ""]


def test_it_is_told_the_same_as_the_whole_list_tells(ledger: Ledger, tmp_path: Path) -> None:
    stop = "email,domain\n" + "".join(f"x{n}@a{n}.example,\n,d{n}.example\n" for n in range(0, 400, 3))
    import_suppressions(ledger, put(tmp_path, stop), actor="ana")
    emails = [f"x{n}@{'eu.' * (n % 3)}{'ad'[n % 2]}{n}.example" for n in range(400)]
    whole = load_suppressions(ledger)
    assert allowed(ledger, packages(*emails)) == [e for e in emails if whole.covers(e) is None]
    assert [suppressed(ledger.rows, e) for e in emails] == [whole.covers(e) or "" for e in emails]
    assert 0 < len(allowed(ledger, packages(*emails))) < 400


def test_of_a_long_list_only_what_concerns_the_packages_is_read(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "test") as recording:
        rows = [{"kind": "domain", "value": f"d{n}.example", "reason": ""} for n in range(5000)]
        recording.add(tables.suppression, rows)
    with ledger.recording("ana", "test", "test") as recording:
        read: list[list[sa.RowMapping]] = []
        rows_of = recording.rows

        def counted(select: sa.Select[Any], values: Any = None) -> list[sa.RowMapping]:
            read.append(rows_of(select, values))
            return read[-1]

        recording.rows = counted  # type: ignore[method-assign]
        assert still_allowed(recording, packages("ana@d7.example", "bo@other.example"))[0].contact is not None
    assert [len(rows) for rows in read] == [1]


def test_no_packages_are_no_packages(ledger: Ledger) -> None:
    assert allowed(ledger, []) == []

"""Views: what stands now, out of rows that only say what happened."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import Conflict
from hitl_kit.ledger import Ledger, tables, views

AT = "2025-01-01T00:00:00.000000+00:00"


def record(ledger: Ledger, table: sa.Table, *rows: dict[str, Any]) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(table, rows)


def account(key: str, content: str, **other: Any) -> dict[str, Any]:
    return {"campaign": "demo", "key": key, "content": content, "simulated": False, **other}


def package(ledger: Ledger, id: str, decider: str = "human", **other: Any) -> None:
    row: dict[str, Any] = {
        "id": id, "batch_id": "b", "campaign": "demo", "account_key": "a.example", "email": "ana@a.example",
        "tier": "A", "high_value": False, "persona": "cfo", "signal": "hiring", "play": "p", "angle": "an",
        "variant": "v", "decider": decider, "score": 1.0, "as_of": "2025-01-01", "content_sha256": "0",
        "content": "{}", "simulated": False,
    }  # fmt: skip
    record(ledger, tables.package, {**row, **other})


def decide(ledger: Ledger, package_id: str, verdict: str, undoes: int | None = None) -> int:
    version = len(ledger.rows(sa.select(tables.decision).where(tables.decision.c.package_id == package_id))) + 1
    with ledger.recording("ana", "test", "x") as recording:
        return recording.add_one(
            tables.decision,
            {
                "uid": f"{package_id}-{version}", "package_id": package_id, "version": version, "verdict": verdict,
                "reviewer": "ana", "at": AT, "reason": "tone", "note": "n", "seconds": 3.0, "subject": "", "body": "",
                "content_sha256": "", "undoes": undoes, "simulated": False,
            },
        )  # fmt: skip


def status(ledger: Ledger, package_id: str) -> str:
    (row,) = [r for r in ledger.rows(views.packages("demo")) if r["id"] == package_id]
    return str(row["status"])


def test_the_latest_row_of_an_account_counts_in_the_order_of_first_import(ledger: Ledger) -> None:
    record(ledger, tables.account, account("a", "1"), account("b", "1"))
    record(ledger, tables.account, account("a", "2"), account("c", "1"))
    record(ledger, tables.account, account("a", "other", campaign="other"), account("a", "toy", simulated=True))
    found = [(r["key"], r["content"]) for r in ledger.rows(views.current_accounts("demo"))]
    assert found == [("a", "2"), ("b", "1"), ("c", "1")]
    assert [r["content"] for r in ledger.rows(views.current_accounts("demo", simulated=True))] == ["toy"]
    assert [r["content"] for r in ledger.rows(views.current_accounts("other"))] == ["other"]


def test_the_latest_row_of_a_contact_counts(ledger: Ledger) -> None:
    row = {"campaign": "demo", "email": "ana@a.example", "account_key": "a", "simulated": False}
    record(ledger, tables.contact, {**row, "content": "1"}, {**row, "email": "bo@a.example", "content": "1"})
    record(ledger, tables.contact, {**row, "content": "2"}, {**row, "content": "toy", "simulated": True})
    found = [(r["email"], r["content"]) for r in ledger.rows(views.current_contacts("demo"))]
    assert found == [("ana@a.example", "2"), ("bo@a.example", "1")]


def test_the_latest_approval_counts_by_campaign_kind_and_subject(ledger: Ledger) -> None:
    row = {"campaign": "demo", "kind": "icp", "subject": "", "sha256": "1", "content": "", "by": "ana", "at": AT}
    record(ledger, tables.approval, row, {**row, "sha256": "2"}, {**row, "kind": "play", "subject": "p", "sha256": "3"})
    assert [r["sha256"] for r in ledger.rows(views.latest_approval("demo", "icp", ""))] == ["2"]
    assert [r["sha256"] for r in ledger.rows(views.latest_approval("demo", "play", "p"))] == ["3"]
    assert ledger.rows(views.latest_approval("other", "icp", "")) == []
    assert ledger.rows(views.latest_approval("demo", "play", "q")) == []


@pytest.mark.parametrize(
    ("decider", "verdict", "expected"),
    [
        ("human", None, "waiting"), ("auto", None, "automatic"), ("spot-check", None, "waiting"),
        ("hold", None, "held"), ("nobody", None, "abstained"), ("human", "approve", "approved"),
        ("human", "edit", "edited"), ("human", "reject", "rejected"), ("human", "hold", "held"),
        ("hold", "approve", "approved"), ("hold", "reject", "rejected"),
    ],
)  # fmt: skip
def test_a_packages_status(ledger: Ledger, decider: str, verdict: str | None, expected: str) -> None:
    package(ledger, "p", decider)
    if verdict:
        decide(ledger, "p", verdict)
    assert status(ledger, "p") == expected


def test_an_undone_decision_gives_way_to_the_one_before_or_to_waiting(ledger: Ledger) -> None:
    package(ledger, "p")
    package(ledger, "q")
    first = decide(ledger, "p", "approve")
    second = decide(ledger, "p", "reject")
    assert status(ledger, "p") == "rejected"
    decide(ledger, "p", "undo", undoes=second)
    assert status(ledger, "p") == "approved"
    decide(ledger, "p", "undo", undoes=first)
    assert status(ledger, "p") == "waiting"
    third = decide(ledger, "p", "edit")
    (row,) = [r for r in ledger.rows(views.packages("demo")) if r["id"] == "p"]
    assert (row["status"], row["decision_id"], row["verdict"], row["reviewer"]) == ("edited", third, "edit", "ana")
    assert (row["decided_at"], row["reason"], row["note"], row["seconds"]) == (AT, "tone", "n", 3.0)
    assert status(ledger, "q") == "waiting"


def test_a_decision_is_undone_once_and_versions_do_not_repeat(ledger: Ledger) -> None:
    package(ledger, "p")
    first = decide(ledger, "p", "approve")
    decide(ledger, "p", "undo", undoes=first)
    with pytest.raises(Conflict):
        decide(ledger, "p", "undo", undoes=first)


def test_packages_of_one_campaign_or_all_once_each(ledger: Ledger) -> None:
    package(ledger, "p")
    package(ledger, "q", campaign="other")
    decide(ledger, "p", "reject")
    decide(ledger, "p", "approve")
    assert [r["id"] for r in ledger.rows(views.packages("demo"))] == ["p"]
    assert sorted(r["id"] for r in ledger.rows(views.packages())) == ["p", "q"]


def test_the_newest_claim_counts_also_where_it_is_shorter(ledger: Ledger) -> None:
    row = {"package_id": "p", "reviewer": "ana", "at": AT, "until": "2025-01-01T00:30:00.000000+00:00"}
    later = {**row, "reviewer": "bo", "until": "2025-01-01T01:00:00.000000+00:00"}
    short = {**row, "package_id": "q", "reviewer": "bo", "until": "2025-01-01T00:10:00.000000+00:00"}
    package(ledger, "p")
    package(ledger, "q")
    record(ledger, tables.claim, row, later, {**row, "package_id": "q"}, short)

    found = ledger.rows(sa.select(tables.standing).order_by(tables.standing.c.package_id))
    assert [(r["claimed_by"], r["claimed_until"]) for r in found] == [("bo", later["until"]), ("bo", short["until"])]


def test_the_latest_decision_about_each_angle_counts(ledger: Ledger) -> None:
    row = {
        "campaign": "demo", "angle": "b", "verdict": "keep", "by": "ana", "reason": "r", "evidence": "{}", "at": AT,
        "simulated": False,
    }  # fmt: skip
    record(ledger, tables.angle_decision, row, {**row, "angle": "a"}, {**row, "verdict": "retire"})
    record(ledger, tables.angle_decision, {**row, "campaign": "other"})
    found = [(r["angle"], r["verdict"]) for r in ledger.rows(views.latest_angle_decisions("demo"))]
    assert found == [("a", "keep"), ("b", "retire")]


def test_what_waits_is_in_the_order_of_what_matters(ledger: Ledger) -> None:
    package(ledger, "low", score=1.0)
    package(ledger, "high", score=9.0)
    package(ledger, "tier", score=0.5, high_value=True)
    package(ledger, "spot", "spot-check", score=5.0)
    package(ledger, "auto", "auto", score=99.0)
    package(ledger, "held", "hold", score=99.0)
    package(ledger, "done", score=99.0)
    decide(ledger, "done", "approve")
    assert [r["id"] for r in ledger.rows(views.waiting("demo"))] == ["tier", "high", "spot", "low"]

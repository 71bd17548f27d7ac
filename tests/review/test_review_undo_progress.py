"""Undo as a row, and how far the review has come."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.domain.policy import Review
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from tests.review import factory


def test_undo_takes_back_the_latest_and_the_package_waits_again(session, market, clock):
    first = session.approve("p000")
    session.reject("p001", "tone")
    clock.move(minutes=40)
    undone = session.undo()
    assert (undone.verdict, undone.package_id) == ("undo", "p001")
    assert session.look("p001").status == "waiting"
    assert session.look("p001").claimed_by == "Ana"
    assert session.undo().undoes == first.id
    with pytest.raises(InputError, match="no verdict of yours"):
        session.undo()
    assert [d.verdict for d in session.history("p000")] == ["approve", "undo"]
    assert market.verify().intact


def test_a_package_can_be_decided_anew_after_undo(session):
    session.approve("p000")
    session.undo()
    session.edit("p000", "S", "B")
    session.undo()
    decision = session.reject("p000", "wrong_person")
    assert session.look("p000").decision == decision
    assert [d.verdict for d in session.history("p000")] == ["approve", "undo", "edit", "undo", "reject"]


def test_undo_by_number(session, session_of):
    first = session.approve("p000")
    second = session.approve("p001")
    assert session.undo(first.id).package_id == "p000"
    with pytest.raises(Conflict, match="already undone"):
        session.undo(first.id)
    with pytest.raises(Conflict, match="is Ana's"):
        session_of("Ben").undo(second.id)
    with pytest.raises(InputError, match="no verdict 999"):
        session.undo(999)


def test_undo_of_the_verdict_on_one_package(session, session_of):
    session.approve("p000")
    session.approve("p001")
    session_of("Ben").approve("p002")
    assert session.undo(package_id="p000", uid="u").package_id == "p000"
    assert session.undo(package_id="p000", uid="u").package_id == "p000"
    with pytest.raises(InputError, match="no verdict on p000"):
        session.undo(package_id="p000", uid="v")
    with pytest.raises(Conflict, match="is Ben's"):
        session.undo(package_id="p002")
    assert session.look("p001").status == "approved"


def test_an_undo_that_arrives_twice_takes_back_one(session):
    session.approve("p000")
    session.approve("p001")
    assert session.undo(uid="u") == session.undo(uid="u")
    assert session.look("p000").status == "approved"


def test_undo_leaves_another_reviewers_verdict_alone(session_of):
    session_of("Ana").approve("p000")
    session_of("Ben").approve("p001")
    session_of("Ana").undo()
    assert session_of("Ben").look("p001").status == "approved"


def test_what_was_sent_cannot_be_undone(session, market):
    session.approve("p000")
    row = {"campaign": "demo", "package_id": "p000", "kind": "sent", "at": iso(factory.NOW), "detail": ""}
    with market.recording("tool", "outcome.import", "demo") as recording:
        recording.add(t.outcome, [{**row, "simulated": False}])
    with pytest.raises(Conflict, match="sent at 2026-03-02 09:00 UTC"):
        session.undo()
    assert session.look("p000").status == "approved"


def test_the_undone_package_returns_with_its_time_running(session, clock):
    session.approve("p000")
    session.undo()
    clock.move(seconds=20)
    assert session.approve("p000").seconds == 20


def test_progress(session_of, clock, market):
    factory.store(market, [factory.package(12, id="h1", batch_id="b2", route=Route(decider="hold", reason="merger"))])
    early = session_of(review=Review(queue_size=4))
    early.approve("p011", seconds=10)
    clock.move(minutes=30)
    session = session_of(review=Review(queue_size=4))
    session.claim()
    session.approve("p000", seconds=100)
    session.edit("p004", "S", "B", seconds=200)
    session.reject("p008", "tone", seconds=300)
    session.undo()
    session_of("Ben").approve("p005", seconds=999)
    progress = session.progress()
    assert (progress.reviewed_session, progress.reviewed_today) == (2, 3)
    assert (progress.left, progress.waiting, progress.held) == (2, 8, 1)
    assert progress.median_seconds == 100
    assert progress.by_verdict == {"approve": 2, "edit": 1}


def test_progress_of_a_blank_campaign(ledger, clock):
    progress = ReviewSession(ledger, "demo", "Ana", clock=clock).progress()
    assert (progress.left, progress.waiting, progress.median_seconds, progress.by_verdict) == (0, 0, None, {})


def test_the_summary_counts_verdicts_and_reasons(session):
    assert list(session.summary().columns) == ["verdict", "reason", "count", "median_seconds"]
    session.approve("p000", seconds=10)
    session.reject("p001", "tone", seconds=20)
    session.reject("p002", "tone", seconds=40)
    session.hold("p003")
    summary = session.summary()
    assert summary.iloc[0].to_dict() == {"verdict": "reject", "reason": "tone", "count": 2, "median_seconds": 30.0}
    assert summary["count"].sum() == 4


def test_the_table_is_the_queue_and_claims_nothing(session_of, market):
    session = session_of(review=Review(queue_size=5))
    session.approve("p002", seconds=42)
    session_of("Ben").claim(1)
    frame = session.table()
    assert list(frame["package_id"]) == ["p002", "p004", "p008", "p001", "p003", "p005"]
    row = frame.iloc[0]
    assert (row["status"], row["verdict"], row["reviewer"], row["seconds"]) == ("approved", "approve", "Ana", 42)
    row = frame.iloc[1]
    assert (row["status"], row["account"], row["contact"]) == ("waiting", "Nordlys Energy", "Emil Novak")
    assert (row["signal"], row["age_days"], row["band"], row["findings"]) == ("expansion", 12, "high", 0)
    assert frame.set_index("package_id").loc["p003", "findings"] == 1
    assert len(market.rows(sa.select(t.claim))) == 1


def test_the_table_survives_packages_without_contact_draft_or_score(ledger, clock):
    bare = {"contact": None, "confidence": None, "score_terms": (), "findings": ()}
    factory.store(ledger, [factory.package(0, **bare)])
    row = ReviewSession(ledger, "demo", "Ana", clock=clock).queue()[0]
    assert (row.contact, row.band, row.signal, row.age_days, row.findings) == ("", "", "", None, 0)

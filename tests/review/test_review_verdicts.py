"""Verdicts: what each writes, what it refuses, and that a repeated message is one verdict."""

from __future__ import annotations

import json
import threading

import pytest
import sqlalchemy as sa

from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.drafts import Finding, mail_sha256
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession, decisions
from tests.review import factory


def rows(ledger: Ledger) -> list[sa.RowMapping]:
    return ledger.rows(sa.select(t.decision).order_by(t.decision.c.id))


def event_of(ledger: Ledger, kind: str) -> sa.RowMapping:
    return ledger.rows(sa.select(t.event).where(t.event.c.kind == kind))[-1]


def test_approve_binds_to_the_drafts_bytes(session, market):
    item = session.next()
    decision = session.approve(item.package.id)
    assert decision.content_sha256 == item.package.draft.sha256 == mail_sha256(item.subject, item.body)
    assert (decision.verdict, decision.reviewer, decision.subject, decision.body) == ("approve", "Ana", "", "")
    assert session.look(item.package.id).status == "approved"
    assert session.look(item.package.id).decision == decision
    assert event_of(market, "review.approve")["subject"] == item.package.id


def test_edit_binds_to_the_edited_text_as_it_would_be_sent(session):
    session.claim()
    decision = session.edit("p000", "  A new subject ", "Hi Ana,\r\n\r\nA new body.\n\n")
    assert (decision.subject, decision.body) == ("A new subject", "Hi Ana,\n\nA new body.")
    assert decision.content_sha256 == mail_sha256(decision.subject, decision.body)
    item = session.look("p000")
    assert (item.status, item.subject, item.body) == ("edited", decision.subject, decision.body)
    assert item.package.draft.body != item.body


def test_what_is_stored_is_what_is_returned(session, market):
    made = [
        session.approve("p000", note=" fine "),
        session.edit("p001", "S", "B", seconds=12),
        session.reject("p002", "tone", "too loud"),
        session.hold("p003", "ask Ben first"),
    ]
    for decision, row in zip(made, rows(market), strict=True):
        stored = dict(row)
        assert decision.model_dump(exclude={"at"}) == {k: stored[k] for k in decision.model_dump(exclude={"at"})}
    assert [session.look(f"p00{n}").status for n in range(4)] == ["approved", "edited", "rejected", "held"]
    assert made[0].note == "fine"
    assert market.verify().intact


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_accepted(session, code):
    assert session.reject("p000", code, "because").reason == code


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda s: s.reject("p000", "ugly"), "'ugly' is not a reason"),
        (lambda s: s.reject("p000", "other"), "without a note"),
        (lambda s: s.reject("p000", "other", " \n "), "without a note"),
        (lambda s: s.reject("p000", "tone", "x" * 2001), "2,001 characters"),
        (lambda s: s.edit("p000", "S", "  \n"), "the body is empty"),
        (lambda s: s.edit("p000", " ", "B"), "the subject is empty"),
        (lambda s: s.edit("p000", "S\nBcc: all@x.example", "B"), "more than one line"),
        (lambda s: s.edit("p000", "S", "B\x00"), "control character"),
        (lambda s: s.edit("p000", "S", "B\ud800"), "control character"),
        (lambda s: s.edit("p000", "S", "x" * 1_000_000), "1,000,000 characters"),
        (lambda s: s.edit("p000", "S" * 301, "B"), "301 characters"),
        (lambda s: s.approve("p000", seconds=-1), "not a time"),
        (lambda s: s.approve("p000", seconds=float("nan")), "not a time"),
        (lambda s: s.approve("nope"), "no package nope"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(session, market, act, words):
    session.claim()
    with pytest.raises(InputError, match=words):
        act(session)
    assert not rows(market)
    session.approve("p000")


def test_an_edit_that_changes_nothing_is_an_approval(session):
    item = session.open("p000")
    with pytest.raises(InputError, match="nothing was changed") as caught:
        session.edit("p000", item.subject, item.body.replace("\n", "\r\n") + "\n")
    assert caught.value.mend == "approve the draft instead"


def test_a_blocking_finding_stops_the_approval_but_not_an_edit(ledger, clock):
    block = Finding(check="placeholder", severity="block", message="the placeholder {city} was left in the body")
    factory.store(ledger, [factory.package(0, findings=(block,))])
    session = ReviewSession(ledger, "demo", "Ana", clock=clock)
    assert session.open("p000").blocking == (block,)
    with pytest.raises(InputError, match=r"placeholder \{city\} was left") as caught:
        session.approve("p000")
    assert "edit it" in caught.value.mend
    assert session.edit("p000", "S", "B").verdict == "edit"


def test_an_edit_is_checked_again_and_the_event_names_the_checks(session_of, market):
    seen = []

    def recheck(package, subject, body):
        seen.append((package.id, subject, body))
        return (
            Finding(check="numbers", severity="warn", message="400 is in no quote"),
            Finding(check="grounding", severity="block", message="no fact says so"),
            Finding(check="numbers", severity="warn", message="12 is in no quote"),
        )

    session = session_of(recheck=recheck)
    assert [f.check for f in session.check("p000", " S ", "400 staff")] == ["numbers", "grounding", "numbers"]
    session.edit("p000", "S", "400 staff")
    assert seen == [("p000", "S", "400 staff")] * 2
    payload = json.loads(event_of(market, "review.edit")["payload"])
    assert payload["checks"] == ["grounding", "numbers"]
    assert "400" not in json.dumps({k: v for k, v in payload.items() if k != "rows"})
    assert session.look("p000").findings[0].message == "400 is in no quote"


def test_an_unchanged_mail_has_the_drafts_findings(session_of):
    session = session_of(recheck=lambda *_: ())
    item = session.open("p000")
    assert session.check("p000", item.subject, item.body) == item.package.findings != ()
    assert session.check("p000", item.subject, item.body + " More.") == ()
    with pytest.raises(InputError, match="empty"):
        session.check("p000", item.subject, "")


def test_the_second_verdict_is_told_whose_the_first_was(session_of):
    session_of("Ana").approve("p000")
    with pytest.raises(Conflict, match=r"Halden Freight was already approved by Ana at 2026-03-02 09:00 UTC") as caught:
        session_of("Ben").reject("p000", "tone")
    assert "go on" in caught.value.mend
    with pytest.raises(Conflict) as caught:
        session_of("Ana").approve("p000")
    assert caught.value.mend == "undo that verdict first"


def test_a_message_that_arrives_twice_is_one_verdict(session, market):
    first = session.approve("p000", uid="u1")
    assert session.approve("p000", uid="u1") == first
    edit = session.edit("p001", "S", "B", uid="u2")
    assert session.edit("p001", "S", "B", uid="u2") == edit
    assert len(rows(market)) == 2
    with pytest.raises(Conflict, match="another verdict"):
        session.approve("p002", uid="u1")
    with pytest.raises(Conflict, match="another verdict"):
        session.hold("p000", uid="u1")


def test_twenty_threads_and_one_verdict(session_of, market):
    outcomes = []

    def decide(n):
        try:
            session_of(f"R{n}").approve("p000")
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 19 + ["saved"]
    assert len(rows(market)) == 1
    assert market.verify().intact


def test_there_is_nothing_to_decide_without_a_draft(ledger, clock):
    route = Route(decider="nobody", reason="no play fits")
    factory.store(ledger, [factory.package(0, draft=None, abstained="no signal is fresh enough", route=route)])
    session = ReviewSession(ledger, "demo", "Ana", clock=clock)
    assert session.look("p000").status == "abstained"
    for act in (session.approve, session.hold):
        with pytest.raises(InputError, match=r"no draft for Halden Freight: no signal is fresh enough"):
            act("p000")


def test_the_time_runs_from_opening_to_verdict(session, clock):
    session.next()
    clock.move(seconds=95.26)
    assert session.approve("p000").seconds == 95.3
    session.open("p001")
    clock.move(hours=3)
    assert session.approve("p001").seconds == 1800
    assert session.approve("p002").seconds == 0
    assert session.approve("p003", seconds=12.34).seconds == 12.3
    session.open("p004")
    clock.move(seconds=50)
    session.open("p004")
    clock.move(seconds=10)
    assert session.approve("p004").seconds == 10


def test_simulated_is_inherited_and_contagious(ledger, clock):
    factory.store(ledger, [factory.package(0, simulated=True), factory.package(1)])
    ReviewSession(ledger, "demo", "Ana", clock=clock).approve("p000")
    labelled = ReviewSession(ledger, "demo", "Sim", clock=clock, simulated=True)
    labelled.approve("p001")
    labelled.undo()
    assert [row["simulated"] for row in rows(ledger)] == [True, True, True]


def test_no_event_holds_personal_data(session, market):
    session.claim()
    session.edit("p000", "Dear Ana", "Hi Ana, ring me", note="Ana Lindqvist asked for it")
    session.undo()
    session.reject("p000", "relationship", "we know Ana Lindqvist")
    for event in market.rows(sa.select(t.event).where(t.event.c.kind.like("review.%"))):
        assert "Lindqvist" not in event["payload"]
        assert "ring" not in event["payload"]


def test_the_table_of_decisions(session, session_of, market, clock):
    session.approve("p000", seconds=30)
    clock.move(minutes=1)
    session.undo()
    session.reject("p000", "tone", "loud")
    session_of("Ben").approve("p001")
    factory.store(market, [factory.package(5, id="q1", campaign="other")])
    ReviewSession(market, "other", "Ana", clock=clock).approve("q1")
    frame = decisions(market, "demo")
    assert list(frame["verdict"]) == ["approve", "undo", "reject", "approve"]
    assert list(frame["stands"]) == [False, False, True, True]
    assert list(frame["tier"]) == ["A", "A", "A", "B"]
    assert set(frame["angle"]) == {"one_stock_figure"}
    assert frame["at"].iloc[0] == factory.NOW
    assert frame["seconds"].iloc[0] == 30
    empty = decisions(market, "none")
    assert empty.empty
    assert list(empty.columns) == list(frame.columns)

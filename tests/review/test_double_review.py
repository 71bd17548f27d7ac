"""Double review: a package that was drawn waits for two people, each blind to the other; where they differ, a lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from tests.ledger.behind import tamper
from tests.review import factory

TWICE = Route(decider="human", reason="drawn for a second reviewer", reviewers=2)


@pytest.fixture
def drawn(ledger: Ledger) -> Ledger:
    """One package drawn for two reviewers, and one that is not."""
    factory.store(ledger, [factory.package(0, route=TWICE), factory.package(1)])
    return ledger


def session(ledger: Ledger, name: str, **options: Any) -> ReviewSession:
    return ReviewSession(ledger, "demo", name, **options)


def test_it_waits_for_a_second_person_and_only_for_them(drawn: Ledger) -> None:
    ana, bo = session(drawn, "Ana"), session(drawn, "Bo")
    assert ana.claim() == ["p000", "p001"]
    ana.approve("p000")
    assert ana.look("p000").status == "waiting"
    assert ana.claim() == ["p001"], "what one has decided is not offered to them again"
    assert bo.claim() == ["p000"], "the first one's lease does not keep the second out"
    with pytest.raises(Conflict, match="it waits for a second reviewer"):
        ana.reject("p000", "tone")
    bo.approve("p000")
    assert bo.look("p000").status == "approved"
    assert bo.claim() == []


def test_the_second_sees_nothing_of_the_first_before_their_own_verdict(drawn: Ledger) -> None:
    ana, bo = session(drawn, "Ana"), session(drawn, "Bo")
    ana.reject("p000", "tone", "too loud")
    for look in (lambda: bo.look("p000").decision, lambda: bo.row("p000").verdict or None):
        assert look() is None
    assert bo.history("p000") == []
    assert [d.note for d in ana.history("p000")] == ["too loud"]
    assert [r.verdict for r in bo.queue() if r.package_id == "p000"] == [""]
    bo.reject("p000", "wrong_claim")
    assert [d.reviewer for d in bo.history("p000")] == ["Ana", "Bo"]
    assert bo.look("p000").status == "rejected"


def test_where_two_differ_it_is_held_and_a_lead_has_the_third_word(drawn: Ledger) -> None:
    ana, bo, lead = session(drawn, "Ana"), session(drawn, "Bo"), session(drawn, "Lea", lead=True)
    ana.approve("p000")
    bo.reject("p000", "tone")
    assert bo.look("p000").status == "held"
    with pytest.raises(Conflict, match="two reviewers differ") as caught:
        session(drawn, "Cy").approve("p000")
    assert "a lead" in caught.value.mend
    assert next(r.package_id for r in lead.queue()) == "p000", "a lead finds it first"
    lead.approve("p000")
    assert lead.look("p000").status == "approved"
    with pytest.raises(Conflict, match="already approved by Lea"):
        session(drawn, "Lou", lead=True).reject("p000", "tone")


def test_an_undone_verdict_is_asked_for_again(drawn: Ledger) -> None:
    ana, bo = session(drawn, "Ana"), session(drawn, "Bo")
    ana.approve("p000")
    bo.approve("p000")
    ana.undo()
    assert ana.look("p000").status == "waiting"
    ana.edit("p000", ana.look("p000").subject, ana.look("p000").body + "\n\nPS. A word.")
    assert ana.look("p000").status == "edited", "the newest of two that let it go is what goes"


def test_a_lease_that_ran_out_shows_the_newer_decision(ledger: Ledger) -> None:
    factory.store(ledger, [factory.package(0)])
    now = factory.NOW
    ana, bo = (session(ledger, name, clock=lambda: now) for name in ("Ana", "Bo"))
    ana.claim()
    now += timedelta(hours=2)
    assert bo.claim() == ["p000"]
    bo.reject("p000", "tone", "far too long")
    with pytest.raises(Conflict) as caught:
        ana.approve("p000")
    assert "already rejected by Bo at 2026-03-02 11:00 UTC: Tone or wording · far too long" in caught.value.message
    assert caught.value.mend == "go on to the next package"


def test_a_draft_that_was_taken_out_meanwhile_cannot_be_decided(ledger: Ledger) -> None:
    factory.store(ledger, [factory.package(0)])
    ana = session(ledger, "Ana")
    item = ana.open("p000")
    bare = factory.package(0, draft=None, abstained="the person asked to be erased")
    content = bare.model_dump_json().replace("'", "''")
    tamper(
        ledger, f"update package set content_sha256 = '', content = '{content}' where id = 'p000'".replace("\\:", ":")
    )
    with pytest.raises(Conflict, match="was taken out since"):
        ana.edit("p000", item.subject, item.body + "\n\nMore.")
    with pytest.raises(InputError, match="there is no draft"):
        ana.approve("p000")

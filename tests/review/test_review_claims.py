"""Claims: the order of the queue, leases that run out, and two people who never hold the same package."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Route
from hitl_kit.domain.policy import Review
from hitl_kit.ledger import tables as t
from hitl_kit.review import ReviewSession
from tests.review import factory


def test_high_value_comes_first_then_score(session):
    assert session.claim(5) == ["p000", "p004", "p008", "p001", "p002"]


def test_the_policys_queue_size_is_the_default(session_of):
    assert len(session_of(review=Review(queue_size=7)).claim()) == 7


def test_claims_are_kept_and_counted(session, market):
    first = session.claim(3)
    assert session.claim(3) == first
    assert session.claim(5)[:3] == first
    assert len(market.rows(sa.select(t.claim))) == 5


def test_a_claim_is_renewed_past_half_its_lease(session, market, clock):
    session.claim(2)
    clock.move(minutes=14)
    session.renew()
    assert len(market.rows(sa.select(t.claim))) == 2
    clock.move(minutes=2)
    assert session.renew() == ["p000", "p004"]
    assert len(market.rows(sa.select(t.claim))) == 4
    clock.move(minutes=29)
    assert session.renew() == ["p000", "p004"]


def test_two_reviewers_never_hold_the_same(session_of):
    ana, ben = session_of("Ana"), session_of("Ben")
    assert not set(ana.claim(6)) & set(ben.claim(12))
    assert ana.next().package.id == "p000"
    assert ben.next().package.id not in ana.claim(6)


def test_a_lease_that_ran_out_blocks_nobody(session_of, clock):
    assert session_of("Ana").claim(12)
    ben = session_of("Ben")
    assert ben.next() is None
    clock.move(minutes=31)
    assert ben.next().package.id == "p000"


def test_claiming_at_the_same_moment_from_many_threads(session_of):
    taken: list[list[str]] = []
    threads = [threading.Thread(target=lambda r=r: taken.append(session_of(r).claim(3))) for r in "ABCDEF"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [i for mine in taken for i in mine]
    assert len(ids) == len(set(ids)) == 12


def test_only_what_a_person_decides_is_claimed(ledger, clock):
    routes = {"human": True, "spot-check": True, "auto": False, "hold": False, "nobody": False}
    for n, decider in enumerate(routes):
        factory.store(ledger, [factory.package(n, route=Route(decider=decider, reason="-"), batch_id=decider)])
    factory.store(ledger, [factory.package(9, campaign="other")])
    assert set(ReviewSession(ledger, "demo", "Ana", clock=clock).claim()) == {"p000", "p001"}


def test_next_claims_more_when_none_is_left(session_of):
    session = session_of(review=Review(queue_size=2))
    for expected in ("p000", "p004", "p008", "p001"):
        item = session.next()
        assert item.package.id == expected
        session.approve(expected)


def test_next_gives_none_when_nothing_waits(ledger, clock):
    assert ReviewSession(ledger, "demo", "Ana", clock=clock).next() is None


def test_what_is_skipped_comes_back_last(session_of):
    session = session_of(review=Review(queue_size=3))
    session.claim()
    session.skip("p000")
    assert session.next().package.id == "p004"
    session.skip("p004")
    session.approve(session.next().package.id)
    assert session.next().package.id == "p000"
    session.approve("p000")
    assert session.next().package.id == "p004"


def test_a_session_needs_a_name(market):
    with pytest.raises(InputError, match="reviewer's name"):
        ReviewSession(market, "demo", "  ")


def test_an_open_package_says_who_holds_it(session_of):
    session_of("Ana").claim(1)
    ben = session_of("Ben")
    item = ben.open("p000")
    assert (item.status, item.claimed_by) == ("waiting", "Ana")
    with pytest.raises(Conflict, match=r"Halden Freight is with Ana until 2026-03-02 09:30 UTC"):
        ben.approve("p000")
    with pytest.raises(InputError, match="no package nope in demo"):
        ben.open("nope")


def test_a_claim_is_an_event_without_personal_data(session, market):
    session.claim(2)
    event = market.rows(sa.select(t.event).where(t.event.c.kind == "review.claim"))[0]
    assert (event["actor"], event["subject"]) == ("Ana", "demo")
    assert "@" not in event["payload"]
    assert market.verify().intact

"""A clock that goes back: the chain holds, nothing stays blocked, and nobody decides twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hitl_kit.domain.errors import Conflict
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from tests.review import factory

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Clock:
    """A clock that shows what it is set to, for the sessions and for the ledger's events."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The one clock of everybody in the test."""
    clock = Clock()
    monkeypatch.setattr("hitl_kit.ledger.recording.utc_now", clock)
    return clock


def test_a_lease_from_before_the_clock_went_back_blocks_nobody(ledger: Ledger, clock: Clock) -> None:
    factory.store(ledger, [factory.package(n) for n in range(2)])
    ana, bo = (ReviewSession(ledger, "demo", name, clock=clock) for name in ("Ana", "Bo"))
    assert ana.claim() == ["p000", "p001"]
    assert bo.claim() == []
    clock.now = NOON - timedelta(hours=9)
    assert bo.claim() == ["p000", "p001"], "not blocked until tomorrow's lease ends"
    with pytest.raises(Conflict, match="is with Bo"):
        ana.approve("p000")
    bo.approve("p000")
    with pytest.raises(Conflict, match="already approved by Bo"):
        ana.approve("p000")
    assert ledger.verify().intact


def test_clocks_that_differ_a_little_share_the_leases(ledger: Ledger, clock: Clock) -> None:
    factory.store(ledger, [factory.package(0)])
    ana, bo = (ReviewSession(ledger, "demo", name, clock=clock) for name in ("Ana", "Bo"))
    assert ana.claim() == ["p000"]
    clock.now = NOON - timedelta(minutes=2)
    assert bo.claim() == []
    assert ana.claim() == ["p000"]


def test_events_stay_in_order_and_time_in_front_of_a_package_is_never_negative(ledger: Ledger, clock: Clock) -> None:
    factory.store(ledger, [factory.package(0)])
    session = ReviewSession(ledger, "demo", "Ana", clock=clock)
    session.open("p000")
    clock.now = NOON - timedelta(days=400)
    assert session.approve("p000").seconds == 0
    clock.now = NOON
    assert session.undo().undoes == 1
    found = ledger.verify()
    assert (found.intact, found.events) == (True, 3)
    assert session.progress().waiting == 1

"""A ledger with a dozen packages, a clock that stands still until told, and a session on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from tests.review import factory


@dataclass
class Clock:
    """A clock that a test moves."""

    now: datetime = factory.NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def market(ledger: Ledger) -> Ledger:
    """A ledger with twelve packages, p000 to p011; p000, p004 and p008 are of the high-value tier."""
    factory.store(ledger, [factory.package(n) for n in range(12)])
    return ledger


@pytest.fixture
def session_of(market: Ledger, clock: Clock) -> Callable[..., ReviewSession]:
    """Sessions of any reviewer on the twelve packages."""
    return lambda reviewer="Ana", **options: ReviewSession(market, "demo", reviewer, clock=clock, **options)


@pytest.fixture
def session(session_of: Callable[..., ReviewSession]) -> ReviewSession:
    return session_of()

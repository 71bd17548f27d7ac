"""Brakes: the shares of bounces and complaints above which a sender is blocked, and where the campaign stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hitl_kit.domain.intervals import exact_interval

from .metrics import Metrics

BOUNCE_LIMIT = 0.03
COMPLAINT_WARNING = 0.001
COMPLAINT_LIMIT = 0.003
"""Mailbox providers block a domain whose mails are marked as spam more often than this."""

_DOUBT = 0.05


@dataclass(frozen=True)
class Brake:
    """A share that must stay below its limit: k of n with the exact 95% interval, and what that says in words."""

    what: str
    k: int
    n: int
    rate: float
    low: float
    high: float
    limit: float

    @property
    def over(self) -> bool:
        """Whether the share that was seen is above the limit: reason to stop and look, proven or not."""
        return self.n > 0 and self.rate > self.limit

    @property
    def state(self) -> str:
        """How sure it is on which side of the limit the true share lies."""
        if not self.n:
            return "nothing sent yet"
        if self.low > self.limit:
            return "over the limit"
        if self.over:
            return "above the limit so far; it may be chance"
        if self.high < self.limit:
            return "below the limit"
        return "below so far; too few mails to be sure"


def brakes(metrics: Metrics) -> list[Brake]:
    """Bounces of the mails sent against 3%, complaints of the mails delivered against 0.1% and 0.3%."""
    counted = (metrics.count(step) for step in ("sent", "delivered", "bounced", "complained"))
    return brakes_of(*counted)


def brakes_of(sent: int, delivered: int, bounced: int, complaints: int) -> list[Brake]:
    """The same from the counts."""
    return [
        _brake("bounced", bounced, sent, BOUNCE_LIMIT),
        _brake("marked as spam (warning)", complaints, delivered, COMPLAINT_WARNING),
        _brake("marked as spam (block)", complaints, delivered, COMPLAINT_LIMIT),
    ]


def _brake(what: str, k: int, n: int, limit: float) -> Brake:
    low, high = exact_interval(k, n)
    return Brake(what, k, n, k / n if n else math.nan, float(low), float(high), limit)


def clean_sends_needed(limit: float = COMPLAINT_LIMIT) -> int:
    """How many mails in a row, none of them with a complaint, bound the true share below the limit (95%)."""
    return math.ceil(math.log(_DOUBT) / math.log1p(-limit))

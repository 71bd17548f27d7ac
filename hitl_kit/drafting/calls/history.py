"""History: what the ledger knows of a question's calls, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.ledger import tables as t

from .ask import Answer, Ask
from .prices import Usage
from .verdict import Outcome, read

UNUSABLE = ("truncated", "invalid")
_UNUSABLE_AT_MOST = 2
"""A question is asked once more after an answer that cannot be used, and then no more."""

_c, _s = t.call.c, t.settlement.c

PAST = (
    sa.select(
        _c.attempt, _c.run, _c.lot, _c.reserved_usd, _s.state, _s.why, _s.content, _s.request_id, _s.message_id,
        _s.input_tokens, _s.output_tokens, _s.cache_read_tokens, _s.cache_write_tokens, _s.cost_usd,
    )
    .outerjoin(t.settlement, sa.and_(_s.key == _c.key, _s.attempt == _c.attempt))
    .where(_c.key == sa.bindparam("key"))
    .order_by(_c.attempt)
)  # fmt: skip
"""Every call of a question, with what became of it."""


@dataclass(frozen=True)
class Past:
    """An earlier call. `outcome` is None while nothing is known of it."""

    attempt: int
    run: str
    lot: str
    reserved_usd: float
    outcome: Outcome | None

    @classmethod
    def of(cls, row: sa.RowMapping) -> Past:
        """A row of PAST."""
        return cls(row["attempt"], row["run"], row["lot"], row["reserved_usd"], _outcome(row))


def _outcome(row: Any) -> Outcome | None:
    if row["state"] is None:
        return None
    usage = Usage(
        row["input_tokens"], row["output_tokens"], row["cache_read_tokens"], row["cache_write_tokens"]
    )  # fmt: skip
    return Outcome(
        row["state"], row["why"], row["content"], usage, row["cost_usd"], row["request_id"], row["message_id"]
    )


def checked(outcome: Outcome, ask: Ask) -> Outcome:
    """The outcome as it stands today: an answer whose text no longer has the form is none (an erasure took it away, or
    nobody who knew the form was there when it came)."""
    if outcome.state == "answered" and (why := read(outcome.text, ask.shape)[1]):
        return Outcome("invalid", why, outcome.text, outcome.usage, outcome.cost_usd)
    return outcome


def is_final(outcomes: Sequence[Outcome]) -> bool:
    """Whether the last of these outcomes is what the question comes to, so that no further run asks again."""
    last = outcomes[-1].state
    if last in UNUSABLE:
        return sum(o.state in UNUSABLE for o in outcomes) >= _UNUSABLE_AT_MOST
    return last in ("answered", "refused")


def answer(ask: Ask, outcomes: Sequence[Outcome]) -> Answer:
    """What the question comes to after these calls."""
    last = outcomes[-1]
    value, why = read(last.text, ask.shape) if last.state == "answered" else (None, last.why)
    usage = sum((o.usage for o in outcomes), Usage())
    return Answer(ask, last.state, value, why, usage, sum(o.cost_usd for o in outcomes), len(outcomes))

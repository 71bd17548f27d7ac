"""Carried: a call within a message batch, kept small while the batch is under way."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field

import sqlalchemy as sa
from pydantic import BaseModel

from hitl_kit.domain.base import canonical_json
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from .ask import Ask, Purpose
from .book import Granted, custom_id
from .verdict import Outcome

_FAST = 1


@dataclass(frozen=True)
class _Parked:
    """A call as it was granted; the bodies of thousands wait compressed."""

    package_id: str
    purpose: Purpose
    shape: type[BaseModel]
    asked: bytes = field(repr=False)
    sent: bytes | None = field(repr=False)
    before: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Carried:
    """A call that a message batch carries. Those that an earlier run left come without their question."""

    key: str
    attempt: int
    reserved_usd: float
    model: str
    parked: _Parked | None = field(default=None, repr=False)

    @classmethod
    def of(cls, call: Granted) -> Carried:
        """A call that this run makes."""
        ask = call.ask
        sent = None if call.params is ask.params else _packed(dict(call.params))
        parked = _Parked(ask.package_id, ask.purpose, ask.shape, _packed(dict(ask.params)), sent, call.before)
        return cls(ask.key, call.attempt, call.reserved_usd, ask.model, parked)

    @property
    def custom_id(self) -> str:
        """What the service knows it by."""
        return custom_id(self.key, self.attempt)

    def granted(self) -> Granted | None:
        """The call as it was granted to this run."""
        if self.parked is None:
            return None
        asked = _unpacked(self.parked.asked)
        sent = asked if self.parked.sent is None else _unpacked(self.parked.sent)
        ask = Ask(self.parked.package_id, self.parked.purpose, asked, self.parked.shape)
        return Granted(ask, self.attempt, sent, self.reserved_usd, self.parked.before)


def left_behind(ledger: Ledger, lot: str) -> dict[str, Carried]:
    """The calls of a message batch that are not settled, by their ids at the service."""
    c, s = t.call.c, t.settlement.c
    select = (
        sa.select(c.key, c.attempt, c.reserved_usd, c.model)
        .outerjoin_from(t.call, t.settlement, sa.and_(s.key == c.key, s.attempt == c.attempt))
        .where(c.lot == lot, s.id.is_(None))
    )
    found = (Carried(r["key"], r["attempt"], r["reserved_usd"], r["model"]) for r in ledger.rows(select))
    return {call.custom_id: call for call in found}


def _packed(params: dict[str, object]) -> bytes:
    return zlib.compress(canonical_json(params).encode("utf-8", "surrogatepass"), _FAST)


def _unpacked(packed: bytes) -> dict[str, object]:
    params: dict[str, object] = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return params

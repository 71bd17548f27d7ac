"""Book: calls as the ledger keeps them: recorded before they are made, and settled once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.ledger.presence import at_work
from hitl_kit.ledger.recording import Recording

from .ask import Ask
from .budget import Budget
from .history import PAST, Past, checked, is_final
from .prices import worst_case_usd
from .verdict import Outcome
from .writer import Writer

_LONGER = 2
"""An answer that was cut off is asked for again with so many times the room."""

_c, _s = t.call.c, t.settlement.c
_SETTLED = sa.select(_s.id).where(_s.key == sa.bindparam("key"), _s.attempt == sa.bindparam("attempt"))
_OPEN = (
    sa.select(_c.run, _c.lot)
    .distinct()
    .outerjoin_from(t.call, t.settlement, sa.and_(_s.key == _c.key, _s.attempt == _c.attempt))
    .where(_c.batch_id == sa.bindparam("batch"), _s.id.is_(None))
)


@dataclass(frozen=True)
class Granted:
    """A call that may be made now, and only by who was granted it."""

    ask: Ask
    attempt: int
    params: Mapping[str, Any]
    reserved_usd: float
    before: tuple[Outcome, ...]
    """What became of the question's earlier calls."""

    @property
    def custom_id(self) -> str:
        """What a message batch knows the call by."""
        return custom_id(self.ask.key, self.attempt)


@dataclass(frozen=True)
class Known:
    """The question is settled."""

    ask: Ask
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Elsewhere:
    """The question's call is under way in another place: in a run that is at work, or in message batch `lot`, whose run
    has ended."""

    ask: Ask
    lot: str


@dataclass(frozen=True)
class NoRoom:
    """The limit leaves no room for the call. `hope`: calls under way may give money back. `lots` are message batches
    whose runs have ended, and which may, too."""

    ask: Ask
    needed_usd: float
    counted_usd: float
    hope: bool
    lots: tuple[str, ...]


Entry = Granted | Known | Elsewhere | NoRoom


def custom_id(key: str, attempt: int) -> str:
    """What a message batch knows a call by: 64 characters at most."""
    return f"{key}-{attempt}"


class Book:
    """The calls of one batch, as one run of the program makes them."""

    def __init__(
        self, ledger: Ledger, *, campaign: str, batch_id: str, actor: str, limit: float | None, run: str
    ) -> None:
        self.ledger, self.campaign, self.batch_id, self.run = ledger, campaign, batch_id, run
        self._budget = Budget(batch_id, limit)
        self._writer = Writer(ledger, actor, f"{campaign}/{batch_id}", self._begin)
        self._ended: set[str] = set()
        self._open: list[sa.RowMapping] | None = None

    async def enter(self, ask: Ask) -> Entry:
        """What is to be done about a question; if a call is granted, it is in the ledger already."""
        usd = worst_case_usd(ask.params)
        return await self._writer.write(lambda recording: self._entered(recording, ask, usd, ""))

    async def enter_lot(self, asks: Sequence[Ask], lot: str) -> list[Entry]:
        """The same for the questions of a message batch, and the batch itself, in one transaction."""
        meant = [(ask, worst_case_usd(ask.params, batch=True)) for ask in asks]  # not while others wait for the lock

        def act(recording: Recording) -> list[Entry]:
            entries = [self._entered(recording, ask, usd, lot) for ask, usd in meant]
            if granted := sum(isinstance(entry, Granted) for entry in entries):
                recording.add(t.lot, [self._lot(lot, "meant", "", granted)])
            return entries

        return await self._writer.write(act)

    def settle(self, key: str, attempt: int, reserved_usd: float, outcome: Outcome) -> asyncio.Future[None]:
        """Settle a call, unless that was done already. What is written later is not durable before this is."""
        return self._writer.write(lambda r: self._settle(r, key, attempt, reserved_usd, outcome))

    async def note_lot(self, lot: str, state: str, provider_id: str, requests: int) -> None:
        """Keep what is known now of a message batch."""
        await self._writer.write(lambda r: r.add(t.lot, [self._lot(lot, state, provider_id, requests)]))

    async def close(self) -> None:
        """Write what is left."""
        await self._writer.close()

    def _begin(self, recording: Recording) -> None:
        self._open = None
        self._budget.catch_up(recording)

    def _entered(self, recording: Recording, ask: Ask, usd: float, lot: str) -> Entry:
        past: list[Past] = []
        if recording.first(PAST, {"key": ask.key}) is not None:
            past = [Past.of(row) for row in recording.rows(PAST, {"key": ask.key})]
        if past and past[-1].outcome is None:
            last = past[-1]
            if self._at_work(last.run):
                return Elsewhere(ask, "")
            if last.lot:
                return Elsewhere(ask, last.lot)
            broken = Outcome("uncertain", "the program ended before the answer was kept", cost_usd=last.reserved_usd)
            self._settle(recording, ask.key, last.attempt, last.reserved_usd, broken)
            past[-1] = Past(last.attempt, last.run, last.lot, last.reserved_usd, broken)
        outcomes = tuple(checked(p.outcome, ask) for p in past if p.outcome is not None)
        if outcomes and is_final(outcomes):
            return Known(ask, outcomes)
        params = ask.params
        if any(o.state == "truncated" for o in outcomes):
            params = {**params, "max_tokens": int(params["max_tokens"]) * _LONGER}
            usd = worst_case_usd(params, batch=bool(lot))
        if not self._budget.take(usd):
            return self._no_room(recording, ask, usd)
        attempt = len(past) + 1
        recording.add(t.call, [
            {"key": ask.key, "attempt": attempt, "campaign": self.campaign, "batch_id": self.batch_id,
             "package_id": ask.package_id, "purpose": ask.purpose, "model": ask.model,
             "prompt_sha256": ask.prompt_sha256, "lot": lot, "run": self.run, "reserved_usd": usd,
             "at": iso(utc_now())}
        ])  # fmt: skip
        return Granted(ask, attempt, params, usd, outcomes)

    def _no_room(self, recording: Recording, ask: Ask, usd: float) -> NoRoom:
        if self._open is None:  # once a transaction: what else it grants is this run's, and that is hope anyway
            self._open = recording.rows(_OPEN, {"batch": self.batch_id})
        hope = any(self._at_work(row["run"]) for row in self._open)
        lots = sorted({row["lot"] for row in self._open if row["lot"] and not self._at_work(row["run"])})
        return NoRoom(ask, usd, self._budget.counted, hope, tuple(lots))

    def _settle(self, recording: Recording, key: str, attempt: int, reserved: float, outcome: Outcome) -> None:
        if recording.first(_SETTLED, {"key": key, "attempt": attempt}) is not None:
            return
        usage = outcome.usage
        recording.add(t.settlement, [
            {"key": key, "attempt": attempt, "state": outcome.state, "why": outcome.why,
             "request_id": outcome.request_id, "message_id": outcome.message_id, "input_tokens": usage.input,
             "output_tokens": usage.output, "cache_read_tokens": usage.cache_read,
             "cache_write_tokens": usage.cache_write, "cost_usd": outcome.cost_usd, "content": outcome.text,
             "at": iso(utc_now())}
        ])  # fmt: skip
        self._budget.settle(reserved, outcome.cost_usd)

    def _lot(self, lot: str, state: str, provider_id: str, requests: int) -> dict[str, Any]:
        return {
            "lot": lot, "batch_id": self.batch_id, "state": state, "provider_id": provider_id, "requests": requests,
            "at": iso(utc_now()),
        }  # fmt: skip

    def _at_work(self, run: str) -> bool:
        """Whether that run goes on; one that has ended never does again."""
        if run == self.run:
            return True
        if run not in self._ended and not at_work(self.ledger.url, run):
            self._ended.add(run)
        return run not in self._ended

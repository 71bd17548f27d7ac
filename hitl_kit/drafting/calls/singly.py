"""Singly: calls one by one, so many at a time."""

from __future__ import annotations

import asyncio
import time

from hitl_kit.domain.errors import ModelRefusesUs

from .ask import Ask
from .book import Elsewhere, Granted, Known
from .client import Busy, Lost, Rejected, call
from .gate import unavailable
from .history import answer
from .lots import Lots
from .prices import cost_usd
from .run import PAUSE, Run
from .verdict import Outcome, judge

_APART = 0.002
"""Seconds between the beginnings of two workers, so that their answers do not come all at the same moment for good."""


class Singly:
    """Workers that each take a question, make its call, and settle it."""

    def __init__(self, run: Run, lots: Lots) -> None:
        self._run, self._lots = run, lots
        self._room = asyncio.Lock()

    async def work(self) -> None:
        """Until the last question is answered, or the run is stopped."""
        async with asyncio.TaskGroup() as workers:
            for n in range(self._run.settings.concurrency):
                workers.create_task(self._worker(n * _APART))

    async def _worker(self, begins: float) -> None:
        run = self._run
        await run.gate.rest(begins)
        while not run.gate.closing.is_set():
            ask = await run.feed.get()
            if ask is None:
                run.feed.put_nowait(None)  # for the next worker
                return
            try:
                while await self._once(ask):
                    pass
            except Exception as error:  # the ledger's: nothing more can be kept
                run.stop(error)

    async def _once(self, ask: Ask) -> bool:
        """One call for a question; whether there has to be another."""
        entry = await self._entered(ask)
        if isinstance(entry, Known):
            self._run.emit(answer(ask, entry.outcomes))
        if not isinstance(entry, Granted):
            return False
        try:
            outcome, error = await self._made(entry)
        except asyncio.CancelledError:
            why = "the run was broken off while the call was under way"
            self._run.settle(entry, Outcome("uncertain", why, cost_usd=entry.reserved_usd))
            raise
        if error is not None:
            self._run.settle_only(ask.key, entry.attempt, entry.reserved_usd, outcome)
            self._run.stop(error)
            return False
        return self._run.settle(entry, outcome) and not self._run.gate.closing.is_set()

    async def _entered(self, ask: Ask) -> Granted | Known | None:
        """The call for a question, once it may be made; None when the run is stopped before."""
        run = self._run
        waits = False  # for room: one at a time, for each look reads the ledger
        try:
            while not run.gate.closing.is_set():
                if waits:
                    run.settled.clear()
                entry = await run.book.enter(ask)
                if isinstance(entry, (Granted, Known)):
                    return entry
                if isinstance(entry, Elsewhere):
                    self._lots.recover(entry.lot)
                    await run.gate.rest(PAUSE)
                    continue
                if not waits:
                    await self._room.acquire()
                    waits = True
                    continue
                for lot in entry.lots:
                    self._lots.recover(lot)
                if not entry.hope and not entry.lots:
                    run.stop(run.no_room(entry))
                    return None
                await _within(run.settled, PAUSE)
            return None
        finally:
            if waits:
                self._room.release()

    async def _made(self, entry: Granted) -> tuple[Outcome, BaseException | None]:
        """What became of a call, and what stops the run, if it does. A try that cost nothing is followed by others."""
        run, since, tries = self._run, 0.0, 0
        while await run.gate.passed():
            try:
                reply = await call(run.client, entry.params, entry.custom_id)
            except Busy as busy:
                since = since or time.monotonic()
                tries += 1
                if tries >= run.settings.patience.tries:
                    over = None if run.gate.serves_since(since) else unavailable(busy, tries)
                    return Outcome("unserved", f"{busy}, {tries} times"), over
                await run.gate.pause(busy, tries)
            except Lost as lost:
                return Outcome("uncertain", str(lost), cost_usd=entry.reserved_usd), None
            except Rejected as rejected:
                run.gate.served()
                return Outcome("failed", str(rejected)), None
            except ModelRefusesUs as refusal:
                return Outcome("unserved", refusal.message), refusal
            else:
                run.gate.served()
                return judge(reply, cost_usd(entry.ask.model, reply.tokens), entry.ask.shape), None
        return Outcome("unserved", "the run ended before the call was made"), None


async def _within(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return

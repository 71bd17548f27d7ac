"""Lots: many calls in one message batch of the service, none of them paid for twice, whatever breaks off when.

The calls are in the ledger before the batch is created. If nobody knows whether it was, the service's own list tells:
a batch is ours if it holds one of our calls, whose ids depend on their content.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from anthropic.types.messages import MessageBatchIndividualResponse
from pydantic import ValidationError

from hitl_kit.domain.base import canonical_json, utc_now
from hitl_kit.domain.errors import ModelRefusesUs
from hitl_kit.ledger import tables as t

from .ask import Ask
from .book import Elsewhere, Granted, Known, NoRoom
from .carried import Carried, left_behind
from .client import Busy, Lost, Rejected, Unknown
from .gate import unavailable
from .history import answer
from .prices import cost_usd
from .provider import Provider
from .run import Run
from .verdict import Outcome, Reply, judge

_AT_ONCE = 4
"""So many message batches are under way at a time: their questions are kept in memory."""
_LARGEST = 32_000_000
"""Characters in one message batch; the service takes 256 MB."""
_FILLS = 2.0
"""Seconds without a further question, after which a batch is sent as it is."""
_TOGETHER = 500
"""So many results are read before waiting until they are durable."""


class Lots:
    """The message batches of a run: its own, and those that an earlier one left."""

    def __init__(self, run: Run) -> None:
        self._run, self._provider = run, Provider(run)
        self._tasks: set[asyncio.Task[None]] = set()
        self._recovering: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, dict[str, Ask]] = {}
        """Questions whose call is in a batch that an earlier run left, by batch and key."""

    async def work(self) -> None:
        """Until the last question is answered, or the run is stopped."""
        places = asyncio.Semaphore(_AT_ONCE)
        while await places.acquire() and (asks := await self._gathered()):
            task = asyncio.create_task(self._guarded(self._carry(asks)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            task.add_done_callback(lambda _: places.release())

    async def close(self) -> None:
        """Leave the batches to themselves; the next run takes them up."""
        tasks = [*self._tasks, *self._recovering.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def recover(self, lot: str) -> None:
        """See to it that the calls of a batch which an earlier run left are settled."""
        if lot and lot not in self._recovering:
            self._recovering[lot] = asyncio.create_task(self._guarded(self._recovered(lot)))

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            self._run.stop(error)

    # -- from questions to batches

    async def _gathered(self) -> list[Ask]:
        """The questions of the next batch; none when all are answered, or the run is stopped."""
        run, asks, size = self._run, list[Ask](), 0
        while not run.gate.closing.is_set() and not run.over and len(asks) < run.settings.lot and size < _LARGEST:
            if asks and run.last and run.feed.empty():
                break
            try:
                ask = await asyncio.wait_for(run.feed.get(), _FILLS)
            except TimeoutError:
                if asks:
                    break
                continue
            if ask is not None:
                asks.append(ask)
                size += len(canonical_json(ask.params))
        return [] if run.gate.closing.is_set() else asks

    async def _carry(self, asks: list[Ask]) -> None:
        """Send questions as one batch, and settle what comes back."""
        lot, meant_at = secrets.token_hex(8), utc_now()
        granted = self._sorted(await self._run.book.enter_lot(asks, lot))
        del asks
        if not granted:
            return
        requests = [{"custom_id": call.custom_id, "params": dict(call.params)} for call in granted]
        calls = {call.custom_id: Carried.of(call) for call in granted}
        del granted
        sent = await self._created(requests, meant_at)
        del requests
        if isinstance(sent, Outcome):
            for call in calls.values():
                self._settle(call, sent)
            await self._run.book.note_lot(lot, "lost", "", len(calls))
            return
        await self._run.book.note_lot(lot, "sent", sent, len(calls))
        calls_are = "1 call is" if len(calls) == 1 else f"{len(calls):,} calls are"
        self._run.tell(
            f"{calls_are} at Anthropic as message batch {sent}; it is safe to stop here:"
            " the next run takes the answers up"
        )
        await self._collect(lot, sent, calls)

    def _sorted(self, entries: list[Any]) -> list[Granted]:
        """The calls that may be made; the other questions are answered, or wait."""
        run, later, poor = self._run, list[Ask](), list[NoRoom]()
        granted = [entry for entry in entries if isinstance(entry, Granted)]
        for entry in entries:
            if isinstance(entry, Known):
                run.emit(answer(entry.ask, entry.outcomes))
            elif isinstance(entry, Elsewhere) and entry.lot:
                self._waiting.setdefault(entry.lot, {})[entry.ask.key] = entry.ask
                self.recover(entry.lot)
            elif isinstance(entry, Elsewhere):
                later.append(entry.ask)
            elif isinstance(entry, NoRoom):
                poor.append(entry)
        for lot in {lot for entry in poor for lot in entry.lots}:
            self.recover(lot)
        if poor and not granted and not any(entry.hope or entry.lots for entry in poor):
            run.stop(run.no_room(poor[0]))
            return []
        later += [entry.ask for entry in poor]
        if later:
            asyncio.get_running_loop().call_later(run.settings.patience.poll, self._once_more, later)
        return granted

    def _once_more(self, asks: list[Ask]) -> None:
        for ask in asks:
            self._run.feed.put_nowait(ask)

    async def _created(self, requests: list[dict[str, Any]], meant_at: datetime) -> str | Outcome:
        """The id of the new batch, or what becomes of its calls without one."""
        run, tries = self._run, 0
        ids = {request["custom_id"] for request in requests}
        while await run.gate.passed():
            try:
                return await self._provider.create(requests)
            except Lost:
                if found := await self._provider.find(ids, meant_at):
                    return found
                busy = Busy("the connection to the service broke off")
            except Busy as error:
                busy = error
            except (Rejected, Unknown) as rejected:
                return Outcome("failed", str(rejected))
            except ModelRefusesUs as refusal:
                run.stop(refusal)
                return Outcome("unserved", refusal.message)
            tries += 1
            if tries >= run.settings.patience.tries:
                run.stop(unavailable(busy, tries))
                return Outcome("unserved", str(busy))
            await run.gate.pause(busy, tries)
        raise asyncio.CancelledError  # whether a batch is there is for the next run to find out

    # -- from batches to answers

    async def _recovered(self, lot: str) -> None:
        """Settle the calls that an earlier run left in a batch; their questions are entered again afterwards."""
        run = self._run
        calls = left_behind(run.book.ledger, lot)
        rows = run.book.ledger.rows(sa.select(t.lot).where(t.lot.c.lot == lot).order_by(t.lot.c.id))
        provider_id = next((row["provider_id"] for row in rows if row["provider_id"]), "")
        if calls and not provider_id:
            run.tell(f"looking for a message batch of {len(calls):,} calls that an earlier run may have sent")
            provider_id = await self._provider.find(set(calls), datetime.fromisoformat(rows[0]["at"])) or ""
            if run.gate.closing.is_set():
                return
            await run.book.note_lot(lot, "sent" if provider_id else "lost", provider_id, len(calls))
        if provider_id:
            run.tell(f"taking up message batch {provider_id} of an earlier run: {len(calls):,} calls")
            await self._collect(lot, provider_id, calls)
        else:
            for call in calls.values():
                self._settle(call, Outcome("unserved", "the message batch never reached the service"))
        await run.all_settled()
        self._once_more(list(self._waiting.pop(lot, {}).values()))

    async def _collect(self, lot: str, provider_id: str, calls: dict[str, Carried]) -> None:
        """Wait for a batch and settle its calls."""
        run, tries = self._run, 0
        while calls:
            try:
                if not await self._provider.ended(provider_id):
                    return
                async with aclosing(self._provider.results(provider_id)) as results:
                    n = 0
                    async for result in results:
                        n += 1
                        if call := calls.pop(result.custom_id, None):
                            self._settle(call, self._outcome(result, call, self._waiting.get(lot, {})))
                        if n % _TOGETHER == 0:
                            await run.all_settled()
                why = "the message batch ended without a word on this call"
            except (Busy, Lost) as error:
                tries += 1
                if tries >= run.settings.patience.tries:
                    raise unavailable(error if isinstance(error, Busy) else Busy(str(error)), tries) from None
                await run.gate.rest(run.settings.patience.first * tries)
                continue
            except Unknown:
                why = "the service no longer knows the message batch"
            for call in calls.values():
                self._settle(call, Outcome("uncertain", why, cost_usd=call.reserved_usd))
            calls.clear()
        await run.all_settled()
        await run.book.note_lot(lot, "done", provider_id, 0)

    def _settle(self, call: Carried, outcome: Outcome) -> None:
        granted = call.granted()
        if granted is None:
            self._run.settle_only(call.key, call.attempt, call.reserved_usd, outcome)
        elif self._run.settle(granted, outcome):
            self._run.feed.put_nowait(granted.ask)

    def _outcome(self, result: MessageBatchIndividualResponse, call: Carried, waiting: Mapping[str, Ask]) -> Outcome:
        """What a result says of its call."""
        said = result.result
        if said.type == "succeeded":
            granted = call.granted()
            ask = granted.ask if granted else waiting.get(call.key)
            try:
                reply = Reply.model_validate(said.message)
            except ValidationError:
                return Outcome("uncertain", "the answer could not be read", cost_usd=call.reserved_usd)
            return judge(reply, cost_usd(call.model, reply.tokens, batch=True), ask.shape if ask else None)
        if said.type == "errored":
            kind, words = said.error.error.type, said.error.error.message[:300]
            if kind in ("invalid_request_error", "not_found_error", "request_too_large"):
                return Outcome("failed", f"the service cannot take the call ({kind}: {words})")
            return Outcome("unserved", f"the service had an error ({kind}: {words})")
        return Outcome("unserved", f"the message batch ended before the call was served ({said.type})")

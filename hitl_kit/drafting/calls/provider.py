"""Provider: message batches at the service, asked for patiently; asking costs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from anthropic.types.messages import MessageBatch, MessageBatchIndividualResponse

from hitl_kit.domain.base import utc_now
from hitl_kit.ledger import tables as t

from .client import Busy, Lost, asked
from .gate import unavailable
from .run import PAUSE, Run

Result = TypeVar("Result")

_CLOCKS_DIFFER = timedelta(minutes=5)
_PAGE = 100


class Provider:
    """The service's message batches."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def create(self, requests: Sequence[dict[str, Any]]) -> str:
        """The id of a new batch. Lost where there may be one, or not; Busy or Rejected where there is none."""
        try:
            made = await asked(self._run.client.messages.batches.create(requests=list(requests)))  # type: ignore[arg-type]
        except Busy as busy:
            if busy.everybody:
                raise
            raise Lost(str(busy)) from None  # an error within the service, which perhaps came too late
        return made.id

    async def ended(self, provider_id: str) -> bool:
        """Wait until a batch has ended; False when the run is stopped before."""
        while not self._run.gate.closing.is_set():
            batch = await self._patiently(lambda: self._run.client.messages.batches.retrieve(provider_id))
            if batch.processing_status == "ended":
                return True
            await self._run.gate.rest(self._run.settings.patience.poll)
        return False

    async def results(self, provider_id: str) -> AsyncGenerator[MessageBatchIndividualResponse]:
        """What became of each request. Lost where the reading breaks off."""
        stream = await self._patiently(lambda: self._run.client.messages.batches.results(provider_id))
        try:
            async for result in stream:
                yield result
            return
        except Exception:  # the SDK lets the transport's own errors through here
            broken = Lost("the reading of the results broke off")
        finally:
            await stream.close()
        raise broken

    async def find(self, ids: Collection[str], since: datetime) -> str | None:
        """The batch that holds the calls of those ids, if there is one that was created since; None when the run is
        stopped before that is known, too."""
        run, others = self._run, set[str]()
        until = since + timedelta(seconds=run.settings.patience.appearing)
        while not run.gate.closing.is_set():
            known = {row["provider_id"] for row in run.book.ledger.rows(sa.select(t.lot.c.provider_id).distinct())}
            looked_at = utc_now()
            unsure = False
            for batch in await self._patiently(lambda: self._since(since - _CLOCKS_DIFFER)):
                if batch.id in known or batch.id in others or _size(batch) != len(ids):
                    continue
                if batch.processing_status != "ended":
                    unsure = True
                elif await self._patiently(lambda id=batch.id: self._first(id)) in ids:  # type: ignore[misc]
                    return batch.id
                else:
                    others.add(batch.id)
            if not unsure and looked_at > until:
                return None
            await run.gate.rest(min(run.settings.patience.poll, PAUSE) if not unsure else run.settings.patience.poll)
        return None

    async def _since(self, moment: datetime) -> list[MessageBatch]:
        found = []
        async for batch in self._run.client.messages.batches.list(limit=_PAGE):  # newest first
            if batch.created_at < moment:
                break
            found.append(batch)
        return found

    async def _first(self, provider_id: str) -> str:
        stream = await self._run.client.messages.batches.results(provider_id)
        try:
            async for result in stream:
                return result.custom_id
        finally:
            await stream.close()
        return ""

    async def _patiently(self, ask: Callable[[], Awaitable[Result]]) -> Result:
        """The answer to a question that costs nothing, asked again as long as patience lasts."""
        tries = 0
        while True:
            try:
                return await asked(ask())
            except Busy as error:
                busy = error
            except Lost as error:
                busy = Busy(str(error))
            tries += 1
            if tries >= self._run.settings.patience.tries:
                raise unavailable(busy, tries)
            await self._run.gate.pause(busy, tries)
            if self._run.gate.closing.is_set():
                raise asyncio.CancelledError


def _size(batch: MessageBatch) -> int:
    counts = batch.request_counts
    return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired

"""Model: paid calls to Claude, each recorded before it is made and settled once it is answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import pandas as pd

from hitl_kit.domain.errors import ModelUnavailable
from hitl_kit.ledger import Ledger
from hitl_kit.ledger.presence import Presence

from .ask import Answer, Ask
from .bill import bill
from .book import Book
from .client import Busy, Lost, Rejected, asked, connect, required_key
from .lots import Lots
from .prices import price
from .run import Run
from .settings import Spending
from .singly import Singly

_AHEAD = 2
"""So many questions are taken for each call, or message batch, under way."""
_COUNTED_AT_ONCE = 8


class Model:
    """The model as one batch of a campaign uses it. ModelRefusesUs where there is no key; InputError where the model's
    price is not known.

    `tell` is given a sentence now and then: why the run pauses, what it found (in the thread that takes the answers).
    """

    def __init__(
        self, ledger: Ledger, *, campaign: str, batch_id: str, actor: str, settings: Spending,
        tell: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        required_key()
        price(settings.model)
        self._ledger, self._settings, self._tell = ledger, settings, tell
        self._campaign, self._batch_id, self._actor = campaign, batch_id, actor

    def answers(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        """The answers, as they come and in any order, one for each question.

        Questions are taken as room is there, a few ahead, in the caller's thread. What an earlier run settled is read
        back and not paid for again. ModelStop (SpendStop, ModelRefusesUs, ModelUnavailable) after the last answer that
        could be had; running again goes on.
        """
        with Presence(self._ledger.url) as presence:
            running = _Running(self._settings, lambda: self._book(presence.name))
            try:
                yield from self._exchanged(asks, running)
            finally:
                running.close()

    def _exchanged(self, asks: Iterable[Ask], running: _Running) -> Iterator[Answer]:
        settings = self._settings
        room = _AHEAD * (settings.lot if settings.batches else settings.concurrency)
        waiting = 0
        for ask in asks:
            running.ask(ask)
            waiting += 1
            while waiting >= room or not running.done.empty():
                if given := self._next(running):
                    yield given
                    waiting -= 1
        running.ask(None)
        while True:
            if given := self._next(running):
                yield given
            elif running.ended:
                return

    def _next(self, running: _Running) -> Answer | None:
        """The next answer. None where it was a sentence, or the end."""
        item = running.done.get()
        if isinstance(item, Answer):
            return item
        if isinstance(item, str):
            if self._tell:
                self._tell(item)
        elif item is not None:
            raise item
        else:
            running.ended = True
        return None

    def _book(self, run: str) -> Book:
        return Book(
            self._ledger, campaign=self._campaign, batch_id=self._batch_id, actor=self._actor,
            limit=self._settings.max_usd, run=run,
        )  # fmt: skip

    def count(self, asks: Iterable[Ask]) -> list[int]:
        """How many input tokens each question has, as the service counts them; that is free."""
        wanted = list(asks)
        with ThreadPoolExecutor(1) as pool:  # a notebook has an event loop of its own, and it is running
            return pool.submit(lambda: asyncio.run(self._counted(wanted))).result()

    async def _counted(self, asks: list[Ask]) -> list[int]:
        places = asyncio.Semaphore(_COUNTED_AT_ONCE)
        async with connect(self._settings) as client:

            async def one(ask: Ask) -> int:
                known = {k: v for k, v in ask.params.items() if k not in ("max_tokens", "metadata")}
                async with places:
                    return (await asked(client.messages.count_tokens(**known), ask.model)).input_tokens

            try:
                return list(await asyncio.gather(*map(one, asks)))
            except (Busy, Lost, Rejected) as error:
                raise ModelUnavailable(f"the tokens could not be counted: {error}", mend="try again") from None

    @property
    def bill(self) -> pd.DataFrame:
        """What the batch has cost so far (see bill.py)."""
        return bill(self._ledger, self._campaign, self._batch_id)


class _Running:
    """A run on an event loop in a thread of its own. `done` brings answers, sentences, and at the end None or what
    stopped it."""

    def __init__(self, settings: Spending, book: Callable[[], Book]) -> None:
        self.done: SimpleQueue[Answer | str | BaseException | None] = SimpleQueue()
        self.ended = False
        self._settings, self._book = settings, book
        self._run: Run | None = None
        self._loop = asyncio.new_event_loop()
        self._work: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="calls", daemon=True)
        self._thread.start()
        self._ready.wait()

    def ask(self, ask: Ask | None) -> None:
        """A further question; None after the last."""
        self._call(lambda run: run.ask(ask))

    def close(self) -> None:
        """Stop. Calls under way have a moment to end; what is not known then is uncertain."""
        try:
            self._call(Run.stop)
            self._thread.join(self._settings.patience.parting)
        finally:  # a second Ctrl-C does not wait
            if self._thread.is_alive():
                self._call(self._cancel)
                self._thread.join()

    def _call(self, act: Callable[[Run], Any]) -> None:
        run = self._run
        if run is not None and self._thread.is_alive():
            try:
                self._loop.call_soon_threadsafe(act, run)
            except RuntimeError:  # the loop has just ended
                return

    def _cancel(self, _: Run) -> None:
        if self._work is not None:
            self._work.cancel()

    def _serve(self) -> None:
        failure: BaseException | None = None
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                failure = runner.run(self._main())
        except BaseException as error:
            failure = error
        finally:
            self.done.put(failure)
            self._ready.set()

    async def _main(self) -> BaseException | None:
        async with connect(self._settings) as client:
            book = self._book()
            run = Run(self._settings, book, client, self.done.put, self.done.put)
            lots = Lots(run)
            work = lots.work() if self._settings.batches else Singly(run, lots).work()
            self._run, self._work = run, asyncio.create_task(work)
            self._ready.set()
            try:
                await asyncio.wait([self._work])
            finally:
                await lots.close()
                await run.all_settled()
                await book.close()
            if not self._work.cancelled() and (error := self._work.exception()):
                run.stop(error)
            return run.failure

"""Writer: one thread that records for many, so that one durable commit carries what all of them had to say."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from hitl_kit.ledger import Ledger
from hitl_kit.ledger.recording import Recording

Result = TypeVar("Result")
Act = Callable[[Recording], Any]

_TOGETHER = 8
"""So many acts in one transaction, or half of those that wait, where they are more: results come all at once, and calls
that begin at the same moment are answered at the same moment, and would keep each other waiting for good."""
_LINGER = 0.001
"""Seconds to wait for others to come along: far less than a call takes."""


class Writer:
    """Runs acts within write transactions of the ledger, each as one event. Made and used on an event loop."""

    def __init__(self, ledger: Ledger, actor: str, subject: str, before: Act) -> None:
        self._ledger, self._actor, self._subject = ledger, actor, subject
        self._before = before
        """Runs first in every transaction."""
        self._loop = asyncio.get_running_loop()
        self._acts: SimpleQueue[tuple[Act, asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="calls: writer", daemon=True)
        self._thread.start()

    def write(self, act: Callable[[Recording], Result]) -> asyncio.Future[Result]:
        """The act's result, once it is durable. Acts run in the order in which they come; one that fails undoes those
        of the same transaction, too."""
        future: asyncio.Future[Result] = self._loop.create_future()
        self._acts.put((act, future))
        return future

    async def close(self) -> None:
        """Write what is left."""
        self._acts.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        last = False
        while not last and (first := self._acts.get()) is not None:
            together = [first]
            time.sleep(_LINGER)
            room = max(_TOGETHER, self._acts.qsize() // 2)
            while len(together) < room and not last:
                try:
                    following = self._acts.get_nowait()
                except Empty:
                    break
                if following is None:
                    last = True
                else:
                    together.append(following)
            self._write(together)

    def _write(self, together: list[tuple[Act, asyncio.Future[Any]]]) -> None:
        results: list[Any] = []
        failure: BaseException | None = None
        try:
            with self._ledger.recording(self._actor, "model.calls", self._subject) as recording:
                self._before(recording)
                results = [act(recording) for act, _ in together]
        except BaseException as error:  # each of them is told
            failure = error
        self._loop.call_soon_threadsafe(_tell, [future for _, future in together], results, failure)


def _tell(futures: list[asyncio.Future[Any]], results: list[Any], failure: BaseException | None) -> None:
    for n, future in enumerate(futures):
        if future.done():  # whoever asked has gone
            continue
        if failure is not None:
            future.set_exception(failure)
        else:
            future.set_result(results[n])

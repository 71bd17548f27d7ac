"""Run: what calls one at a time and message batches have in common: the questions, the limit, the way to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import anthropic

from hitl_kit.domain.errors import ModelRefusesUs, SpendStop

from .ask import Answer, Ask
from .book import Book, Granted, NoRoom
from .gate import Gate
from .history import UNUSABLE, answer, is_final
from .settings import Spending
from .verdict import Outcome

PAUSE = 0.5
"""Seconds between two looks at what another program is doing."""
_UNCERTAIN_AT_MOST = 2
_UNSERVED_AT_MOST = 3
"""How often a question is asked in one run that comes to nothing this way; within a message batch, that is."""
_IN_VAIN = 20
"""So many calls that the service cannot take, and none that it can, are no accident of one company's pages."""


class Run:
    """One run. `emit` takes answers, and `tell` sentences; `feed` brings questions, and a None to wake who waits."""

    def __init__(
        self, settings: Spending, book: Book, client: anthropic.AsyncAnthropic, emit: Callable[[Answer], None],
        tell: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.settings, self.book, self.client, self.tell = settings, book, client, tell
        self._emit = emit
        self.gate = Gate(settings.patience, tell)
        self.feed: asyncio.Queue[Ask | None] = asyncio.Queue()
        self.failure: BaseException | None = None
        self.settled = asyncio.Event()
        """Set whenever a call is settled: there may be room again."""
        self.last = False
        """Whether the last question was asked."""
        self._unanswered = 0
        self._settling: set[asyncio.Future[None]] = set()
        self._failed = 0
        self._tries: dict[tuple[str, str], int] = {}

    def ask(self, ask: Ask | None) -> None:
        """A further question; None after the last."""
        if ask is None:
            self.last = True
        else:
            self._unanswered += 1
        self.feed.put_nowait(ask)

    def emit(self, given: Answer) -> None:
        """Hand an answer over."""
        self._unanswered -= 1
        self._emit(given)
        if self.over:
            self.feed.put_nowait(None)

    @property
    def over(self) -> bool:
        """Whether every question was asked and answered."""
        return self.last and not self._unanswered

    def stop(self, error: BaseException | None = None) -> None:
        """Make no further call; what is under way may end."""
        if error is not None and self.failure is None:
            self.failure = error
        self.gate.closing.set()
        self.settled.set()
        self.feed.put_nowait(None)

    def settle(self, call: Granted, outcome: Outcome) -> bool:
        """Settle a call, and give the answer once that is durable. Whether the question is to be asked again."""
        self.count(outcome)
        outcomes = (*call.before, outcome)
        again = self._again(call.ask, outcome, outcomes)
        silent = again or (outcome.state == "unserved" and self.gate.closing.is_set())  # it was not given a chance
        future = self.book.settle(call.ask.key, call.attempt, call.reserved_usd, outcome)
        self._settling.add(future)
        future.add_done_callback(lambda done: self._kept(done, None if silent else answer(call.ask, outcomes)))
        return again

    def settle_only(self, key: str, attempt: int, reserved_usd: float, outcome: Outcome) -> None:
        """Settle a call whose question nobody has asked in this run, or that waits to be entered again."""
        future = self.book.settle(key, attempt, reserved_usd, outcome)
        self._settling.add(future)
        future.add_done_callback(lambda done: self._kept(done, None))

    async def all_settled(self) -> None:
        """Wait until what was settled so far is durable."""
        while self._settling:
            await asyncio.wait(self._settling)

    def count(self, outcome: Outcome) -> None:
        """Stop when nothing but failures comes back."""
        if outcome.state == "failed" and self._failed >= 0:
            self._failed += 1
            if self._failed >= _IN_VAIN:
                self.stop(ModelRefusesUs(
                    f"{self._failed} calls in a row could not be taken, and none could: {outcome.why}",
                    mend="this looks like a fault of the drafter, not of the data: report it with these words",
                ))  # fmt: skip
        elif outcome.state not in ("unserved", "uncertain", "failed"):
            self._failed = -1

    def no_room(self, entry: NoRoom) -> SpendStop:
        """What to say when the limit is reached."""
        limit = self.settings.max_usd or 0.0
        stop = SpendStop(
            f"the limit of ${f'{limit:,.2f}' if limit >= 0.01 else f'{limit:g}'} leaves no room:"
            f" ${entry.counted_usd:,.4f} is counted so far, and the next call may cost up to ${entry.needed_usd:,.4f}",
            mend="what was answered is kept; allow more with --max-usd, then run the same command again",
        )
        stop.least = entry.counted_usd + entry.needed_usd
        return stop

    def _again(self, ask: Ask, outcome: Outcome, outcomes: tuple[Outcome, ...]) -> bool:
        if outcome.state in UNUSABLE:
            return not is_final(outcomes)
        if outcome.state not in ("uncertain", "unserved"):
            return False
        most = _UNCERTAIN_AT_MOST
        if outcome.state == "unserved":  # a call by itself has been tried often enough
            most = _UNSERVED_AT_MOST if self.settings.batches else 1
        tried = self._tries[ask.key, outcome.state] = self._tries.get((ask.key, outcome.state), 0) + 1
        return tried < most

    def _kept(self, done: asyncio.Future[None], given: Answer | None) -> None:
        self._settling.discard(done)
        if done.cancelled():
            return
        if error := done.exception():
            self.stop(error)
            return
        self.settled.set()
        if given is not None:
            self.emit(given)

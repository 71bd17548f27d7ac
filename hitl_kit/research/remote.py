"""Remote: a source that asks others over the web, who may stop answering."""

from __future__ import annotations

import threading
from dataclasses import replace

from hitl_kit.domain.accounts import Account

from .sources import Reading, SignalSource
from .unanswered import Kind, Unanswered

PATIENCE = 20
"""A source that gave no answer for so many accounts in a row is not asked again in this run."""
STOPPED = "the source stopped answering"
_SILENT: frozenset[Kind] = frozenset({"refused", "unreachable", "timeout", "rate limited", "bad answer"})
"""What counts as no answer; what our own rules or one site's wishes forbid says nothing about the source."""


class Remote:
    """A source behind a circuit breaker. Its answers, and its failures, stand for the day; what was not asked because
    the source had stopped answering is asked by the next run."""

    def __init__(self, source: SignalSource, *, patience: int = PATIENCE) -> None:
        self._source = source
        self._patience = patience
        self._lock = threading.Lock()
        self._failures = self._unasked = 0
        self._cause = ""
        self.name = source.name

    @property
    def unavailable(self) -> str:
        """Why it can answer for no account at all, or ''."""
        return self._source.unavailable

    @property
    def problems(self) -> tuple[str, ...]:
        """What the source left out, and that it stopped answering."""
        if not self._unasked:
            return self._source.problems
        said = f"{self.name}: {STOPPED} ({self._cause}); {self._unasked:,} accounts are not measured, ask again later"
        return (*self._source.problems, said)

    def read(self, account: Account) -> Reading:
        """What the source answers, or why it did not."""
        with self._lock:
            if self._failures >= self._patience:
                self._unasked += 1
                return Reading("not measured", f"{STOPPED} ({self._cause})")
        try:
            reading = self._source.read(account)
        except Unanswered as unanswered:
            if unanswered.kind in _SILENT:
                self._failed(unanswered.message)
            return Reading("not measured", unanswered.message, lasting=True)
        if reading.answer != "not measured":
            self._answered()
        return replace(reading, lasting=True)

    def _failed(self, cause: str) -> None:
        with self._lock:
            if self._failures < self._patience:
                self._failures += 1
                self._cause = cause

    def _answered(self) -> None:
        """One late answer to an earlier question does not open the circuit again."""
        with self._lock:
            if self._failures < self._patience:
                self._failures = 0

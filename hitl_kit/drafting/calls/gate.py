"""Gate: one pause for all calls when the service has enough, and when to give up."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable

from hitl_kit.domain.errors import ModelUnavailable

from .client import Busy
from .settings import Patience

_WORTH_A_WORD = 5.0
"""Pauses shorter than this (in seconds) are not talked about."""


class Gate:
    """What calls pass before they are made. `tell` is given a sentence when a pause is long."""

    def __init__(self, patience: Patience, tell: Callable[[str], None]) -> None:
        self.closing = asyncio.Event()
        """Set once no further call is to be made."""
        self._patience, self._tell = patience, tell
        self._opens = 0.0
        self._served = time.monotonic()

    async def passed(self) -> bool:
        """Wait until calls may be made; False if none are to be made any more."""
        while not self.closing.is_set() and (left := self._opens - time.monotonic()) > 0:
            await self.rest(left + random.uniform(0, min(left, 1.0)))  # noqa: S311 (not all at the same moment)
        return not self.closing.is_set()

    async def rest(self, seconds: float) -> None:
        """Wait, but not beyond the run's end."""
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return

    def served(self) -> None:
        """The service does its work."""
        self._served = time.monotonic()

    def serves_since(self, moment: float) -> bool:
        """Whether it did so after that moment (of the monotonic clock)."""
        return self._served > moment

    async def pause(self, busy: Busy, tries: int) -> None:
        """Wait before a further try: as long as the service asks, within reason, or twice as long as the last time."""
        longest = self._patience.longest
        wanted = self._patience.first * 2 ** (tries - 1) * random.uniform(0.75, 1) if busy.after is None else busy.after  # noqa: S311
        seconds = min(wanted, longest)
        opens = time.monotonic() + seconds
        if not busy.everybody:
            await self.rest(seconds)
            return
        if opens > self._opens + 1 and seconds >= _WORTH_A_WORD:
            asked = f"; it asks for {wanted:,.0f} s" if wanted > longest else ""
            self._tell(f"{busy}{asked}: the next call is in {seconds:.0f} s")
        self._opens = max(self._opens, opens)


def unavailable(busy: Busy, tries: int) -> ModelUnavailable:
    """What to say when patience is at its end."""
    asked = f" It asks to be left alone for {busy.after:,.0f} s." if busy.after else ""
    return ModelUnavailable(
        f"{busy}, {tries} times in a row, and no other call was served meanwhile.{asked}",
        mend="what was answered is kept; wait a while, then run the same command again: it goes on where it stopped",
    )

"""What a site's robots.txt allows."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from .unanswered import Unanswered

if TYPE_CHECKING:
    from protego import Protego

MAX_ROBOTS = 500 * 1024
"""So much of a robots.txt is read (RFC 9309 asks for at least this); the rest is ignored."""
_KEPT = 1000
_SECONDS = 3600.0
"""Rules, and the failure to read them, are believed for so long: a notebook stays open for days."""


class Robots:
    """The rules of the sites that a run meets, each read once an hour.

    `read` gives the text of a robots.txt ('' where the site has none) or raises Unanswered; a site whose rules cannot
    be read is not read either, as RFC 9309 says.
    """

    def __init__(self, agent: str, read: Callable[[str], str]) -> None:
        self._agent = agent
        self._read = read
        self._known: dict[str, tuple[float, Protego | str]] = {}
        # one lock a few sites: a site is asked once, and a slow one holds up few others
        self._locks = [threading.Lock() for _ in range(64)]

    def check(self, origin: str, url: str) -> None:
        """Unanswered where the site of that origin ("https://acme.example") asks not to be read there."""
        rules = self._believed(origin)
        if rules is None:
            with self._locks[hash(origin) % len(self._locks)]:
                rules = self._believed(origin) or self._rules(origin)
                if len(self._known) >= _KEPT:
                    self._known.clear()
                self._known[origin] = (time.monotonic() + _SECONDS, rules)
        if isinstance(rules, str):
            raise Unanswered(f"its robots.txt could not be read: {rules}", "robots")
        if not rules.can_fetch(url, self._agent):
            raise Unanswered("its robots.txt asks not to read this page", "robots")

    def _believed(self, origin: str) -> Protego | str | None:
        until, rules = self._known.get(origin, (0.0, None))
        return rules if time.monotonic() < until else None

    def _rules(self, origin: str) -> Protego | str:
        from protego import Protego

        try:
            return Protego.parse(self._read(f"{origin}/robots.txt"))
        except Unanswered as unanswered:
            return unanswered.message

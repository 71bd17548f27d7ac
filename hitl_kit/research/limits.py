"""What a request may cost: its seconds, its bytes, and its turn at a host."""

from __future__ import annotations

import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from .unanswered import Unanswered

MAX_RAW = 5_000_000
"""At most so many bytes are read off the wire for one answer."""
MAX_BODY = 10_000_000
"""At most so many bytes an answer has when it is unpacked."""
MAX_RATIO = 200
"""A body above 1 MB that unpacks to more than so many times its size is a bomb."""
MIN_RATE = 200
"""A body that comes at fewer bytes a second than this, after the first seconds, is given up."""
PATIENCE = 180.0
"""A turn that is further away than so many seconds is not waited for."""

DEFAULT_RATES: Mapping[str, tuple[int, float]] = {
    "sec.gov": (8, 1.0),
    "api.gdeltproject.org": (1, 5.0),
    "api.github.com": (60, 3600.0),
    "hn.algolia.com": (10_000, 3600.0),
    "*": (10, 1.0),
}
"""Requests per seconds by host, subdomains included; `*` is each host that is not named."""

_GRACE = 3.0
_STEP = 65_536


class Budget:
    """The seconds a request may take in all, however they are spread over its parts; waiting in line is not counted."""

    def __init__(self, seconds: float, patience: float = 0.0) -> None:
        self.seconds = seconds
        self.patience = patience
        """The seconds that are left for the pauses that servers ask for, in all."""
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that remain; Unanswered where none do."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unanswered(f"timed out after {self.seconds:g} s", "timeout")
        return left

    @contextmanager
    def paused(self) -> Iterator[None]:
        """The time in this block is not the server's doing, and is not counted."""
        start = time.monotonic()
        try:
            yield
        finally:
            self._end += time.monotonic() - start


current_budget: ContextVar[Budget] = ContextVar("current_budget")
"""The budget of the request that this thread is making: the connections, which serve many requests, read it here."""


class Body:
    """Collects a body piece by piece and unpacks it, never more than a bounded piece at a time."""

    def __init__(self, encoding: str, *, cut: int = 0) -> None:
        """`encoding` is the Content-Encoding; a body above `cut` bytes is cut there instead of refused."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Unanswered(f"the answer is packed as {self._encoding[:40]!r}, which was not asked for", "bad answer")
        self._packed = self._encoding not in ("", "identity")
        self._unpacker: zlib._Decompress | None = None
        self._cut = cut
        self._pieces: list[bytes] = []
        self._size = self._raw = 0
        self._start = time.monotonic()
        self.full = False
        """Whether it was cut: nothing more is wanted."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes off the wire; Unanswered where there are too many, or they come too slowly."""
        self._raw += len(chunk)
        if self._raw > MAX_RAW:
            raise Unanswered(f"the answer has more than {MAX_RAW:,} bytes", "too large")
        if not self._packed:
            self._add(chunk)
        while self._packed and chunk and not self.full:
            if self._unpacker is None:
                # "deflate" means zlib's format, but some servers send it bare, which zlib's first byte tells apart
                bare = self._encoding == "deflate" and chunk[0] & 0x0F != 8
                self._unpacker = zlib.decompressobj(-15 if bare else 47)
            try:
                self._add(self._unpacker.decompress(chunk, _STEP))
            except zlib.error:
                raise Unanswered("the packed answer cannot be unpacked", "bad answer") from None
            chunk = b"" if self._unpacker.eof else self._unpacker.unconsumed_tail
        took = time.monotonic() - self._start
        if took > _GRACE and self._raw < MIN_RATE * took:
            raise Unanswered(f"the answer came too slowly: {self._raw:,} bytes in {took:.0f} s", "timeout")

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._cut and self._size >= self._cut:
            piece = piece[: len(piece) - (self._size - self._cut)]
            self.full = True
        elif self._size > MAX_BODY or (self._size > 1_000_000 and self._size > self._raw * MAX_RATIO):
            raise Unanswered(f"the answer unpacks to more than {min(self._size, MAX_BODY):,} bytes", "too large")
        self._pieces.append(piece)

    def done(self) -> bytes:
        """The whole body; Unanswered where a packed one breaks off."""
        if self._unpacker is not None and not self._unpacker.eof and not self.full:
            raise Unanswered("the packed answer breaks off", "bad answer")
        return b"".join(self._pieces)


class Quotas:
    """Turns at each host: no span of a rate's seconds ever sees more requests than the rate allows."""

    def __init__(self, rates: Mapping[str, tuple[int, float]]) -> None:
        self._rates = dict(rates)
        self._turns: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def turn(self, host: str, *, unnamed: bool = True) -> float:
        """Take the next turn at a host and give the seconds until it comes; Unanswered where that is too far away.

        Turns are given in the order they are asked for. `unnamed=False`: a host without a rate of its own has none.
        """
        name = self._name(host)
        if name not in self._rates and not (unnamed and "*" in self._rates):
            return 0.0
        count, seconds = self._rates.get(name) or self._rates["*"]
        now = time.monotonic()
        with self._lock:
            turns = self._turns.get(name)
            if turns is None:
                self._forget(now)
                turns = self._turns[name] = deque(maxlen=count)
            at = max(now, turns[0] + seconds) if len(turns) == count else now
            if at - now > PATIENCE:
                raise Unanswered(f"the quota of {name} is used up: {count:,} in {seconds:g} s", "rate limited")
            turns.append(at)
        return at - now

    def _name(self, host: str) -> str:
        labels = host.split(".")
        parents = (".".join(labels[place:]) for place in range(len(labels)))
        return next((p for p in parents if p in self._rates), host)

    def _forget(self, now: float) -> None:
        """A run meets a hundred thousand hosts: those whose turns are long past are let go."""
        if len(self._turns) >= 4096:
            spans = {name: (self._rates.get(name) or self._rates["*"])[1] for name in self._turns}
            self._turns = {name: t for name, t in self._turns.items() if t[-1] + spans[name] > now}

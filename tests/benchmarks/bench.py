"""A benchmark's figures: what was measured, beside a reference that ran in the same minute, and the bound that it has
to keep. `python -m tests.benchmarks [GROUP …]` runs them and writes the table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One line of the table. `bound` is the largest (or with `at_least` the smallest) value that is good enough."""

    what: str
    value: float
    unit: str
    bound: float
    measured: str
    """The times behind it, in words."""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def row(self) -> str:
        """The line as Markdown."""
        sign = "≥" if self.at_least else "≤"
        verdict = "yes" if self.holds else "**no**"
        value, bound = (f"{_number(n)} {self.unit}".strip() for n in (self.value, self.bound))
        return f"| {self.what} | {value} | {sign} {bound} | {verdict} | {self.measured} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def seconds(act: Callable[[], object]) -> float:
    """How long it takes, once."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def medians(
    first: Callable[[int], object], second: Callable[[int], object], rounds: int, *, before: Callable[[int], object]
) -> tuple[float, float]:
    """The medians of two acts that take turns, so that both see the same machine. Each is told the number of the turn;
    `before` makes it ready and is not counted."""
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(rounds):
        before(n)
        for act, spent in zip((first, second), times, strict=True):
            spent.append(seconds(partial(act, n)))
    return median(times[0]), median(times[1])


def ms(value: float) -> str:
    """Seconds as milliseconds, in words."""
    return f"{value * 1000:.3g} ms"

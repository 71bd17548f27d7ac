"""Evidence: what several reviewers say to one rule, those who ask for it apart from those who differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.domain.lessons import Candidate, Lesson, Voice

_ASKS = 0.5
"""Whoever does what a rule says in at least this share of the mails to which it applies asks for it."""
_ENOUGH = 3
"""So many mails of a reviewer are needed before they count as one who differs."""


@dataclass(frozen=True)
class Found:
    """A rule as the verdicts of each reviewer speak for it."""

    lesson: Lesson
    voices: tuple[Voice, ...]
    examples: tuple[str, ...] = ()

    @property
    def asking(self) -> tuple[Voice, ...]:
        """Those who ask for it."""
        return tuple(v for v in self.voices if v.agreed and v.agreed >= _ASKS * v.of)

    @property
    def agreed(self) -> int:
        """In how many mails those who ask for it did so."""
        return sum(v.agreed for v in self.asking)

    @property
    def of(self) -> int:
        """To how many of their mails it applies."""
        return sum(v.of for v in self.asking)

    @property
    def share(self) -> float:
        """The share of mails in which they did so."""
        return self.agreed / self.of if self.of else 0.0

    @property
    def differing(self) -> tuple[str, ...]:
        """Who leaves it or does otherwise, in words."""
        asking = {v.reviewer for v in self.asking}
        return tuple(
            f"{v.reviewer}: {v.agreed} of {v.of}" + (f", and otherwise in {v.other}" if v.other else "")
            for v in self.voices
            if v.reviewer not in asking and v.of >= _ENOUGH
        )

    def candidate(self) -> Candidate:
        """The rule with its evidence, as a person sees it."""
        low, high = interval(self.agreed, self.of)
        return Candidate(
            lesson=self.lesson, voices=self.voices, asked=self.agreed, of=self.of, low=low, high=high,
            differs=self.differing, examples=self.examples,
        )  # fmt: skip


def found(lesson: Lesson, voices: Iterable[Voice], examples: Iterable[str] = ()) -> Found | None:
    """The rule, unless nobody asks for it."""
    rule = Found(lesson, tuple(voices), tuple(examples))
    return rule if rule.asking else None


@lru_cache(maxsize=10_000)
def interval(k: int, n: int) -> tuple[float, float]:
    """The exact (Clopper-Pearson) 95% interval for the share behind k of n; 0 to 1 where nothing was seen."""
    low, high = exact_interval(k, n)
    return round(float(low), 4), round(float(high), 4)

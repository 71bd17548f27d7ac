"""Lengths: of the approved variants those that keep a mail within the bounds that reviewers have taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from hitl_kit.domain.plays import AngleLibrary, SegmentKind
from hitl_kit.domain.wordings import count

from .lessons import LearnedLibrary, shorter

_MOST = 2_000
"""Combinations of variants that are looked at."""


def bounded(library: AngleLibrary) -> bool:
    """Whether a rule bounds the length of mails."""
    return isinstance(library, LearnedLibrary) and bool(library.max_words or library.min_words)


def within(
    library: AngleLibrary, kinds: Sequence[SegmentKind], texts: Sequence[Sequence[str]], picked: Sequence[int]
) -> tuple[list[int], list[str]]:  # fmt: skip
    """Which variant of each part to take, and their texts: those that were drawn if they fit, else those that fit with
    the fewest changes; where none do, the nearest, its argument shortened or added to as the rules allow."""
    chosen = list(picked)
    if not isinstance(library, LearnedLibrary):
        return chosen, [of[n] for of, n in zip(texts, chosen, strict=True)]
    low, high = library.min_words, library.max_words or 10_000
    counted = [k != "signoff" for k in kinds]
    lengths = [[count(t) if c else 0 for t in of] for of, c in zip(texts, counted, strict=True)]

    def off(choice: Iterable[int]) -> int:
        words = sum(of[n] for of, n in zip(lengths, choice, strict=True))
        return max(words - high, 0) + max(low - words, 0)

    if off(chosen):
        free = [range(len(of)) if c else (n,) for of, c, n in zip(texts, counted, chosen, strict=True)]
        tried = [choice for choice, _ in zip(product(*free), range(_MOST), strict=False)]
        chosen = list(min(tried, key=lambda c: (off(c), sum(a != b for a, b in zip(c, picked, strict=True)), c)))
    written = [of[n] for of, n in zip(texts, chosen, strict=True)]
    words = sum(count(t) for t, c in zip(written, counted, strict=True) if c)
    if words > high:
        written = _shortened(kinds, written, words - high)
    elif words < low and library.addition and "angle" in kinds:
        place = list(kinds).index("angle")
        written[place] = f"{written[place]} {library.addition}"
    return chosen, written


def _shortened(kinds: Sequence[SegmentKind], written: list[str], over: int) -> list[str]:
    """The parts with as few sentences less as it takes, the last ones of proof and argument first."""
    out = list(written)
    for kind in ("proof", "angle"):
        for place, of in enumerate(kinds):
            if of != kind or over <= 0:
                continue
            before = count(out[place])
            for text in shorter(out[place]):
                out[place] = text
                if before - count(text) >= over:
                    break
            over -= before - count(out[place])
    return out

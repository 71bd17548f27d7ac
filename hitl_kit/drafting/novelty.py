"""Novelty: the words of a claim that stand in none of its quotes, nor any of their family."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from .case import Case, Hit, Part
from .events import SEEKS, WANTED
from .numbers import numbers
from .words import Token, keys_of, stem, worded

_FEW, _MANY, _SHARE = 2, 4, 0.4


def new_words(case: Case) -> Iterator[Hit]:
    """Some words in a claim that neither its quotes nor the names of the parties hold."""
    for part in case.claims:
        new, _ = _new(case, part)
        if len({t.key for t in new}) >= _FEW:
            shown = ", ".join(f"'{w}'" for w in dict.fromkeys(t.raw for t in new))
            yield part.hit(f"The quote has none of these words: {shown}.", new[0].start, new[-1].end)


def much_new(case: Case) -> Iterator[Hit]:
    """A claim much of which its quotes do not hold."""
    for part in case.claims:
        new, of = _new(case, part)
        if len({t.key for t in new}) >= max(_MANY, _SHARE * of):
            yield part.hit("Much of this claim is not in what it cites.", new[0].start, new[-1].end)


def _new(case: Case, part: Part) -> tuple[list[Token], int]:
    """The words of a claim that are new beside what it cites, and how many words it has that say something."""
    own = worded(part.rest)
    if not part.facts or case.edited or len(own) < _FEW:
        return [], 0
    known = keys_of(part.evidence) | keys_of(case.own_words) | keys_of(case.about)
    hosts, roots = "".join(case.hosts(part)), _roots(part.evidence)
    counted = [range(n.start, n.end) for n in numbers(part.rest)]
    new = [
        t
        for t in own
        if t.key not in known
        and stem(t.word) not in known
        and t.word not in hosts
        and not _root(t.word) & roots
        and not any(t.start in number for number in counted)
        and not (t.key == "+hire" and known & _VACANT)
    ]
    return new, len({t.key for t in own})


def _root(word: str) -> frozenset[str]:
    """The beginnings by which a word is told to be of one family with another: "province" and "provincial"."""
    return frozenset(word[:n] for n in ((5, 6) if len(word) < 8 else (6,)) if len(word) >= n)


@lru_cache(maxsize=256)
def _roots(text: str) -> frozenset[str]:
    return frozenset(root for t in worded(text) for root in _root(t.word))


_VACANT = frozenset(stem(w) for w in (*SEEKS, *WANTED)) | {"seek"}

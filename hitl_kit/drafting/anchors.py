"""Anchors: what a claim says of a number or a name, beside what its quotes say of the same one. Free words share few
verbs with a quote, but what stands in both shows which statement is meant: whether it is done or only planned, and
whether it goes up, down or stays."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import NamedTuple

from .case import WARN, Case, Hit, Part, level
from .dates import days
from .events import certainty, denied, hedge
from .lexicon import PLAIN
from .names import ALWAYS
from .numbers import Number, numbers
from .words import Clause, Token, clauses, tokens

_UP = frozenset(str.split("up higher more wider widened"))
_DOWN = frozenset(str.split("down lower fewer less narrower narrowed"))
_FLAT = frozenset(
    str.split("steady flat unchanged stable constant maintain maintains maintained kept keeps reaffirmed")
)
_EVENTS = {"+rise": "up", "+fall": "down", "+cut": "down"}
_SIDES = {"over": "up", "above": "up", "under": "down", "below": "down"}
_MEASURES = frozenset(str.split("budget target targets forecast plan estimate estimates expectations average limit"))
_BEFORE_NOUNS = frozenset(str.split("the a an your our its their this that newly recently of in with and"))
_OF_PLANS = frozenset("+" + group for group in str.split("sign choose award win approve decide order invest raise"))
"""What is done when something is only to come: who signs for 60 has none yet."""
_ELSE = frozenset(str.split("as because on amid while despite from to and after when but which with for of by"))
_WAYS = {"up": "goes up", "down": "goes down", "flat": "stays as it is"}
_RESULTS = {"profit": "is a profit", "loss": "is a loss", "surplus": "is a surplus", "deficit": "is a deficit"}
_NEEDS = frozenset(str.split("needs need seeks seeking wants"))


class Said(NamedTuple):
    """What a text says of a number: `certainty` (as in events) in the words before it and, `at_all`, in its whole
    sentence; the verb that tells it as done; where it goes (up, down, flat) or what it is (profit, loss)."""

    number: Number
    certainty: int
    at_all: int
    done: Token | None
    ways: frozenset[str]


@lru_cache(maxsize=256)
def said(text: str) -> tuple[Said, ...]:
    """Every count and amount of a text with what is said of it; dates and ranks left out."""
    counts = [n for n in numbers(text) if n.value[0] in "n%"]
    dated = [(d.start, d.end) for d in days(text)] if counts else []
    counts = [n for n in counts if not any(start <= n.start < end for start, end in dated)]
    found: list[Said] = []
    for clause in clauses(text) if counts else ():
        within = range(clause.tokens[0].start, clause.tokens[-1].end)
        if here := [n for n in counts if n.start in within]:
            of_sentence = max(hedge(c) for c in clauses(text) if c.sentence == clause.sentence)
            found += [_said(clause, n, of_sentence) for n in here]
    return tuple(found)


def _said(clause: Clause, number: Number, of_sentence: int) -> Said:
    run = clause.tokens
    at = bisect_left([t.start for t in run], number.start)
    after = bisect_left([t.start for t in run], number.end)
    before = run[max(0, at - 9) : at]
    if not any(t.form or _past(t) for t in before) and not denied(clause):  # "22,000 had been installed"
        before = (*before, *run[after : after + 6])
    sure = max((2 if t.word in _NEEDS else certainty(t) for t in before), default=0)
    if not any(_past(t) for t in run[:at]) and any(
        a.word == "to" and b.form in ("base", "") and b.key and b.raw.islower() for a, b in pairwise(before)
    ):
        sure = max(sure, 1)  # "to finance ten clinics"
    done = next((t for n, t in enumerate(before) if _past(t) and _tells(before, n)), None)
    behind = tuple(takewhile(lambda t: t.word not in _ELSE, run[after : after + 7]))
    done = done or next((t for t in run[after : after + 3] if _past(t)), None)  # "eight attorneys hired from there"
    ways = frozenset() if denied(clause) else frozenset(_ways(run[max(0, at - 5) : at], behind))
    return Said(number, sure, of_sentence, done, ways)


def _past(token: Token) -> bool:
    return (
        bool(token.key)
        and token.key not in _OF_PLANS
        and token.raw.islower()
        and (token.form == "past" or token.word.endswith("ed"))
    )


def _tells(run: tuple[Token, ...], n: int) -> bool:
    """Whether a past form is the verb, not a word beside a noun: "the expanded team"."""
    return n > 0 and run[n - 1].word not in _BEFORE_NOUNS


def _ways(before: tuple[Token, ...], after: tuple[Token, ...]) -> Iterator[str]:
    for near in (before, after[:3]):
        for n, token in enumerate(near):
            follows = [t.word for t in near[n + 1 : n + 2]]
            if token.key in _EVENTS or (token.key == "+raise" and token.word.startswith("rais")):
                yield _EVENTS.get(token.key, "up")
            elif token.word in _SIDES:
                if _MEASURES.intersection(t.word for t in (*near, *after)):
                    yield _SIDES[token.word]
            elif token.word in _FLAT:
                yield "flat"
            elif token.word in _RESULTS and near is before:
                yield token.word
            elif follows not in (["to"], ["than"]) and (near is not before or token.word in ("up", "down")):
                yield from ["up"] if token.word in _UP else ["down"] if token.word in _DOWN else []


def _pairs(case: Case) -> Iterator[tuple[Part, Said, list[Said]]]:
    """Each number of a claim with what its quotes say of the same one."""
    for part in case.claims:
        own = said(part.rest) if part.facts else ()
        told = said(level(part.told)) if own else ()
        for one in own:
            if same := [t for t in told if t.number.value == one.number.value]:
                yield part, one, same


def planned(case: Case) -> Iterator[Hit]:
    """A number told of as done that the quotes only announce: "has hired 40" for "needs 40 more"."""
    for part, one, told in _pairs(case):
        if one.done and not one.at_all and all(t.certainty and not t.done for t in told):
            yield part.hit(f"'{one.done.raw}' tells as done what the quote only announces.", *one.done[2:4])
            return
    for part, near, name, there in _names(case):
        done = next((t for n, t in enumerate(near) if _past(t) and _tells(near, n)), None)
        if done and not _reserve(near) and all(_reserve(t) >= 2 for t in there):
            yield part.hit(f"The quote only announces what this tells of {name.raw}.", name.start, name.end, WARN)
            return


def _names(case: Case) -> Iterator[tuple[Part, tuple[Token, ...], Token, list[tuple[Token, ...]]]]:
    """Each name of a claim that is none of the parties', with the words before it, here and in the quotes."""
    for part in case.claims:
        here = _named(part.rest) if part.facts and part.rest.strip() else ()
        told = level(part.told) if here else ""
        if not any(hedge(c) >= 2 for c in clauses(told)):
            continue
        own = {t.word for t in tokens(level(case.own_words))}
        there: dict[str, list[tuple[Token, ...]]] = {}
        for word, before, _ in _named(told):
            there.setdefault(word, []).append(before)
        for word, before, token in here:
            if word in there and word not in own:
                yield part, before[-4:], token, there[word]


@lru_cache(maxsize=256)
def _named(text: str) -> tuple[tuple[str, tuple[Token, ...], Token], ...]:
    """The names of a text, each with up to nine words of its clause before it."""
    return tuple(
        (t.word.removesuffix("'s"), c.tokens[max(0, n - 9) : n], t)
        for c in clauses(text)
        for n, t in enumerate(c.tokens)
        if n and t.raw[0].isupper() and t.word not in PLAIN and t.word not in ALWAYS
    )


def _reserve(run: tuple[Token, ...]) -> int:
    return max((certainty(t) for t in run), default=0)


def surer(case: Case) -> Iterator[Hit]:
    """A number without the "may" or "could" that the quotes have with it."""
    for part, one, told in _pairs(case):
        if one.at_all < 2 and all(t.certainty == 3 for t in told):
            yield part.hit("The quote says this number with a reserve that is missing here.", one.number.start,
                           one.number.end)  # fmt: skip


def turned(case: Case) -> Iterator[Hit]:
    """A number that goes up in a claim and down, or nowhere, in its quotes."""
    for part, one, told in _pairs(case):
        there = frozenset(w for t in told for w in t.ways)
        for kind in (_WAYS, _RESULTS):
            here, way = one.ways & kind.keys(), there & kind.keys()
            if len(here) == 1 and len(way) == 1 and here != way:
                yield part.hit(f"In the quote this number {kind[next(iter(way))]}.", one.number.start, one.number.end)

"""Figures: the numbers, units and dates of a claim, beside those of its quotes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from .case import Case, Hit, Part, level
from .dates import Day, days, relative_days
from .numbers import Number, is_number, numbers, same_unit
from .words import tokens


def _figures(case: Case) -> Iterator[tuple[Part, tuple[Number, ...], tuple[Number, ...]]]:
    """The numbers of each claim beside those of its evidence."""
    for part in case.claims:
        if own := numbers(part.rest):
            told = numbers(level(part.evidence + " . " + case.request.account.name))
            if not case.edited and case.request.contact is not None:
                told += numbers(case.request.contact.title)
            yield part, own, told


def number(case: Case) -> Iterator[Hit]:
    """A number, date or share that the cited quotes do not hold."""
    for part, own, told in _figures(case):
        values = {n.value for n in told}
        if any(n.value[0] == "%" for n in own):  # in "72 percent, up from 61" the second is a share as well
            values |= {("n", n.value[1]) for n in told if n.value[0] == "share"}
        dated = [(d.start, d.end) for d in days(part.rest)]
        seen: set[tuple[int, int]] = set()
        for found in own:
            inside = found.value[0] in "n#" and any(s <= found.start and found.end <= e for s, e in dated)
            if found.value[0] == "share" or inside or _supported(found, values, told) or _counts(found, part.rest):
                continue
            if _ranked(found, part) or _single(found, part):
                continue
            if (found.start, found.end) not in seen:
                seen.add((found.start, found.end))
                shown = part.segment.text[found.start : found.end]
                yield part.hit(f"The number '{shown}' is not in the quote that this cites.", found.start, found.end)


def _supported(found: Number, values: set[tuple[str, float]], told: tuple[Number, ...]) -> bool:
    kind, value = found.value
    if found.value in values or (kind == "#" and ("n", value) in values and value > 12):
        return True
    if kind == "x":
        return value == 0.5 and ("%", 50.0) in values
    if found.value == ("%", 50.0) and ("x", 0.5) in values:
        return True
    amounts = [n.value[1] for n in told if n.value[0] == "n"]
    if kind == "n" and found.bound in ("", "~"):
        shares = [n.value[1] for n in told if n.value[0] == "%"]
        if any(abs(share * of / 100 - value) < 1e-6 for share in shares for of in amounts):
            return True  # half of 1,100
    if kind == "n" and found.change and any(abs(abs(a - b) - value) < 1e-6 for a in amounts for b in amounts):
        return True
    if found.unit == "point":  # a difference of two shares
        shares = [n.value[1] for n in told if n.value[0] == "%"]
        return any(abs(abs(a - b) - value) < 1e-9 for a in shares for b in shares)
    return found.bound != "" and any(_rounds(found, n) for n in told if n.value[0] == kind)


def _rounds(found: Number, told: Number) -> bool:
    """Whether a number with "over", "nearly" or "about" is a fair rounding of the other."""
    value, other = found.value[1], told.value[1]
    if found.bound == "≥":
        return value < other <= 1.25 * value
    if found.bound == "≤":
        return 0.85 * value <= other < value
    return found.bound == "~" and abs(other - value) <= 0.08 * value


def _ranked(found: Number, part: Part) -> bool:
    """Whether a count follows from a rank: who opens a fourth office has four offices."""
    if found.value[0] != "n":
        return False
    text = level(part.told)
    counted = _beside(part.rest)[found.start][0]
    ranks = [n for n in numbers(text) if n.value == ("#", found.value[1])]
    return any(counted & _beside(text)[n.start][0] for n in ranks)


def _single(found: Number, part: Part) -> bool:
    """Whether "1 coordinator" only counts what the quote has as "a coordinator"."""
    if found.value != ("n", 1.0) or (follows := _NEXT.match(part.rest, found.end)) is None:
        return False
    return re.search(rf"\b(?:an?|one)\s+{re.escape(follows[1])}", level(part.told), re.I) is not None


_NEXT = re.compile(r"\s(\w+)")


def _counts(found: Number, text: str) -> bool:
    """Whether "two" only counts the names that follow: "two states, Ohio and Indiana"."""
    if found.value != ("n", 2.0):
        return False
    after = tokens(text[found.end :])[:6]
    marks = [n for n, t in enumerate(after) if t.word in (",", "-", ":", ".", "(")]
    named = after[marks[0] + 1 : marks[0] + 4] if marks else ()
    return len(named) == 3 and named[0].raw[0].isupper() and named[1].word == "and" and named[2].raw[0].isupper()


def unit(case: Case) -> Iterator[Hit]:
    """A number that the quotes have in another unit or currency, or in none."""
    for part, own, told in _figures(case):
        for found in own:
            if not found.unit or found.value[0] not in "n":
                continue
            same = [n for n in told if n.value == found.value]
            if same and not any(same_unit(found.unit, n.unit) for n in same):
                shown = part.segment.text[found.start : found.end]
                yield part.hit(f"The quote does not have '{shown}' in this unit.", found.start, found.end)
        text = level(part.told)
        for found in own:
            rate = _RATE.match(part.rest, found.end)
            rates = [r for n in told if rate and n.value == found.value and (r := _RATE.match(text, n.end))]
            if rate and rates and all(r[1].lower() != rate[1].lower() for r in rates):
                yield part.hit(f"The quote has this number by the {rates[0][1]}.", found.start, rate.end())


_RATE = re.compile(
    r"(?:[\s-]+[a-z]+){0,4}?\s(?:an?|per|each|every)\s(second|minute|hour|shift|day|night|week|month|quarter|year)\b",
    re.I,
)


_BY_TO = frozenset({"by", "to"})
_ENDS_COUNT = frozenset(str.split("and or to in of with at"))


def swapped(case: Case) -> Iterator[Hit]:
    """Numbers of the quotes beside each other's words: 38 doors and 120 jobs told as 120 doors and 38 jobs."""
    for part, own, told in _figures(case):
        text = level(part.told)
        beside = _beside(text)
        claimed = _beside(part.rest)
        there: dict[tuple[str, float], list[tuple[frozenset[str], str]]] = {}
        holders: dict[str, set[float]] = {}
        for n in told:
            if n.start in beside:
                there.setdefault(n.value, []).append(beside[n.start])
        for n in numbers(text):
            for word in beside[n.start][0]:
                holders.setdefault(word, set()).add(n.value[1])
        for found in own:
            words, before = claimed[found.start]
            same = there.get(found.value)
            if not same or found.value[0] in ("share", "#", "x"):
                continue
            nouns = {w for known, _ in same for w in known}
            if words and nouns and not words & nouns and any(holders.get(w, set()) - {found.value[1]} for w in words):
                yield part.hit("The quote has this number with something else.", found.start, found.end)
            elif before in _BY_TO and all(p in _BY_TO and p != before for _, p in same):
                yield part.hit(f"The quote does not say '{before}' of this number.", found.start, found.end)


@lru_cache(maxsize=256)
def _beside(text: str) -> dict[int, tuple[frozenset[str], str]]:
    """For each number's place: the words that it counts (with "last" and "before"), and the "by" or "to" before it."""
    run = tokens(text)
    starts, ends = [t.start for t in run], [t.end for t in run]
    found: dict[int, tuple[frozenset[str], str]] = {}
    for number in numbers(text):
        place = bisect_left(starts, number.end)
        words: set[str] = set()
        for t in run[place : place + 4]:
            if not t.raw[0].isalnum() or t.raw[0].isdigit() or t.word in _ENDS_COUNT:
                break
            words |= {t.word} if t.word in ("last", "before") else {t.key} if t.key and not is_number(t.word) else set()
        place = bisect_right(ends, number.start)
        before = [t.word for t in run[max(0, place - 2) : place]]
        found[number.start] = (frozenset(words), next((w for w in reversed(before) if w in _BY_TO), ""))
    return found


def bound(case: Case) -> Iterator[Hit]:
    """A number whose "up to", "nearly" or "about" is gone, or turned into "more than"."""
    for part, own, told in _figures(case):
        for found in own:
            same = [n.bound for n in told if n.value == found.value]
            if not same or found.value[0] == "share":
                continue
            if not _allowed(found.bound, same):
                shown = part.segment.text[found.start : found.end]
                yield part.hit(
                    f"The quote bounds '{shown}' otherwise (about, nearly, up to …).", found.start, found.end
                )


def _allowed(bound: str, told: list[str]) -> bool:
    if bound in told or bound == "~":
        return True
    if bound == "":
        return "=" in told or "≥" in told
    return (bound == "=" and "" in told) or (bound == "≤" and "~" not in told and "≥" not in told)


def date(case: Case) -> Iterator[Hit]:
    """A date, quarter or weekday that no date of the quotes and sources answers to."""
    for part in case.claims:
        if own := days(part.rest):
            told = [r for d in days(level(part.evidence)) for r in d.readings]
            years = {t.year for t in told if t.full}  # a quote leaves out the year that its source is of
            for found in own:
                if not any(_answers(r, t, years) for r in found.readings for t in told):
                    shown = part.segment.text[found.start : found.end]
                    yield part.hit(f"The quote has no such date: '{shown}'.", found.start, found.end)


_STAGE = re.compile(r"\b(early|start of|beginning of|mid|middle of|late|end of)[- ](?:the )?((?:19|20)\d\d)\b", re.I)
_STAGES = {"early": 1, "start of": 1, "beginning of": 1, "mid": 2, "middle of": 2, "late": 3, "end of": 3}
_AHEAD = re.compile(r"\b(?:by|until|between|before|through|end of|from|and|to)\s$", re.I)


def period(case: Case) -> Iterator[Hit]:
    """Another part of the year than the quote has ("mid-2027", told as its end), or another year of a span."""
    for part in case.claims:
        own = days(part.rest)
        text = level(part.told)
        stages = {m[2]: _STAGES[m[1].lower()] for m in _STAGE.finditer(text)}
        for m in _STAGE.finditer(part.rest):
            if stages.get(m[2], _STAGES[m[1].lower()]) != _STAGES[m[1].lower()]:
                yield part.hit(f"The quote has another part of {m[2]}.", *m.span())
        told = {d.year for d in days(text) if d.year}
        for day in own:
            spans = day.month is None and day.quarter is None and _AHEAD.search(part.rest, 0, day.start)
            if told and spans and day.year not in told | {None}:
                yield part.hit(f"The quote has no such year here: {day.year}.", day.start, day.end)


def _answers(found: Day, told: Day, years: set[int | None]) -> bool:
    """Whether every part of a date that a claim names is a part of the other, or follows from it."""
    return (
        (found.year in (None, told.year) or (told.year is None and found.year in years))
        and found.month in (None, told.month)
        and found.day in (None, told.day)
        and found.quarter in (None, told.quarter, told.month and (told.month + 2) // 3)
        and found.half in (None, told.half, told.month and (told.month + 5) // 6)
        and found.weekday in (None, told.weekday)
        and found.season in (None, told.season, _season(told.month))
    )


def _season(month: int | None) -> str | None:
    return (None if month is None
            else ("winter", "spring", "summer", "autumn")[month % 12 // 3])  # fmt: skip


def relative(case: Case) -> Iterator[Hit]:
    """A "last week" or "yesterday" that does not fit the dates of what is cited."""
    for part in case.claims:
        for found in relative_days(part.rest):
            if found.words in level(part.told).lower() or not part.facts:
                continue
            told = days(level(part.evidence))
            shown = {d.date() for d in told if d.full}
            first, last = found.span(case.request.as_of)
            if found.words in ("last month", "this month"):  # a quote may name the month alone
                month = first if found.words == "last month" else case.request.as_of
                if any(d.month == month.month and d.year in (None, month.year) for d in told if not d.full):
                    continue
            if shown and not any(first <= d <= last for d in shown):
                yield part.hit(f"'{found.words}' does not fit the dates of what this cites.", found.start, found.end)

"""Figures: the numbers and units of a claim, beside those of its quotes."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, permutations

from .case import WARN, Case, Hit, Part, level
from .dates import days
from .events import may_be
from .numbers import Number, as_days, is_number, numbers, same_unit
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
        values, text = {n.value for n in told}, level(part.evidence)
        if any(n.value[0] == "%" for n in own):  # in "72 percent, up from 61" the second is a share as well
            values |= {("n", n.value[1]) for n in told if n.value[0] == "share"}
        dated = [(d.start, d.end) for d in days(part.rest)]
        seen: set[tuple[int, int]] = set()
        for found in own:
            inside = found.value[0] in "n#" and any(s <= found.start and found.end <= e for s, e in dated)
            if (
                found.value[0] == "share"
                or inside
                or _supported(found, values, told, text)
                or _counts(found, part.rest)
            ):
                continue
            if (
                _ranked(found, part)
                or _single(found, part)
                or _ago(found, part, case)
                or (found.start, found.end) in seen
            ):
                continue
            seen.add((found.start, found.end))
            shown = part.segment.text[found.start : found.end]
            if words := _may_follow(found, told, part):
                yield part.hit(f"The quote does not say '{shown}'; {words}.", found.start, found.end, WARN)
            else:
                yield part.hit(f"The number '{shown}' is not in the quote that this cites.", found.start, found.end)


def _supported(found: Number, values: set[tuple[str, float]], told: tuple[Number, ...], told_text: str) -> bool:
    kind, value = found.value
    if found.value in values or (kind == "#" and ("n", value) in values and value > 12):
        return True
    if kind == "%" and any(n.value == ("n", value) and not n.unit and _bare(n, told_text) for n in told):
        return True  # "94.1 percent (95.0)"
    if kind == "%" and value in _THIRDS and any(n.value[0] == "%" and abs(n.value[1] - value) <= 1 for n in told):
        return True  # two thirds of 67%
    if kind == "x":
        return value == 0.5 and ("%", 50.0) in values
    if found.value == ("%", 50.0) and ("x", 0.5) in values:
        return True
    if (span := as_days(found)) and any(abs(as_days(n) - span) <= 0.04 * span for n in told):
        return True  # a year and a half of 18 months
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


def _bare(number: Number, text: str) -> bool:
    """Whether nothing is counted: "(95.0)", "it stood at 47."."""
    return _BARE.match(text, number.end) is not None


_BARE = re.compile(r"\)|[.,;:]?(?:\s|$)(?!\w)|[.;:]\s")
_THIRDS = frozenset({16.7, 33.3, 66.7, 83.3})


def _rounds(found: Number, told: Number) -> bool:
    """Whether a number with "over", "nearly" or "about" is a fair rounding of the other."""
    value, other = found.value[1], told.value[1]
    if found.bound == "≥":
        return value < other <= 1.25 * value
    if found.bound == "≤":
        return 0.85 * value <= other < value
    return found.bound == "~" and abs(other - value) <= 0.08 * value


def _may_follow(found: Number, told: tuple[Number, ...], part: Part) -> str:
    """How a number that the quotes do not hold may follow from them all the same; "" where it cannot."""
    kind, value = found.value
    same = [n.value[1] for n in told if n.value[0] == kind and n.value[1]]
    if _TIMES_AS.match(part.rest, found.end):
        of = [n.value[1] for n in told if n.value[0] == "n" and n.value[1]]
        return "it may follow from there" if any(abs(a / b / value - 1) < 0.2 for a, b in permutations(of, 2)) else ""
    if kind == "#":
        return "" if same or value > 1 else "is it the first?"
    if kind == "n" and any(n.value == ("#", value + 1) for n in told):
        return "it may be how many there were before"
    if any(_shorter(value, other) for other in same):
        return "it may be rounded from there"
    counts = [
        n.value[1]
        for n in numbers(level(part.told))
        if n.value[0] == "n" and not n.unit and not 1900 < n.value[1] < 2100
    ]
    counts += [1.0] if _AND_ONE.search(part.told) else []
    pairs = list(combinations(counts, 2))
    if kind == "n" and not found.unit and any(value in (a + b, abs(a - b)) for a, b in pairs):
        return "it may be the sum or the difference of what stands there"
    if kind == "%" and any(0 < a < b and abs(100 * a / b - value) < 0.51 for a, b in (sorted(p) for p in pairs)):
        return "it may be a share of what stands there"
    told_of = [n for n in told if n.value[0] == "n" and n.value[1]]
    if kind == "x" and any(
        a.unit == b.unit and abs(a.value[1] / b.value[1] - value) < 0.05 * value for a, b in permutations(told_of, 2)
    ):
        return "it may follow from what stands there"
    if kind == "n" and value in {len(_BETWEEN.findall(names)) + 1 for names in _LISTED.findall(level(part.told))}:
        return "it may count the names there"
    return ""


def _shorter(value: float, other: float) -> bool:
    """Whether a number is another one with fewer digits: 6.3 of 6.27, 43 of 42.8."""
    digits = len(f"{value:.15g}".replace(".", "").rstrip("0"))
    return digits > 1 and value != other and float(f"{other:.{digits}g}") == value


_TIMES_AS = re.compile(r"\stimes\b")
_AND_ONE = re.compile(r"\band an? [A-Za-z]")
_LISTED = re.compile(r"\b[A-Z][\w'-]*(?: [A-Z][\w'-]*)*(?:, [A-Z][\w'-]*(?: [A-Z][\w'-]*)*)*,? and [A-Z]")
"""Names in a row: "Lagos, Ibadan and Abuja"."""
_BETWEEN = re.compile(r",? and |, ")


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


def _ago(found: Number, part: Part, case: Case) -> bool:
    """Whether "two years ago" is a year of the quotes, "in twelve months" a year of theirs."""
    if found.unit == "year" and _AGO.match(part.rest, found.end):
        return any(d.year == case.request.as_of.year - found.value[1] for d in days(level(part.told)))
    return abs(as_days(found) - 365) < 1 and _YEAR.search(level(part.told)) is not None


_AGO = re.compile(r"\s(?:ago|back|earlier|before)\b", re.I)
_YEAR = re.compile(r"\b(?:a|the|one|per|last|full|this)\s(?:financial |fiscal )?year\b", re.I)


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
        spans = [s for n in told if (s := as_days(n))]
        for found in own:
            if not found.unit or found.value[0] not in "n":
                continue
            same = [n for n in told if n.value == found.value]
            span = as_days(found)
            if any(abs(s - span) <= 0.04 * span for s in spans):
                continue
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
    r"(?:[\s-]+[a-z]+){0,4}?\s(?:an?|per|each|every)\s(second|minute|hour|shift|day|night|week|month|quarter|year|tonne|ton|kilo|kg|litre"
    r"|liter|gallon|barrel|mile|km|head|unit|person|employee|customer|order|store|site)\b",
    re.I,
)


_BY_TO = frozenset({"by", "to"})
_ENDS_COUNT = frozenset(str.split(
    "and or to in of with at that which who for from by on per than if as when while until since under over below above"
    " near is are was were has have had will would can could may might"
))  # fmt: skip


def swapped(case: Case) -> Iterator[Hit]:
    """Numbers of the quotes beside each other's words: 38 doors and 120 jobs told as 120 doors and 38 jobs."""
    for part, own, told in _figures(case):
        text = level(part.told)
        beside = _beside(text)
        claimed = _beside(part.rest)
        there: dict[tuple[str, float], list[tuple[frozenset[str], str]]] = {}
        holders: dict[str, set[tuple[str, str, float]]] = {}
        for n in told:
            if n.start in beside:
                there.setdefault(n.value, []).append(beside[n.start])
        for n in numbers(text):
            for word in beside[n.start][0]:
                holders.setdefault(word, set()).add((n.value[0], n.unit, n.value[1]))
        for found in own:
            words, before = claimed[found.start]
            same = there.get(found.value)
            if not same or found.value[0] in ("share", "#", "x"):
                continue
            nouns = {w for known, _ in same for w in known}
            kind = (found.value[0], found.unit)
            others = {v for w in words for *k, v in holders.get(w, ()) if tuple(k) == kind} - {found.value[1]}
            if words and nouns and not words & nouns and others:
                yield part.hit("The quote has this number with something else.", found.start, found.end)
            elif _turned_round(found, own, told, part.rest, text):
                yield part.hit("The quote has the two numbers the other way about.", found.start, found.end)
            elif _other_whole(found, own, told, part.rest, text):
                yield part.hit("The quote has this number as a part of something else.", found.start, found.end)
            elif before in _BY_TO and all(p in _BY_TO and p != before for _, p in same):
                yield part.hit(f"The quote does not say '{before}' of this number.", found.start, found.end)


def _turned_round(found: Number, own: tuple[Number, ...], told: tuple[Number, ...], said: str, quoted: str) -> bool:
    """Whether now and before have changed places: "16,900, up from 14,300" for "14,300, against 16,900"."""
    before = _before(found, own, said)
    if before is None:
        return False
    pairs = {(n.value, b.value) for n in told if (b := _before(n, told, quoted))}
    return (before.value, found.value) in pairs and (found.value, before.value) not in pairs


def _before(now: Number, among: tuple[Number, ...], text: str) -> Number | None:
    """What a number was before: 9 for "22 instead of nine" and for "from nine to 22"."""
    for n in among:
        if n.value[0] != now.value[0] or abs(n.start - now.start) > 80:
            continue
        if n.start >= now.end and _WAS.fullmatch(text, now.end, n.start):
            return n
        if n.end <= now.start and _BECAME.fullmatch(text, n.end, now.start) and _FROM.search(text, 0, n.start):
            return n
    return None


_WAS = re.compile(
    r"[^.;:]*?\b(?:from|against|instead of|rather than|compared (?:with|to)|versus|vs\.?)\s(?:the )?", re.I
)
_BECAME = re.compile(r"[^.;:,]{0,30}\bto\s", re.I)
_FROM = re.compile(r"\bfrom\s(?:the )?$", re.I)


def _other_whole(found: Number, own: tuple[Number, ...], told: tuple[Number, ...], said: str, quoted: str) -> bool:
    """Whether "36 of 240" is told as "36 of 210", or of a whole that is smaller than its part."""
    whole = _whole(found, own, said)
    wholes = [w for n in told if whole and n.value == found.value and (w := _whole(n, told, quoted))]
    return whole is not None and (
        whole.value[1] < found.value[1] or bool(wholes and whole.value not in (w.value for w in wholes))
    )


def _whole(part: Number, among: tuple[Number, ...], text: str) -> Number | None:
    """Of how many a number is a part: "36 of 240", "22 out of your 180"."""
    counts = (n for n in among if n.value[0] == part.value[0] == "n" and not n.unit and n.start > part.end)
    return next((n for n in counts if _OF.fullmatch(text, part.end, n.start)), None)


_OF = re.compile(r"\s(?:out )?of (?:(?:the|its|your|our|their|all|a|planned|total) ){0,3}", re.I)


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
            same = [
                n.bound for n in told if n.value == found.value and (same_unit(found.unit, n.unit) or not found.unit)
            ]
            if not same or found.value[0] == "share":
                continue
            if not _allowed(found.bound, same):
                # what "could bring 60" hardly brings more
                unsure = not found.bound and set(same) <= {"≤"} and may_be(part.rest, found.start)
                shown = part.segment.text[found.start : found.end]
                yield part.hit(
                    f"The quote bounds '{shown}' otherwise (about, nearly, up to …).", found.start, found.end,
                    WARN if unsure else None,
                )  # fmt: skip


def _allowed(bound: str, told: list[str]) -> bool:
    if bound in told or bound == "~":
        return True
    if bound == "":
        return "=" in told or "≥" in told
    return (bound == "=" and "" in told) or (bound == "≤" and "~" not in told and "≥" not in told)

"""Numbers in a text, written in digits or in words, as values that can be compared: 1,200 = 1.2k, £4.5m = 4.5 million
pounds, Q1 = first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Number(NamedTuple):
    """A number's value ("%" for a share, "#" for a rank, "x" for a multiple, "n" for the rest) and where it stands.
    `unit`: what it is measured in, if the text says so; `bound`: "≤", "≥", "~" or "=" where a word beside it says
    so."""

    value: tuple[str, float]
    start: int
    end: int
    unit: str = ""
    bound: str = ""


_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
_SMALL = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS: dict[str, float] = {w: float(i) for i, w in enumerate(_SMALL)}
_WORDS |= {w: 10.0 * i for i, w in enumerate(_TENS, 2)} | {"dozen": 12.0, "hundred": 100.0}
_RANKS = {w: i for i, w in enumerate(
    str.split("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1
)}  # fmt: skip
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_MULTIPLES = {
    "doubl": 2, "twice": 2, "twofold": 2, "two-fold": 2, "tripl": 3, "trebl": 3, "threefold": 3, "quadrupl": 4,
    "tenfold": 10, "halv": 0.5, "half of": 0.5, "half the": 0.5, "in half": 0.5, "half its": 0.5, "half your": 0.5,
}  # fmt: skip
_UNITS = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "sterling": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD",
    "usd": "USD", "dollar": "USD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "chf": "CHF", "franc": "CHF", "yen": "JPY",
    "¥": "JPY", "kronor": "kr", "kroner": "kr", "krona": "kr", "krone": "kr", "kr": "kr", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
    "decade": "decade",
    "mile": "mile", "km": "km", "kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m", "feet": "foot",
    "foot": "foot", "acre": "acre", "hectare": "hectare", "tonne": "tonne", "ton": "ton", "kg": "kg", "litre": "litre",
    "gallon": "gallon", "mw": "MW", "megawatt": "MW", "gw": "GW", "gigawatt": "GW", "kw": "kW", "kilowatt": "kW",
    "mwh": "MWh", "gwh": "GWh", "kwh": "kWh", "point": "point",
}  # fmt: skip
_TIMES = frozenset(str.split("second minute hour day week month year decade"))
_KRONA = frozenset({"SEK", "NOK", "DKK", "kr"})
_MEASURE = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True) if u.isalpha())
_BEFORE = r"(?:([£€$¥])\s?|\b(GBP|EUR|USD|SEK|NOK|DKK|CHF)\s?)?"
_SCALE = r"(?:[\s-]?(%|percent|per cent|k|thousand|mm|mn|m|million|bn|b|billion)(?![a-z0-9]))?"
_AFTER = rf"(?:[\s-](?:(?:square|cubic|US|percentage)\s)?({_MEASURE})s?\b|([£€$])(?!\d))?"
_DIGITS = re.compile(rf"{_BEFORE}(?<![\w.])(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+)?(st|nd|rd|th)?{_SCALE}{_AFTER}", re.I)
_WORDED = re.compile(
    rf"{_BEFORE}\b(?:({'|'.join(_TENS)})(?:[- ]({'|'.join(_SMALL[1:10])}))?"
    rf"|({'|'.join([*_SMALL[2:], 'dozen', 'hundred'])}))\b{_SCALE}{_AFTER}",
    re.I,
)
_HAS_WORD = re.compile(rf"{'|'.join([*_TENS, *_SMALL[2:], 'dozen', 'hundred'])}", re.I)
_RANK = re.compile(rf"\b({'|'.join(_RANKS)})\b|\b[qh]([1-4])\b", re.I)
_NUMERAL = re.compile(rf"\b({'|'.join(_ROMAN)})\b")
_MULTIPLE = re.compile(rf"(?<!first )(?<!second )\b({'|'.join(_MULTIPLES)})\w*", re.I)
_RANGE = re.compile(r"^\s?(?:to|and|or|-)\s?$")
_BOUND = re.compile(
    r"\b(?:(up to|as many as|at most|no more than|under|below|fewer than|less than|nearly|almost|close to"
    r"|just short of)"
    r"|(over|more than|at least|above|exceeds|exceeding|exceeded|upwards of|no fewer than|no less than)"
    r"|(about|around|roughly|approximately|some|circa|or so|an estimated|estimated)|(exactly|precisely))\s(?:the\s)?$",
    re.I,
)


@lru_cache(maxsize=256)
def numbers(text: str) -> tuple[Number, ...]:
    """Every number of a text. "One" is left out: it is seldom a count."""
    found = [_digits(m, text) for m in _DIGITS.finditer(text)]
    if _HAS_WORD.search(text):
        found += [_worded(m, text) for m in _WORDED.finditer(text)]
    found += [Number(("#", float(m[2] or _RANKS[m[1].lower()])), m.start(), m.end()) for m in _RANK.finditer(text)]
    found += [Number(("n", float(_ROMAN[m[1]])), m.start(), m.end()) for m in _NUMERAL.finditer(text)]
    found += [Number(("x", float(_MULTIPLES[m[1].lower()])), m.start(), m.end()) for m in _MULTIPLE.finditer(text)]
    return tuple(_shared_units(found, text))


def _digits(m: re.Match[str], text: str) -> Number:
    value = float(m[3].replace(",", "") + (m[4] or ""))
    return _number("#" if m[5] else "n", value, m[6], m[1] or m[2] or m[7] or m[8], m, text)


def _worded(m: re.Match[str], text: str) -> Number:
    value = _WORDS[m[3].lower()] + (_WORDS[m[4].lower()] if m[4] else 0) if m[3] else _WORDS[m[5].lower()]
    return _number("n", value, m[6], m[1] or m[2] or m[7] or m[8], m, text)


def _number(kind: str, value: float, scale: str | None, unit: str | None, m: re.Match[str], text: str) -> Number:
    word = (scale or "").lower()
    if word in ("%", "percent", "per cent"):
        kind = "%"
    before = _BOUND.search(text, max(0, m.start() - 20), m.start())
    bound = next((sign for sign, g in zip("≤≥~=", before.groups(), strict=True) if g), "") if before else ""
    measure = _UNITS.get((unit or "").lower(), "")
    if bound == "≥" and measure in _TIMES and before and before[0].lower().startswith("over"):
        bound = ""  # "over ten years" is a span of time, not more than ten
    return Number((kind, value * _SCALES.get(word, 1)), m.start(), m.end(), measure, bound)


def _shared_units(found: list[Number], text: str) -> Iterator[Number]:
    """In "61 to 72 percent" the first number is a share too, and it is still a 61."""
    shares = {n.start: n for n in found if n.value[0] == "%"}
    for number in found:
        yield number
        near = (shares[at] for at in range(number.end, number.end + 6) if at in shares)
        if number.value[0] == "n" and any(_RANGE.match(text[number.end : share.start]) for share in near):
            yield number._replace(value=("%", number.value[1]))
        elif number.value[0] == "%":
            yield number._replace(value=("share", number.value[1]))


def same_unit(one: str, other: str) -> bool:
    """Whether two units may be the same; kronor are of three countries."""
    return one == other or ({one, other} <= _KRONA and "kr" in (one, other))

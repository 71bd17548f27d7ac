"""Numbers in a text, written in digits or in words, as values that can be compared: 1,200 = 1.2k, Q1 = first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Number(NamedTuple):
    """A number's value ("%" for a share, "#" for a rank, "n" for the rest) and where it stands."""

    value: tuple[str, float]
    start: int
    end: int


_UNITS = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mm": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
}
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
_UNIT = r"(?:\s?(%|percent|per cent|k|thousand|mm|mn|m|million|bn|b|billion)(?![a-z0-9]))?"
_DIGITS = re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(st|nd|rd|th)?" + _UNIT, re.I)
_WORDED = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[- ]({'|'.join(_SMALL[1:10])}))?|({'|'.join([*_SMALL[2:], 'dozen', 'hundred'])}))\b"
    + _UNIT,
    re.I,
)
_RANK = re.compile(rf"\b({'|'.join(_RANKS)})\b|\bq([1-4])\b", re.I)


def numbers(text: str) -> Iterator[Number]:
    """Every number of a text. "One" is left out: it is seldom a count."""
    for m in _DIGITS.finditer(text):
        value = float(m[1].replace(",", "") + (m[2] or ""))
        yield _number("#" if m[3] else "n", value, m[4], m)
    for m in _WORDED.finditer(text):
        value = _WORDS[m[1].lower()] + (_WORDS[m[2].lower()] if m[2] else 0) if m[1] else _WORDS[m[3].lower()]
        yield _number("n", value, m[4], m)
    for m in _RANK.finditer(text):
        yield Number(("#", float(m[2] or _RANKS[m[1].lower()])), m.start(), m.end())


def _number(kind: str, value: float, unit: str | None, m: re.Match[str]) -> Number:
    word = (unit or "").lower()
    if word in ("%", "percent", "per cent"):
        kind = "%"
    return Number((kind, value * _UNITS.get(word, 1)), m.start(), m.end())

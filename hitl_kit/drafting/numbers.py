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
    so; `change`: whether it is told as a difference ("by 5,500")."""

    value: tuple[str, float]
    start: int
    end: int
    unit: str = ""
    bound: str = ""
    change: bool = False


_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "tn": 1e12, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
}  # fmt: skip
_SMALL = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS: dict[str, float] = {w: float(i) for i, w in enumerate(_SMALL)}
_WORDS |= {w: 10.0 * i for i, w in enumerate(_TENS, 2)} | {"dozen": 12.0, "hundred": 100.0, "a": 1.0, "": 1.0}
_RANKS = {w: i for i, w in enumerate(
    str.split("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"), 1
)}  # fmt: skip
_ROMAN = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_MULTIPLES = {
    "doubl": 2, "twice": 2, "twofold": 2, "two-fold": 2, "tripl": 3, "trebl": 3, "threefold": 3, "quadrupl": 4,
    "tenfold": 10, "halv": 0.5, "in half": 0.5,
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_UNITS = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "sterling": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD",
    "usd": "USD", "dollar": "USD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "chf": "CHF", "franc": "CHF", "yen": "JPY",
    "¥": "JPY", "jpy": "JPY", "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "rupee": "INR", "us$": "USD",
    "c$": "CAD", "cad": "CAD", "a$": "AUD", "aud": "AUD", "nz$": "NZD", "nzd": "NZD", "s$": "SGD", "sgd": "SGD",
    "hk$": "HKD", "hkd": "HKD", "pln": "PLN", "zloty": "PLN", "czk": "CZK", "aed": "AED", "zar": "ZAR", "rand": "ZAR",
    "kronor": "kr", "kroner": "kr", "krona": "kr", "krone": "kr", "kr": "kr", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
    "decade": "decade",
    "mile": "mile", "km": "km", "kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m", "feet": "foot",
    "ft": "foot", "foot": "foot",
    "acre": "acre", "hectare": "hectare", "tonne": "tonne", "ton": "ton", "kg": "kg", "litre": "litre",
    "gallon": "gallon", "mw": "MW", "megawatt": "MW", "gw": "GW", "gigawatt": "GW", "kw": "kW", "kilowatt": "kW",
    "mwh": "MWh", "gwh": "GWh", "kwh": "kWh", "point": "point",
}  # fmt: skip
_TIMES = frozenset(str.split("second minute hour day week month year decade"))
_KRONA = frozenset({"SEK", "NOK", "DKK", "kr"})
_MEASURE = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True) if u.isalpha())
_BEFORE = (
    r"(?:((?:\b(?:US|NZ|HK|C|A|S))?[£€$¥₹])\s?"
    r"|\b(GBP|EUR|USD|SEK|NOK|DKK|CHF|INR|Rs\.?|CAD|AUD|NZD|SGD|HKD|JPY|PLN|CZK|AED|ZAR)\s?)?"
)
_SCALE = (
    r"(?:[\s-]?(%|percent|per cent|k|thousand|mm|mn|m|million|bn|b|billion|tn|trillion|lakhs?|crores?|cr)(?![a-z0-9]))?"
)
_AFTER = rf"(?:[\s-](?:(?:square|sq\.?|cubic|US|percentage)\s)?({_MEASURE})s?\b|([£€$])(?!\d))?"
_DIGITS = re.compile(
    rf"{_BEFORE}(?<![\w.])(\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}|\d+)(\.\d+)?(st|nd|rd|th)?{_SCALE}{_AFTER}", re.I
)
_SPELT = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?|(?:{'|'.join(_SMALL[1:])})"
_WORDED = re.compile(
    rf"{_BEFORE}\b(?:(?:(a|{_SPELT})[- ])?(hundred|dozen)(?:(?: and)?[ -]({_SPELT}))?|({_SPELT}))\b{_SCALE}{_AFTER}",
    re.I,
)
_HAS_WORD = re.compile(rf"{'|'.join([*_TENS, *_SMALL[2:], 'dozen', 'hundred'])}|one[- ](?:[mbt]|lakh|crore)", re.I)
_RANK = re.compile(rf"\b({'|'.join(_RANKS)})\b|\b[qh]([1-4])\b", re.I)
_NUMERAL = re.compile(rf"\b({'|'.join(_ROMAN)})\b")
_MULTIPLE = re.compile(rf"(?<!first )(?<!second )\b({'|'.join(_MULTIPLES)})\w*", re.I)
_PART = re.compile(
    rf"\b(?:(?:(an?|one|two|three|four|five|nine)[- ])?({'|'.join(list(_PARTS)[1:])})s(?=[ -]of\b)"
    rf"|(an?|one)[- ]({'|'.join(list(_PARTS)[1:])})"
    r"(?=\s+(?:of|to|more|less|from|since|by|on|in|at|last|this|year)\b|[,.;]|$)"
    r"|(?<!first )(?<!second )(?<!in )(half)\b(?![- ](?:year|hour|past|a\b|dozen|of (?:19|20)\d\d)))",
    re.I,
)
_HAS_PART = re.compile("|".join(_PARTS), re.I)
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
        found += [_worded(m, text) for m in _WORDED.finditer(text) if (m[6] or "").lower() != "one" or m[7]]
    parts = [_part(m, text) for m in _PART.finditer(text)] if _HAS_PART.search(text) else []
    within = [range(n.start, n.end) for n in parts]
    found = [n for n in found if not any(n.start in w for w in within)] + parts
    ranks = [Number(("#", float(m[2] or _RANKS[m[1].lower()])), m.start(), m.end()) for m in _RANK.finditer(text)]
    found += [n for n in ranks if not any(n.start in w for w in within)]
    found += [Number(("n", float(_ROMAN[m[1]])), m.start(), m.end()) for m in _NUMERAL.finditer(text)]
    found += [Number(("x", float(_MULTIPLES[m[1].lower()])), m.start(), m.end()) for m in _MULTIPLE.finditer(text)]
    return tuple(_shared_units(found, text))


@lru_cache(maxsize=8192)
def is_number(word: str) -> bool:
    """Whether a single word tells a number."""
    return bool(numbers.__wrapped__(word))


def _digits(m: re.Match[str], text: str) -> Number:
    value = float(m[3].replace(",", "") + (m[4] or ""))
    return _number("#" if m[5] else "n", value, m[6], m[1] or m[2] or m[7] or m[8], m, text)


def _worded(m: re.Match[str], text: str) -> Number:
    value = _spelt(m[6]) if m[6] else _spelt(m[3] or "") * _WORDS[m[4].lower()] + (_spelt(m[5]) if m[5] else 0)
    return _number("n", value, m[7], m[1] or m[2] or m[8] or m[9], m, text)


def _part(m: re.Match[str], text: str) -> Number:
    """A fifth → 20%."""
    of = _PARTS[(m[2] or m[4] or m[5]).lower()]
    count = _WORDS[(m[1] or m[3] or "a").lower().replace("an", "a")]
    return _number("%", round(100 * count / of, 1), None, None, m, text)


def _spelt(words: str) -> float:
    """Twenty-six → 26; no words: 1."""
    return sum(_WORDS[word] for word in re.split(r"[- ]", words.lower()))


def _number(kind: str, value: float, scale: str | None, unit: str | None, m: re.Match[str], text: str) -> Number:
    word = (scale or "").lower()
    if word in ("%", "percent", "per cent"):
        kind = "%"
    before = _BOUND.search(text, max(0, m.start() - 20), m.start())
    bound = next((sign for sign, g in zip("≤≥~=", before.groups(), strict=True) if g), "") if before else ""
    measure = _UNITS.get((unit or "").lower(), "")
    if bound == "≥" and measure in _TIMES and before and before[0].lower().startswith("over"):
        bound = ""  # "over ten years" is a span of time, not more than ten
    change = text[max(0, m.start() - 3) : m.start()].lower() == "by " or text[m.end() : m.end() + 5].lower() == " more"
    return Number((kind, value * _SCALES.get(word, 1)), m.start(), m.end(), measure, bound, change)


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

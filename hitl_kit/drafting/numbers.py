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
    "nt$": "TWD", "twd": "TWD", "r$": "BRL", "brl": "BRL", "mx$": "MXN", "mxn": "MXN", "cny": "CNY", "yuan": "CNY",
    "krw": "KRW", "₩": "KRW", "ngn": "NGN", "₦": "NGN", "naira": "NGN", "kes": "KES", "ksh": "KES", "thb": "THB",
    "idr": "IDR", "myr": "MYR", "try": "TRY", "₺": "TRY", "ils": "ILS", "₪": "ILS", "clp": "CLP", "cop": "COP",
    "hk$": "HKD", "hkd": "HKD", "pln": "PLN", "zloty": "PLN", "czk": "CZK", "aed": "AED", "zar": "ZAR", "rand": "ZAR",
    "kronor": "kr", "kroner": "kr", "krona": "kr", "krone": "kr", "kr": "kr", "second": "second",
    "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month", "year": "year",
    "decade": "year",
    "mile": "mile", "km": "km", "kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m", "feet": "foot",
    "ft": "foot", "foot": "foot", "sqft": "foot", "sqm": "m",
    "acre": "acre", "hectare": "hectare", "tonne": "tonne", "ton": "ton", "kg": "kg", "litre": "litre",
    "liter": "litre", "megalitre": "ML", "megaliter": "ML", "gallon": "gallon", "barrel": "barrel",
    "mw": "MW", "megawatt": "MW", "gw": "GW", "gigawatt": "GW", "kw": "kW", "kilowatt": "kW",
    "mwh": "MWh", "gwh": "GWh", "kwh": "kWh", "point": "point",
}  # fmt: skip
_OF_COUNTRY = {
    "australian": "AUD", "canadian": "CAD", "us": "USD", "u.s.": "USD", "american": "USD", "new zealand": "NZD",
    "singapore": "SGD", "hong kong": "HKD", "taiwan": "TWD", "swedish": "SEK", "norwegian": "NOK", "danish": "DKK",
    "swiss": "CHF", "indian": "INR", "british": "GBP", "brazilian": "BRL", "mexican": "MXN",
}  # fmt: skip
"""Whose dollars, kroner or pesos: a currency that is named with its country."""
_TIMES = frozenset(str.split("second minute hour day week month year"))
_KRONA = frozenset({"SEK", "NOK", "DKK", "kr"})
_MEASURE = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True) if u.isalpha())
_MONEY = re.compile(
    r"(?:((?:\b(?:US|NZ|HK|NT|MX|C|A|S|R))?[£€$¥₹₩₦₺₪])"
    r"|\b(GBP|EUR|USD|SEK|NOK|DKK|CHF|INR|Rs\.?|CAD|AUD|NZD|SGD|HKD|JPY|PLN|CZK|AED|ZAR|TWD|BRL|MXN|CNY|KRW|NGN|KES"
    r"|Ksh|THB|IDR|MYR|ILS|CLP|COP))\s?$",
    re.I,
)
"""The currency before a number."""
_SCALE = (
    r"(?:[\s-]?(%|percent|per cent|k|thousand|mm|mn|m|million|bn|b|billion|tn|trillion|lakhs?|crores?|cr)(?![a-z0-9]))?"
)
_AFTER = (
    rf"(?:[\s-](?:(?:square|sq\.?|cubic|percentage)[\s-]|({'|'.join(map(re.escape, _OF_COUNTRY))})\s)?({_MEASURE})s?\b"
    r"|([£€$])(?!\d))?"
)
_DIGITS = re.compile(rf"(?<![\w.])(\d{{1,3}}(?:,\d{{2,3}})*,\d{{3}}|\d+)(\.\d+)?(st|nd|rd|th)?{_SCALE}{_AFTER}", re.I)
_SPELT = rf"(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_SMALL[1:10])}))?|(?:{'|'.join(_SMALL[1:])})"
_WORDED = re.compile(
    rf"\b(?:(?:(a|{_SPELT})[- ])?(hundred|dozen)(?:(?: and)?[ -]({_SPELT}))?|({_SPELT}))\b{_SCALE}{_AFTER}",
    re.I,
)
_HAS_WORD = re.compile(rf"{'|'.join([*_TENS, *_SMALL[2:], 'dozen', 'hundred'])}|one[- ](?:[mbt]|lakh|crore)", re.I)
_RANK = re.compile(rf"\b({'|'.join(_RANKS)})\b|\b[qh]([1-4])\b", re.I)
_NUMERAL = re.compile(rf"\b({'|'.join(_ROMAN)})\b")
_MULTIPLE = re.compile(rf"(?<!first )(?<!second )\b({'|'.join(_MULTIPLES)})\w*", re.I)
_PART = re.compile(
    rf"\b(?:(?:(an?|one|two|three|four|five|nine)[- ])?({'|'.join(list(_PARTS)[1:])})s"
    r"(?:(?=[ -]of\b)|(?<=thirds)|(?<=fifths))"
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
_BOUND_AFTER = re.compile(r"(\+|\s(?:or more|or over|at least)\b)|(\s(?:or less|or fewer|at most)\b)|\sor so\b", re.I)
_NOT_MORE = re.compile(r"\b(?:tak\w+|took|hand\w+|spread|turn\w+|carr\w+) $", re.I)
_DIFFERENCE = re.compile(r"\s(?:more|fewer|less|above|below|ahead|behind|short|higher|lower|extra|additional)\b", re.I)
_OUT_OF = re.compile(
    rf"\b({'|'.join(_SMALL[1:10])}|\d)(?:\s(?:in|out of)(?: every)?\s)"
    rf"({'|'.join(_SMALL[2:11])}|\d{{1,2}}|100)\b(?![,.%]\d)",
    re.I,
)
_AND_A_HALF = re.compile(
    rf"\b(a|{'|'.join(_SMALL[1:13])}|\d{{1,2}})(?:\s(hour|week|month|year|decade)s?)?\sand a half"
    r"(?:\s(hour|week|month|year|decade)s?\b|(\s(?:million|billion|lakh|crore))\b)?",
    re.I,
)
_HAS_WHOLE = re.compile(r"\s(?:in|out of)(?: every)?\s(?:\d|t[whe]|f[oi]|s[ei]|eight|nine)", re.I)
_HALF_A = re.compile(r"\b(half|quarter)(?: of)?[ -]an?[ -](million|billion|dozen|decade)\b", re.I)


@lru_cache(maxsize=256)
def numbers(text: str) -> tuple[Number, ...]:
    """Every number of a text. "One" is left out: it is seldom a count."""
    found = [_digits(m, text) for m in _DIGITS.finditer(text)]
    if _HAS_WORD.search(text):
        found += [_worded(m, text) for m in _WORDED.finditer(text) if (m[4] or "").lower() != "one" or m[5]]
    parts = [_part(m, text) for m in _PART.finditer(text)] if _HAS_PART.search(text) else []
    if _HAS_WHOLE.search(text):
        parts += [n for m in _OUT_OF.finditer(text) if (n := _out_of(m, text))]
    if " a" in text and _HAS_PART.search(text):
        parts += [_half_a(m, text) for m in _HALF_A.finditer(text)]
        halves = [_and_a_half(m, text) for m in _AND_A_HALF.finditer(text)]
        parts = [n for n in parts if not any(h.start <= n.start < h.end for h in halves)] + halves
    within = [range(n.start, n.end) for n in parts]
    found = [n for n in found if not any(n.start in w for w in within)] + parts
    ranks = [Number(("#", float(m[2] or _RANKS[m[1].lower()])), m.start(), m.end()) for m in _RANK.finditer(text)]
    found += [n for n in ranks if not any(n.start in w for w in within)]
    found += [Number(("n", float(_ROMAN[m[1]])), m.start(), m.end()) for m in _NUMERAL.finditer(text)]
    found += [Number(("x", float(_MULTIPLES[m[1].lower()])), m.start(), m.end()) for m in _MULTIPLE.finditer(text)]
    return tuple(_shared_units(found, text))


def _in_time(found: list[Number], text: str) -> list[Number]:
    """The numbers, with the unit of time that each leaves to the one beside it: "from 14 minutes to 9"."""
    timed = [n for n in found if n.unit in _TIMES]
    if not timed:
        return found
    return [
        n._replace(unit=next((t.unit for t in timed if _in_a_row(n, t, text)), ""))
        if not n.unit and n.value[0] == "n"
        else n
        for n in found
    ]


def _in_a_row(bare: Number, timed: Number, text: str) -> bool:
    first, then = sorted((bare, timed), key=lambda n: n.start)
    between = text[first.end : then.start]
    alone = bare is first or _ALONE.match(text, bare.end) is not None
    return len(between) < 40 and alone and _TO_ANOTHER.search(between) is not None


_ALONE = re.compile(r"\s*(?:$|[.,;:)]|(?:since|from|before|after|at|in|on|by|this|last|now|today|instead)\b)", re.I)
_TO_ANOTHER = re.compile(r"(?:^|\s)(?:to|from|instead of|rather than|not|or|and|against|up from|down from)\s$", re.I)


@lru_cache(maxsize=8192)
def is_number(word: str) -> bool:
    """Whether a single word tells a number."""
    return bool(numbers.__wrapped__(word))


def _digits(m: re.Match[str], text: str) -> Number:
    value = float(m[1].replace(",", "") + (m[2] or ""))
    return _number("#" if m[3] else "n", value, m[4], _unit(m[5], m[6]) or m[7], m, text)


def _worded(m: re.Match[str], text: str) -> Number:
    value = _spelt(m[4]) if m[4] else _spelt(m[1] or "") * _WORDS[m[2].lower()] + (_spelt(m[3]) if m[3] else 0)
    return _number("n", value, m[5], _unit(m[6], m[7]) or m[8], m, text)


def _unit(country: str | None, measure: str | None) -> str | None:
    """Dollars, and whose if the text says so."""
    return _OF_COUNTRY[country.lower()] if country else measure


def _part(m: re.Match[str], text: str) -> Number:
    """A fifth → 20%."""
    of = _PARTS[(m[2] or m[4] or m[5]).lower()]
    count = _WORDS[(m[1] or m[3] or "a").lower().replace("an", "a")]
    return _number("%", round(100 * count / of, 1), None, None, m, text)


def _out_of(m: re.Match[str], text: str) -> Number | None:
    """Four in ten → 40%."""
    some, of = (float(w) if w.isdigit() else _WORDS[w.lower()] for w in m.groups())
    return _number("%", round(100 * some / of, 1), None, None, m, text) if some < of else None


def _half_a(m: re.Match[str], text: str) -> Number:
    """Half a million → 500,000."""
    of = {**_SCALES, "dozen": 12, "decade": 10}[m[2].lower()]
    return _number("n", of / (2 if m[1].lower() == "half" else 4), None, "year" if of == 10 else None, m, text)


def _and_a_half(m: re.Match[str], text: str) -> Number:
    """A year and a half → 1.5 years; two and a half million → 2,500,000."""
    word = m[1].lower()
    whole = float(word) if word.isdigit() else _WORDS[word]
    return _number("n", whole + 0.5, m[4] and m[4].strip(), m[2] or m[3], m, text)


def _spelt(words: str) -> float:
    """Twenty-six → 26; no words: 1."""
    return sum(_WORDS[word] for word in re.split(r"[- ]", words.lower()))


def _number(kind: str, value: float, scale: str | None, unit: str | None, m: re.Match[str], text: str) -> Number:
    word = (scale or "").lower()
    if word in ("%", "percent", "per cent"):
        kind = "%"
    money = _MONEY.search(text, max(0, m.start() - 5), m.start())
    start = money.start() if money else m.start()
    unit = (money[1] or money[2]) if money else unit
    before = _BOUND.search(text, max(0, start - 20), start)
    bound = next((sign for sign, g in zip("≤≥~=", before.groups(), strict=True) if g), "") if before else ""
    measure = _UNITS.get((unit or "").lower(), "")
    over = bound == "≥" and before is not None and before[0].lower().startswith("over")
    if over and before and (measure in _TIMES or _NOT_MORE.search(text, max(0, before.start() - 12), before.start())):
        bound = ""  # "over ten years" is a span of time, "taken over ten sites" a deal
    after = _BOUND_AFTER.match(text, m.end())
    if after and not bound:
        bound = "≥" if after[1] else "≤" if after[2] else "~"
    change = text[max(0, start - 3) : start].lower() == "by " or _DIFFERENCE.match(text, m.end()) is not None
    value *= _SCALES.get(word, 1) * (10 if (unit or "").lower() == "decade" else 1)
    return Number((kind, value), start, m.end(), measure, bound, change)


def _shared_units(found: list[Number], text: str) -> Iterator[Number]:
    """In "61 to 72 percent" the first number is a share too, and it is still a 61."""
    found = _in_time(found, text)
    shares = {n.start: n for n in found if n.value[0] == "%"}
    for number in found:
        yield number
        near = (shares[at] for at in range(number.end, number.end + 6) if at in shares)
        if (
            number.value[0] == "n"
            and not number.unit
            and any(_RANGE.match(text[number.end : share.start]) for share in near)
        ):
            yield number._replace(value=("%", number.value[1]))
        elif number.value[0] == "%":
            yield number._replace(value=("share", number.value[1]))


_DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}


def as_days(number: Number) -> float:
    """How many days a span of time has; 0 for what is no span of days or longer."""
    return number.value[1] * _DAYS.get(number.unit, 0)


def same_unit(one: str, other: str) -> bool:
    """Whether two units may be the same; kronor are of three countries."""
    return one == other or ({one, other} <= _KRONA and "kr" in (one, other))

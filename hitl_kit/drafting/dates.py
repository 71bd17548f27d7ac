"""Dates in a text: days, months, quarters, halves, weekdays and seasons, however they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_MONTHS = str.split("january february march april may june july august september october november december")
_SHORT = {m[:3]: n for n, m in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_FEASTS = {"new year's day": (1, 1), "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26),
           "new year's eve": (12, 31)}  # fmt: skip
_YEAR = r"((?:19|20)\d\d)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?P<iso>\b{_YEAR}-(\d\d)-(\d\d)\b)"
    r"|(?P<n>(?<![\d./])(\d{1,2})(?P<sep>[/.])(\d{1,2})(?P=sep)((?:20)?\d\d)\b(?![./]\d))"
    rf"|(?P<f>\b({'|'.join(_FEASTS)})\b(?:,?\s{_YEAR})?)"
    rf"|(?P<dm>\b{_DAY}(?:\sof)?\s({_MONTH})(?:,?\s{_YEAR})?(?!\w))"
    rf"|(?P<md>\b({_MONTH})\s{_DAY}\b(?!\s?%)(?:,?\s{_YEAR})?)"
    rf"|(?P<my>\b({_MONTH}),?\s{_YEAR}\b)"
    r"|(?P<q>\b(?:q([1-4])|(first|second|third|fourth|last)\squarter)\b(?:\s(?:of\s)?(?:(next\syear)|((?:19|20)\d\d)))?)"
    r"|(?P<h>\b(?:h([12])|(first|second)\shalf)\b(?:\s(?:of\s)?((?:19|20)\d\d))?)"
    r"|(?P<s>\b(?:the\s|in\s)?(?:((?:19|20)\d\d)\s)?(spring|summer|autumn|winter|fall\b"
    r"(?:(?<=(?:this|next|last)\sfall)|(?<=in\sthe\sfall)|(?<=in\sfall)|(?<=\d\sfall)|(?=\s(?:of\s)?(?:19|20)\d\d)))"
    r"\b(?:\sholidays)?(?:\s(?:of\s)?((?:19|20)\d\d))?)"
    r"|(?P<w>\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b)"
    rf"|(?P<m>\b({_MONTH})(?!\w))"
    rf"|(?P<y>(?<![\d.,£$€]){_YEAR}\b(?![.,]\d))",
    re.I,
)
_RANK = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_DIGIT = re.compile(r"\d")
_SIGNS = (*(m[:3] for m in _MONTHS), "day", "eve", "quarter", "half", "spring", "summer", "autumn", "winter", "fall")
"""One of these or a digit stands in every date."""
_MAY_BE = re.compile(r"\b(?:may|march)\b", re.I)


class Day(NamedTuple):
    """What a text says of a date, and where; None for what it leaves open. `either`: 4/11, of April or of November."""

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    weekday: str | None = None
    season: str | None = None
    either: bool = False

    @property
    def readings(self) -> tuple[Day, ...]:
        """The day, and where day and month may be meant the other way about, that one too."""
        return (self, self._replace(month=self.day, day=self.month)) if self.either else (self,)

    @property
    def full(self) -> bool:
        """Whether it names one day of one year."""
        return self.year is not None and self.month is not None and self.day is not None

    @property
    def season_of_year(self) -> str | None:
        """Its season, by its month if it has one."""
        return self.season if self.month is None else _SEASONS[self.month % 12 // 3]

    def date(self) -> date:
        """That day; the last of its month where the month has no such day."""
        assert self.year
        assert self.month
        assert self.day
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return date(self.year, self.month, 28)


@lru_cache(maxsize=256)
def days(text: str) -> tuple[Day, ...]:
    """Every date that a text names, in whatever precision."""
    if text.isascii() and not _DIGIT.search(text):  # of other letters some match one that `lower` does not make of them
        small = text.lower()
        if not any(sign in small for sign in _SIGNS):
            return ()
    return tuple(d for m in _DATES.finditer(text) if (d := _day(m)) is not None)


def _month(text: str) -> int:
    return _SHORT[text.lower().rstrip(".")[:3]]


def _int(text: str | None) -> int | None:
    return int(text) if text else None


_KINDS = ("iso", "n", "f", "dm", "md", "my", "q", "h", "s", "w", "m", "y")


def _day(m: re.Match[str]) -> Day | None:
    kind, at = next(k for k in _KINDS if m[k] is not None), m.span()
    g = m.groups()[m.re.groupindex[kind] :]
    if kind == "iso":
        return _valid(Day(*at, int(g[0]), int(g[1]), int(g[2])))
    if kind == "n":
        return _in_figures(at, int(g[0]), int(g[2]), int(g[3]) % 100 + 2000, slashed=g[1] == "/")
    if kind == "f":
        month, day = _FEASTS[g[0].lower()]
        return Day(*at, _int(g[1]), month, day)
    if kind == "dm":
        return _valid(Day(*at, _int(g[2]), _month(g[1]), int(g[0])))
    if kind == "md":
        return _valid(Day(*at, _int(g[2]), _month(g[0]), int(g[1])))
    if kind == "my":
        return Day(*at, int(g[1]), _month(g[0]))
    if kind == "q":
        return Day(*at, _int(g[3]), quarter=int(g[0]) if g[0] else _RANK[g[1].lower()])
    if kind == "h":
        return Day(*at, _int(g[2]), half=int(g[0]) if g[0] else _RANK[g[1].lower()])
    if kind == "s":
        return Day(*at, _int(g[0] or g[2]), season=g[1].lower().replace("fall", "autumn"))
    if kind == "w":
        return Day(*at, weekday=g[0].lower())
    if kind == "m":
        # "may", "march" and the like are words too: a month stands alone only with a capital
        return Day(*at, month=_month(g[0])) if g[0][0].isupper() and not _opens_with_may(m) else None
    return Day(*at, int(g[0]))


def _in_figures(at: tuple[int, int], first: int, second: int, year: int, *, slashed: bool) -> Day | None:
    """19/10/2026 and 10/19/2026 are one day; of 4/11/2026 nobody can say which it is. 4.11.2026 is in November."""
    day, month = (second, first) if second > 12 else (first, second)
    return _valid(Day(*at, year, month, day, either=slashed and max(first, second) <= 12))


def _opens_with_may(m: re.Match[str]) -> bool:
    before = m.string[: m.start()].rstrip()
    return bool(_MAY_BE.fullmatch(m[0])) and (not before or before[-1] in ".!?")


def _valid(day: Day) -> Day | None:
    return day if day.month and 1 <= day.month <= 12 and day.day and 1 <= day.day <= 31 else None


@dataclass(frozen=True)
class RelativeDay:
    """A "last week" and where it stands."""

    words: str
    start: int
    end: int

    def span(self, today: date) -> tuple[date, date]:
        """The first and the last day that it may mean, read on that day, with some days of grace."""
        first, last = _SPANS[self.words]
        if self.words == "last month":
            begin = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
            return begin, today.replace(day=1) - timedelta(days=1)
        return today - timedelta(days=first), today - timedelta(days=last)


_SPANS = {
    "yesterday": (2, 0), "this morning": (1, 0), "this week": (8, -7), "last week": (14, 1), "a few days ago": (10, 1),
    "earlier this week": (8, 0), "last month": (62, 0), "this month": (31, -31), "the other day": (14, 0),
    "days ago": (14, 1), "just announced": (60, 0), "weeks ago": (63, 5),
}  # fmt: skip
_RELATIVE = re.compile(rf"\b(?:{'|'.join(sorted(_SPANS, key=len, reverse=True))})\b", re.I)


@lru_cache(maxsize=256)
def relative_days(text: str) -> tuple[RelativeDay, ...]:
    """Every such day of a text."""
    return tuple(RelativeDay(m[0].lower(), m.start(), m.end()) for m in _RELATIVE.finditer(text))


class Period(NamedTuple):
    """A "next spring" or "last year" and where it stands: its season ("" for a year) and the years that it may mean."""

    start: int
    end: int
    season: str
    years: tuple[int, ...]

    def denied_by(self, told: Day) -> bool:
        """Whether a date is of the same season of another year."""
        return bool(self.season) and told.year not in (None, *self.years) and told.season_of_year == self.season

    def borne_out_by(self, told: Day) -> bool:
        """Whether a date is of that season and one of those years."""
        return told.year in self.years and told.season_of_year == self.season


_PERIOD = re.compile(r"\b(this|next|last|this past|this coming)\s(year|spring|summer|autumn|fall|winter)\b", re.I)
_SEASONS = ("winter", "spring", "summer", "autumn")


def periods(text: str, today: date) -> tuple[Period, ...]:
    """Every year and season that a text names by its distance from that day."""
    return tuple(_period(m, today) for m in _PERIOD.finditer(text))


def _period(m: re.Match[str], today: date) -> Period:
    which, what = m[1].lower().split()[-1], m[2].lower().replace("fall", "autumn")
    if what == "year":
        return Period(*m.span(), "", (today.year + {"this": 0, "next": 1, "last": -1}[which],))
    now = _SEASONS.index(what) - today.month % 12 // 3  # below 0: this year's is over
    years = {"this": (0,), "next": (1,) if now <= 0 else (0, 1), "last": (-1, 0) if now <= 0 else (-1,)}[which]
    if what == "winter":  # of two years
        years = (*years, years[-1] + 1)
    return Period(*m.span(), what, tuple(today.year + y for y in years))

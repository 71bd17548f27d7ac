"""When: the dates of a claim, however they are written, beside those of its quotes and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .case import WARN, Case, Hit, Part, level
from .dates import Day, Period, days, periods, relative_days


def date(case: Case) -> Iterator[Hit]:
    """A date, quarter or weekday that no date of the quotes and sources answers to."""
    for part in case.claims:
        if own := days(part.rest):
            told = [r for d in days(level(part.evidence)) for r in d.readings] + list(_from_their_day(case, part))
            years = {t.year for t in told if t.full}  # a quote leaves out the year that its source is of
            apart = periods(part.rest, case.request.as_of)
            for found in own:
                if any(p.start <= found.start < p.end for p in apart):
                    continue  # "this summer": see near_period
                if not any(_answers(r, t, years) for r in found.readings for t in told):
                    shown = part.segment.text[found.start : found.end]
                    yield part.hit(f"The quote has no such date: '{shown}'.", found.start, found.end)


def _from_their_day(case: Case, part: Part) -> Iterator[Day]:
    """What "next year" and the like mean in the quotes, read on the days of their sources."""
    for fact in part.facts:
        source = case.sources.get(fact.source_id)
        today = (source.published if source else None) or fact.dated or case.request.as_of
        for p in periods(level(fact.quote), today):
            yield from (Day(p.start, p.end, year, season=p.season or None) for year in p.years)


_STAGE = re.compile(r"\b(early|start of|beginning of|mid|middle of|late|end of)[- ](?:the )?((?:19|20)\d\d)\b", re.I)
_STAGES = {"early": 1, "start of": 1, "beginning of": 1, "mid": 2, "middle of": 2, "late": 3, "end of": 3}
_AHEAD = re.compile(
    r"\b(?:by|until|between|before|through|end of|from|and|to)\s(?:(?:the )?(?:late|early|mid|end of|start of)[- ])?$",
    re.I,
)


def period(case: Case) -> Iterator[Hit]:
    """Another part of the year than the quote has ("mid-2027", told as its end), or another year of a span."""
    for part in case.claims:
        own = days(part.rest)
        if not own and not _STAGE.search(part.rest):
            continue
        text = level(part.told)
        stages = {m[2]: _STAGES[m[1].lower()] for m in _STAGE.finditer(text)}
        for m in _STAGE.finditer(part.rest):
            if stages.get(m[2], _STAGES[m[1].lower()]) != _STAGES[m[1].lower()]:
                yield part.hit(f"The quote has another part of {m[2]}.", *m.span())
        told = {d.year for d in (*days(text), *_from_their_day(case, part)) if d.year}
        for day in own:
            spans = day.month is None and day.quarter is None and _AHEAD.search(part.rest, 0, day.start)
            if told and spans and day.year not in told | {None}:
                yield part.hit(f"The quote has no such year here: {day.year}.", day.start, day.end)


def _answers(found: Day, told: Day, years: set[int | None]) -> bool:
    """Whether every part of a date that a claim names is a part of the other, or follows from it."""
    return (
        (found.year in (None, told.year) or (told.year is None and found.year in years))
        and found.month in (None, told.month, *_ends(told))
        and found.day in (None, told.day)
        and found.quarter in (None, told.quarter, told.month and (told.month + 2) // 3)
        and found.half in (None, told.half, told.month and (told.month + 5) // 6)
        and found.weekday in (None, told.weekday)
        and found.season in (None, told.season_of_year)
    )


def _ends(told: Day) -> tuple[int, ...]:
    """The month with which a quarter or a half ends."""
    quarter, half = told.quarter, told.half
    return (3 * quarter,) if quarter and not told.month else (6 * half,) if half and not told.month else ()


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


def near_period(case: Case) -> Iterator[Hit]:
    """A "next spring" or "last year" that is not the season or the year of the quotes."""
    for part in case.claims:
        own = periods(part.rest, case.request.as_of) if part.facts else ()
        for found in own:
            words, text = part.rest[found.start : found.end], level(part.told)
            told = (*days(text), *_from_their_day(case, part))
            if any(found.denied_by(d) for d in told) and not any(found.borne_out_by(d) for d in told):
                yield part.hit(f"'{words}' is not when the quote says.", found.start, found.end)
            elif not (_of_season(found, part) if found.season else _of_years(found.years, part, case)):
                yield part.hit(f"Is '{words}' right? The quote does not say so.", found.start, found.end, WARN)


def _of_years(years: tuple[int, ...], part: Part, case: Case) -> bool:
    """Whether the quotes name one of those years, or none by which they could be told apart."""
    told = {d.year for d in (*days(level(part.told)), *_from_their_day(case, part)) if d.year}
    dated = {d.year for d in days(level(part.evidence)) if d.year}
    return bool(set(years) & (told | dated)) or not told


_QUARTERS = {"winter": (4, 1), "spring": (1, 2), "summer": (2, 3), "autumn": (3, 4)}


def _of_season(found: Period, part: Part) -> bool:
    """Whether quotes or sources name that season, or a quarter of it."""
    told = days(level(part.evidence))
    return any(d.season_of_year == found.season or d.quarter in _QUARTERS[found.season] for d in told)

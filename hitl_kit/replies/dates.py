"""The day on which somebody is back, out of an auto-reply in one of eight languages."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .day_words import INCLUSIVE, MONTHS, RETURN, UNTIL, WEEKDAYS

_WORDS = "|".join(sorted(MONTHS, key=len, reverse=True))
_ENGLISH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
"""Months that may stand before their day: in other languages they do not, and 'out' and 'set' are English words."""
_DAYS = "|".join(sorted((d for d in WEEKDAYS if len(d) > 2), key=len, reverse=True))
_FULL_DAYS = "|".join(sorted((d for d in WEEKDAYS if len(d) > 3), key=len, reverse=True))
_SHORT_DAYS = "|".join(d for d in WEEKDAYS if len(d) == 3)
_DAY = re.compile(
    rf"(?P<iso>\b(?P<y1>20\d\d)[-/.年]\s?(?P<m1>\d{{1,2}})[-/.月]\s?(?P<d1>\d{{1,2}})(?!\d))"
    rf"|(?P<named>\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|\.|º|°|ª|e)?,?\s?(?:(?:of|de|del|di)\s)?(?P<m2>{_WORDS})\b(?!\sof\b)\.?,?"
    rf"(?:\s?(?:(?:de|del|di|,)\s?)?(?P<y2>20\d\d))?)"
    rf"|(?P<american>\b(?P<m3>{_ENGLISH})\b\.?\s(?:the\s)?(?P<d3>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?(?![\d:.]\d)(?:,?\s(?P<y3>20\d\d))?)"
    rf"|(?P<digits>(?<![\d.:/])(?P<a>\d{{1,2}})(?P<sign>[./-])\s?(?P<b>\d{{1,2}})(?:(?P=sign)\s?(?P<y4>(?:20)?\d\d)|\.)?(?![\d:/]))"
    rf"|(?P<weekday>\b(?P<w>{_FULL_DAYS}|(?:{_SHORT_DAYS})(?=[.,)]|\s+\d|\s*$))\b)"
    rf"|(?P<bare>\bthe\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s(?:of\s)?(?:{_WORDS})\b))"
    rf"|(?P<tomorrow>\b(?:tomorrow|morgen(?! früh)|demain|mañana|domani|amanhã|jutra|jutro)\b)",
    re.I,
)
_LITTLE = re.compile(
    r"[\s,(]*(?:(?:the|dem|den|le|el|il|lo|o|dia|de|dnia|on|am|zum|and|including|einschließlich|en|met"
    rf"|{_DAYS})[\s,.]+)*[\s,(]*",
    re.I,
)
"""Words that may stand between "until" and the day."""
_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_])|\n\s*\n")
"""Not `domain.wordings.sentences`, which reads English: absences come in many languages, often without a capital at a
sentence's beginning, and a full stop before a number belongs to a day ("the 12. 5.")."""
_NEAR = 48
_READ = 4_000
_BACK_MOST, _AHEAD_MOST = timedelta(days=60), timedelta(days=500)


def return_date(text: str, sent: date, *, month_first: bool = False) -> date | None:
    """The day from which the writer is back, as said in a text sent on that day; None where it says none.

    "Back on the 12th" is that day. "Until the 12th" is that day too; "through the 12th" and "inclusive" are the day
    after. A day without a year is the nearest one that makes sense; 3/4 is the third of April, or with `month_first`
    the fourth of March, unless only the other reading makes sense.
    """
    text = text[:_READ]
    back: date | None = None
    until: date | None = None
    seen: set[date] = set()
    for match in _DAY.finditer(text):
        day = _day(match, sent, month_first)
        if day is None:
            continue
        if match["weekday"] and (named := _DAY.match(text, _skip(text, match.end()))) and not named["weekday"]:
            continue  # "Monday, 12 May": the day itself follows
        seen.add(day)
        before = _SENTENCE.split(text[max(0, match.start() - _NEAR) : match.start()])[-1]
        after = _SENTENCE.split(text[match.end() : match.end() + _NEAR])[0]
        if back is None and (_leads(RETURN, before) or (not _leads(UNTIL, before, close=True) and _follows(after))):
            back = day
        elif until is None and _leads(UNTIL, before, close=True):
            around = before[-24:] + text[match.end() : match.end() + 16]
            until = day + timedelta(days=1) if INCLUSIVE.search(around) else day
    ahead = {day for day in seen if day > sent}
    return back or until or (ahead.pop() if len(ahead) == 1 else None)


def _follows(after: str) -> bool:
    """Whether a word of return stands behind the day, and no other day behind that ("on Monday I am back")."""
    word = RETURN.search(after)
    return word is not None and word.start() < 30 and _DAY.search(after, word.end()) is None


def _leads(words: re.Pattern[str], before: str, *, close: bool = False) -> bool:
    """Whether one of the words stands before the day with little in between."""
    leading = list(words.finditer(before + " "))
    if not leading:
        return False
    gap = before[leading[-1].end() :]
    if close:
        return _LITTLE.fullmatch(gap) is not None
    return len(gap) <= _NEAR and UNTIL.search(gap + " ") is None


def _skip(text: str, at: int) -> int:
    match = re.compile(r"[\s,(]*(?:(?:the|dem|den|le|el|il|dia|dnia)\s)?").match(text, at)
    return match.end() if match else at


def _day(match: re.Match[str], sent: date, month_first: bool) -> date | None:
    if match["iso"]:
        return _fit(int(match["y1"]), int(match["m1"]), int(match["d1"]), sent)
    if match["named"]:
        return _fit(match["y2"], MONTHS[match["m2"].lower()], int(match["d2"]), sent)
    if match["american"]:
        return _fit(match["y3"], MONTHS[match["m3"].lower()], int(match["d3"]), sent)
    if match["digits"]:
        first, second = int(match["a"]), int(match["b"])
        if match["sign"] == "-" and not match["y4"]:
            return None  # "9-12" is a span, not a day
        american = month_first and match["sign"] != "."
        orders = [(first, second), (second, first)] if american else [(second, first), (first, second)]
        days = [day for month, number in orders if (day := _fit(match["y4"], month, number, sent)) is not None]
        return days[0] if days else None
    if match["tomorrow"]:
        return sent + timedelta(days=1)
    if match["bare"]:
        return _next(int(match["d4"]), sent)
    ahead = (WEEKDAYS[match["w"].lower()] - sent.weekday()) % 7
    return sent + timedelta(days=ahead or 7)


def _next(number: int, sent: date) -> date | None:
    """The next day with that number, in the month of sending or the one after."""
    for first in (sent.replace(day=1), (sent.replace(day=1) + timedelta(days=32)).replace(day=1)):
        try:
            day = first.replace(day=number)
        except ValueError:
            continue
        if day > sent:
            return day
    return None


def _fit(year: str | int | None, month: int, number: int, sent: date) -> date | None:
    """The date, in the year that makes sense beside the day of sending; None where no year does."""
    said = int(year) % 2000 + 2000 if year else 0
    for candidate in (said,) if said else (sent.year, sent.year + 1):
        try:
            day = date(candidate, month, number)
        except ValueError:
            continue
        if -_BACK_MOST <= day - sent <= _AHEAD_MOST:
            return day
    return None

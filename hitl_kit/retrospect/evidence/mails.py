"""The touches as arrays that can be counted, and what had to be left out of them, by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from hitl_kit.domain.base import as_day

from ..framing import coded, dense
from .fisher import Ints
from .labels import Truths
from .told import NEVER, Told

_DAY = 86_400_000_000
_MONDAY = 3
"""1970-01-01 was a Thursday: so many days after a Monday."""


@dataclass(frozen=True, eq=False)
class Mails:
    """One entry a mail that counts. Moments are microseconds since 1970 in UTC, weeks count Mondays since then.

    `group` and `within` number the mail's group and what it is compared within (segment, domain …); `place` numbers
    the first of these alone. `bounced` is the moment of a bounce (the send, if it is unknown), `positive` that of the
    positive reply; NEVER where there was none.
    """

    group: Ints
    within: Ints
    place: Ints
    company: Ints
    sent: Ints
    bounced: Ints
    positive: Ints
    groups: list[str]
    places: list[str]
    end: int
    """Nothing from this moment on is known."""
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.sent)


def week(moments: Ints) -> Ints:
    """The number of the ISO week of each moment; NEVER stays."""
    come = np.flatnonzero(moments != NEVER)
    if len(come) == len(moments):
        return (moments + _MONDAY * _DAY) // (7 * _DAY)
    weeks = np.full(len(moments), NEVER)
    weeks[come] = (moments[come] + _MONDAY * _DAY) // (7 * _DAY)
    return weeks


def week_of(moment: int) -> int:
    """The number of the ISO week of one moment."""
    return (moment + _MONDAY * _DAY) // (7 * _DAY)


def sunday(number: int) -> str:
    """The day on which a week ends."""
    return str(np.datetime64(number * 7 + 6 - _MONDAY, "D"))


def read_mails(told: Told, by: str, within: Sequence[str], as_of: date | str | None) -> Mails:
    """The mails sent up to the day `as_of` (by default: all), and what is known of them by then.

    The touches have the columns `by` and `within`; `domain` divides further where it is there.
    """
    touches, within = told.touches, [w for w in within if w != by]
    group, groups = _numbers(touches[by])
    end = _end(as_of)
    left_out: Counter[str] = Counter()
    kept = np.ones(len(told), dtype=bool)
    for cause, wrong in {f"no {by}": group < 0, **told.wrong}.items():
        left_out[cause] = int((kept & wrong).sum())
        kept &= ~wrong
    kept &= told.sent < end
    place, places = _numbers(touches[within[0]]) if within else (np.zeros(len(told), dtype=np.int64), [""])
    place, places = place + 1, ["", *places]
    finer = [_numbers(touches[w])[0] for w in (*within[1:], *(["domain"] if "domain" in touches.columns else []))]
    columns = {
        "company": told.company, "sent": told.sent, "group": group, "within": _joined(place, *finer), "place": place,
        "bounced": _until(told.bounced, end), "positive": _until(told.positive, end),
    }  # fmt: skip
    _tell_twice(columns, told.alike[kept[told.alike]], kept, left_out)
    _leave_contradictions(columns, kept, left_out)
    if not kept.all():
        columns = {name: values[kept] for name, values in columns.items()}
    return Mails(
        **columns, groups=groups, places=places, end=end, left_out={k: n for k, n in left_out.items() if n}
    )  # fmt: skip


def _until(moments: Ints, end: int) -> Ints:
    """Moments from the end on have not come."""
    return moments if end == NEVER else np.where(moments < end, moments, NEVER)


def _tell_twice(columns: dict[str, Ints], alike: Ints, kept: Truths, left_out: Counter[str]) -> None:
    """Keep one row a mail. A company's mail with the same group, place and moment is the same mail, told twice; what
    either row knows counts. They are among the rows `alike`."""
    key = ["company", "sent", "group", "within"]
    rows = pd.DataFrame({name: values[alike] for name, values in columns.items()}, index=alike)
    rows = rows[rows.duplicated(key, keep=False)]
    if rows.empty:
        return
    first = ~rows.duplicated(key).to_numpy()
    for name in ("bounced", "positive"):
        columns[name] = columns[name].copy()
        columns[name][rows.index] = rows.groupby(key, sort=False)[name].transform("min")
    kept[rows.index[~first]] = False
    left_out["the same mail twice"] = int((~first).sum())


def _leave_contradictions(columns: dict[str, Ints], kept: Truths, left_out: Counter[str]) -> None:
    """Keep no positive replies to mails that were not sent yet, or that bounced. A date alone (midnight) is the whole
    day."""
    answered = np.flatnonzero(kept & (columns["positive"] != NEVER))
    sent, positive = columns["sent"][answered], columns["positive"][answered]
    early = np.where(positive % _DAY == 0, positive + _DAY - 1, positive) < sent
    both = ~early & (columns["bounced"][answered] != NEVER)
    left_out["positive reply before the mail was sent"] = int(early.sum())
    left_out["bounced, and yet a positive reply"] = int(both.sum())
    kept[answered[early | both]] = False
    columns["positive"] = columns["positive"].copy()
    columns["positive"][answered] = np.maximum(positive, sent)


def _end(as_of: date | str | None) -> int:
    """The first moment that is not known."""
    day = as_day(as_of)
    return NEVER if day is None else (day.toordinal() + 1 - date(1970, 1, 1).toordinal()) * _DAY


def _numbers(values: pd.Series[Any]) -> tuple[Ints, list[str]]:
    """A number for each name, and the names in order; −1 where there is none."""
    codes, found = coded(values)
    texts = [str(name).strip() for name in found]
    names = sorted({t for t in texts if t})
    number = {name: i for i, name in enumerate(names)}
    table = np.array([*(number.get(t, -1) for t in texts), -1], dtype=np.int64)
    return table[codes], names


def _joined(*numbers: Ints) -> Ints:
    """One number for each combination."""
    joined = numbers[0]
    for other in numbers[1:]:
        joined, _ = dense(joined * (int(other.max(initial=0)) + 2) + other + 1)
    return joined

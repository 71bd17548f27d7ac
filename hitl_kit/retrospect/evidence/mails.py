"""The touches as arrays that can be counted, and what had to be left out of them, by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.base import as_day
from hitl_kit.domain.errors import InputError

from .fisher import Ints

NEVER = np.iinfo(np.int64).max
"""A moment or a week that did not come."""

_DAY = 86_400_000_000
_MONDAY = 3
"""1970-01-01 was a Thursday: so many days after a Monday."""

_TRUE = frozenset({"true", "1", "1.0", "yes", "y", "t"})
_FALSE = frozenset({"false", "0", "0.0", "no", "n", "f", "", "nan", "none", "nat", "<na>", "null"})


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


def week(moments: npt.NDArray[np.int64]) -> Ints:
    """The number of the ISO week of each moment; NEVER stays."""
    weeks: Ints = np.where(moments == NEVER, NEVER, (moments + _MONDAY * _DAY) // (7 * _DAY))
    return weeks


def week_of(moment: int) -> int:
    """The number of the ISO week of one moment."""
    return (moment + _MONDAY * _DAY) // (7 * _DAY)


def sunday(number: int) -> str:
    """The day on which a week ends."""
    return str(np.datetime64(number * 7 + 6 - _MONDAY, "D"))


def read_mails(touches: pd.DataFrame, by: str, within: Sequence[str], as_of: date | str | None) -> Mails:
    """The mails sent up to the day `as_of` (by default: all), and what is known of them by then.

    `touches` needs the columns `by`, `within`, company, sent_at, bounced and positive_at; `domain` divides further
    where it is there, and `bounced_at` dates the bounces. A time without a zone is UTC. InputError for a missing
    column.
    """
    within = [w for w in within if w != by]
    needed = (by, *within, "company", "sent_at", "bounced", "positive_at")
    for name in needed:
        if name not in touches.columns:
            raise InputError(
                f"the touches have no column '{name}'", mend=f"give a DataFrame with the columns {', '.join(needed)}"
            )
    left_out: Counter[str] = Counter()
    sent, odd_sent = _moments(touches["sent_at"])
    positive, odd_positive = _moments(touches["positive_at"])
    bounced, odd_bounced = _truths(touches["bounced"])
    group, groups = _numbers(touches[by])
    end = _end(as_of)
    kept = np.ones(len(touches), dtype=bool)
    for cause, wrong in (
        (f"no {by}", group < 0),
        ("sent_at cannot be read", odd_sent),
        ("no sent_at", ~odd_sent & (sent == NEVER)),
        ("positive_at cannot be read", odd_positive),
        ("bounced is neither true nor false", odd_bounced),
    ):
        left_out[cause] = int((kept & wrong).sum())
        kept &= ~wrong
    kept &= sent < end
    bounced_at = np.where(bounced, sent, NEVER)
    if "bounced_at" in touches.columns:
        dated, _ = _moments(touches["bounced_at"])
        bounced_at = np.where(bounced & (dated != NEVER), np.maximum(dated, sent), bounced_at)
    place, places = _numbers(touches[within[0]]) if within else (np.zeros(len(touches), dtype=np.int64), [""])
    place, places = place + 1, ["", *places]
    finer = [_numbers(touches[w])[0] for w in (*within[1:], *(["domain"] if "domain" in touches.columns else []))]
    frame = pd.DataFrame(
        {
            "company": _companies(touches["company"]), "sent": sent, "group": group, "within": _joined(place, *finer),
            "place": place, "bounced": np.where(bounced_at < end, bounced_at, NEVER),
            "positive": np.where(positive < end, positive, NEVER),
        }
    )[kept]  # fmt: skip
    frame = _without_contradictions(_without_duplicates(frame, left_out), left_out)
    columns = {str(name): frame[name].to_numpy(dtype=np.int64) for name in frame.columns}
    return Mails(
        **columns, groups=groups, places=places, end=end, left_out={k: n for k, n in left_out.items() if n}
    )  # fmt: skip


def _without_duplicates(frame: pd.DataFrame, left_out: Counter[str]) -> pd.DataFrame:
    """One row a mail. A company's mail with the same group, place and moment is the same mail, told twice; what either
    row knows counts."""
    key = ["company", "sent", "group", "within"]
    told = (frame["company"].to_numpy() << 40) ^ frame["sent"].to_numpy()
    alike = frame[pd.Series(told).duplicated(keep=False).to_numpy()]  # a few, which the same mails are among
    rows = alike[alike.duplicated(key, keep=False)]
    if rows.empty:
        return frame
    twice = frame.index.isin(rows.index)
    merged = rows.groupby(key, sort=False, as_index=False).agg({"place": "first", "bounced": "min", "positive": "min"})
    left_out["the same mail twice"] = len(rows) - len(merged)
    return pd.concat([frame[~twice], merged[list(frame.columns)]], ignore_index=True)


def _without_contradictions(frame: pd.DataFrame, left_out: Counter[str]) -> pd.DataFrame:
    """Without positive replies to mails that were not sent yet, or that bounced. A date alone (midnight) is the whole
    day."""
    sent, positive = frame["sent"], frame["positive"]
    answered = positive != NEVER
    day = np.where(positive % _DAY == 0, positive + _DAY - 1, positive)
    early = answered & (day < sent)
    both = answered & ~early & (frame["bounced"] != NEVER)
    left_out["positive reply before the mail was sent"] = int(early.sum())
    left_out["bounced, and yet a positive reply"] = int(both.sum())
    frame = frame.assign(positive=positive.clip(lower=sent))  # NEVER stays: it is later than any send
    return frame[~(early | both)]


def _end(as_of: date | str | None) -> int:
    """The first moment that is not known."""
    if isinstance(as_of, datetime):
        as_of = (as_of.astimezone(UTC) if as_of.tzinfo else as_of).date()
    day = as_day(as_of)
    return NEVER if day is None else (day.toordinal() + 1 - date(1970, 1, 1).toordinal()) * _DAY


def _moments(values: pd.Series[Any]) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Moments in microseconds, NEVER where there is none, and which hold something that is no moment."""
    odd: npt.NDArray[np.bool_] = np.zeros(len(values), dtype=bool)
    if pd.api.types.is_string_dtype(values) or not str(values.dtype).startswith(("datetime64", "timestamp", "date")):
        values = values.astype(object) if values.dtype.kind != "O" else values
        given = values.map(_moment)
        found = pd.to_datetime(given.where(given != "", None), utc=True, errors="coerce", format="ISO8601")
        odd = ((given != "") & found.isna()).to_numpy(dtype=bool)
    else:
        found = pd.to_datetime(values, utc=True)
    moments = found.astype("datetime64[us, UTC]").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    return np.where(found.isna(), NEVER, moments.view(np.int64)), odd


def _moment(value: object) -> object:
    """What may be a moment as it is, '' for nothing, and for a number (of what, since when?) a word that is none."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    return value if isinstance(value, (date, np.datetime64)) else "a number"


def _truths(values: pd.Series[Any]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which are true, and which are neither true nor false; nothing at all is false."""
    if values.dtype == np.bool_:
        return values.to_numpy(dtype=bool), np.zeros(len(values), dtype=bool)
    codes, kinds = pd.factorize(values)
    words = [str(kind).strip().casefold() for kind in kinds]
    true = np.array([*(w in _TRUE for w in words), False])
    odd = np.array([*(w not in _TRUE | _FALSE for w in words), False])
    return true[codes], odd[codes]


def _numbers(values: pd.Series[Any]) -> tuple[Ints, list[str]]:
    """A number for each name, and the names in order; −1 where there is none."""
    codes, found = pd.factorize(values)
    texts = [str(name).strip() for name in found]
    names = sorted({t for t in texts if t})
    number = {name: i for i, name in enumerate(names)}
    table = np.array([*(number.get(t, -1) for t in texts), -1], dtype=np.int64)
    return table[codes], names


def _companies(values: pd.Series[Any]) -> Ints:
    """A number for each company; a mail to a company without a name stands for itself."""
    codes, found = pd.factorize(values)
    nameless = (codes < 0) | np.isin(codes, np.flatnonzero(np.asarray(found) == ""))
    return np.where(nameless, len(found) + np.arange(len(codes)), codes).astype(np.int64)


def _joined(*numbers: Ints) -> Ints:
    """One number for each combination."""
    joined = numbers[0]
    for other in numbers[1:]:
        joined = pd.factorize(joined * (int(other.max(initial=0)) + 2) + other + 1)[0].astype(np.int64)
    return joined

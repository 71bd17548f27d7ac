"""What touches tell whatever they are grouped by: moments, bounces, companies; read once for several questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import pandas as pd

from hitl_kit.domain.errors import InputError

from ..framing import coded
from .fisher import Ints
from .labels import Truths

NEVER = np.iinfo(np.int64).max
"""A moment or a week that did not come."""

_TRUE = frozenset({"true", "1", "1.0", "yes", "y", "t"})
_FALSE = frozenset({"false", "0", "0.0", "no", "n", "f", "", "nan", "none", "nat", "<na>", "null"})


@dataclass(frozen=True, eq=False)
class Told:
    """One entry a touch. Moments are microseconds since 1970 in UTC, NEVER where there is none; `bounced` is that of
    the bounce (of the send, if it is unknown).

    `wrong` has, by cause, which rows cannot count; `alike` the rows whose company was sent something else at the same
    moment, or the same mail, told twice.
    """

    touches: pd.DataFrame
    company: Ints
    sent: Ints
    bounced: Ints
    positive: Ints
    wrong: dict[str, Truths]
    alike: Ints

    @classmethod
    def of(cls, touches: pd.DataFrame, groups: Sequence[str], *, distinct: bool = False) -> Self:
        """The touches read: one row a mail with the columns `groups`, company, sent_at, bounced and positive_at;
        `bounced_at` dates the bounces where it is there. A time without a zone is UTC. `distinct` says that no mail is
        told twice and each company has one spelling. InputError for a missing column."""
        needed = (*groups, "company", "sent_at", "bounced", "positive_at")
        for name in needed:
            if (there := list(touches.columns).count(name)) != 1:
                raise InputError(
                    f"the touches have {'more than one' if there else 'no'} column '{name}'",
                    mend=f"give a DataFrame with the columns {', '.join(needed)}",
                )
        sent, odd_sent = _moments(touches["sent_at"])
        positive, odd_positive = _moments(touches["positive_at"])
        bounced, odd_bounced = _truths(touches["bounced"])
        bounced_at = np.where(bounced, sent, NEVER)
        if "bounced_at" in touches.columns:
            dated, _ = _moments(touches["bounced_at"])
            bounced_at = np.where(bounced & (dated != NEVER), np.maximum(dated, sent), bounced_at)
        wrong = {
            "sent_at cannot be read": odd_sent,
            "no sent_at": ~odd_sent & (sent == NEVER),
            "positive_at cannot be read": odd_positive,
            "bounced is neither true nor false": odd_bounced,
        }
        company = _companies(touches["company"], stripped=distinct)
        alike = np.zeros(0, dtype=np.int64) if distinct else _alike(company, sent)
        return cls(touches, company, sent, bounced_at, positive, wrong, alike)

    def __len__(self) -> int:
        return len(self.sent)


def _alike(company: Ints, sent: Ints) -> Ints:
    told = (company << 40) ^ sent  # two that differ may agree in this, which is looked at where it matters
    return np.flatnonzero(pd.Series(told).duplicated(keep=False).to_numpy())


def _moments(values: pd.Series[Any]) -> tuple[Ints, Truths]:
    """Moments in microseconds, NEVER where there is none, and which hold something that is no moment."""
    odd: Truths = np.zeros(len(values), dtype=bool)
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


def _truths(values: pd.Series[Any]) -> tuple[Truths, Truths]:
    """Which are true, and which are neither true nor false; nothing at all is false."""
    if values.dtype == np.bool_:
        return values.to_numpy(dtype=bool), np.zeros(len(values), dtype=bool)
    codes, kinds = coded(values)
    words = [str(kind).strip().casefold() for kind in kinds]
    true = np.array([*(w in _TRUE for w in words), False])
    odd = np.array([*(w not in _TRUE | _FALSE for w in words), False])
    return true[codes], odd[codes]


def _companies(values: pd.Series[Any], *, stripped: bool) -> Ints:
    """A number for each company; a mail to a company without a name stands for itself."""
    codes, found = coded(values)
    if not stripped:
        number, found = coded(pd.Series([str(name).strip() for name in found], dtype="str"))
        codes = np.append(number, -1)[codes]
    nameless = codes < 0
    if len(nothing := np.flatnonzero(found == "")):
        nameless |= np.isin(codes, nothing)
    return np.where(nameless, len(found) + np.arange(len(codes)), codes) if nameless.any() else codes

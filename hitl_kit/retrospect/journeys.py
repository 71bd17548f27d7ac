"""Journeys: one row a package, from who it was for to what became of it; a report's figures are counts over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.domain.outcomes import OutcomeKind

from .framing import coded
from .rows import Rows, standing, week_of

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_NEVER = np.iinfo(np.int64).max
_NOT_YET = np.datetime64("NaT", "us").view(np.int64)
_AGAINST: dict[str, OutcomeKind] = {"unsubscribed": "unsubscribed", "complained": "complained"}


def journeys(rows: Rows) -> pd.DataFrame:
    """One row a package: its columns, the standing verdict, and what happened to it.

    drafted, decided, approved, sent, bounced, delivered, replied, positive, unsubscribed, complained, out_of_office
    are truths; decided_at, sent_at, replied_at, positive_at, bounced_at moments (the first of their kind; bounced_at
    only where `bounced`). From `bounced` on they hold for sent mails only. bounced: came back, and nothing shows that
    it arrived after all · delivered: sent and not bounced (not every tool reports deliveries) · replied: a person
    answered, positive answers included, automatic ones not · positive: the first positive answer of its company, so
    that a company counts once.
    """
    frame = rows.packages.assign(drafted=(rows.packages["angle"] != "").to_numpy())
    return _outcomes(_verdicts(frame, rows.decisions), rows.outcomes)


def _verdicts(frame: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    stands = standing(decisions)
    place = stands["place"].to_numpy()
    decided, approved = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    decided[place] = True
    approved[place] = stands["verdict"].isin(["approve", "edit"]).to_numpy()
    at = np.full(len(frame), _NEVER)
    at[place] = _micros(stands["at"])
    return frame.assign(decided=decided, approved=approved, decided_at=_moments(at))


def _outcomes(frame: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    seen = _Seen(len(frame), outcomes)
    replied_at = np.minimum(seen.first("replied"), seen.first("positive"))
    positive_at, came_back, arrived_at = seen.first("positive"), seen.last("bounced"), seen.last("delivered")
    against = {name: seen.first(kind) != _NEVER for name, kind in _AGAINST.items()}
    sent = frame["sent_at"].notna().to_numpy()
    arrived = (arrived_at > came_back) | (replied_at != _NEVER)
    for told in against.values():
        arrived |= told
    bounced = sent & (came_back != -_NEVER) & ~arrived
    return frame.assign(
        sent=sent, week=week_of(frame["sent_at"]), bounced=bounced, delivered=sent & ~bounced,
        bounced_at=_moments(np.where(bounced, seen.first("bounced"), _NEVER)),
        replied=sent & (replied_at != _NEVER), replied_at=_moments(replied_at), positive_at=_moments(positive_at),
        positive=_first_of_company(frame["company"], positive_at, sent, frame["package_id"]),
        **{name: sent & told for name, told in against.items()},
        out_of_office=sent & seen.automatic(),
    )  # fmt: skip


class _Seen:
    """The first and last moment of each kind, by package. Automatic answers are kept apart."""

    def __init__(self, packages: int, outcomes: pd.DataFrame) -> None:
        self._packages = packages
        self._place = outcomes["place"].to_numpy(dtype=np.int64)
        self._at = _micros(outcomes["at"])
        self._kind = outcomes["kind"]
        self._automatic = ((outcomes["kind"] == "replied") & (outcomes["detail"] == "out_of_office")).to_numpy()

    def _of(self, kind: str) -> tuple[Ints, Ints]:
        of = (self._kind == kind).to_numpy() & ~self._automatic
        return self._place[of], self._at[of]

    def first(self, kind: OutcomeKind) -> Ints:
        out = np.full(self._packages, _NEVER)
        np.minimum.at(out, *self._of(kind))
        return out

    def last(self, kind: OutcomeKind) -> Ints:
        """The last moment, −NEVER where there was none."""
        out = np.full(self._packages, -_NEVER)
        np.maximum.at(out, *self._of(kind))
        return out

    def automatic(self) -> Truths:
        out = np.zeros(self._packages, dtype=bool)
        out[self._place[self._automatic]] = True
        return out


def _first_of_company(company: pd.Series[Any], positive_at: Ints, sent: Truths, names: pd.Series[Any]) -> Truths:
    """Which package drew its company's first positive answer; of two at one moment, the first by name."""
    place = np.flatnonzero(sent & (positive_at != _NEVER))
    hits = pd.DataFrame({"place": place, "at": positive_at[place], "company": coded(company.iloc[place])[0]})
    first = hits[hits["at"] == hits.groupby("company")["at"].transform("min")]
    if first["company"].duplicated().any():
        first = first.assign(name=names.iloc[first["place"]].to_numpy()).sort_values("name").drop_duplicates("company")
    out = np.zeros(len(sent), dtype=bool)
    out[first["place"].to_numpy()] = True
    return out


def _micros(moments: pd.Series[Any]) -> Ints:
    micros: Ints = moments.dt.tz_localize(None).to_numpy(dtype="datetime64[us]").view(np.int64)
    return micros


def _moments(micros: Ints) -> pd.Series[Any]:
    """Microseconds since 1970 as UTC timestamps, NaT for never."""
    known = np.where(micros == _NEVER, _NOT_YET, micros).view("datetime64[us]")
    return pd.Series(known).dt.tz_localize("UTC")

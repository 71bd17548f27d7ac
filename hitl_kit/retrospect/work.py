"""Work: what reviewing took, how far two people agreed, what models cost, and what that saved, by any group."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from .agreement import Agreement, agreement, double_reviews
from .rates import timed
from .rows import Rows, standing, week_of

AGREED = tuple(f"agreement_{name}" for name in Agreement.__dataclass_fields__)

WORK_COLUMNS = (
    "reviews", "median_seconds", "minutes", *AGREED, "cost_usd", "uncertain_usd", "let_go", "saved_low", "saved_high",
)  # fmt: skip


@dataclass(frozen=True)
class Manual:
    """Minutes that preparing one mail by hand takes: an assumption, of the policy's."""

    low: float = 30
    high: float = 60


ASSUMED = Manual()

_WITHOUT: dict[str, float] = {
    "reviews": 0, "agreement_n": 0, "agreement_agreed": 0, "let_go": 0,
    "minutes": 0.0, "cost_usd": 0.0, "uncertain_usd": 0.0, "agreement_low": 0.0, "agreement_high": 1.0,
}  # fmt: skip
"""What stands where a group has none; numbers of things are whole."""


@dataclass(frozen=True, eq=False)
class Efforts:
    """What was done, row by row: timed verdicts, pairs of blind ones, costs, and the drafts let go with a timed
    verdict. `place` is the position of the package."""

    reviews: pd.DataFrame
    pairs: pd.DataFrame
    spend: pd.DataFrame
    let_go: pd.DataFrame

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """Those of a campaign."""
        reviews, stands = timed(rows.decisions), standing(rows.decisions)
        known = np.zeros(len(rows.packages), dtype=bool)
        known[reviews["place"].to_numpy()] = True
        go = stands["verdict"].isin(["approve", "edit"]).to_numpy() & known[stands["place"].to_numpy()]
        columns = ["place", "at"]
        return cls(reviews[[*columns, "seconds"]], double_reviews(rows.decisions), rows.spend, stands.loc[go, columns])


def work(journeys: pd.DataFrame, efforts: Efforts, by: str, manual: Manual) -> pd.DataFrame:
    """Per group of a column of `journeys` (for 'week': the week in which it happened; for '': all in one row):

    reviews: verdicts whose time was measured · median_seconds, minutes: of these · agreement_n, agreement_agreed …:
    see `Agreement` · cost_usd: settled calls to models; uncertain_usd: at most what others may have cost · let_go:
    drafts that were approved or edited, with a measured time · saved_low, saved_high: minutes that these would have
    taken by hand, less all the minutes of reviewing.
    """
    seconds, keys = _keyed(efforts.reviews, by, journeys)
    timed_by = seconds["seconds"].groupby(keys, observed=True)
    out = pd.DataFrame({
        "reviews": timed_by.size(), "median_seconds": timed_by.median(), "minutes": timed_by.sum() / 60,
    })  # fmt: skip
    agreed = _agreements(efforts.pairs, by, journeys)
    cost, keys = _keyed(efforts.spend, by, journeys)
    costs = cost[["cost_usd", "uncertain_usd"]].groupby(keys, observed=True).sum()
    go, keys = _keyed(efforts.let_go, by, journeys)
    let_go = go["place"].groupby(keys, observed=True).size().rename("let_go")
    parts = [_plainly_named(part) for part in (out, agreed, costs, let_go.to_frame())]
    if not by:  # one row, also where nothing was done
        parts = [part.reindex([""]) for part in parts]
    found = pd.concat(parts, axis=1).sort_index()
    known = {name: found[name].astype(float).fillna(other).astype(type(other)) for name, other in _WITHOUT.items()}
    by_hand = {"saved_low": manual.low, "saved_high": manual.high}
    saved = {name: known["let_go"] * minutes - known["minutes"] for name, minutes in by_hand.items()}
    found = found.assign(**known, **saved)
    shown = found[list(WORK_COLUMNS)]
    return shown.rename_axis(by).reset_index() if by else shown.reset_index(drop=True)


def _keyed(frame: pd.DataFrame, by: str, journeys: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[Any] | pd.Index]:
    """The rows that belong to a group, and each one's. What is about no package that is counted belongs to none."""
    if not by:
        return frame, np.full(len(frame), "", dtype=object)
    if by == "week":
        return frame, pd.Index(week_of(frame["at"]))
    if by == "batch" and "batch" in frame:
        return frame, pd.Index(frame["batch"])
    frame = frame[(frame["place"] >= 0).to_numpy()]
    return frame, pd.Index(journeys[by].iloc[frame["place"].to_numpy()])


def _plainly_named(part: pd.DataFrame) -> pd.DataFrame:
    """Groups by their names, whether they were kept as categories or not."""
    if isinstance(part.index, pd.CategoricalIndex):
        return part.set_axis(part.index.astype("str"))
    return part


def _agreements(pairs: pd.DataFrame, by: str, journeys: pd.DataFrame) -> pd.DataFrame:
    frame, keys = _keyed(pairs, by, journeys)
    found = {name: asdict(agreement(part)) for name, part in frame.groupby(keys, observed=True)}
    rows = pd.DataFrame.from_dict(found, orient="index", columns=list(Agreement.__dataclass_fields__))
    return rows.add_prefix("agreement_")

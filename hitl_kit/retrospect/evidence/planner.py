"""The planner: how many angles a volume of mails can tell apart, and how long that takes, before any is sent."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hitl_kit.domain.errors import InputError

from ..plain import plain
from .fisher import Floats
from .pace import margin_for
from .trials import weeks_to_retire

HORIZON = 60
"""Weeks after which a simulated campaign ends undecided."""

MOST_SENDS = 1_000_000

_RATIOS = (0.8, 0.7, 0.6, 0.5, 0.4, 0.33, 0.25, 0.2, 0.15, 0.1, 0.05, 0.0)
_STEP = 1.25
_POSITIVES_AT_ONCE = 200_000
"""Fewer campaigns are simulated where each has very many replies: its outcome hardly varies then."""

Told = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Plan:
    """What a volume of mails can answer. `table` has a row for each number of angles: `median` and `p90`, the weeks
    until one bad angle is found in half and in nine of ten simulated campaigns (infinity beyond HORIZON), and
    `found`, the share of campaigns that find it within `weeks`."""

    sends_per_week: int
    angles: int
    base_rate: float
    weeks: int
    ratio: float
    table: pd.DataFrame
    runs: int
    recommended: int
    """The largest number of angles, up to `angles`, whose median is within `weeks`; 0 if not even 2 are."""
    detectable: float
    """The mildest lag, as a multiple of the others' rate, that is found within `weeks` in half of the campaigns with
    `angles` angles; NaN if none is."""
    needed: float
    """Sends a week that would tell `angles` angles apart within `weeks`; infinity if MOST_SENDS do not."""

    @property
    def sentences(self) -> list[str]:
        """The plan in words, what to do first."""
        median, nine_in_ten = (float(self.table[name].iloc[-1]) for name in ("median", "p90"))
        lines = [self._advice()]
        lines.append(
            f"With {self.angles} angles, half of the campaigns find one that draws {self.ratio:.0%} of what the others "
            f"draw {_within(median)}, nine of ten {_within(nine_in_ten)}."
        )
        if math.isnan(self.detectable):
            lines.append(
                f"Within {self.weeks} weeks, fewer than half of the campaigns find even an angle that draws nothing."
            )
        else:
            lag = f"{self.detectable:.0%} of the others' rate or less" if self.detectable else "nothing at all"
            lines.append(f"Within {self.weeks} weeks, half of the campaigns find an angle that draws {lag}.")
        lines.append(
            f"Simulated: {self.runs:,} campaigns a row, {self.sends_per_week:,} mails a week, {self.base_rate:.2%} "
            "positive replies, looked at every week with the rule that retires angles. All angles go to the same kinds "
            "of companies: those for different signals or personas are not compared, so count them apart."
        )
        return lines

    def _advice(self) -> str:
        within = f"within {self.weeks} weeks"
        if self.recommended == self.angles:
            return f"{self.angles} angles can be told apart {within}."
        first = f"Run {self.recommended} angles, not {self.angles}"
        if not self.recommended:
            first = f"Not even 2 angles can be told apart {within}"
        if math.isinf(self.needed):
            return f"{first}: no volume tells {self.angles} apart {within}."
        return f"{first}: to tell {self.angles} apart {within} takes about {self.needed:,.0f} sends a week."

    @property
    def shown(self) -> pd.DataFrame:
        """The table for people: weeks as words where a campaign ends undecided, shares as percentages."""
        beyond = f"> {HORIZON}"
        weeks = {c: [f"{w:.0f}" if math.isfinite(w) else beyond for w in self.table[c]] for c in ("median", "p90")}
        return pd.DataFrame(
            {
                "angles": self.table["angles"], "weeks (median)": weeks["median"], "weeks (9 in 10)": weeks["p90"],
                f"found within {self.weeks} weeks": [f"{share:.0%}" for share in self.table["found"]],
            }
        )  # fmt: skip

    def record(self) -> dict[str, Any]:
        """The plan as plain values; what is infinite or unknown is None."""
        names = (
            "sends_per_week", "angles", "base_rate", "weeks", "ratio", "runs", "recommended", "detectable", "needed",
        )  # fmt: skip
        values = {name: plain(getattr(self, name)) for name in names}
        return values | {"table": plain(self.table.to_dict("records")), "sentences": self.sentences}


def plan(
    sends_per_week: int, angles: int, base_rate: float, weeks: int = 12, *, ratio: float = 0.25, alpha: float = 0.10,
    margin: float | None = None, runs: int = 400, seed: int = 0, told: Told = lambda done, total: None,
) -> Plan:  # fmt: skip
    """What `sends_per_week` mails can answer within `weeks` about `angles` angles that draw positive replies at
    `base_rate`, if one of them draws only `ratio` times that.

    By simulation with a fixed seed, so that the same question has the same answer: `runs` campaigns for each number of
    angles. `margin` is by default that of a campaign of the volume (`margin_for`). `told` hears how many steps are
    done, and of how many. InputError for numbers that make no campaign.
    """
    _check(sends_per_week, angles, base_rate, weeks, ratio)
    runs = int(np.clip(_POSITIVES_AT_ONCE / (sends_per_week * base_rate), 50, runs))

    def simulated(among: int, lag: float = ratio, sends: int = sends_per_week, horizon: int = HORIZON) -> Floats:
        return weeks_to_retire(
            np.random.default_rng([seed, among]), sends_per_week=sends, angles=among, base_rate=base_rate, ratio=lag,
            alpha=alpha, margin=margin_for(sends) if margin is None else margin, horizon=horizon, runs=runs,
        )  # fmt: skip

    numbers = list(_numbers(angles))
    rows = []
    for done, among in enumerate(numbers):
        told(done, len(numbers) + 2)
        found = simulated(among)
        rows.append((among, _quantile(found, 0.5), _quantile(found, 0.9), float((found <= weeks).mean())))
    table = pd.DataFrame(rows, columns=["angles", "median", "p90", "found"])
    told(len(numbers), len(numbers) + 2)
    within = [lag for lag in _RATIOS if _quantile(simulated(angles, lag, horizon=weeks), 0.5) <= weeks]
    told(len(numbers) + 1, len(numbers) + 2)
    needed = float(sends_per_week)
    while needed <= MOST_SENDS and _quantile(simulated(angles, sends=int(needed), horizon=weeks), 0.5) > weeks:
        needed *= _STEP
    told(len(numbers) + 2, len(numbers) + 2)
    return Plan(
        sends_per_week, angles, base_rate, weeks, ratio, table, runs,
        recommended=int(table.loc[table["median"] <= weeks, "angles"].max()) if (table["median"] <= weeks).any() else 0,
        detectable=max(within, default=math.nan),
        needed=float(f"{needed:.2g}") if needed <= MOST_SENDS else math.inf,
    )  # fmt: skip


def _check(sends_per_week: int, angles: int, base_rate: float, weeks: int, ratio: float) -> None:
    if not 1 <= sends_per_week <= MOST_SENDS:
        raise InputError(
            f"{sends_per_week:,} sends a week cannot be planned", mend=f"give a number from 1 to {MOST_SENDS:,}"
        )
    if angles < 2:
        raise InputError("there is nothing to tell apart with fewer than 2 angles", mend="give 2 angles or more")
    if angles > sends_per_week:
        raise InputError(f"{sends_per_week:,} sends a week do not reach {angles:,} angles", mend="give fewer angles")
    if not 0 < base_rate < 1:
        raise InputError(f"{base_rate} is no rate of positive replies", mend="give a share, 0.02 for 2%")
    if not 1 <= weeks <= HORIZON:
        raise InputError(f"{weeks} weeks cannot be planned", mend=f"give a number from 1 to {HORIZON}")
    if not 0 <= ratio < 1:
        raise InputError(f"ratio {ratio} is not that of a bad angle", mend="give a share of the others' rate below 1")


def _numbers(angles: int) -> Iterator[int]:
    """2, 3, 4 … and from 8 on in steps of a quarter, up to and with `angles`."""
    among = 2
    while among < angles:
        yield among
        among = among + 1 if among < 8 else math.ceil(among * _STEP)
    yield angles


def _quantile(weeks: Floats, share: float) -> float:
    return float(np.quantile(weeks, share, method="inverted_cdf"))


def _within(weeks: float) -> str:
    return f"within {weeks:.0f} weeks" if math.isfinite(weeks) else f"only after more than {HORIZON} weeks"

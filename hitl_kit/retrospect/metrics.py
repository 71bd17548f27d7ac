"""Metrics: everything that a campaign review shows, counted from the ledger's rows at one event of its chain."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import pandas as pd

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.ledger import Ledger

from . import rates
from .journeys import journeys
from .notes import RIPENING_DAYS, notes, simulated
from .rows import Head, Rows, read
from .touches import GROUPS as TOUCH_GROUPS
from .work import ASSUMED, Efforts, Manual, work

GROUPS = ("batch", "angle", "play", "variant", "signal", "segment", "persona", "tier", "mailbox", "week")
"""What a campaign's figures can be told apart by."""


@dataclass(frozen=True, eq=False)
class Metrics:
    """One campaign's figures. Rates are shares of `n` with an exact 95% interval (`…_low`, `…_high`).

    A segment is industry × tier as the package has them; a week is that of a mail's first send (its cohort), or of the
    verdict for verdicts; a company's first positive answer alone counts as positive; a mailbox is the address that a
    mail goes out from, or its domain where that alone is known. `head` is the ledger's event that all of it was counted
    at: `collect(…, as_of=m.as_of, head=m.head[0])` gives the same figures again.

    `by`, `failures_by`, `verdicts_by`, `reasons_by` and `work_by` give the figures by any of GROUPS.
    """

    campaign: str
    as_of: date | None
    head: Head
    target_seconds: int
    manual: Manual
    journeys: pd.DataFrame
    funnel: pd.DataFrame
    by_angle: pd.DataFrame
    by_segment: pd.DataFrame
    by_week: pd.DataFrame
    failures: pd.DataFrame
    failures_by_segment: pd.DataFrame
    objections: pd.DataFrame
    median_seconds: float
    verdicts: pd.DataFrame
    verdicts_by_week: pd.DataFrame
    reasons: pd.DataFrame
    review_time: pd.DataFrame
    decisions: pd.DataFrame
    courses: pd.DataFrame
    simulated_share: dict[str, float]
    simulated_label: str
    notes: tuple[str, ...]
    rows: Rows = field(repr=False)

    @property
    def simulated(self) -> bool:
        """Whether any of the figures rests on simulated rows."""
        return bool(self.simulated_label)

    @property
    def today(self) -> date:
        """The last day that is counted."""
        return self.as_of or utc_now().date()

    def count(self, step: str) -> int:
        """How many packages reached a step of the funnel, 'sent' say."""
        return int(self.funnel.set_index("step")["packages"][step])

    @property
    def touches(self) -> pd.DataFrame:
        """Every mail that was sent, as the evidence reads it (see `retrospect.touches`)."""
        columns = ("sent_at", "positive_at", "bounced_at", "bounced", "simulated", *TOUCH_GROUPS)
        return self.journeys.loc[self.journeys["sent"], list(columns)]

    @property
    def held(self) -> pd.DataFrame:
        """The undecided drafts of the angles that stood retired on that day, by angle: package, angle, account."""
        retired = self.decisions.loc[self.decisions["verdict"] == "retire", "angle"]
        table = self.journeys
        open_ = table["drafted"] & ~table["decided"] & ~table["sent"] & table["angle"].isin(retired)
        found = table.loc[open_, ["package_id", "angle", "company"]].astype({"angle": "str", "company": "str"})
        names = {"package_id": "package", "company": "account"}
        return found.rename(columns=names).sort_values(["angle", "package"], ignore_index=True)

    def by(self, column: str) -> pd.DataFrame:
        """What became of the mails, by one of GROUPS: counts, reply and positive reply rate, most sends first."""
        return rates.outcome_rates(self.journeys, _known(column))

    def failures_by(self, column: str) -> pd.DataFrame:
        """How often each type of failure befell each group: the group, failure, k, n, rate, low, high."""
        return rates.failures(self.journeys, self.rows.outcomes, _known(column))

    def verdicts_by(self, column: str) -> pd.DataFrame:
        """The standing verdicts of each group: decided; for approve, edit, reject, hold the count, rate, low, high."""
        return rates.verdicts(rates.decided_rows(self.journeys, self.rows.decisions, _known(column)), column)

    def reasons_by(self, column: str) -> pd.DataFrame:
        """Why each group's drafts were rejected: the group, reason, label, k, n (its rejections), rate, low, high."""
        return rates.reasons_by(rates.decided_rows(self.journeys, self.rows.decisions, _known(column)), column)

    def work_by(self, column: str = "") -> pd.DataFrame:
        """What each group took: reviews, seconds, agreement, cost, minutes saved (see `work`); all in one without."""
        return work(self.journeys, self._efforts, column and _known(column), self.manual)

    @cached_property
    def _efforts(self) -> Efforts:
        return Efforts.of(self.rows)


def collect(
    ledger: Ledger,
    campaign: str,
    *,
    as_of: date | None = None,
    head: int | None = None,
    target_seconds: int = 300,
    manual: Manual = ASSUMED,
    include_simulated: bool = True,
) -> Metrics:
    """The campaign's metrics, without what is dated after `as_of` (UTC) or was recorded after event `head`.

    Simulated rows are counted and labelled, or left out with `include_simulated=False`.
    """
    rows = read(ledger, campaign, as_of=as_of, head=head, include_simulated=include_simulated)
    table = journeys(rows)
    by_angle = rates.outcome_rates(table, "angle")
    decided = {by: rates.decided_rows(table, rows.decisions, by) for by in ("angle", "week")}
    today = as_of or utc_now().date()
    shares, label = simulated(rows)
    return Metrics(
        campaign=campaign,
        as_of=as_of,
        head=rows.head,
        target_seconds=target_seconds,
        manual=manual,
        journeys=table,
        funnel=rates.funnel(table),
        by_angle=by_angle,
        by_segment=rates.outcome_rates(table, "segment"),
        by_week=_by_week(table, today),
        failures=rates.failures(table, rows.outcomes, "angle"),
        failures_by_segment=rates.failures(table, rows.outcomes, "segment"),
        objections=rates.objections(table, rows.outcomes, "angle"),
        median_seconds=float(rates.timed(rows.decisions)["seconds"].median()),
        verdicts=rates.verdicts(decided["angle"], "angle"),
        verdicts_by_week=rates.verdicts(decided["week"], "week"),
        reasons=rates.reasons(decided["angle"]),
        review_time=rates.review_time(rows.decisions, target_seconds),
        decisions=rows.angle_decisions.drop_duplicates("angle", keep="last").sort_values("angle", ignore_index=True),
        courses=rows.courses.drop_duplicates(["about", "subject"], keep="last", ignore_index=True),
        simulated_share=shares,
        simulated_label=label,
        notes=tuple(notes(table, rows, by_angle, today)),
        rows=rows,
    )


def _known(column: str) -> str:
    if column not in GROUPS:
        mend = meant(column, GROUPS, "use one of")
        raise InputError(f"the figures cannot be told apart by '{column}'", mend=mend)
    return column


def _by_week(table: pd.DataFrame, today: date) -> pd.DataFrame:
    out = rates.outcome_rates(table, "week").sort_values("week", ignore_index=True)
    return out.assign(ripe=out["week"] + timedelta(days=6 + RIPENING_DAYS) <= pd.Timestamp(today))

"""Metrics: everything that a campaign review shows, counted from the ledger's rows at one event of its chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from hitl_kit.domain.base import utc_now
from hitl_kit.ledger import Ledger

from . import rates
from .journeys import journeys
from .rows import Head, Rows, read

RIPENING_DAYS = 14
"""Sends younger than this may yet be answered, so that their rates are too low still."""


@dataclass(frozen=True, eq=False)
class Metrics:
    """One campaign's figures. Rates are shares of `n` with an exact 95% interval (`…_low`, `…_high`).

    A segment is industry × tier as the package has them; a week is that of a mail's first send (its cohort), or of the
    verdict for verdicts; a company's first positive answer alone counts as positive. `head` is the ledger's event that
    all of it was counted at: `collect(…, as_of=m.as_of, head=m.head[0])` gives the same figures again.
    """

    campaign: str
    as_of: date | None
    head: Head
    target_seconds: int
    journeys: pd.DataFrame
    funnel: pd.DataFrame
    by_angle: pd.DataFrame
    by_segment: pd.DataFrame
    by_week: pd.DataFrame
    failures: pd.DataFrame
    failures_by_segment: pd.DataFrame
    median_seconds: float
    verdicts: pd.DataFrame
    verdicts_by_week: pd.DataFrame
    reasons: pd.DataFrame
    review_time: pd.DataFrame
    decisions: pd.DataFrame
    simulated_share: dict[str, float]
    simulated_label: str
    notes: tuple[str, ...]

    @property
    def simulated(self) -> bool:
        """Whether any of the figures rests on simulated rows."""
        return bool(self.simulated_label)

    def count(self, step: str) -> int:
        """How many packages reached a step of the funnel, 'sent' say."""
        return int(self.funnel.set_index("step")["packages"][step])

    def by(self, column: str) -> pd.DataFrame:
        """The same counts and rates by another column of `journeys`: persona, signal, play, variant, tier …"""
        mails = self.journeys[self.journeys["drafted"] | self.journeys["sent"]]
        return rates.outcome_rates(mails, column)


def collect(
    ledger: Ledger,
    campaign: str,
    *,
    as_of: date | None = None,
    head: int | None = None,
    target_seconds: int = 300,
    include_simulated: bool = True,
) -> Metrics:
    """The campaign's metrics, without what is dated after `as_of` (UTC) or was recorded after event `head`.

    Simulated rows are counted and labelled, or left out with `include_simulated=False`.
    """
    rows = read(ledger, campaign, as_of=as_of, head=head, include_simulated=include_simulated)
    table = journeys(rows)
    mails = table[table["drafted"] | table["sent"]]
    decided = rates.decided_rows(table, rows.decisions)
    by_angle = rates.outcome_rates(mails, "angle")
    today = as_of or utc_now().date()
    shares, label = _simulated(rows)
    return Metrics(
        campaign=campaign,
        as_of=as_of,
        head=rows.head,
        target_seconds=target_seconds,
        journeys=table,
        funnel=rates.funnel(table),
        by_angle=by_angle,
        by_segment=rates.outcome_rates(mails, "segment"),
        by_week=_by_week(table, today),
        failures=rates.failures(table, rows.outcomes, "angle"),
        failures_by_segment=rates.failures(table, rows.outcomes, "segment"),
        median_seconds=float(rates.timed(rows.decisions)["seconds"].median()),
        verdicts=rates.verdicts(decided, "angle"),
        verdicts_by_week=rates.verdicts(decided, "week"),
        reasons=rates.reasons(decided),
        review_time=rates.review_time(rows.decisions, target_seconds),
        decisions=rows.angle_decisions.drop_duplicates("angle", keep="last").sort_values("angle", ignore_index=True),
        simulated_share=shares,
        simulated_label=label,
        notes=tuple(_notes(table, rows, by_angle, today)),
    )


def _by_week(table: pd.DataFrame, today: date) -> pd.DataFrame:
    out = rates.outcome_rates(table[table["sent"]], "week").sort_values("week", ignore_index=True)
    return out.assign(ripe=out["week"] + timedelta(days=6 + RIPENING_DAYS) <= pd.Timestamp(today))


def _simulated(rows: Rows) -> tuple[dict[str, float], str]:
    """The share of simulated rows, and the sentence that says so ('' where there is none)."""
    counted = {"packages": rows.packages, "verdicts": rows.decisions, "outcomes": rows.outcomes}
    if len(rows.angle_decisions):
        counted["decisions about angles"] = rows.angle_decisions
    shares = {name: float(f["simulated"].mean()) if len(f) else 0.0 for name, f in counted.items()}
    parts = [f"{int(f['simulated'].sum()):,} of {len(f):,} {name}" for name, f in counted.items() if shares[name]]
    return shares, f"Simulated: {rates.listed(parts)}" if parts else ""


def _notes(table: pd.DataFrame, rows: Rows, by_angle: pd.DataFrame, today: date) -> list[str]:
    """Where the data is thin or odd, in plain sentences."""
    notes = []
    sent = table[table["sent"]]
    if sent.empty:
        notes.append("Nothing has been sent yet, so there are no rates to show.")
    thin = by_angle[by_angle["thin"] & (by_angle["sent"] > 0)]
    if len(thin):
        names = [f"{angle} ({n})" for angle, n in zip(thin["angle"], thin["sent"], strict=True)]
        notes.append(f"Not enough data (fewer than {rates.THIN} sends) on {rates.listed(names)}.")
    unsent = by_angle.loc[by_angle["sent"] == 0, "angle"]
    if len(unsent) and len(sent):
        notes.append(f"Drafted but not sent yet: {rates.listed(list(unsent))}.")
    young = int((sent["sent_at"] > pd.Timestamp(today, tz="UTC") - timedelta(days=RIPENING_DAYS - 1)).sum())
    if young:
        notes.append(f"{young:,} of {len(sent):,} sends are younger than {RIPENING_DAYS} days: answers may yet come.")
    if away := int(table["out_of_office"].sum()):
        notes.append(f"Out-of-office answers to {away:,} mail{'s' * (away != 1)} are not counted as replies.")
    early = int((sent["sent_at"].dt.normalize() < sent["decided_at"].dt.normalize()).sum())
    if early:
        notes.append(f"Sends dated before the approval of their draft: {early:,}.")
    if orphans := int((~rows.outcomes["package_id"].isin(sent["package_id"])).sum()):
        notes.append(f"Outcomes of packages without a known send, not counted: {orphans:,}.")
    return notes

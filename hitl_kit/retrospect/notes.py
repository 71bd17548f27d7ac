"""Notes: where a campaign's data is thin, odd or simulated, in plain sentences."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from . import rates
from .rows import Rows

RIPENING_DAYS = 14
"""Sends younger than this may yet be answered, so that their rates are too low still."""


def simulated(rows: Rows) -> tuple[dict[str, float], str]:
    """The share of simulated rows, and the sentence that says so ('' where there is none)."""
    frames = {"packages": rows.packages, "verdicts": rows.decisions, "outcomes": rows.outcomes}
    if len(rows.angle_decisions):
        frames["decisions about angles"] = rows.angle_decisions
    counted = {name: (len(f), int(f["simulated"].sum())) for name, f in frames.items()}
    (n, k), (sends, of_them) = counted["outcomes"], rows.sends
    counted["outcomes"] = n + sends, k + of_them
    shares = {name: k / n if n else 0.0 for name, (n, k) in counted.items()}
    parts = [f"{k:,} of {n:,} {name}" for name, (n, k) in counted.items() if k]
    return shares, f"Simulated: {rates.listed(parts)}" if parts else ""


def notes(table: pd.DataFrame, rows: Rows, by_angle: pd.DataFrame, today: date) -> list[str]:
    """What a reader should know before trusting a rate."""
    lines = []
    sent = table.loc[table["sent"], ["sent_at", "decided_at", "positive_at"]]
    if sent.empty:
        lines.append("Nothing has been sent yet, so there are no rates to show.")
    thin = by_angle[by_angle["thin"] & (by_angle["sent"] > 0)]
    if len(thin):
        names = [f"{angle} ({n})" for angle, n in zip(thin["angle"], thin["sent"], strict=True)]
        lines.append(f"Not enough data (fewer than {rates.THIN} sends) on {rates.listed(names)}.")
    unsent = by_angle.loc[by_angle["sent"] == 0, "angle"]
    if len(unsent) and len(sent):
        lines.append(f"Drafted but not sent yet: {rates.listed(list(unsent))}.")
    young = int((sent["sent_at"] > pd.Timestamp(today, tz="UTC") - timedelta(days=RIPENING_DAYS - 1)).sum())
    if young:
        lines.append(f"{young:,} of {len(sent):,} sends are younger than {RIPENING_DAYS} days: answers may yet come.")
    if away := int(table["out_of_office"].sum()):
        lines.append(f"Out-of-office answers to {away:,} mail{'s' * (away != 1)} are not counted as replies.")
    return [*lines, *_odd(table, sent, rows)]


def _odd(table: pd.DataFrame, sent: pd.DataFrame, rows: Rows) -> list[str]:
    """What cannot have happened in that order, or belongs to nothing that is known."""
    lines = []
    if rows.left_out:
        lines.append(
            f"Rows that the last file of outcomes held and that cannot be true: {rows.left_out:,}. They are in its "
            "rejects file, each with the reason."
        )
    if early := _days_before(sent["sent_at"], sent["decided_at"]):
        lines.append(f"Sends dated before the approval of their draft: {early:,}.")
    if answered := _days_before(sent["positive_at"], sent["sent_at"]):
        lines.append(
            f"Positive answers dated before their mail was sent: {answered:,}. They count as replies here, and "
            "are left out of the evidence about angles."
        )
    if orphans := int((~table["sent"].to_numpy()[rows.outcomes["place"].to_numpy()]).sum()):
        lines.append(f"Outcomes of packages without a known send, not counted: {orphans:,}.")
    return lines


def _days_before(first: pd.Series[pd.Timestamp], second: pd.Series[pd.Timestamp]) -> int:
    """How many of the moments that should have come second lie on a later day than they could."""
    wrong = (first < second).to_numpy()
    return int((first[wrong].dt.normalize() < second[wrong].dt.normalize()).sum())

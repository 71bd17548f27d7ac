"""What a lead should know before looking at a figure, in sentences that claim no more than the data holds."""

from __future__ import annotations

from typing import Any

import pandas as pd

from .intervals import exact_interval
from .metrics import Metrics
from .rates import THIN, listed

COMPLAINT_LIMIT = 0.003
"""Mailbox providers block a domain whose mails are marked as spam more often than this."""


def headline(metrics: Metrics) -> list[str]:
    """The lines to decide on, as plain text: which angles differ, what harms, how reviewing goes.

    Two angles are said to differ only where their 95% intervals do not overlap.
    """
    lines = [_compared(metrics), *_harm(metrics), *_rejections(metrics), *_reviewing(metrics)]
    return [line for line in lines if line]


def _compared(metrics: Metrics) -> str:
    sent = metrics.by_angle[metrics.by_angle["n"] > 0]
    if sent.empty:
        return "Nothing has been delivered yet, so there is nothing to say about angles."
    enough = sent[~sent["thin"]].sort_values(["positive_rate", "n"], ascending=False)
    if enough.empty:
        return f"No angle has {THIN} sends yet: not enough data to compare them."
    best = enough.iloc[0]
    rest = enough.iloc[1:]
    if rest.empty:
        return f"Only {best['angle']} has {THIN} sends or more ({_rate(best)}): there is nothing to compare it with."
    behind = rest[rest["positive_high"] < best["positive_low"]]
    level = rest[rest["positive_high"] >= best["positive_low"]]
    parts = []
    if len(behind):
        others = listed([f"{row['angle']} ({_rate(row)})" for _, row in behind.iterrows()])
        parts.append(
            f"At this look {best['angle']} draws more positive replies ({_rate(best)}) than {others}. "
            "That alone retires nothing: whoever looks every week will see such gaps by chance."
        )
    if len(level):
        parts.append(
            f"Not enough data to tell {best['angle']} from {listed(list(level['angle']))}: their intervals overlap."
        )
    return " ".join(parts)


def _rate(row: pd.Series[Any], name: str = "positive") -> str:
    rate, low, high = (float(row[f"{name}_{part}"]) for part in ("rate", "low", "high"))
    return f"{rate:.1%}, interval {low:.1%} to {high:.1%}, n = {row['n']:,}"


def _harm(metrics: Metrics) -> list[str]:
    table = metrics.failures
    lines = []
    complaints = table[table["failure"] == "spam complaint"]
    k, n = int(complaints["k"].sum()), int(complaints["n"].sum())
    if k:
        low, high = exact_interval(k, n)
        lines.append(
            f"{k:,} of {n:,} delivered mails were marked as spam: {k / n:.2%} (interval {low:.2%} to {high:.2%}); "
            f"providers block a domain above {COMPLAINT_LIMIT:.1%}."
        )
    refusals = (
        table[table["failure"].isin(["negative reply", "angry reply", "wrong person"])].groupby("angle")["k"].sum()
    )
    for _, row in metrics.by_angle.iterrows():
        against = int(refusals.get(row["angle"], 0))
        if not row["thin"] and row["replies"] >= 5 and against * 2 > row["replies"]:
            lines.append(
                f"{against:,} of {row['replies']:,} replies to {row['angle']} are refusals or came from "
                "the wrong person: its reply rate flatters it."
            )
    return lines


def _rejections(metrics: Metrics) -> list[str]:
    if metrics.reasons.empty:
        return []
    top = metrics.reasons.iloc[0]
    return [f"Most frequent reason for a rejection: {top['label']} ({top['k']:,} of {top['n']:,})."]


def _reviewing(metrics: Metrics) -> list[str]:
    over, n = int(metrics.review_time["over"].sum()), int(metrics.review_time["n"].sum())
    if not over:
        return []
    return [
        f"{over:,} of {n:,} reviews ({over / n:.0%}) took longer than the target of "
        f"{metrics.target_seconds} s: look at those drafts, not at the reviewer."
    ]

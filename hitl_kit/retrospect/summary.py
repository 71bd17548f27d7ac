"""What a lead should know beside the evidence, in sentences that claim no more than the data holds."""

from __future__ import annotations

from hitl_kit.domain.intervals import exact_interval

from .metrics import Metrics


def headline(metrics: Metrics) -> list[str]:
    """The lines to know of, as plain text: what harms, and why drafts are rejected."""
    if not metrics.count("delivered"):
        return ["Nothing has been delivered yet, so there is nothing to say about angles.", *_rejections(metrics)]
    return [*_harm(metrics), *_rejections(metrics)]


def _harm(metrics: Metrics) -> list[str]:
    complaints, n = metrics.count("complained"), metrics.count("delivered")
    if not complaints:
        return []
    low, high = exact_interval(complaints, n)
    return [
        f"{complaints:,} of {n:,} delivered mails were marked as spam: {complaints / n:.2%} (interval {low:.2%} to "
        f"{high:.2%})."
    ]


def _rejections(metrics: Metrics) -> list[str]:
    if metrics.reasons.empty:
        return []
    top = metrics.reasons.iloc[0]
    return [f"Most frequent reason for a rejection: {top['label']} ({top['k']:,} of {top['n']:,})."]

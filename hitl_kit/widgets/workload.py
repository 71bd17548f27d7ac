"""The campaign review's tables about work: reviewing, agreement, costs, and every figure by any group."""

from __future__ import annotations

import math
from html import escape
from typing import Any

import pandas as pd

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.retrospect import GROUPS

from .review import Review, rate_words, styled
from .tables import Html, table

_MOST = 12
_SHOWN_APART = ("angle", "week", "tier")
"""Groups that the page shows by themselves, or that a segment holds already."""


def review_load(review: Review) -> Html:
    """What reviewing takes, how far people agree, and what it saves, in sentences."""
    metrics = review.metrics
    work = metrics.work_by().iloc[0]
    lines = [*_time(review, work), _agreement(work), *_saved(review, work)]
    return _lines([line for line in lines if line])


def _time(review: Review, work: pd.Series[Any]) -> list[str]:
    if not work["reviews"]:
        return ["No review has been timed yet."]
    metrics = review.metrics
    over, n = int(metrics.review_time["over"].sum()), int(metrics.review_time["n"].sum())
    low, high = (float(x) for x in exact_interval(over, n))
    weeks = metrics.review_time["week"].nunique()
    return [
        f"{int(work['reviews']):,} reviews took {_hours(work['minutes'])} in all, {_minutes(work['median_seconds'])} "
        f"each (median), about {_hours(work['minutes'] / weeks)} a week.",
        f"{over:,} of {n:,} took longer than the target of {_minutes(metrics.target_seconds)} ({over / n:.0%}, "
        f"interval {low:.0%} to {high:.0%}). Where that is often, look at the drafts, not at the reviewer.",
    ]


def _agreement(work: pd.Series[Any]) -> str:
    n = int(work["agreement_n"])
    if not n:
        return "No draft was reviewed by two people, so nothing is known about how far people agree."
    kappa, low, high = (float(work[f"agreement_kappa{end}"]) for end in ("", "_low", "_high"))
    beyond = "too few or too equal verdicts for a figure beyond chance"
    if not math.isnan(kappa):
        interval = "" if math.isnan(low) else f", interval {low:.2f} to {high:.2f}"
        beyond = f"beyond chance {kappa:.2f} (Cohen's kappa; 1 is always, 0 is chance{interval})"
    return (
        f"Two people reviewed {n:,} draft{'s' * (n != 1)}, blind to each other, and said the same on "
        f"{int(work['agreement_agreed']):,} ({work['agreement_rate']:.0%}, interval {work['agreement_low']:.0%} to "
        f"{work['agreement_high']:.0%}); {beyond}."
    )


def _saved(review: Review, work: pd.Series[Any]) -> list[str]:
    if not work["let_go"]:
        return []
    manual = review.metrics.manual
    low, high = float(work["saved_low"]), float(work["saved_high"])
    saved = f"{_hours(low)} to {_hours(high)}" if low > 0 else "nothing for sure"
    return [
        f"If preparing a mail by hand takes {manual.low:g} to {manual.high:g} minutes (an assumption, in policy.yaml), "
        f"the {int(work['let_go']):,} mails that people let go have saved {saved}; the time of all reviews is taken "
        "off."
    ]


def costs(review: Review) -> Html:
    """What models cost, by draft and by positive reply."""
    metrics = review.metrics
    work = metrics.work_by().iloc[0]
    if not work["cost_usd"] and not work["uncertain_usd"]:
        return _lines(["Nothing was paid: no call to a model was made."])
    drafts, positives = metrics.count("drafted"), metrics.count("positive")
    cost = float(work["cost_usd"])
    lines = [f"Models cost ${cost:,.2f}: ${cost / max(drafts, 1):,.4f} for each of {drafts:,} drafts."]
    if positives:
        lines.append(f"That is ${cost / positives:,.2f} for each of {positives:,} positive replies.")
    if work["uncertain_usd"]:
        lines.append(f"Calls of which nothing is known may have cost ${work['uncertain_usd']:,.2f} more, at most.")
    return _lines(lines)


def by_group(review: Review) -> Html:
    """The campaign's figures by batch, play, variant, signal, segment, persona and mailbox, each to unfold."""
    parts = []
    for group in GROUPS:
        if group in _SHOWN_APART:
            continue
        shown = group_table(review, group)
        more = f" ({len(shown):,})" if len(shown) > _MOST else ""
        held = table(shown, most=_MOST, empty="Nothing has been drafted yet.").html
        parts.append(f"<details><summary>By {escape(group)}{more}</summary>{held}</details>")
    return styled("".join(parts), "figures by " + ", ".join(g for g in GROUPS if g not in _SHOWN_APART))


def group_table(review: Review, group: str) -> pd.DataFrame:
    """One row a group, in words: sent, replies, positives with their intervals, failures, verdicts, time, cost."""
    metrics = review.metrics
    rates = metrics.by(group)
    verdicts = metrics.verdicts_by(group).set_index(group)
    work = metrics.work_by(group).set_index(group)
    failed = metrics.failures_by(group)
    failed = failed[failed["k"] > 0]
    kinds: dict[Any, str] = {
        name: ", ".join(f"{kind} {k:,}" for kind, k in zip(part["failure"], part["k"], strict=True))
        for name, part in failed.groupby(group)
    }
    rows = []
    for _, row in rates.head(_MOST).iterrows():
        name = row[group]
        decided, effort = _of(verdicts, name), _of(work, name)
        rows.append({
            group: str(name) or "none", "sent": int(row["sent"]), "replies (95%)": rate_words(row, "replies", "reply"),
            "positive (95%)": rate_words(row, "positives", "positive"), "failures": kinds.get(name, ""),
            "edited (95%)": _verdict(decided, "edit"), "rejected (95%)": _verdict(decided, "reject"),
            "seconds": round(effort["median_seconds"]) if effort is not None and effort["reviews"] else None,
            "cost, $": f"{effort['cost_usd']:.2f}" if effort is not None and effort["cost_usd"] else "",
        })  # fmt: skip
    out = pd.DataFrame(rows)
    rest = len(rates) - len(rows)
    return pd.concat([out, rates.iloc[len(rows) :][[group, "sent"]]], ignore_index=True) if rest else out


def _of(frame: pd.DataFrame, name: Any) -> pd.Series[Any] | None:
    return frame.loc[[name]].iloc[0] if name in frame.index else None


def _verdict(decided: pd.Series[Any] | None, verdict: str) -> str:
    if decided is None:
        return ""
    rate, low, high = (float(decided[f"{verdict}_{part}"]) for part in ("rate", "low", "high"))
    return f"{int(decided[verdict]):,} ({rate:.0%}, {low:.0%} to {high:.0%})"


def _lines(lines: list[str]) -> Html:
    return styled(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>", "\n".join(lines))


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f}".removesuffix(".0") + " min"


def _hours(minutes: float) -> str:
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:,.{0 if minutes >= 6000 else 1}f} h"

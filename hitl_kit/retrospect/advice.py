"""Advice: what the evidence recommends, in words for whoever decides. Nothing here decides."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from .brakes import brakes
from .evidence import Label
from .metrics import Metrics

ALPHA = 0.10

SIGNAL_WORDS: dict[str, str] = {"retire": "drop", "scale": "prioritise", "keep": "keep", "watch": "keep"}
"""What a label of the evidence says about a signal."""


def signal_recommendation(row: pd.Series[Any]) -> str:
    """What the evidence recommends for a signal, in the words that decide about signals."""
    return SIGNAL_WORDS.get(str(row["label"]), "not enough data")


def in_words(row: pd.Series[Any], among: int) -> str:
    """A row of `angles_compared` in one or two sentences; `among` is how many angles there are evidence on."""
    if not row["compared"]:
        return "nothing to compare with: no other angle was sent for its segment, persona and signal"
    parts = [_odds(row, among), _wait(row)]
    if row["compared"] < row["sent"]:
        parts.append(f"{row['compared']:,} of its {row['sent']:,} mails stand beside another angle's")
    return "; ".join(p for p in parts if p)


def _odds(row: pd.Series[Any], among: int) -> str:
    """'evidence that it is worse: 34 to 1, needs 60 to 1'."""
    needed = f"{max(among, 1) / ALPHA:,.0f} to 1"
    label: Label = row["label"]
    worse, better = float(row["e_retire"]), float(row["e_scale"])
    if label == "scale" or (better > worse and better > 1):
        done = "which is enough" if label == "scale" else f"needs {needed}"
        return f"evidence that it draws more than the others: {_to_one(better)}, {done}"
    if worse > 1:
        if label == "retire":
            return f"evidence that it draws less than the others: {_to_one(worse)}, which is enough"
        late = worse >= max(among, 1) / ALPHA
        return f"evidence that it draws less than the others: {_to_one(worse)}, " + (
            "but its older mails have not drawn so little" if late else f"needs {needed}"
        )
    return "surely not much worse than the others" if label == "keep" else "no sign that it differs from the others"


def _to_one(e: float) -> str:
    return f"{e:.2g} to 1" if e < 10 else f"{e:,.0f} to 1" if e < 1e6 else "more than a million to 1"


def _wait(row: pd.Series[Any]) -> str:
    weeks = float(row["weeks_to_answer"])
    if row["label"] in ("retire", "scale", "keep"):
        return ""
    if math.isnan(weeks):
        return "too few positive replies to say how long an answer takes"
    if math.isinf(weeks) or weeks > 104:
        return "no answer to be expected at this pace: run fewer angles, or send more"
    return f"an answer in about {math.ceil(weeks)} week{'s' * (math.ceil(weeks) != 1)} at this pace"


def ratio_words(row: pd.Series[Any]) -> str:
    """'0.60 times what was expected; odds ratio to the others 0.3 to 1.2 (90%)', '' where nothing bounds it.

    The two estimate different things (see docs/statistics.md), so that the ratio may lie outside.
    """
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    if not row["compared"] or (low == 0 and math.isinf(high)):
        return ""
    upper = "no upper bound" if math.isinf(high) else f"{high:.2g}"
    return f"{row['ratio']:.2f} times what was expected; odds ratio to the others {low:.2g} to {upper} (90%)"


def refused_winners(metrics: Metrics) -> list[str]:
    """Angles that draw replies which are mostly from people who want to hear no more: the worst two in a sentence each,
    the others in one."""
    found: list[tuple[float, str, str]] = []
    rates = metrics.by_angle[(metrics.by_angle["n"] > 0) & ~metrics.by_angle["thin"]]
    refused = metrics.objections.set_index("angle")
    best = rates["reply_rate"].max() if len(rates) else math.nan
    for _, row in rates.iterrows():
        against, k = refused.loc[row["angle"]], int(refused["k"][row["angle"]])
        if row["replies"] < 5 or k <= row["positives"] or k * 2 <= row["replies"]:
            continue
        first = "has the highest reply rate" if row["reply_rate"] == best else "draws replies"
        line = (
            f"{row['angle']} {first} ({row['reply_rate']:.1%} of {row['n']:,}), but {k:,} people refused, "
            f"unsubscribed or complained ({against['rate']:.1%}, interval {against['low']:.1%} to "
            f"{against['high']:.1%}) and {row['positives']:,} answered with interest: its reply rate flatters it."
        )
        found.append((against["rate"], line, f"{row['angle']} ({k:,} against, {row['positives']:,} with interest)"))
    found.sort(key=lambda each: -each[0])
    lines = [line for _, line, _ in found[:2]]
    return [*lines, f"The same holds of {', '.join(short for *_, short in found[2:])}."] if found[2:] else lines


def campaign_recommendation(metrics: Metrics) -> tuple[str, str]:
    """ "calibrate" and why, where a brake is on; nothing ("") where the figures alone do not say."""
    on = [b for b in brakes(metrics) if b.over]
    if on:
        why = "; ".join(f"{b.what}: {b.k:,} of {b.n:,} ({b.rate:.2%}), limit {b.limit:.1%}" for b in on)
        return "calibrate", why
    return "", "no brake is on"

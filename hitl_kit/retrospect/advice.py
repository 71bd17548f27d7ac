"""Advice: what the evidence recommends, in words for whoever decides. Nothing here decides."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from .brakes import brakes
from .evidence import Label
from .metrics import Metrics

ALPHA = 0.10

_SIGN = 3.0
"""Odds below this are no sign of anything: chance gives them to one angle in three."""

_OPEN = 2.0
"""An interval that leaves open both twice and half as likely tells a lead nothing."""

_IDLE = 2
"""Answers come for two weeks: of what was sent no later than that, no more are to be expected."""

_FAR = 104.0
"""A forecast of so many weeks says only that it is far off."""

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
    if label == "scale" or (better > worse and better >= _SIGN):
        done = "which is enough" if label == "scale" else f"needs {needed}"
        return f"evidence that it draws more than the others: {_to_one(better)}, {done}"
    if label == "retire" or worse >= _SIGN:
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
    """'an answer in roughly 4 weeks at this pace', '' where it has come, or waits for something else than evidence."""
    weeks, idle = float(row["weeks_to_answer"]), int(row["weeks_idle"])
    if row["label"] in ("retire", "scale", "keep") or weeks == 0:
        return ""
    if idle > _IDLE:
        return f"nothing of it was sent in the last {idle} weeks, so that no answer comes by itself"
    if math.isnan(weeks):
        return "too few positive replies to say how long an answer takes"
    if weeks > _FAR:
        if max(float(row["e_retire"]), float(row["e_scale"])) >= _SIGN:
            return "too little so far to say when that will be enough"
        when = "perhaps no answer" if math.isinf(weeks) else "an answer perhaps only after years"
        return f"{when} at this pace: run fewer angles, or send more"
    rough = math.ceil(weeks) if weeks < 20 else round(weeks, -1)
    return f"an answer in roughly {rough:.0f} week{'s' * (rough != 1)} at this pace"


def ratio_words(row: pd.Series[Any]) -> str:
    """'3 positive replies, 8.1 expected: 0.60 times, allowing for chance; 0.3 to 1.2 times as likely as with the others
    (90% sure at every look)', '' where that leaves everything open.

    "As likely" is in odds, which is the same where few answer. The two ratios estimate different things (see
    docs/statistics.md), so that the first may lie outside the second.
    """
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    if not row["compared"] or (low < 1 / _OPEN and high > _OPEN):
        return ""
    times = f"at least {low:.2g}" if math.isinf(high) else f"{low:.2g} to {high:.2g}" if low else f"at most {high:.2g}"
    chance = f"{row['ratio']:.2f} times, allowing for chance"
    return f"{replies_words(row)}: {chance}; {times} times as likely as with the others (90% sure at every look)"


def replies_words(row: pd.Series[Any]) -> str:
    """'3 positive replies, 8.1 expected'."""
    n = int(row["positives"])
    return f"{n:,} positive repl{'y' if n == 1 else 'ies'}, {row['expected']:.1f} expected"


def refused_winners(metrics: Metrics) -> list[str]:
    """Angles that draw replies which are mostly from people who want to hear no more, or are the wrong ones: the worst
    two in a sentence each, the others in one."""
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
            f"unsubscribed, complained or were the wrong person ({against['rate']:.1%}, interval {against['low']:.1%} "
            f"to {against['high']:.1%}) and {row['positives']:,} answered with interest: its reply rate flatters it."
        )
        found.append((against["rate"], line, f"{row['angle']} ({k:,} without interest, {row['positives']:,} with)"))
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

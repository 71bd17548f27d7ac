"""Agreement: how often two people who reviewed the same draft, blind to each other, said the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.domain.kappa import kappas

from .rows import upheld

_Z = 1.959963984540054
"""The normal quantile of a two-sided 95% interval."""


@dataclass(frozen=True)
class Agreement:
    """Of `n` drafts that two people reviewed, on how many they said the same; `rate` with its exact 95% interval.

    kappa is Cohen's: the agreement beyond what two people would reach by chance who give verdicts as often as these
    do; 1 is always, 0 no more than chance. kappa_low and kappa_high are its 95% interval (jackknife). NaN where too few
    drafts, or verdicts that are all the same, say nothing.
    """

    n: int
    agreed: int
    rate: float
    low: float
    high: float
    kappa: float
    kappa_low: float
    kappa_high: float


def double_reviews(decisions: pd.DataFrame) -> pd.DataFrame:
    """The drafts that two people gave a verdict on: place, at (of the second), first, second. What a third person, or
    one of the two later, said is no blind verdict and is left out."""
    held = upheld(decisions)[["place", "reviewer", "verdict", "at"]].astype({"reviewer": "str", "verdict": "str"})
    held = held.drop_duplicates(["place", "reviewer"])
    number = held.groupby("place").cumcount()
    pairs = held[number == 0].merge(held[number == 1], on="place", suffixes=("", "_2"))
    return pd.DataFrame(
        {"place": pairs["place"], "at": pairs["at_2"], "first": pairs["verdict"], "second": pairs["verdict_2"]}
    )


def agreement(pairs: pd.DataFrame) -> Agreement:
    """How far the `first` and the `second` verdicts agree."""
    n, agreed = len(pairs), int((pairs["first"] == pairs["second"]).sum())
    low, high = exact_interval(agreed, n)
    kappa, spread = _kappa(pairs)
    return Agreement(
        n, agreed, agreed / n if n else float("nan"), float(low), float(high), kappa,
        max(kappa - _Z * spread, -1.0), min(kappa + _Z * spread, 1.0),
    )  # fmt: skip


def _kappa(pairs: pd.DataFrame) -> tuple[float, float]:
    """Cohen's kappa and its standard error, by leaving each draft out in turn."""
    names = sorted({*pairs["first"], *pairs["second"]})
    counts = pd.crosstab(pairs["first"], pairs["second"]).reindex(index=names, columns=names, fill_value=0)
    table = counts.to_numpy(dtype=float).reshape(len(names), len(names))
    n = table.sum()
    whole = float(kappas(table[None])[0])
    if n < 3 or np.isnan(whole):
        return whole, float("nan")
    cells = np.argwhere(table > 0)
    less = np.repeat(table[None], len(cells), axis=0)
    less[np.arange(len(cells)), cells[:, 0], cells[:, 1]] -= 1
    found, weight = kappas(less), table[cells[:, 0], cells[:, 1]]
    mean = (weight * found).sum() / n
    return whole, float(np.sqrt((n - 1) / n * (weight * (found - mean) ** 2).sum()))

"""How long until the evidence answers, if things go on as they are."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .fisher import Floats


def odds_ratio(ratio: Floats, expected: Floats) -> Floats:
    """The odds ratio to the others that belongs to a ratio of observed to expected, where `expected` is the group's
    expected share of the positive replies."""
    seen = np.minimum(ratio * expected, 0.999)
    return np.asarray(seen * (1 - expected) / ((1 - seen) * expected))


def share_of_positives(ratio: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """A group's share of the positive replies, if its odds are `ratio` times the others' and its share would be
    `expected` at equal odds."""
    weighted = np.asarray(ratio, dtype=float) * np.asarray(expected, dtype=float)
    return np.asarray(weighted / (weighted + 1 - np.asarray(expected, dtype=float)))


def growth(
    ratio: npt.ArrayLike, expected: npt.ArrayLike, null: float, alternatives: tuple[float, ...]
) -> Floats:  # fmt: skip
    """How much the log e-value against `null` grows with each positive reply of anybody, in the mean, if the group's
    odds are `ratio` times the others': KL(p1‖p0) where an alternative fits the ratio, less where none does."""
    seen, at_null = share_of_positives(ratio, expected), share_of_positives(null, expected)
    rates = []
    for alternative in alternatives:
        supposed = share_of_positives(null * alternative, expected)
        rates.append(seen * np.log(supposed / at_null) + (1 - seen) * np.log((1 - supposed) / (1 - at_null)))
    return np.asarray(np.max(rates, axis=0))


def weeks_until(
    log_e: Floats, bound: float, weekly: Floats, ratio: Floats, expected: Floats, null: float,
    alternatives: tuple[float, ...],
) -> Floats:  # fmt: skip
    """Weeks until the e-value reaches `bound`, at `weekly` positive replies of all groups together: 0 where it has,
    infinity where it never will at this ratio, NaN where no replies tell the pace."""
    pace = weekly * growth(ratio, expected, null, alternatives)
    missing = np.maximum(math.log(bound) - log_e, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weeks = np.where(missing == 0, 0.0, np.where(pace > 0, missing / pace, np.inf))
    return np.where(np.isnan(pace), np.nan, weeks)

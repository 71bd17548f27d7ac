"""The confidence sequence of a group's odds ratio to the rest: an interval that holds at all looks together."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from .eprocess import LESS_OR_NEAR, MORE_OR_NEAR, Comparisons
from .fisher import Floats

_FARTHEST = math.log(1e6)
"""A ratio beyond a million, or below a millionth, counts as unbounded."""

_EXACT = 1e-6


def confidence_sequence(comparisons: Comparisons, alpha: float) -> tuple[Floats, Floats]:
    """Lower and upper end per hypothesis; 0 and infinity where nothing bounds it.

    A ratio lies above the upper end when the e-value against "at least this ratio" has reached 2/alpha, and below the
    lower end when that against "at most this ratio" has. Each happens to the true ratio with a chance of at most
    alpha/2, at any look.
    """
    level = math.log(2 / alpha)

    def too_high(log_ratio: Floats) -> Floats:
        return comparisons.log_e(np.exp(log_ratio), LESS_OR_NEAR) - level

    def too_low(minus_log_ratio: Floats) -> Floats:
        return comparisons.log_e(np.exp(-minus_log_ratio), MORE_OR_NEAR) - level

    centre, reach = _crude(comparisons)
    comparisons.tables  # noqa: B018 - made once, before both need it
    with ThreadPoolExecutor(1) as pool:
        lower = pool.submit(_crossing, too_low, reach - centre, reach)
        high = _crossing(too_high, centre + reach, reach)
    return np.exp(-lower.result()), np.exp(high)


def _crude(comparisons: Comparisons) -> tuple[Floats, Floats]:
    """The log of the Mantel–Haenszel ratio and about how far the ends lie from it: where the search begins."""
    at_risk = comparisons.group + comparisons.rest
    ours = comparisons.total(comparisons.seen * comparisons.rest / at_risk)
    theirs = comparisons.total((comparisons.positives - comparisons.seen) * comparisons.group / at_risk)
    variance = comparisons.total(comparisons.expected * comparisons.rest / at_risk)
    centre: Floats = np.clip(np.log((ours + 0.1) / (theirs + 0.1)), -5.0, 5.0)
    return centre, np.clip(3 / np.sqrt(variance + 0.1), 0.05, 2.0)


def _crossing(function: Callable[[Floats], Floats], start: Floats, step: Floats) -> Floats:
    """Where each of several growing functions becomes positive; infinity where it stays negative.

    The Illinois rule (regula falsi that halves the value of an end which stays), with a bisection now and then.
    """
    at_start = function(start)
    low, at_low = _walk(function, start, at_start, -step)
    high, at_high = _walk(function, start, at_start, step)
    never = at_high < 0
    weight_low, weight_high = at_low, at_high
    for turn in range(100):
        if (never | (high - low <= _EXACT) | (at_high <= _EXACT)).all():
            break
        with np.errstate(invalid="ignore", divide="ignore"):
            share = weight_low / (weight_low - weight_high)
        middle = low + (high - low) * np.where((share > 0) & (share < 1) & (turn % 4 != 3), share, 0.5)
        value = function(middle)
        above = value >= 0
        weight_low, weight_high = np.where(above, weight_low / 2, value), np.where(above, value, weight_high / 2)
        low, high = np.where(above, low, middle), np.where(above, middle, high)
        at_high = np.where(above, value, at_high)
    return np.where(never, np.inf, high)


def _walk(
    function: Callable[[Floats], Floats], point: Floats, value: Floats, step: Floats
) -> tuple[Floats, Floats]:  # fmt: skip
    """From a point onwards in growing steps until the function has the step's sign, or to the farthest ratio."""
    while True:
        goes_on = (value * step < 0) & (np.abs(point) < _FARTHEST)
        if not goes_on.any():
            return point, value
        point = np.where(goes_on, np.clip(point + step, -_FARTHEST, _FARTHEST), point)
        value = np.where(goes_on, function(point), value)
        step = step * 2

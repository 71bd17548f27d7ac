"""How long until the evidence answers, if things go on as they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .fisher import Floats

_BEFOREHAND = 1.0
"""What "as good as the others" is worth before any mail: so many expected positive replies of the group's own. Chosen
by simulation (docs/statistics.md): with more, a forecast for a bad angle comes far too late."""

_CASES = (np.arange(21) + 0.5) / 21
"""A group's plausible ratios are tried at these quantiles: an odd number, so that the median is one of them."""


@dataclass(frozen=True, eq=False)
class Answer:
    """One answer that the evidence may come to: the log e-value so far per group and the bound at which it has come;
    the ratio that is refuted then, and the alternatives that the e-value was made with."""

    log_e: Floats
    bound: float
    null: float
    alternatives: tuple[float, ...]


def weeks_to_answer(answers: Sequence[Answer], shares: Floats, at_equal_odds: Floats, weekly: Floats) -> Floats:
    """Weeks until the first of the answers per group: the median over the `shares` (rows) of the positive replies that
    it may have in the long run, if so many of all groups together come `weekly`. 0 where an answer has come, infinity
    where with the better half of the shares none ever comes, NaN where no replies tell the pace."""
    waits = np.min([_weeks(answer, shares, at_equal_odds, weekly) for answer in answers], axis=0)
    return np.asarray(np.median(waits, axis=0))


def plausible_shares(seen: Floats, positives: Floats, at_equal_odds: Floats) -> Floats:
    """The shares of the positive replies that a group may have in the long run, after `seen` of `positives`: quantiles
    (rows), each as likely as the next, of the beta distribution that these leave of one around its share
    `at_equal_odds`."""
    from scipy.special import betaincinv

    with np.errstate(divide="ignore", invalid="ignore"):
        others = _BEFOREHAND * (1 - at_equal_odds) / at_equal_odds
    return np.asarray(betaincinv(_BEFOREHAND + seen, others + positives - seen, _CASES[:, None]))


def share_of_positives(ratio: npt.ArrayLike, at_equal_odds: npt.ArrayLike) -> Floats:
    """A group's share of the positive replies, if its odds are `ratio` times the others' and its share would be
    `at_equal_odds` at equal odds."""
    weighted = np.asarray(ratio, dtype=float) * np.asarray(at_equal_odds, dtype=float)
    return np.asarray(weighted / (weighted + 1 - np.asarray(at_equal_odds, dtype=float)))


def growth(
    share: npt.ArrayLike, at_equal_odds: npt.ArrayLike, null: float, alternatives: tuple[float, ...]
) -> Floats:  # fmt: skip
    """How much the log e-value against `null` grows with each positive reply of anybody, in the mean, if the group
    draws `share` of them: KL(p1‖p0) where an alternative fits the share, less where none does."""
    share, at_null = np.asarray(share, dtype=float), share_of_positives(null, at_equal_odds)
    rates = []
    for alternative in alternatives:
        supposed = share_of_positives(null * alternative, at_equal_odds)
        rates.append(share * np.log(supposed / at_null) + (1 - share) * np.log((1 - supposed) / (1 - at_null)))
    return np.asarray(np.max(rates, axis=0))


def _weeks(answer: Answer, shares: Floats, at_equal_odds: Floats, weekly: Floats) -> Floats:
    """Weeks until one answer with each of the shares (rows)."""
    pace = weekly * growth(shares, at_equal_odds, answer.null, answer.alternatives)
    missing = np.maximum(math.log(answer.bound) - answer.log_e, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weeks = np.where(missing == 0, 0.0, np.where(pace > 0, missing / pace, np.inf))
    return np.where(np.isnan(pace), np.nan, weeks)

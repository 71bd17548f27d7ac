"""Trials: how many weeks it takes until one bad angle is found, simulated with the rule that retires angles."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .eprocess import LESS, Comparisons, mixed
from .fisher import Floats, Ints
from .labels import MATURE_WEEKS, slow_to_answer

ARRIVALS = (0.766, 0.217, 0.017)
"""Of the positive replies that come, the shares that come in the week of the mail, the week after and the one after
that: mails from Monday to Friday, answered after 3.3 days in the mean (a gamma distribution of shape 1.1), and never
after 14. An assumption, not a measurement."""


def split_by_week(rng: np.random.Generator, positives: Ints, shares: npt.ArrayLike = ARRIVALS) -> Ints:
    """Positive replies divided over the weeks in which they come: one more axis, the last, as long as `shares`."""
    return rng.multinomial(positives, np.asarray(shares))


def weeks_to_retire(
    rng: np.random.Generator, *, sends_per_week: int, angles: int, base_rate: float, ratio: float, alpha: float,
    margin: float, horizon: int, runs: int,
) -> Floats:  # fmt: skip
    """In each of `runs` campaigns the week in which the bad angle is called "retire"; infinity if not by `horizon`.

    The mails are dealt out evenly; all angles draw positive replies at `base_rate`, but the bad one at `ratio` times
    that. Looked at every Sunday.
    """
    bound = math.log(angles / alpha)
    weeks = np.full(runs, np.inf)
    log_likelihoods = np.zeros((runs, len(LESS)))
    seen, expected = np.zeros((horizon, runs)), np.zeros((horizon, runs))
    cohorts: list[tuple[Ints, Ints]] = []
    for week in range(horizon):
        cohorts.append(_one_weeks_mails(rng, sends_per_week, angles, base_rate, ratio, runs))
        for age in range(min(week + 1, len(ARRIVALS))):
            window = _window(*cohorts[week - age], age, np.isinf(weeks))
            seen[week - age] += window.total(window.seen)
            expected[week - age] += window.total(window.expected)
            log_likelihoods += window.informative().log_likelihoods(margin, LESS)
        older = slice(0, max(week + 1 - MATURE_WEEKS, 0))
        slow = slow_to_answer(seen[older].sum(axis=0), expected[older].sum(axis=0))
        weeks[np.isinf(weeks) & (mixed(log_likelihoods) >= bound) & ~slow] = week + 1
        if np.isfinite(weeks).all():
            break
    return weeks


def _one_weeks_mails(
    rng: np.random.Generator, sends: int, angles: int, base_rate: float, ratio: float, runs: int
) -> tuple[Ints, Ints]:
    """Mails and positive replies of the bad angle (0) and of all others (1) per run, the replies by week."""
    bad = sends // angles + (rng.random(runs) < sends % angles / angles)
    mails = np.stack([bad, sends - bad]).astype(np.int64)
    positives = rng.binomial(mails, np.array([[base_rate * ratio], [base_rate]]))
    return mails, split_by_week(rng, positives)


def _window(mails: Ints, replies: Ints, age: int, running: npt.NDArray[np.bool_]) -> Comparisons:
    """The bad angle beside the others in one week of replies, in the runs that are still undecided."""
    at_risk = (mails - replies[..., :age].sum(axis=-1))[:, running]
    positives = replies[..., age][:, running]
    runs = np.flatnonzero(running)
    weeks = np.full(len(runs), age)
    return Comparisons(len(running), runs, at_risk[0], at_risk[1], positives.sum(axis=0), positives[0], weeks)

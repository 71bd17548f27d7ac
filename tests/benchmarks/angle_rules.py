"""Rules that retire angles: ours, through the product's own functions, and those that people use instead."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm

from hitl_kit.retrospect.evidence.eprocess import LESS, LESS_OR_NEAR, MORE_OR_NEAR, Comparisons, mixed
from hitl_kit.retrospect.evidence.labels import MATURE_WEEKS, slow_to_answer
from tests.benchmarks.angle_worlds import WEEKS, Campaigns, Floats, Ints, K, Truths

ALPHA = 0.10


class EProcess:
    """The label "retire" of `angle_evidence`, kept up week by week (a test holds the two against each other).

    With `intervals` it also notes in which runs an angle's confidence sequence ever left out the true odds ratio;
    with `hasty` it goes by the e-value alone, without a look at the older mails.
    """

    def __init__(
        self, alpha: float = ALPHA, margin: float = 1.0, *, intervals: bool = False, hasty: bool = False
    ) -> None:
        self.alpha, self.margin, self.intervals, self.hasty = alpha, margin, intervals, hasty
        self.log_likelihoods: Floats | None = None

    def __call__(self, campaigns: Campaigns) -> Truths:
        shape = (campaigns.runs, K)
        if self.log_likelihoods is None:
            self.log_likelihoods = np.zeros((campaigns.runs * K, len(LESS)))
            self.ends = [np.zeros((campaigns.runs * K, len(LESS_OR_NEAR))) for _ in range(2)]
            self.left_out = np.zeros(shape, dtype=bool)
            self.seen, self.expected = np.zeros((WEEKS, *shape)), np.zeros((WEEKS, *shape))
        for age, at_risk, replies in campaigns.windows():
            found = comparisons(at_risk, replies)
            self.seen[campaigns.week - age] += found.total(found.seen).reshape(shape)
            self.expected[campaigns.week - age] += found.total(found.expected).reshape(shape)
            found = found.informative()
            self.log_likelihoods += found.log_likelihoods(self.margin, LESS)
            if self.intervals:
                for end, others in zip(self.ends, (LESS_OR_NEAR, MORE_OR_NEAR), strict=True):
                    end += found.log_likelihoods(
                        np.tile(true_odds_ratios(campaigns.world.rates), campaigns.runs), others
                    )
        for end in self.ends:
            self.left_out |= (mixed(end) >= math.log(2 / self.alpha)).reshape(shape)
        older = slice(0, max(campaigns.week + 1 - MATURE_WEEKS, 0))
        slow = slow_to_answer(self.seen[older].sum(axis=0), self.expected[older].sum(axis=0))
        angles = (campaigns.world.start <= campaigns.week).sum()
        return (self.log_e >= math.log(angles / self.alpha)).reshape(shape) & (~slow | self.hasty)

    @property
    def log_e(self) -> Floats:
        """The log e-values so far, one row after the other."""
        assert self.log_likelihoods is not None
        return mixed(self.log_likelihoods)


def comparisons(at_risk: Ints, replies: Ints) -> Comparisons:
    """Each angle beside the others in each segment: hypothesis run × K + angle."""
    everybody, positives = (np.broadcast_to(a.sum(axis=2, keepdims=True), a.shape) for a in (at_risk, replies))
    runs, segments, _ = at_risk.shape
    hypothesis = np.arange(runs)[:, None, None] * K + np.zeros((segments, 1), dtype=np.int64) + np.arange(K)
    columns = (hypothesis, at_risk, everybody - at_risk, positives, replies, np.zeros_like(at_risk))
    kept = Comparisons(runs * K, *(c.reshape(-1) for c in columns))
    return kept.where(kept.group > 0)


def true_odds_ratios(rates: Floats) -> Floats:
    """Each angle's odds ratio to the mean rate of the others."""
    rest = (rates.sum() - rates) / (len(rates) - 1)
    return np.asarray(rates / (1 - rates) / (rest / (1 - rest)))


def naive(campaigns: Campaigns) -> Truths:
    """At least 100 mails, and less than half of the average rate."""
    positives, mails = campaigns.known()
    average = positives.sum(axis=1, keepdims=True) / mails.sum(axis=1, keepdims=True)
    return np.asarray((mails >= 100) & (positives < 0.5 * average * mails))


def z_scores(positives: Ints, mails: Ints, others: Ints, other_mails: Ints) -> Floats:
    """The pooled z of two proportions; 0 where there is nothing to compare."""
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (positives + others) / (mails + other_mails)
        spread = np.sqrt(pooled * (1 - pooled) * (1 / mails + 1 / other_mails))
        z = (positives / mails - others / other_mails) / spread
    return np.asarray(np.nan_to_num(z, posinf=0, neginf=0))


def _beside_others(campaigns: Campaigns) -> tuple[Ints, Ints, Ints, Ints]:
    positives, mails = campaigns.known()
    return positives, mails, positives.sum(axis=1, keepdims=True) - positives, mails.sum(axis=1, keepdims=True) - mails


def z_peeked(campaigns: Campaigns) -> Truths:
    """One-sided p < .05 against the others, every week."""
    return z_scores(*_beside_others(campaigns)) < norm.ppf(0.05)


def z_bonferroni(campaigns: Campaigns) -> Truths:
    """The same at .05 over the number of angles."""
    return z_scores(*_beside_others(campaigns)) < norm.ppf(0.05 / K)


def beta_binomial(campaigns: Campaigns, draws: int = 600) -> Truths:
    """At least 30 mails, and less than 1% posterior probability of being the best (flat priors, simulated)."""
    positives, mails = campaigns.known()
    rng, shape = campaigns.rng, (draws, *positives.shape)
    sampled = rng.beta(1.0 + positives, 1.0 + mails - positives, size=shape)
    sampled[:, campaigns.retired | (mails == 0)] = -1
    best = np.stack([(sampled.argmax(axis=2) == k).mean(axis=0) for k in range(K)], axis=1)
    return (mails >= 30) & (best < 0.01)


def growthbook(campaigns: Campaigns) -> Truths:
    """GrowthBook's sequential interval of the difference to the others, at .05 over the number of angles."""
    positives, mails, others, other_mails = _beside_others(campaigns)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate, rest = positives / mails, others / other_mails
        variance = rate * (1 - rate) / mails + rest * (1 - rest) / other_mails
        half = growthbook_halfwidth(variance, mails + other_mails, 0.05 / K, campaigns.sends * WEEKS / 2)
        return (mails > 0) & (rate - rest + half < 0)


def growthbook_halfwidth(variance: Floats, n: Ints | float, alpha: float, tuned_for: float) -> Floats:
    """Half of the asymptotic confidence sequence (Howard et al.; Waudby-Smith et al.) that GrowthBook uses, of an
    estimate with that variance from n observations, narrowest at `tuned_for` observations."""
    rho = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / tuned_for
    unit = np.asarray(variance, dtype=float) * n
    inner = n * rho + 1
    return np.sqrt(unit * 2 * inner * np.log(np.sqrt(inner) / alpha) / (n**2 * rho))

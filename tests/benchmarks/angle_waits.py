"""Forecasts of when the evidence about an angle will answer, beside when it did, in campaigns that go on unchanged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hitl_kit.retrospect.evidence.eprocess import LESS, MORE, MORE_OR_NEAR, mixed
from hitl_kit.retrospect.evidence.labels import KEEP, MATURE_WEEKS, slow_to_answer
from hitl_kit.retrospect.evidence.pace import margin_for
from hitl_kit.retrospect.evidence.shrinkage import shrunken_ratios
from hitl_kit.retrospect.evidence.waiting import Answer, plausible_shares, weeks_to_answer
from hitl_kit.retrospect.evidence.weigh import PACE_WEEKS
from tests.benchmarks.angle_rules import ALPHA, comparisons
from tests.benchmarks.angle_worlds import Campaigns, Floats, Ints, K, Truths, World

LOOKS = (4, 6, 8, 12, 18, 26)
"""Whole weeks after which the forecasts are looked at."""


@dataclass(frozen=True, eq=False)
class Waits:
    """One entry an angle without an answer at a look: the forecast, the same by the point estimate that is shown (which
    is drawn towards 1), the weeks that it took (infinity: more than `left`, when the campaign ended), the angle."""

    forecast: Floats
    shrunken: Floats
    took: Floats
    left: Ints
    angle: Ints

    def of(self, angle: int) -> Waits:
        """The entries of one angle."""
        return self.where(self.angle == angle)

    def where(self, chosen: Truths) -> Waits:
        """The chosen entries alone."""
        numbers = (self.left[chosen], self.angle[chosen])
        return Waits(self.forecast[chosen], self.shrunken[chosen], self.took[chosen], *numbers)

    @staticmethod
    def joined(several: Sequence[Waits]) -> Waits:
        """The entries of several."""
        columns = ((w.forecast, w.shrunken, w.took, w.left, w.angle) for w in several)
        return Waits(*(np.concatenate(c) for c in zip(*columns, strict=True)))


def by_then(forecast: Floats, waits: Waits) -> float:
    """The share of finite forecasts by which the answer had come; without those beyond the end of an open campaign."""
    return float((waits.took <= forecast)[_known(forecast, waits)].mean())


def off_by(forecast: Floats, waits: Waits) -> float:
    """By which factor such forecasts missed in the median, too early or too late; an open end counts as the end."""
    known = _known(forecast, waits)
    took = np.minimum(waits.took, waits.left)[known]
    return float(np.exp(np.median(np.abs(np.log(took / np.maximum(forecast[known], 0.5))))))


def _known(forecast: Floats, waits: Waits) -> Truths:
    return np.isfinite(forecast) & ((forecast <= waits.left) | np.isfinite(waits.took))


def waits(world: World, sends: int, runs: int, weeks: int, seed: int) -> Waits:
    """The forecasts in so many campaigns of so many weeks, in which no angle is ever retired."""
    campaigns = Campaigns(world, sends, runs, np.random.default_rng(seed), weeks)
    margin, count = margin_for(sends), runs * K
    tests = ((margin, LESS), (1 / margin, MORE), (KEEP, MORE_OR_NEAR))
    bounds = (K / ALPHA, K / ALPHA, 2 / ALPHA)
    logs = [np.zeros((count, len(alternatives))) for _, alternatives in tests]
    cohorts = np.zeros((2, weeks, count))
    totals = np.zeros((3, count))
    paces, answered, looks = np.zeros((weeks, count)), np.zeros((weeks, count), dtype=bool), []
    for week in range(weeks):
        campaigns.send()
        for age, at_risk, replies in campaigns.windows():
            found = comparisons(at_risk, replies)
            cohorts[:, week - age] += [found.total(found.seen), found.total(found.expected)]
            found = found.informative()
            for log, test in zip(logs, tests, strict=True):
                log += found.log_likelihoods(*test)
            totals += [found.total(found.seen), found.total(found.positives), found.total(found.expected)]
            paces[week] += found.total(found.positives)
        values = [mixed(log) for log in logs]
        slow = slow_to_answer(*cohorts[:, : max(week + 1 - MATURE_WEEKS, 0)].sum(axis=1))
        reached = [value >= math.log(bound) for value, bound in zip(values, bounds, strict=True)]
        answered[week] = (reached[0] & ~slow) | reached[1] | reached[2]
        if week + 1 in LOOKS and week + 1 < weeks:
            answers = [Answer(v, b, *test) for v, b, test in zip(values, bounds, tests, strict=True)]
            pace = paces[max(week + 1 - PACE_WEEKS, 0) : week + 1].mean(axis=0)
            ours, shrunken = _forecasts(answers, totals, pace)
            looks.append((week, ours, shrunken))
    return Waits.joined([_entries(week, ours, shrunken, answered) for week, ours, shrunken in looks])


def _forecasts(answers: list[Answer], totals: Floats, pace: Floats) -> tuple[Floats, Floats]:
    seen, positives, expected = totals
    with np.errstate(divide="ignore", invalid="ignore"):
        fair = expected / positives
    runs = zip(seen.reshape(-1, K), expected.reshape(-1, K), strict=True)
    shown = np.minimum(np.concatenate([shrunken_ratios(*run) for run in runs]) * fair, 0.999)
    ours = weeks_to_answer(answers, plausible_shares(seen, positives, fair), fair, pace)
    return ours, weeks_to_answer(answers, shown[None], fair, pace)


def _entries(week: int, forecast: Floats, shrunken: Floats, answered: Truths) -> Waits:
    """The angles that had no answer up to this week and have a forecast."""
    later = answered[week + 1 :]
    took = np.where(later.any(axis=0), later.argmax(axis=0) + 1.0, np.inf)
    open_ = ~answered[: week + 1].any(axis=0) & ~np.isnan(forecast)
    left, angle = np.full(len(took), len(later)), np.arange(len(took)) % K
    return Waits(forecast, shrunken, took, left, angle).where(open_)

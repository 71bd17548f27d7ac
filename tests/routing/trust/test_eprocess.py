"""The e-value of a share of losses and the detector, held against arithmetic, published figures and simulation."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from hitl_kit.domain.trust import Trust
from hitl_kit.routing.trust import Detector, Judged, Made, Record, clean_needed, log_e
from hitl_kit.routing.trust.eprocess import log_e_of, worse_shares
from tests.benchmarks.trust_worlds import (
    BOUNDARY,
    CALIBRATED,
    FLAT,
    GOOD,
    NOT_MONOTONE,
    OVERCONFIDENT,
    World,
    alarms,
    certificates,
    reviews_until_proven,
    vendors,
)  # fmt: skip
from tests.routing.trust.trusted import SCOPE, VERSIONS

EPSILONS = (0.05, 0.10, 0.20)
RUNS = 200


def most(share: float, runs: int = RUNS) -> float:
    """The largest share of runs that is still compatible with that one: one time in ten thousand there are more."""
    return float(binom.ppf(1 - 1e-4, runs, share)) / runs


def test_so_many_clean_drafts_prove_a_bound_at_any_look() -> None:
    assert (clean_needed(0.10), clean_needed(0.05)) == (37, 75)
    for epsilon in EPSILONS:
        n = clean_needed(epsilon)
        assert log_e_of(0, n, epsilon) >= math.log(20) > log_e_of(0, n - 1, epsilon)


@pytest.mark.parametrize("epsilon", EPSILONS)
def test_while_the_share_is_at_the_bound_the_e_value_is_one_in_the_mean(epsilon: float) -> None:
    """Exactly, over every number of losses; above the bound it is less than one."""
    k = np.arange(31)
    e = np.exp(log_e(k, 30, epsilon))
    assert (binom.pmf(k, 30, epsilon) * e).sum() == pytest.approx(1.0, abs=1e-9)
    assert (binom.pmf(k, 30, 1.5 * epsilon) * e).sum() < 1


@pytest.mark.parametrize("epsilon", EPSILONS)
def test_while_the_share_is_at_the_bound_the_detector_grows_by_one_a_draft(epsilon: float) -> None:
    """R less the number of drafts is a martingale: exactly, over every course of seven drafts."""
    expected = 0.0
    for course in product((False, True), repeat=7):
        detector = Detector(epsilon)
        detector.watch(course)
        expected += math.prod(epsilon if loss else 1 - epsilon for loss in course) * detector.level
    assert expected == pytest.approx(7.0, abs=1e-9)


def test_the_larger_shares_are_the_references_at_five_percent_and_lie_above_any_bound() -> None:
    assert worse_shares(0.05) == pytest.approx([0.08, 0.10, 0.15, 0.20, 0.30])
    for epsilon in (0.001, 0.2, 0.6, 0.95):
        assert (worse_shares(epsilon) > epsilon).all()
        assert (worse_shares(epsilon) < 1).all()


@given(st.integers(1, 400), st.integers(0, 400), st.sampled_from(EPSILONS))
def test_a_loss_never_helps_and_a_clean_draft_never_harms(n: int, losses: int, epsilon: float) -> None:
    k = min(losses, n)
    assert log_e(k, n + 1, epsilon) > log_e(k, n, epsilon)
    assert log_e(k + 1, n + 1, epsilon) < log_e(k, n, epsilon)
    assert np.isfinite(log_e(k, n, epsilon))
    assert log_e_of(k, n, epsilon) == pytest.approx(float(log_e(k, n, epsilon)), abs=1e-9)


@given(st.lists(st.booleans(), max_size=60), st.sampled_from(EPSILONS))
def test_the_detector_is_never_below_nothing_and_remembers_its_first_alarm(losses: list[bool], epsilon: float) -> None:
    detector, first = Detector(epsilon, limit=50), None
    for n, loss in enumerate(losses, 1):
        alarmed = detector.see(loss)
        assert detector.level > 0
        first = n if alarmed and first is None else first
        assert alarmed == (first is not None)
    assert detector.alarmed_at == first


@pytest.mark.parametrize("epsilon", [0.0, 1.0, -0.1])
def test_a_bound_lies_between_nothing_and_all(epsilon: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        log_e(0, 1, epsilon)


@pytest.mark.parametrize("world", [BOUNDARY, FLAT, NOT_MONOTONE, OVERCONFIDENT], ids=lambda w: w.name)
def test_a_drafter_that_errs_too_often_is_rarely_certified_and_the_vendors_rule_lets_it_through(world: World) -> None:
    confidence, losses = world.draw(RUNS, 400, np.random.default_rng(11))
    assert certificates(confidence, losses, 0.05).wrongly(world, 0.05) <= most(0.05)
    if world is FLAT:
        assert vendors(confidence, losses).opened.mean() > 0.98


def test_a_good_drafter_is_certified() -> None:
    confidence, losses = GOOD.draw(RUNS, 400, np.random.default_rng(11))
    found = certificates(confidence, losses, 0.10)
    assert found.opened.mean() > 0.97
    assert found.wrongly(GOOD, 0.10) == 0
    assert certificates(confidence, losses, 0.05).opened.mean() > 0.75


def test_how_long_it_takes() -> None:
    """Where 1% are losses, 122 drafts in the median for a bound of 5%."""
    needed = reviews_until_proven(0.01, 0.05, 400, np.random.default_rng(12), most=600)
    assert np.median(needed) == pytest.approx(122, abs=2)


def test_a_jump_in_losses_is_caught_in_time_and_there_are_few_false_alarms() -> None:
    """From 2% to 20%: 27 spot-checks in the median, 56 in nine of ten cases; .002 false alarms in 500 spot-checks."""
    delays = alarms(0.02, 0.20, 0.05, RUNS, np.random.default_rng(13), 300)
    real = delays[delays > 0]
    assert np.median(real) == pytest.approx(27, abs=5)
    assert np.quantile(real, 0.9) == pytest.approx(56, abs=13)
    assert np.isfinite(alarms(0.02, 0.02, 0.05, RUNS, np.random.default_rng(14), 500)).mean() <= most(0.002)


@pytest.mark.parametrize("world", [GOOD, CALIBRATED], ids=lambda w: w.name)
def test_the_simulation_runs_the_rule_of_the_record(world: World) -> None:
    """Verdict by verdict, the same bands are certified after the same reviews."""
    confidence, losses = world.draw(4, 300, np.random.default_rng(15))
    found = certificates(confidence, losses, 0.10)
    for run in range(4):
        record, first = Record(Trust(floor=0.80), ["B"]), math.inf
        for n, (number, loss) in enumerate(zip(confidence[run], losses[run], strict=True), 1):
            made = Made("x", SCOPE, VERSIONS, "B", False, True, "high", float(number))
            record.take(Judged(made, "human", bool(loss), bool(loss), n, ""))
            if record.floor(2) is not None:
                first = min(first, n)
        floor = record.floor(2)
        assert first == found.reviews[run]
        assert (math.nan if floor is None else floor) == pytest.approx(found.floor[run], nan_ok=True)

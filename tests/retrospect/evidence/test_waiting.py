"""The weeks to an answer: what they are made of, and that they come true in simulated campaigns."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import beta

from hitl_kit.retrospect import angle_evidence
from hitl_kit.retrospect.evidence.eprocess import LESS, MORE
from hitl_kit.retrospect.evidence.waiting import (
    Answer,
    growth,
    plausible_shares,
    share_of_positives,
    weeks_to_answer,
)
from tests.benchmarks.angle_waits import LOOKS, by_then, off_by, waits
from tests.benchmarks.angle_worlds import NULL, ONE_BAD, WEEKS, Campaigns, World, sunday, touches
from tests.retrospect.evidence.conftest import MONDAY, random_touches


def array(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array(values, dtype=float)


def test_a_share_belongs_to_a_ratio_of_odds() -> None:
    assert share_of_positives(1, 0.2) == pytest.approx(0.2)
    assert share_of_positives([0.5, 3], 0.25) == pytest.approx([1 / 7, 0.5])


@pytest.mark.parametrize("ratio", LESS)
def test_evidence_grows_by_the_divergence_where_an_alternative_is_true(ratio: float) -> None:
    p, q = float(share_of_positives(ratio, 0.2)), 0.2
    divergence = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
    assert growth(p, q, 1.0, LESS) == pytest.approx(divergence)
    assert growth(p, q, 1.0, MORE) < 0


def test_what_is_plausible_narrows_with_replies_and_lies_around_what_was_seen() -> None:
    shares = plausible_shares(array(0, 2, 200, 0), array(0, 10, 1_000, 20), array(0.2, 0.2, 0.2, 0.2))
    assert (np.diff(shares, axis=0) > 0).all()
    assert shares[:, 0] == pytest.approx(beta(1, 4).ppf((np.arange(21) + 0.5) / 21))
    assert shares[10, 2] == pytest.approx(0.2, abs=0.001)
    spread = shares[-1] - shares[0]
    assert spread[2] < spread[1] < spread[0]
    assert shares[10, 3] < 0.04  # none among twenty, where four were expected


def test_an_answer_that_has_come_takes_no_weeks_and_without_replies_none_comes() -> None:
    fair = array(0.2, 0.2, 0.2, np.nan)
    shares = plausible_shares(array(0, 0, 0, 0), array(20, 20, 20, 0), fair)
    answer = Answer(array(4, 1, 1, 0), np.exp(3), 1.0, LESS)
    found = weeks_to_answer([answer], shares, fair, array(5, 5, 0, 5))
    assert found[0] == 0
    assert 0 < found[1] < np.inf
    assert np.isinf(found[2])
    assert np.isnan(found[3])
    twice = weeks_to_answer([answer], shares, fair, array(10, 10, 0, 10))
    assert twice[1] == pytest.approx(found[1] / 2)
    assert weeks_to_answer([answer, Answer(answer.log_e, np.exp(2), 1.0, LESS)], shares, fair, array(5, 5, 0, 5))[
        1
    ] == pytest.approx(found[1] / 2)


@pytest.mark.parametrize(("world", "angle"), [(ONE_BAD, 5), (NULL, 0)], ids=["bad", "average"])
@pytest.mark.parametrize("sends", [200, 600])
def test_forecasts_come_true_within_a_factor_of_three(world: World, angle: int, sends: int) -> None:
    found = waits(world, sends, 40, 200, seed=6).of(angle)
    assert len(found.took) > 50
    assert np.isfinite(found.forecast).mean() > 0.95
    assert off_by(found.forecast, found) < 3
    assert 0.2 < by_then(found.forecast, found) < 0.85


def test_the_ratio_drawn_towards_1_would_put_off_a_bad_angle_for_years() -> None:
    found = waits(ONE_BAD, 200, 40, 200, seed=6).of(5)
    assert off_by(found.shrunken, found) > 5 * off_by(found.forecast, found)
    assert by_then(found.shrunken, found) > 0.95


def test_the_benchmark_forecasts_what_angle_evidence_says() -> None:
    campaigns = Campaigns(ONE_BAD, 300, 1, np.random.default_rng(12))
    for _ in range(WEEKS):
        campaigns.send()
    found, said = waits(ONE_BAD, 300, 1, WEEKS, seed=12), []
    for look in (n for n in LOOKS if n < WEEKS):
        seen = angle_evidence(touches(campaigns, 0), as_of=sunday(look - 1))
        said += seen.loc[seen["weeks_to_answer"] > 0, "weeks_to_answer"].tolist()
    assert len(said) > 10
    assert said == pytest.approx(found.forecast.tolist(), rel=1e-9)


def test_whole_weeks_without_a_mail_are_counted_and_leave_the_wait_open() -> None:
    mails = random_touches(2, dict.fromkeys(("a", "b", "c"), 0.02), weeks=4, weekly=150)
    last = MONDAY + timedelta(days=27)
    assert angle_evidence(mails, as_of=last).attrs["weeks_idle"] == [0, 0, 0]
    assert angle_evidence(mails, as_of=MONDAY).attrs["weeks_idle"] == [0, 0, 0]
    late = angle_evidence(mails, as_of=last + timedelta(days=140))
    assert late.attrs["weeks_idle"] == [20, 20, 20]
    assert np.isinf(late["weeks_to_answer"]).all()
    stopped = mails[(mails["angle"] != "c") | (mails["sent_at"].dt.date < MONDAY + timedelta(days=7))]
    assert angle_evidence(stopped, as_of=last).attrs["weeks_idle"] == [0, 0, 3]

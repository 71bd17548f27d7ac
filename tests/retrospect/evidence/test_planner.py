"""The planner: known waiting times, and the truth about volumes that answer nothing."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitl_kit.domain.errors import InputError
from hitl_kit.retrospect import angles_compared, pace, plan
from hitl_kit.retrospect.evidence.eprocess import LESS
from hitl_kit.retrospect.evidence.pace import margin_for
from hitl_kit.retrospect.evidence.trials import weeks_to_retire
from hitl_kit.retrospect.evidence.waiting import Answer, growth, weeks_to_answer
from tests.retrospect.evidence.conftest import random_touches


@pytest.mark.parametrize(("angles", "sends", "weeks"), [(3, 200, 9), (6, 200, 18), (6, 600, 7), (6, 1_200, 4)])
def test_known_waiting_times(angles: int, sends: int, weeks: int) -> None:
    """As an independent simulation has them; the median of 500 campaigns is within a week of its own."""
    median = plan(sends, angles, 0.02, margin=1.0, runs=500).table.set_index("angles").loc[angles, "median"]
    assert median == pytest.approx(weeks, abs=1)


def test_a_large_volume_is_planned_with_the_margin_that_it_is_judged_by() -> None:
    """From 600 mails a week an angle has to lag by a fifth, which takes longer to find."""
    ours, eager = plan(600, 6, 0.02, runs=200), plan(600, 6, 0.02, margin=1.0, runs=200)
    assert ours.table["median"].iloc[-1] > eager.table["median"].iloc[-1]
    assert ours.table["found"].iloc[-1] < eager.table["found"].iloc[-1]
    assert plan(599, 6, 0.02, runs=60).record() == plan(599, 6, 0.02, margin=1.0, runs=60).record()


@pytest.mark.parametrize("a_week", [299, 300])
def test_the_report_and_the_planner_ask_for_the_same_margin(a_week: int) -> None:
    one = random_touches(2, {"a": 0.05}, weeks=1).iloc[:1].assign(simulated=False, signal="hiring", persona="cfo")
    mails = pd.concat([one.assign(angle=angle) for angle in "ab"] * a_week, ignore_index=True)
    mails["company"] = mails.index.astype(str)
    assert angles_compared(mails).attrs["margin"] == margin_for(2 * a_week)


def test_too_many_angles_are_told_to_be_fewer() -> None:
    heard: list[tuple[int, int]] = []
    found = plan(200, 6, 0.02, weeks=12, runs=200, told=lambda done, total: heard.append((done, total)))
    assert found.table["angles"].tolist() == [2, 3, 4, 5, 6]
    assert found.table["median"].is_monotonic_increasing
    assert found.recommended in (3, 4)
    assert found.sentences[0].startswith(f"Run {found.recommended} angles, not 6: ")
    assert 250 <= found.needed <= 500
    assert heard == [(n, 7) for n in range(8)]
    enough = plan(int(found.needed * 1.25), 6, 0.02, weeks=12, runs=200)
    assert enough.recommended == 6
    assert enough.sentences[0] == "6 angles can be told apart within 12 weeks."


def test_the_detectable_lag_is_detected_and_a_milder_one_is_not() -> None:
    found = plan(600, 4, 0.02, weeks=10, margin=1.0, runs=300)
    common: dict[str, Any] = {
        "sends_per_week": 600, "angles": 4, "base_rate": 0.02, "alpha": 0.1, "margin": 1.0, "horizon": 10,
        "runs": 1_000,
    }  # fmt: skip
    at = weeks_to_retire(np.random.default_rng(9), ratio=found.detectable, **common)
    milder = weeks_to_retire(np.random.default_rng(9), ratio=found.detectable * 1.5, **common)
    assert np.isfinite(at).mean() > 0.45
    assert np.isfinite(milder).mean() < 0.45


def test_a_volume_that_answers_nothing_says_so() -> None:
    found = plan(20, 6, 0.01, weeks=8, runs=100)
    assert found.recommended == 0
    assert math.isnan(found.detectable)
    assert found.sentences[0].startswith("Not even 2 angles can be told apart within 8 weeks")
    assert "what the others draw only after more than 60 weeks, nine of ten only after" in found.sentences[1]
    assert "fewer than half of the campaigns find even an angle that draws nothing" in found.sentences[2]
    assert json.loads(json.dumps(found.record(), allow_nan=False))["detectable"] is None
    assert "> 60" in found.shown.to_string()


def test_no_volume_answers_within_a_week() -> None:
    """Answers ripen for two weeks: whoever wants to know after one cannot."""
    found = plan(50_000, 2, 0.02, weeks=1, runs=50)
    assert math.isinf(found.needed)
    assert "no volume" in found.sentences[0]


def test_the_same_question_has_the_same_answer() -> None:
    first, second = (plan(300, 3, 0.02, runs=60).record() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "odd",
    [{"sends_per_week": 0}, {"sends_per_week": 10**9}, {"angles": 1}, {"angles": 301}, {"base_rate": 0},
     {"base_rate": 1.5}, {"base_rate": float("nan")}, {"weeks": 0}, {"weeks": 500}, {"ratio": 1}],
)  # fmt: skip
def test_numbers_that_make_no_campaign_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        plan(**({"sends_per_week": 300, "angles": 3, "base_rate": 0.02, "runs": 20} | odd))


def test_the_closed_form_of_the_wait() -> None:
    """ln(K/α) over weekly positives times KL(p1‖p0), p0 = 1/K, p1 = r/(r + K − 1), where an alternative fits r."""
    angles, ratio, weekly = 6, 0.25, 3.5
    p0, p1 = 1 / angles, ratio / (ratio + angles - 1)
    divergence = p1 * math.log(p1 / p0) + (1 - p1) * math.log((1 - p1) / (1 - p0))
    assert growth(p1, p0, 1.0, LESS) == pytest.approx(divergence)
    start, share = np.array([0.0, math.log(10), 9.0]), np.full(3, p0)
    answer = Answer(start, angles / 0.1, 1.0, LESS)
    waits = weeks_to_answer([answer], np.full((1, 3), p1), share, np.full(3, weekly))
    assert waits[0] == pytest.approx(math.log(60) / (weekly * divergence))
    assert waits[1] == pytest.approx(math.log(6) / (weekly * divergence))
    assert waits[2] == 0
    never = weeks_to_answer([answer], np.full((1, 3), 0.95 * p0), share, np.full(3, weekly))
    assert np.isinf(never[0])


def test_the_pace_of_a_campaign() -> None:
    touches = random_touches(2, {"a": 0.05, "b": 0.05}, weeks=11).assign(simulated=False)
    found = pace(touches)
    recent = touches[touches["sent_at"] >= touches["sent_at"].min().normalize() + pd.Timedelta(weeks=3)]
    assert found.sends_per_week == pytest.approx(len(recent) / 8, abs=3)
    assert found.base_rate == touches["positive_at"].notna().sum() / (~touches["bounced"]).sum()
    assert "simulated" not in found.sends_from + found.rate_from


def test_a_simulated_past_is_called_simulated_and_a_real_one_comes_first() -> None:
    touches = random_touches(2, {"a": 0.05, "b": 0.05}).assign(simulated=True)
    assert "simulated" in pace(touches).sends_from
    assert "simulated" in pace(touches).rate_from
    touches.loc[touches.index[:10], "simulated"] = False
    found = pace(touches)
    assert found.sends_from == "10 mails in 1 week"
    assert found.base_rate == 0.02
    assert found.rate_from.startswith("assumed")


def test_without_a_past_there_is_no_pace() -> None:
    nothing = random_touches(2, {"a": 0.1}, weeks=1).assign(simulated=False).iloc[:0]
    assert pace(nothing).sends_per_week == 0
    assert "assumed" in pace(nothing).rate_from

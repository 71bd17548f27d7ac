"""Angle evidence against a slow reading of the method, and as a run every week would see it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitl_kit.domain.errors import InputError
from hitl_kit.retrospect import angle_evidence
from hitl_kit.retrospect.evidence.eprocess import LESS, LESS_OR_NEAR, MORE, MORE_OR_NEAR
from tests.retrospect.evidence.conftest import MONDAY, known_on, plain_log_e, plain_strata, random_touches

COLUMNS = [
    "sent", "positives", "expected", "ratio", "ratio_low", "ratio_high", "e_retire", "e_scale", "label",
    "weeks_to_answer",
]  # fmt: skip
RATES = {"cost": 0.08, "speed": 0.04, "risk": 0.05}


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9)


@pytest.mark.parametrize("options", [{}, {"companies": 90}, {"domains": 3, "companies": 200}, {"segments": 1}])
@pytest.mark.parametrize("margin", [1.0, 0.8])
def test_the_evidence_is_what_the_plain_method_gives(options: dict[str, int], margin: float) -> None:
    touches = random_touches(7, RATES, **options)
    found, strata = angle_evidence(touches, margin=margin), plain_strata(touches)
    assert list(found.columns) == COLUMNS
    assert list(found.index) == sorted(RATES)
    assert found.index.name == "angle"
    for angle, row in found.iterrows():
        positives = sum(x[str(angle)] for _, x in strata.values())
        expected = sum(sum(x.values()) * n[str(angle)] / sum(n.values()) for n, x in strata.values())
        assert row["sent"] == (touches["angle"] == angle).sum()
        assert row["positives"] == positives
        assert row["expected"] == pytest.approx(expected, rel=1e-12)
        assert np.log(row["e_retire"]) == pytest.approx(plain_log_e(strata, str(angle), margin, LESS), abs=1e-9)
        assert np.log(row["e_scale"]) == pytest.approx(plain_log_e(strata, str(angle), 1 / margin, MORE), abs=1e-9)
        for end, alternatives in (("ratio_high", LESS_OR_NEAR), ("ratio_low", MORE_OR_NEAR)):
            at_end = plain_log_e(strata, str(angle), row[end], alternatives)
            assert at_end == pytest.approx(np.log(2 / 0.10), abs=1e-4), end


def test_the_order_of_rows_says_nothing() -> None:
    touches = random_touches(5, RATES, companies=100)
    shuffled = touches.sample(frac=1, random_state=2)
    same(angle_evidence(shuffled), angle_evidence(touches))


@pytest.mark.parametrize("days", [6, 13, 20, 24, 30, 48])
def test_a_day_in_the_past_shows_what_a_run_on_that_day_saw(days: int) -> None:
    touches, day = random_touches(11, RATES, companies=300), MONDAY + timedelta(days=days)
    then = angle_evidence(known_on(touches, day), as_of=day)
    same(angle_evidence(touches, as_of=day), then)
    assert angle_evidence(touches, as_of=day).attrs == then.attrs


def test_between_two_sundays_the_evidence_stands_still() -> None:
    """A look in the middle of a week would count mails against each other that are not all sent yet."""
    touches = random_touches(11, RATES)
    sunday = MONDAY + timedelta(days=27)
    stands = ["ratio_low", "ratio_high", "e_retire", "e_scale", "label"]
    seen = angle_evidence(touches, as_of=sunday)
    assert seen.attrs["whole_weeks_to"] == sunday.isoformat()
    for days in range(1, 7):
        later = angle_evidence(touches, as_of=sunday + timedelta(days=days))
        same(later[stands], seen[stands])
        assert later.attrs["whole_weeks_to"] == sunday.isoformat()
        assert later["sent"].sum() >= seen["sent"].sum()
    after = angle_evidence(touches, as_of=sunday + timedelta(days=7))
    assert (after["e_retire"] != seen["e_retire"]).all()


def test_without_a_day_the_frame_is_taken_to_the_end_of_its_last_week(one_bad: pd.DataFrame) -> None:
    last = max(one_bad["sent_at"].max(), one_bad["positive_at"].max()).date()
    sunday = last + timedelta(days=6 - last.weekday())
    found = angle_evidence(one_bad)
    same(found, angle_evidence(one_bad, as_of=sunday))
    assert found.attrs["whole_weeks_to"] == sunday.isoformat()


def test_one_bad_angle_is_found(one_bad: pd.DataFrame) -> None:
    found = angle_evidence(one_bad)
    assert found["label"].eq("retire").sum() == 1
    assert found["label"]["vanity"] == "retire"
    assert found["ratio_high"]["vanity"] < 0.6
    assert found["e_retire"]["vanity"] > 60
    assert found["weeks_to_answer"]["vanity"] == 0


def test_what_surely_does_not_lag_is_kept() -> None:
    found = angle_evidence(random_touches(3, dict.fromkeys(("cost", "speed", "risk"), 0.15), weekly=2_000))
    assert set(found["label"]) == {"keep"}
    assert (found["ratio_low"] >= 0.67).all()
    assert (found["weeks_to_answer"] == 0).all()


def test_one_good_angle_is_to_be_scaled() -> None:
    touches = random_touches(4, {"cost": 0.12, "speed": 0.03, "risk": 0.03, "vanity": 0.03}, weekly=400)
    found = angle_evidence(touches)
    assert found["label"]["cost"] == "scale"
    assert found["ratio_low"]["cost"] > 1.5
    margin = angle_evidence(touches, margin=0.5)
    assert margin["e_scale"]["cost"] < found["e_scale"]["cost"]


def test_slow_answers_are_not_taken_for_none() -> None:
    """An angle whose answers take ten days longer: the e-value condemns it, its older mails do not."""
    touches = random_touches(9, dict.fromkeys(("cost", "speed", "risk"), 0.15), weekly=500, weeks=5)
    slow = touches["angle"] == "risk"
    touches["positive_at"] = touches["positive_at"].where(~slow, touches["positive_at"] + timedelta(days=12))
    found = angle_evidence(touches, as_of=MONDAY + timedelta(days=27))
    assert found["e_retire"]["risk"] > 30
    assert found["label"]["risk"] == "watch"


def test_too_little_is_called_too_little_and_says_how_long() -> None:
    found = angle_evidence(random_touches(2, dict.fromkeys(("a", "b", "c"), 0.02), weeks=2, weekly=150))
    assert set(found["label"]) == {"not enough data"}
    assert (found["weeks_to_answer"] > 4).all()
    assert (found["ratio_low"] < 0.67).all()


def test_no_replies_at_all_leave_the_wait_open() -> None:
    found = angle_evidence(random_touches(2, dict.fromkeys("ab", 0.0)))
    assert found["weeks_to_answer"].isna().all()
    assert (found["e_retire"] == 1).all()
    assert (found["ratio"] == 1).all()
    assert (found["ratio_low"] == 0).all()
    assert np.isinf(found["ratio_high"]).all()


def test_a_segment_is_never_compared_with_another() -> None:
    """Each angle alone in its segment: however the segments differ, nothing is said about the angles."""
    touches = random_touches(6, {"cost": 0.2, "speed": 0.01}, weekly=400)
    touches["segment"] = touches["angle"]
    found = angle_evidence(touches)
    assert (found["e_retire"] == 1).all()
    assert (found["expected"] == found["positives"]).all()
    assert set(found["label"]) == {"not enough data"}


def test_one_angle_alone_has_nothing_to_be_compared_with() -> None:
    found = angle_evidence(random_touches(6, {"cost": 0.2}))
    assert found["label"]["cost"] == "not enough data"
    assert found["ratio"]["cost"] == 1
    assert np.isnan(found["weeks_to_answer"]["cost"])


def test_mails_to_a_company_that_is_won_are_at_risk_no_longer() -> None:
    """The second mail went out a week after the company had answered the first."""
    touches = pd.DataFrame(
        {
            "angle": ["a", "b", "b", "a"], "segment": "s", "company": ["x", "x", "y", "z"], "bounced": False,
            "sent_at": pd.to_datetime(["2026-03-02", "2026-03-10", "2026-03-10", "2026-03-10"], utc=True),
            "positive_at": pd.to_datetime(["2026-03-03", "2026-03-12", "2026-03-12", "NaT"], utc=True),
        }
    )  # fmt: skip
    found = angle_evidence(touches)
    assert found["positives"].to_dict() == {"a": 1, "b": 1}
    assert found["expected"].to_dict() == {"a": 1.5, "b": 0.5}


def test_a_dated_bounce_leaves_the_weeks_before_it_as_they_were() -> None:
    touches = random_touches(8, RATES, bounce=0.2)
    late = touches["sent_at"] + timedelta(days=9)
    dated = touches.assign(bounced_at=late.where(touches["bounced"]))
    day = MONDAY + timedelta(days=20)
    end = pd.Timestamp(day + timedelta(days=1), tz="UTC")
    then = known_on(dated, day)
    then = then.assign(bounced=then["bounced"] & (then["bounced_at"] < end))
    same(angle_evidence(dated, as_of=day), angle_evidence(then, as_of=day))
    assert (angle_evidence(dated)["expected"] != angle_evidence(touches)["expected"]).all()
    same(
        angle_evidence(dated.assign(bounced_at=dated["bounced_at"].where(~touches["bounced"]))), angle_evidence(touches)
    )


@pytest.mark.parametrize(
    "as_of", [date(2026, 3, 29), "2026-03-29", datetime(2026, 3, 29, 12, tzinfo=UTC), pd.Timestamp("2026-03-29")]
)
def test_a_day_may_be_written_in_many_ways(as_of: Any) -> None:
    touches = random_touches(11, RATES)
    same(angle_evidence(touches, as_of=as_of), angle_evidence(touches, as_of=date(2026, 3, 29)))


@pytest.mark.parametrize("missing", ["angle", "segment", "company", "sent_at", "bounced", "positive_at"])
def test_a_missing_column_is_named(missing: str) -> None:
    with pytest.raises(InputError, match=f"no column '{missing}'"):
        angle_evidence(random_touches(1, RATES, weeks=1).drop(columns=missing))


@pytest.mark.parametrize(
    "options", [{"alpha": 0}, {"alpha": 1.5}, {"alpha": float("nan")}, {"margin": 0}, {"margin": 2}]
)
def test_bounds_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(options))):
        angle_evidence(random_touches(1, RATES, weeks=1), **options)

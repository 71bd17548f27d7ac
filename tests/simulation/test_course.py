"""What a simulated course came to: the drafts that went by themselves, and which of the demo's plays were written."""

from __future__ import annotations

import pytest
import yaml

from hitl_kit.domain.errors import InputError
from hitl_kit.simulation import Automatic, Course, Setting, Week
from hitl_kit.simulation.pilot import pilot


@pytest.mark.parametrize(
    ("drafts", "bad", "kept"),
    [(0, 0, None), (19, 0, None), (19, 19, None), (20, 1, True), (20, 2, False), (200, 19, True)],
)  # fmt: skip
def test_a_share_of_few_drafts_says_nothing(drafts: int, bad: int, kept: bool | None) -> None:
    assert Automatic(drafts, bad, bad).kept is kept


def test_the_words_have_counts_share_interval_and_bound() -> None:
    found = Automatic(drafts=40, bad=3, rejected=1)
    assert found.share == 3 / 40
    low, high = found.between
    assert low < 3 / 40 < high
    words = found.words
    assert "40 drafts went by themselves" in words
    assert "rejected 1 and changed 2: 7.5% bad" in words
    assert f"{low:.1%} to {high:.1%}; to stay below 10%" in words
    assert "so few say nothing" in Automatic(5, 0, 0).words


def test_a_course_adds_its_weeks_up_and_a_share_of_nothing_is_null() -> None:
    weeks = [Week(1), Week(2, judged=10, approved=9, automatic=30, bad_automatic=2, rejected_automatic=1)]
    course = Course(Setting(), weeks, plays=("one",), closed={"one": "too few"})
    assert course.automatic == Automatic(30, 2, 1)
    shown = course.as_json()
    assert (shown["weeks"][0]["as_is_share"], shown["weeks"][1]["as_is_share"]) == (None, 0.9)
    assert shown["automatic"]["share_bad"] == 2 / 30
    assert shown["not_by_themselves"] == {"one": "too few"}


def test_the_seed_draws_the_plays_and_no_two_share_an_angle_while_there_are_others() -> None:
    drawn = set()
    for seed in range(6):
        with pilot(Setting(seed=seed, plays=3)) as campaign:
            library = campaign.library.value
            drawn.add(tuple(play.id for play in library.plays))
            assert len({play.angle for play in library.plays}) == 3
            assert {angle.id for angle in library.angles} == {play.angle for play in library.plays}
            assert yaml.safe_load(campaign.policy.text)["review"]["planted"] == 0.1
    assert len(drawn) > 2
    with pilot(Setting(seed=1, plays=15)) as campaign:
        assert len(campaign.library.value.plays) == 15
    with pytest.raises(InputError, match="16 plays"), pilot(Setting(plays=16)):
        pass

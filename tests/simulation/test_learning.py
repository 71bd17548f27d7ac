"""The simulated workflow: what reviewers hide is learned through the real loop, what cannot be is said, and the arm
without learning stays where it is."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from hitl_kit.domain.errors import FileProblems
from hitl_kit.domain.packages import Package
from hitl_kit.files import read_yaml
from hitl_kit.simulation import PUBLISHED, ReviewerProfile, Setting, beside, bundled_reviewers, judge, simulate
from hitl_kit.simulation.reviewer import Attention, displeasing
from tests.review import factory


def profile(**wants: object) -> ReviewerProfile:
    return ReviewerProfile.model_validate({"name": "Rosa", "attention": {"defects": 1, "preferences": 1}, **wants})


def judged(package: Package, **wants: object) -> tuple[str, str]:
    assert package.draft is not None
    found = judge(profile(**wants), package, package.draft, random.Random(1))
    return found.verdict, found.body


def test_a_reviewer_without_wishes_approves() -> None:
    package = factory.package(1)
    assert package.draft is not None
    assert judged(package) == ("approve", package.draft.body)


@pytest.mark.parametrize(
    ("wants", "stands", "stood"),
    [
        ({"greeting": "Dear {name},"}, "Dear Ben Okafor,", "Hi Ben,"),
        ({"sign_off": "Best,"}, "Best,\nStockline", "Sam Hale"),
        ({"call_to_action": "May I call {company}?"}, "May I call Brightwater Foods?", "twenty minutes"),
        ({"phrases_disliked": ["from the first day"]}, "across sites.", "from the first day"),
        ({"wording_replaced": {"stock figure": "number"}}, "one number", "stock figure"),
        ({"topics_disliked": ["spreadsheets"]}, "Our customers", "spreadsheets"),
        ({"words": {"max": 45}}, "A third site", "Our customers"),
        ({"words": {"min": 200, "adds": "More soon."}}, "first day. More soon.", "zzz"),
        ({"tone": "informal", "wording_replaced": {"A third site is": "It is"}}, "It's usually", "It is usually"),
    ],
)
def test_each_wish_is_one_edit(wants: dict[str, object], stands: str, stood: str) -> None:
    verdict, body = judged(factory.package(1), **wants)
    assert verdict == "edit"
    assert stands in body
    assert stood not in body


def test_quotations_and_names_are_left_alone() -> None:
    verdict, _ = judged(factory.package(1), phrases_disliked=["Brightwater"], wording_replaced={"warehouse": "depot"})
    assert verdict == "edit", "the subject is the drafter's own words"
    package = factory.package(1)
    assert package.draft is not None
    body = judge(profile(wording_replaced={"Brightwater": "X"}), package, package.draft, random.Random(1)).body
    assert "Brightwater Foods opens" in body


def test_what_no_edit_can_mend_is_rejected() -> None:
    package = factory.package(1)
    assert package.draft is not None
    for wants, reason in (
        ({"icp": {"employees": {"max": 100}}}, "not_icp"),
        ({"icp": {"industry": ["Banking"]}}, "not_icp"),
        ({"angles_disliked": ["one_stock_figure"]}, "poor_fit"),
        ({"topics_disliked": ["twenty minutes"]}, "poor_fit"),
    ):
        found = judge(profile(**wants), package, package.draft, random.Random(1))
        assert (found.verdict, found.reason) == ("reject", reason)
        assert displeasing(profile(**wants), package, package.draft)


def test_attention_tires_within_the_day_and_not_below_its_floor() -> None:
    care = Attention(defects=0.9, tires=0.1, floor=0.3)
    assert [round(care.after(0.9, n), 2) for n in (0, 3, 20)] == [0.9, 0.6, 0.3]
    assert Attention(floor=0.5).after(0.2, 9) == 0.2
    package = factory.package(1)
    assert package.draft is not None
    blind = ReviewerProfile(name="B", greeting="Yo,", attention=Attention(preferences=0, defects=0, floor=0))
    assert judge(blind, package, package.draft, random.Random(1), defect=True).verdict == "approve"


def test_every_bundled_reviewer_can_be_read_and_a_slip_is_named(tmp_path: Path) -> None:
    assert len({read_yaml(f, ReviewerProfile).value.name for f in bundled_reviewers()}) == len(bundled_reviewers()) >= 4
    slip = tmp_path / "r.yaml"
    slip.write_text("name: R\ngreetin: Hi\n")
    with pytest.raises(FileProblems, match="greetin"):
        read_yaml(slip, ReviewerProfile)


TOBY = {
    "name": "Toby", "greeting": "Good day {first_name},", "sign_off": "Cheers,", "words": {"max": 80},
    "wording_replaced": {"rounds": "trips"}, "phrases_disliked": ["truly"],
    "icp": {"country": ["United Kingdom", "Ireland", "Sweden", "Norway"]},
}  # fmt: skip


@pytest.mark.slow
def test_hidden_wishes_are_learned_and_without_learning_nothing_changes() -> None:
    toby = ReviewerProfile.model_validate(TOBY)
    learned = simulate([toby], Setting(weeks=4, per_week=60, seed=11))
    assert learned.weeks[0].as_is_share < 0.1
    assert learned.weeks[-1].as_is_share >= 0.85
    assert learned.weeks[-1].minutes_a_day < learned.weeks[0].minutes_a_day / 2
    rules = " ".join(words for _, words in learned.said)
    assert 'greet with "Good day [first name],"' in rules
    assert 'write "trips" for "rounds"' in rules
    flat = simulate([toby], Setting(weeks=4, per_week=60, seed=11, learning=False))
    assert all(w.as_is_share < 0.1 and w.rules == 0 for w in flat.weeks)
    table = beside(learned, flat)
    assert len(table) == 4
    assert PUBLISHED[4][1] in table.iloc[3]["approved as it was"]
    assert simulate([toby], Setting(weeks=1, per_week=60, seed=11)).weeks == learned.weeks[:1], "the seed decides"


@pytest.mark.slow
def test_what_cannot_be_learned_is_said_with_its_reason() -> None:
    one, other = (
        ReviewerProfile.model_validate({"name": name, "greeting": f"{word} {{first_name}},"})
        for name, word in (("Ana", "Hi"), ("Ben", "Good day"))
    )
    course = simulate([one, other], Setting(weeks=2, per_week=60, seed=2))
    ((label, times),) = course.unlearned.items()
    assert label.endswith("greeting")
    assert times > 10
    assert "want different things" in course.why[label]


def test_the_simulation_dates_are_not_today() -> None:
    from hitl_kit.simulation.learning import _FIRST_MONDAY

    assert _FIRST_MONDAY.weekday() == 0
    assert date(2026, 11, 1) > _FIRST_MONDAY


def test_the_simulation_never_touches_the_teams_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    teams = tmp_path / "team.db"
    monkeypatch.setenv("HITL_DATABASE_URL", f"sqlite:///{teams}")
    course = simulate([ReviewerProfile(name="R")], Setting(weeks=1, per_week=10))
    assert course.weeks[0].judged
    assert not teams.exists()


def test_bounds_of_length_that_exclude_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="min 200 is above max 40"):
        profile(words={"min": 200, "max": 40})
    assert profile(words={"min": 200}).words.max == 0


LENA = {
    "name": "Lena", "greeting": "Good day {first_name},", "sign_off": "Cheers,",
    "wording_replaced": {"rounds": "trips"}, "icp": {"employees": {"max": 1500}},
    "attention": {"defects": 1, "preferences": 1},
}  # fmt: skip


@pytest.mark.slow
def test_drafts_go_by_themselves_and_those_that_go_are_good() -> None:
    lena = ReviewerProfile.model_validate(LENA)
    course = simulate([lena], Setting(weeks=5, per_week=100, seed=3, plays=2))
    went = course.automatic
    assert went.drafts == sum(w.automatic for w in course.weeks) >= 50
    assert (went.bad, went.rejected, went.unlike, went.kept) == (0, 0, 0, True)
    assert f"{went.drafts} drafts went by themselves" in course.summary[1]
    assert all(w.spot_checks >= 20 for w in course.weeks if w.automatic), "the count of a week is read whatever goes"
    assert all(w.planted for w in course.weeks if w.automatic), "attention is measured all the while"
    assert len(course.plays) == 2
    flat = simulate([lena], Setting(weeks=5, per_week=100, seed=3, plays=2, learning=False))
    assert flat.automatic.drafts == 0
    assert flat.plays == course.plays
    assert set(flat.closed) == set(flat.plays)

"""The plain reading of a reviewer's file: it names each wish that a mail does not meet, as the reviewer does."""

from __future__ import annotations

import random
from typing import Any

import pytest

from hitl_kit.simulation import ReviewerProfile, judge
from hitl_kit.simulation.plain import breaches
from tests.review import factory

WISHES: list[tuple[dict[str, Any], str]] = [
    ({"greeting": "Dear {name},"}, "greeting"),
    ({"sign_off": "Best,"}, "sign-off"),
    ({"call_to_action": "May I call {company}?"}, "call to action"),
    ({"phrases_disliked": ["from the first day"]}, "from the first day"),
    ({"wording_replaced": {"stock figure": "number"}}, "stock figure"),
    ({"topics_disliked": ["spreadsheets"]}, "spreadsheets"),
    ({"words": {"max": 45}}, "too long"),
    ({"words": {"min": 200}}, "too short"),
    ({"angles_disliked": ["one_stock_figure"]}, "angle one_stock_figure"),
    ({"icp": {"industry": ["Banking"]}}, "industry"),
    ({"icp": {"employees": {"max": 100}}}, "employees"),
]


def profile(**wants: Any) -> ReviewerProfile:
    return ReviewerProfile.model_validate({"name": "Rosa", "attention": {"defects": 1, "preferences": 1}, **wants})


@pytest.mark.parametrize(("wants", "named"), WISHES)
def test_each_wish_that_is_not_met_is_named(wants: dict[str, Any], named: str) -> None:
    package = factory.package(1)
    assert package.draft is not None
    assert breaches(profile(**wants), package, package.draft) == (named,)
    assert judge(profile(**wants), package, package.draft, random.Random(1)).verdict != "approve"


def test_whoever_wants_nothing_finds_nothing_and_quotations_are_no_words_of_ours() -> None:
    package = factory.package(1)
    assert package.draft is not None
    assert breaches(profile(), package, package.draft) == ()
    assert breaches(profile(greeting="Hi {first_name},"), package, package.draft) == ()
    assert breaches(profile(phrases_disliked=["Brightwater"]), package, package.draft) == ()


@pytest.mark.parametrize(
    ("tone", "text", "found"),
    [
        ("formal", "We're near.", True), ("formal", "It isn't far.", True), ("formal", "Good news!", True),
        ("formal", "We are near. The team's depot.", False), ("informal", "It is near.", True),
        ("informal", "It's near.", False), ("informal", "We cannot see it.", True),
    ],
)  # fmt: skip
def test_the_tone_is_read_from_forms(tone: str, text: str, found: bool) -> None:
    package = factory.package(1)
    assert package.draft is not None
    words = {"greeting": "Hi Ben,", "signoff": "Best,\nSam Hale\n\nI will not write again. Don't worry!"}
    segments = tuple(s.model_copy(update={"text": words.get(s.kind, text)}) for s in package.draft.segments)
    draft = package.draft.model_copy(update={"segments": segments, "subject": "Sites"})
    assert bool(breaches(profile(tone=tone), package, draft)) is found

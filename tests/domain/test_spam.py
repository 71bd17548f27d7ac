"""What a mail is held for, its draft was warned about: one list for both, read as whole words."""

from __future__ import annotations

import pytest

from hitl_kit.delivery.spam import lint
from hitl_kit.domain.spam import HELD, WARNED
from hitl_kit.drafting.phrases import find


def warned(text: str) -> bool:
    return any(phrase.kind == "spam" for phrase in find(text))


@pytest.mark.parametrize("phrase", HELD)
def test_what_is_not_sent_is_warned_about_in_the_draft(phrase: str) -> None:
    text = f"Here is {phrase.upper()}, as they say."
    assert f"the phrase '{phrase}'" in lint("A note", text, first=True)
    assert warned(text)


@pytest.mark.parametrize("phrase", WARNED)
def test_some_are_only_warned_about(phrase: str) -> None:
    text = f"Here is {phrase.replace('*', 'ing')}, as they say."
    assert warned(text)
    if not any(f" {held} " in f" {phrase} " for held in HELD):
        assert lint("A note", text, first=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "Your depot in Winnersh opens in May.",
        "An order now takes two days in Ohio instead of three weeks.",
        "They redouble yourself-service efforts.",
    ],
)
def test_plain_words_are_left_alone(text: str) -> None:
    assert lint("A note", text, first=True) == []
    assert not warned(text)


def test_a_phrase_may_run_over_the_end_of_a_line() -> None:
    assert lint("A note", "For more, click\nhere.", first=True) == ["the phrase 'click here'"]

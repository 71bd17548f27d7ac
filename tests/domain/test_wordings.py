"""Wordings: sentences, phrases taken out and put otherwise, and data that stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.wordings import Masked, formal, holds, informal, replaced, sentences, tidy, without_sentences


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = 'They said: "We open in May." It costs 3.5 million, e.g. for land. Is that so? Yes!'
    assert sentences(text) == [
        'They said: "We open in May."', "It costs 3.5 million, e.g. for land.", "Is that so?", "Yes!",
    ]  # fmt: skip
    assert sentences("  ") == []


@pytest.mark.parametrize(
    "text",
    ["Haus am See now belongs to Kliniken, and Dr. Ute Brandt stays.", "Routes Inc. Leeds (approx. 40) and U.S. Mail.",
     "Regards,\nDr. Ute Brandt", "It is plan B. Really."],
)  # fmt: skip
def test_abbreviations_and_single_letters_end_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@given(st.text(alphabet='ab .!?"AB1', max_size=60))
def test_sentences_lose_no_word(text: str) -> None:
    assert " ".join(sentences(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "phrase", "into", "made"),
    [
        ("Two rounds, and Rounds again.", "rounds", "routes", "Two routes, and Routes again."),
        ("Surrounds stay.", "rounds", "routes", "Surrounds stay."),
        ("In RouteWise a planner moves it.", "in routewise", "", "A planner moves it."),
        ("Full rounds are truly full.", "truly full", "", "Full rounds are."),
        ("Ask  made\nme write now.", "made me write", "caught my eye", "Ask  caught my eye now."),
    ],
)
def test_phrases_are_replaced_as_whole_words(text: str, phrase: str, into: str, made: str) -> None:
    assert replaced(text, phrase, into) == tidy(made)


def test_a_topic_takes_its_sentences_along() -> None:
    assert without_sentences("One about mileage. One about hours.", "mileage") == "One about hours."
    assert without_sentences("Only mileage here.", "mileage") == ""
    assert not holds("nothing", "")
    assert not holds("nothing", "  ")


def test_forms_go_both_ways() -> None:
    assert informal("I am sure it is fine. Do not wait.") == "I'm sure it's fine. Don't wait."
    assert formal("I\u2019m sure it's fine! Don't wait.") == "I am sure it is fine. Do not wait."


@given(st.text(max_size=30), st.text(alphabet="abc {}\u00e9", min_size=1, max_size=8))
def test_what_is_masked_comes_back_unchanged(around: str, data: str) -> None:
    around = "".join(c for c in around if not 0xE000 <= ord(c) <= 0xF8FF)
    text = f"{around}{data}{around}"
    assert Masked(text, [data]).shown(Masked(text, [data]).text) == text


def test_data_that_is_gone_is_named() -> None:
    masked = Masked('He said "x y". Fine.', ['"x y"'])
    assert masked.lost("Fine.") == ['"x y"']
    assert masked.lost(masked.text) == []


@pytest.mark.parametrize("text", ["{{ config }}", "{% raw %}", "a {# b #}", "a\u202eb", "a\x07b"])
def test_a_rule_holds_neither_templates_nor_hidden_characters(text: str) -> None:
    with pytest.raises(ValueError, match="a rule holds no"):
        Lesson(kind="replace", text="x", into=text)


@pytest.mark.parametrize("kind", ["remove", "replace", "greeting", "max_words", "tone"])
def test_a_rule_needs_its_words(kind: str) -> None:
    with pytest.raises(ValueError, match=r"needs|tone is"):
        Lesson.model_validate({"kind": kind, "text": "x" if kind in ("replace", "tone") else ""})


def test_the_same_rule_has_the_same_id() -> None:
    assert Lesson(kind="remove", text="Truly").id == Lesson(kind="remove", text="truly").id
    assert Lesson(kind="remove", text="truly").id != Lesson(kind="topic", text="truly").id

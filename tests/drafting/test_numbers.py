"""Numbers in digits and in words, as values that can be compared."""

from __future__ import annotations

import pytest

from hitl_kit.drafting.numbers import numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,200 jobs", "1200 jobs"), ("1.2k jobs", "1,200 jobs"), ("£12m", "12 million pounds"),
        ("2.5bn", "2.5 billion"), ("12%", "12 per cent"), ("twelve percent", "12 %"), ("Q1", "the first quarter"),
        ("2nd", "second"), ("thirty-eight", "38"), ("a dozen", "12"), ("eight million", "8m"), ("SIXTY", "60"),
        ("3 thousand", "3,000"),
    ],
)  # fmt: skip
def test_the_same_number_in_two_ways(one, other):
    assert {n.value for n in numbers(one)} == {n.value for n in numbers(other)} != set()


@pytest.mark.parametrize(
    ("one", "other"), [("12", "12%"), ("12", "12k"), ("second", "2"), ("1.5", "15"), ("12", "120"), ("Q1", "Q2")]
)
def test_different_numbers(one, other):
    assert {n.value for n in numbers(one)} != {n.value for n in numbers(other)}


def test_places_and_words_that_are_no_numbers():
    text = "one of 3 in v2 at B12"
    assert [text[n.start : n.end] for n in numbers(text)] == ["3"]

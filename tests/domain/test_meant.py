"""The mend for a word that is not known."""

from __future__ import annotations

from hitl_kit.domain.errors import meant


def test_a_near_word_is_offered_as_it_is_written() -> None:
    assert meant("founded ", ["Founded", "name"], "the fields are") == "did you mean 'Founded'?"


def test_else_all_that_there_are_up_to_a_bound() -> None:
    assert meant("zzz", ["a", "b"], "the fields are") == "the fields are: a, b"
    assert meant("zzz", [], "the fields are") == "the fields are: none"
    assert meant("zzz", [str(n) for n in range(40)], "they are").endswith("29 …")

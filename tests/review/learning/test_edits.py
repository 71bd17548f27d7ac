"""What one edit shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.review.learning import read_all
from hitl_kit.review.learning.edits import read
from tests.review.learning.judging import judged


def test_an_untouched_mail_shows_nothing() -> None:
    found = read(judged(0))
    assert all(p.before == p.after and not p.ops for p in found.parts)
    assert (found.cut, found.added, found.words_before) == (0, (), found.words_after)


def test_names_and_quotations_become_signs() -> None:
    found = read(judged(0))
    greeting = found.part("greeting")
    assert greeting is not None
    assert greeting.before == "Hi [first name],"
    assert found.parts[0].before == "[company]'s third warehouse"


def test_a_word_put_otherwise_is_one_change_with_its_surroundings() -> None:
    found = read(judged(1, lambda body: body.replace("planners", "dispatchers")))
    (op,) = [op for part in found.parts for op in part.ops]
    assert (op.before, op.after) == (("planners",), ("dispatchers",))
    assert (op.left[-1], op.right[0]) == ("the", "see")


def test_a_sentence_that_went_is_a_sentence() -> None:
    found = read(judged(0, lambda body: body.replace(" Our customers see one figure.", "")))
    (op,) = [op for part in found.parts for op in part.ops]
    assert op.sentence
    assert " ".join(op.before) == "Our customers see one figure ."
    assert found.cut == 5 == found.words_before - found.words_after


def test_another_call_to_action_is_no_change_of_words() -> None:
    found = read(judged(0, lambda body: body.replace("Would twenty minutes next week be of use?", "Shall we talk?")))
    part = found.part("cta")
    assert part is not None
    assert part.after == "Shall we talk?"
    assert part not in found.worded
    assert found.cut == 0


def test_an_added_paragraph_is_an_addition_and_a_removed_one_is_gone() -> None:
    added = read(judged(0, lambda body: body.replace("\n\nWould", "\n\nP.S. We meet at the fair.\n\nWould")))
    assert added.added == ("P.S. We meet at the fair.",)
    gone = read(judged(0, lambda body: "\n\n".join(p for p in body.split("\n\n") if "third site" not in p)))
    part = gone.part("angle")
    assert part is not None
    assert part.after == ""


def test_rejected_mails_are_not_read() -> None:
    assert read_all([judged(0, verdict="reject", reason="tone")]) == []


@given(st.text(max_size=200))
def test_any_body_can_be_read(body: str) -> None:
    found = read(judged(2, lambda _: body or "x", verdict="edit"))
    assert len(found.parts) == 7

"""Rules out of many edits: found where they hold, apart where reviewers differ, and not where there are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hitl_kit.domain.lessons import Candidate, Lesson
from hitl_kit.review.learning import Mail, candidates, effect, read_all
from tests.review.learning.judging import judged


def rules(mails: list[Mail], *accepted: Lesson) -> dict[str, Candidate]:
    return {c.lesson.rule: c for c in candidates(mails, accepted)}


def after(change: Callable[[str], str], n: int = 24, reviewer: str = "Ana") -> list[Mail]:
    return [judged(i, change, reviewer=reviewer) for i in range(n)]


def test_nothing_is_learned_from_mails_that_were_left_alone() -> None:
    assert rules([judged(n) for n in range(30)]) == {}
    assert rules([]) == {}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda b: b.replace("planners", "dispatchers"), 'write "dispatchers" for "planners"'),
        (lambda b: b.replace(" truly", ""), 'leave out "truly"'),
        (lambda b: b.replace("Sam Hale", "Cheers,\nSam Hale", 1), None),
        (lambda b: b.replace("Hi ", "Good day "), 'greet with "Good day [first name],"'),
        (lambda b: b.replace("Would twenty minutes next week be of use?", "Shall we talk?"), 'ask "Shall we talk?"'),
    ],
)
def test_one_habit_is_one_rule(change: Callable[[str], str], rule: str | None) -> None:
    found = rules(after(change))
    if rule is not None:
        assert list(found) == [rule]
        assert found[rule].asked == found[rule].of


def test_a_word_that_is_fine_elsewhere_is_learned_with_its_surroundings() -> None:
    """'figure' goes only before 'and': the rule names both."""
    found = rules(after(lambda b: b.replace("one figure, and", "one number, and")))
    (rule,) = found.values()
    assert rule.lesson.kind == "replace"
    assert "figure," in rule.lesson.text
    assert rule.asked == rule.of == 8


def test_mails_that_are_cut_to_a_length_teach_the_length_and_no_topic() -> None:
    def cut(body: str) -> str:
        parts = body.split("\n\n")
        while sum(len(p.split()) for p in parts[:-1]) > 55 and len(parts[3].split(". ")) > 1:
            parts[3] = ". ".join(parts[3].split(". ")[:-1]) + "."
        return "\n\n".join(parts)

    found = rules(after(cut, 48))
    assert [c.lesson.kind for c in found.values()] == ["max_words"]
    assert 45 <= next(iter(found.values())).lesson.words <= 55


def test_sentences_with_one_word_in_common_teach_the_topic() -> None:
    def without_planners(body: str) -> str:
        paragraphs = body.split("\n\n")
        paragraphs[3] = " ".join(s + "." for s in paragraphs[3].rstrip(".").split(". ") if "planners" not in s)
        return "\n\n".join(paragraphs)

    found = rules(after(without_planners, 36))
    assert list(found) == ['do not mention "planners"']


def test_who_differs_is_shown_and_not_averaged_away() -> None:
    mails = after(lambda b: b.replace("Hi ", "Dear "), 12, "Ana") + after(lambda b: b, 12, "Ben")
    rule = rules(mails)['greet with "Dear [first name],"']
    assert (rule.asked, rule.of) == (12, 12)
    assert rule.differs == ("Ben: 0 of 12",)
    mails += after(lambda b: b.replace("Hi ", "Hello "), 5, "Cem")
    assert "Cem: 0 of 5, and otherwise in 5" in rules(mails)['greet with "Dear [first name],"'].differs


def test_text_out_of_quotations_is_never_a_rule() -> None:
    """A reviewer who shortens the source's own words teaches nothing about wording."""
    found = rules(after(lambda b: b.replace("opens its third warehouse in Malm\u00f6 in April", "opens")))
    assert all("warehouse" not in rule for rule in found)


def test_template_syntax_and_hidden_characters_are_never_a_rule() -> None:
    assert rules(after(lambda b: b.replace("planners", "{{ sender.email }}"))) == {}
    assert rules(after(lambda b: b.replace("Hi ", "Hi\u202e "))) == {}


def test_what_is_in_force_is_not_proposed_again() -> None:
    lesson = Lesson(kind="replace", text="planners", into="dispatchers")
    assert rules(after(lambda b: b.replace("planners", "dispatchers")), lesson) == {}


def test_an_angle_that_is_rejected_for_its_words_is_proposed_to_be_left_out() -> None:
    mails = [judged(n, verdict="reject", reason="poor_fit") for n in range(8)]
    assert list(rules(mails)) == ["no mail with the angle one_stock_figure"]
    about_companies = [judged(n, verdict="reject", reason="not_icp") for n in range(8)]
    assert rules(about_companies) == {}


def test_the_effect_compares_before_and_after() -> None:
    lesson = Lesson(kind="replace", text="planners", into="dispatchers")
    mails = after(lambda b: b.replace("planners", "dispatchers"), 12) + [judged(n) for n in range(12, 24)]
    found = effect(lesson, 24, mails, read_all(mails))
    assert (found.before, found.of_before, found.after, found.of_after) == (8, 12, 0, 12)
    assert not found.worse
    assert effect(lesson, 24, mails[12:] + mails[:12], read_all(mails)).words.startswith("changed by hand in 8 of 12")


@pytest.mark.parametrize(
    "request_", ["May I call you for twenty minutes next week?", "Would a call next week be of use?"]
)
def test_a_request_that_shares_words_with_the_drafts_teaches_nothing_about_other_words(request_: str) -> None:
    change = after(lambda b: b.replace("Would twenty minutes next week be of use?", request_))
    assert list(rules(change)) == [f'ask "{request_}"']
    asked = rules(change)[f'ask "{request_}"'].lesson
    assert rules(change, asked) == {}, "nor once it is in force"

"""The steps that follow a mail are read before anybody approves them with it."""

from __future__ import annotations

import pytest

from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Draft
from tests.drafting.bench import SENDER, Bench

SIGNED = f"Hello Dana,\n\n{{}}\n\nRegards,\n{SENDER.name}\n{SENDER.postal_address}\n\n{SENDER.opt_out}"
FINE = "Two weeks ago I wrote about the second depot. Is this yours to decide?"


def _following(bench: Bench, *steps: FollowUp) -> Draft:
    return bench.draft.model_copy(update={"follow_ups": steps})


def _email(words: str, number: int = 2) -> FollowUp:
    return FollowUp(number=number, channel="email", after_days=3, body=SIGNED.format(words))


def test_a_plain_reminder_passes(bench: Bench) -> None:
    task = FollowUp(number=3, channel="linkedin", after_days=2, body="Connect, and mention the depot in Leeds.")
    assert bench.check(_following(bench, _email(FINE), task, FollowUp(number=4, channel="call", after_days=2))) == ()


@pytest.mark.parametrize(
    ("words", "check", "severity"),
    [
        ("Did you see my note, [First Name]?", "later step", "block"),
        ("Did you see {{ contact.nickname }}?", "later step", "block"),
        ("Did you see <b>my note</b>?", "later step", "block"),
        ("Let us touch base on this.", "later step", "block"),
        ("Did you s\u200bee my note?", "later step", "block"),
        ("Act now, before the peak.", "later step's tone", "warn"),
        ("Did you see my note? Shall I call?", "later step's tone", "warn"),
    ],
)
def test_what_the_first_mail_may_not_hold_no_later_one_may(bench: Bench, words: str, check: str, severity: str) -> None:
    found = bench.check(_following(bench, _email(FINE), _email(words, number=3)))
    assert {(f.check, f.severity) for f in found} == {(check, severity)}
    assert all(f.message.startswith("Step 3 of the sequence: ") and f.start is None for f in found)


def test_every_later_email_has_opt_out_and_address_and_a_task_needs_none(bench: Bench) -> None:
    bare = FollowUp(number=2, channel="email", after_days=3, body=FINE)
    found = bench.check(_following(bench, bare))
    assert [f.check for f in found] == ["later step"] * 2
    assert bench.check(_following(bench, bare.model_copy(update={"channel": "linkedin"}))) == ()


def test_an_edit_of_the_mail_leaves_the_later_steps_under_watch(bench: Bench) -> None:
    draft = _following(bench, _email("Did you see my note, [First Name]?"))
    found = bench.edit(draft.subject, draft.body, draft)
    assert {(f.check, f.severity) for f in found} == {("later step", "warn")}

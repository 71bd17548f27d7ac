"""A source that stops answering: when it is given up, what is said then, and what stands for the day."""

from __future__ import annotations

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.research import Reading, Remote
from hitl_kit.research.unanswered import Unanswered


class Scripted:
    """A source that answers one outcome after the other, then the last one for ever."""

    name = "scripted"
    unavailable = ""
    problems = ("a row was left out",)

    def __init__(self, *outcomes):
        self.outcomes, self.asked = list(outcomes), 0

    def read(self, account):
        self.asked += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


ACME = Account(name="Acme", domain="acme.example")
DEAD = Unanswered("no connection", "unreachable")


def ask(remote, times):
    return [remote.read(ACME) for _ in range(times)]


@pytest.mark.parametrize("kind", ["refused", "unreachable", "timeout", "rate limited", "bad answer"])
def test_a_source_that_never_answers_is_given_up(kind):
    source = Scripted(Unanswered("no connection", kind))
    remote = Remote(source, patience=3)
    readings = ask(remote, 10)
    assert source.asked == 3
    assert [r.answer for r in readings] == ["not measured"] * 10
    assert {r.cause for r in readings[:3]} == {"no connection"}
    assert {r.cause for r in readings[3:]} == {"the source stopped answering (no connection)"}
    assert remote.problems == (
        "a row was left out",
        "scripted: the source stopped answering (no connection); 7 accounts are not measured, ask again later",
    )


@pytest.mark.parametrize("kind", ["not allowed", "robots", "too large"])
def test_our_own_rules_and_a_sites_wishes_give_nobody_up(kind):
    source = Scripted(Unanswered("no", kind))
    ask(Remote(source, patience=3), 10)
    assert source.asked == 10


@pytest.mark.parametrize("answer", ["found", "not found"])
def test_an_answer_begins_the_count_anew(answer):
    source = Scripted(DEAD, DEAD, Reading(answer), DEAD, DEAD, Reading(answer), DEAD)
    remote = Remote(source, patience=3)
    ask(remote, 6)
    assert source.asked == 6
    ask(remote, 10)
    assert source.asked == 9


def test_an_account_that_cannot_be_asked_about_is_no_answer():
    """Half of the accounts have no domain: that must not hide that the others cannot be reached."""
    source = Scripted(*[DEAD, Reading("not measured", "the account has no domain")] * 10, DEAD)
    ask(Remote(source, patience=3), 20)
    assert source.asked == 5


def test_what_was_asked_stands_for_the_day_and_what_was_not_does_not():
    remote = Remote(Scripted(Reading("found", "x"), DEAD), patience=1)
    found, failed, unasked = ask(remote, 3)
    assert (found.answer, found.cause, found.lasting) == ("found", "x", True)
    assert failed.lasting
    assert not unasked.lasting


def test_it_has_the_face_of_the_source_that_it_stands_for():
    source = Scripted(Reading("found"))
    source.unavailable = "the ICP asks for nothing"
    remote = Remote(source)
    assert (remote.name, remote.unavailable, remote.problems) == (
        "scripted", "the ICP asks for nothing", ("a row was left out",),
    )  # fmt: skip

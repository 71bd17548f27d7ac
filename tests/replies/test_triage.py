"""What follows from a message: outcomes that reports count, suppressions, cadences, and who answers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.answering import Answering
from hitl_kit.domain.delivery import Touch
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.inbound import INTENTS, Inbound, Intent
from hitl_kit.ledger import tables as t
from hitl_kit.ledger.erasure import erase
from hitl_kit.replies import triaging
from hitl_kit.replies.arrived import Arrived, Lot
from hitl_kit.replies.cadences import decide, newest
from hitl_kit.replies.consequences import follows
from hitl_kit.replies.storing import store
from hitl_kit.replies.triaging import correct, triage
from tests.replies.mails import MAILBOX, SENT, answer, away, machine, rows

POLICY = Answering()
TODAY = datetime.now(UTC).date()


def read(campaign: Campaign, *raws: bytes) -> Counter[str]:
    ledger = campaign.workbench.ledger
    store(ledger, Lot(tuple(Arrived(raw) for raw in raws)), mailbox=MAILBOX, actor="Dana")
    return triage(ledger, lambda _: POLICY, actor="Dana")


def outcomes(campaign: Campaign, touch: Touch) -> list[tuple[str, str]]:
    found = [r for r in rows(campaign, t.outcome) if r["package_id"] == touch.package_id and r["kind"] != "sent"]
    return [(r["kind"], r["detail"]) for r in found]


def state(campaign: Campaign, touch: Touch) -> tuple[str, str]:
    row = newest(campaign.workbench.ledger, [touch.email])[touch.email]
    return row["state"], row["until"]


def suppressed(campaign: Campaign) -> dict[str, str]:
    return {r["value"]: r["reason"] for r in rows(campaign, t.suppression)}


Counted = list[tuple[str, str]]
ASKS = ("paused", "", "person")
CASES: tuple[tuple[str, str, Counted, tuple[str, str, str]], ...] = (
    ("Sounds interesting. Tell me more.", "positive", [("replied", ""), ("positive", "")], ASKS),
    ("Sure, does Thursday at 2pm work for a call?", "meeting", [("replied", ""), ("positive", "")], ASKS),
    ("What does it cost?", "pricing", [("replied", "pricing")], ASKS),
    ("Does this work with SAP, or only with Salesforce?", "question", [("replied", "question")], ASKS),
    ("We already use Kronos and the team is happy with it.", "objection", [("replied", "negative")], ASKS),
    ("You should talk to our head of logistics, Maria Lopez.", "referral", [("replied", "wrong_person")], ASKS),
    ("I'm not the right person for this.", "wrong_person", [("replied", "wrong_person")], ASKS),
    ("Timing is bad. Could you get back to me after the summer?", "not_now", [("replied", "not_now")], ASKS),
    ("No thanks.", "not_interested", [("replied", "negative")], ("stopped", "said no", "nobody")),
    ("Please remove me from your list.", "unsubscribe", [("replied", "unsubscribe"), ("unsubscribed", "")],
     ("stopped", "asked not to be written to", "nobody")),
    ("Who are you and where did you get my email address?", "angry", [("replied", "angry")], ("stopped", "", "lead")),
    ("Received, thanks.", "other", [("replied", "other")], ASKS),
    ("Blue is the sky over Antwerp.", "unsure", [("replied", "")], ASKS),
)  # fmt: skip


def test_what_follows_from_each_intent(approved: Campaign, out: dict[str, Touch]) -> None:
    assert {case[1] for case in CASES} == set(INTENTS)
    touches, valuable = list(out.values()), {r["id"]: r["high_value"] for r in rows(approved, t.package)}
    for n, (text, intent, counted, (cadence, reason, who)) in enumerate(CASES):
        touch = touches[n % len(touches)]
        before, known = outcomes(approved, touch), set(suppressed(approved))
        now = newest(approved.workbench.ledger, [touch.email]).get(touch.email)
        assert read(approved, answer(touch, text, days=1 + n / 100)) == {intent: 1}
        last = rows(approved, t.reading)[-1]
        assert (last["intent"], last["kind"], last["by"]) == (intent, "person", "the rules")
        wanted = "person" if valuable[touch.package_id] and who == "nobody" else who
        assert f'"who":"{wanted}"' in last["content"]
        assert outcomes(approved, touch)[len(before) :] == counted
        assert state(approved, touch)[0] == ("stopped" if now and now["state"] == "stopped" else cadence)
        new = {k: v for k, v in suppressed(approved).items() if k not in known}
        assert new == ({touch.email: reason} if reason and touch.email not in known else {})
    assert len(set(valuable.values())) == 2
    assert approved.workbench.verify().intact


MACHINES = (
    ("postfix", "hard", [("bounced", "hard")], "stopped", 0, "hard bounce (5.1.1)"),
    ("postfix delayed", "soft", [("bounced", "soft")], "postponed", 3, ""),
    ("office 365 banned", "blocked", [("bounced", "blocked")], "paused", 0, ""),
    ("yahoo", "abuse", [("complained", "")], "stopped", 0, "marked our mail as spam"),
)


@pytest.mark.parametrize(("name", "subtype", "counted", "cadence", "days", "reason"), MACHINES)
def test_what_follows_from_a_machines_report(
    approved: Campaign, out: dict[str, Touch], name: str, subtype: str, counted: list[Any], cadence: str, days: int,
    reason: str,
) -> None:  # fmt: skip
    touch = next(iter(out.values()))
    raw = machine(touch, name) if name != "yahoo" else machine(touch, "without a recipient")
    assert read(approved, raw) == {subtype: 1}
    assert outcomes(approved, touch) == counted
    until = (TODAY + timedelta(days=days)).isoformat() if days else ""
    assert state(approved, touch) == (cadence, until)
    assert suppressed(approved) == ({touch.email: reason} if reason else {})


@pytest.mark.parametrize(("days", "wait"), [(20, 20), (None, 7), (900, 7), (-3, 7)])
def test_who_is_away_is_postponed_and_has_not_replied(
    approved: Campaign, out: dict[str, Touch], days: int | None, wait: int
) -> None:
    touch = next(iter(out.values()))
    until = "" if days is None else f" until {TODAY + timedelta(days=days):%d %B %Y}"
    assert read(approved, away(touch, f"I am out of the office{until}.")) == {"out_of_office": 1}
    assert state(approved, touch) == ("postponed", (TODAY + timedelta(days=wait)).isoformat())
    assert outcomes(approved, touch) == [("replied", "out_of_office")]
    assert approved.metrics().count("replied") == 0
    assert suppressed(approved) == {}


def test_a_machines_note_lets_things_be_as_they_were(approved: Campaign, out: dict[str, Touch]) -> None:
    one, two, *_ = out.values()
    ticket = away(one, "Your request has been received and was given the number 4711.", "[Ticket #4711] a note")
    assert read(approved, ticket) == {"ticket": 1}
    assert state(approved, one)[0] == "going on"
    read(approved, answer(two, "Sounds interesting. Tell me more."))
    read(approved, away(two, "Your request has been received and was given the number 4712.", "[Ticket #4712] a note"))
    assert state(approved, two)[0] == "paused"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_note_of_absence_does_not_end_a_pause_for_a_person(
    approved: Campaign, out: dict[str, Touch], order: tuple[int, int]
) -> None:
    touch = next(iter(out.values()))
    both = (answer(touch, "What does it cost?"), away(touch, "I am out of the office."))
    read(approved, *(both[n] for n in order))
    assert state(approved, touch)[0] == "paused"


def test_the_high_value_tier_is_always_looked_at() -> None:
    for intent in INTENTS:
        found = follows(Inbound(kind="person"), intent, high_value=True, policy=POLICY, day=TODAY)
        assert found.who != "nobody"
    plain = follows(Inbound(kind="person"), "not_interested", high_value=True, policy=POLICY, day=TODAY)
    assert plain.suppress, "and still never written to again"


@pytest.mark.parametrize("intent", ["objection", "pricing", "meeting", "angry", "unsure", "question", "positive"])
def test_what_a_person_answers(intent: Intent) -> None:
    found = follows(Inbound(kind="person"), intent, high_value=False, policy=POLICY, day=TODAY)
    assert found.who == ("lead" if intent == "angry" else "person")


def test_a_button_that_unsubscribes_writes_a_subject_alone(approved: Campaign, out: dict[str, Touch]) -> None:
    touch = next(iter(out.values()))
    assert read(approved, answer(touch, "", Subject="unsubscribe", In_Reply_To="")) == {"unsubscribe": 1}
    assert touch.email in suppressed(approved)


def test_whoever_asks_from_another_address_is_not_written_to_there_either(
    approved: Campaign, out: dict[str, Touch]
) -> None:
    touch = next(iter(out.values()))
    read(approved, answer(touch, "Please remove me from your list.", From="assistant@else.example"))
    assert set(suppressed(approved)) == {touch.email, "assistant@else.example"}


def test_strangers_have_no_outcomes_and_newsletters_suppress_nobody(approved: Campaign) -> None:
    short = b"From: a@else.example\nMessage-ID: <1@x>\nSubject: Hi\n\nPlease remove me from your list.\n"
    letter = b"From: news@else.example\nMessage-ID: <2@x>\nSubject: News\n\n" + b"All the news of the week. " * 20
    read(approved, short, letter + b"\nPlease remove me from your list.\n")
    assert set(suppressed(approved)) == {"a@else.example"}
    assert rows(approved, t.cadence) == []
    assert [r for r in rows(approved, t.outcome) if r["kind"] != "sent"] == []


def test_no_outcome_stands_before_its_send_or_twice(approved: Campaign, out: dict[str, Touch]) -> None:
    touch = next(iter(out.values()))
    read(approved, answer(touch, "What does it cost?", days=-3))
    (row,) = [r for r in rows(approved, t.outcome) if r["kind"] == "replied"]
    assert datetime.fromisoformat(row["at"]) == SENT
    read(approved, answer(touch, "And what does it cost a year?", days=-2))
    assert outcomes(approved, touch) == [("replied", "pricing")], "at one moment, one reply"


def test_a_message_is_read_once_however_often_and_by_however_many(
    approved: Campaign, out: dict[str, Touch], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    store(ledger, Lot((Arrived(answer(touch, "What does it cost?")),)), mailbox=MAILBOX, actor="Dana")
    seen = triaging._read

    def beaten(*arguments: Any, **named: Any) -> Any:
        found = seen(*arguments, **named)
        monkeypatch.setattr(triaging, "_read", seen)
        triage(ledger, lambda _: POLICY, actor="Kit")  # somebody else reads it while this one is at it
        return found

    monkeypatch.setattr(triaging, "_read", beaten)
    assert triage(ledger, lambda _: POLICY, actor="Dana") == {}
    assert len(rows(approved, t.reading)) == 1
    assert outcomes(approved, touch) == [("replied", "pricing")]


def test_a_correction_takes_back_what_can_be_taken_back(approved: Campaign, out: dict[str, Touch]) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    read(approved, answer(touch, "Who are you and where did you get my email address?"))
    assert state(approved, touch)[0] == "stopped"
    (message,) = rows(approved, t.inbound)
    found = correct(ledger, lambda _: POLICY, message["id"], "positive", by="Dana")
    assert found.who == "person"
    assert state(approved, touch)[0] == "paused"
    assert [(r["intent"], r["by"]) for r in rows(approved, t.reading)] == [("angry", "the rules"), ("positive", "Dana")]
    assert ("positive", "") in outcomes(approved, touch)
    correct(ledger, lambda _: POLICY, message["id"], "unsubscribe", by="Dana")
    assert state(approved, touch)[0] == "stopped"
    assert touch.email in suppressed(approved)
    correct(ledger, lambda _: POLICY, message["id"], "question", by="Dana")
    assert touch.email in suppressed(approved), "a suppression is never lifted"
    assert ledger.verify().intact


def test_a_correction_needs_a_name_a_word_and_a_message(approved: Campaign, out: dict[str, Touch]) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    read(approved, answer(touch, "What does it cost?"))
    for number, intent, by, words in (
        (1, "pricing", " ", "needs a name"), (1, "pricy", "Dana", "'pricing'"), (1, "unsure", "Dana", "is not what"),
        (9, "pricing", "Dana", "no message 9"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=words):
            correct(ledger, lambda _: POLICY, number, intent, by=by)  # type: ignore[arg-type]
    erase(ledger, touch.email, actor="Dana")
    with pytest.raises(InputError, match="no message"):
        correct(ledger, lambda _: POLICY, 1, "positive", by="Dana")


def test_a_person_decides_whether_it_goes_on(approved: Campaign, out: dict[str, Touch]) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    read(approved, answer(touch, "Timing is bad. Could you get back to me after the summer?"))
    day = TODAY + timedelta(days=90)
    decide(ledger, "depots", touch.package_id, "postponed", by="Dana", reason="after the summer", until=day)
    assert state(approved, touch) == ("postponed", day.isoformat())
    decide(ledger, "depots", touch.package_id, "going on", by="Dana", reason="they wrote again")
    assert state(approved, touch) == ("going on", "")
    for changes, words in (
        ({"by": " "}, "a name and a reason"), ({"reason": ""}, "a name and a reason"),
        ({"state": "postponed"}, "a day"), ({"until": day}, "a day belongs"),
        ({"state": "postponed", "until": TODAY}, "not a day to come"),
        ({"package_id": "none"}, "no package|has no package"),
    ):  # fmt: skip
        given: dict[str, Any] = {
            "package_id": touch.package_id,
            "state": "stopped",
            "by": "Dana",
            "reason": "x",
            **changes,
        }
        with pytest.raises(InputError, match=words):
            decide(ledger, "depots", **given)


def test_who_was_erased_is_not_suppressed_by_name_again(approved: Campaign, out: dict[str, Touch]) -> None:
    ledger, touch = approved.workbench.ledger, next(iter(out.values()))
    erase(ledger, touch.email, actor="Dana")
    read(approved, answer(touch, "Please remove me from your list.", days=3))
    assert touch.email not in suppressed(approved)
    assert all(value.count("$") for value in suppressed(approved)), "by the hash alone"

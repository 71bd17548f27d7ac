"""Calls one by one, against a server: what comes back, what it costs, and what a second run pays for it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from hitl_kit.drafting.calls import Answer, Usage
from hitl_kit.ledger import Ledger, tables
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK, Claim, ask, asks, model


def _one(ledger: Ledger) -> Answer:
    (given,) = model(ledger).answers([ask(1)])
    return given


def _states(ledger: Ledger) -> list[str]:
    return [row["state"] for row in ledger.rows(sa.select(tables.settlement).order_by(tables.settlement.c.id))]


def test_every_question_is_answered_once_and_a_second_run_pays_nothing(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.answer = lambda body: {"text": body["messages"][0]["content"][:30], "weight": 7}
    first = list(model(ledger).answers(asks(60)))
    assert {(a.ask.package_id, a.state) for a in first} == {(f"package-{n}", "answered") for n in range(60)}
    values = {a.ask.package_id: a.value for a in first}
    assert values["package-3"] == Claim(text="Facts about account-3. Zoë Qui", weight=7)
    second = list(model(ledger).answers(asks(60)))
    assert {a.ask.package_id: (a.value, a.cost_usd, a.usage) for a in second} == {
        a.ask.package_id: (a.value, a.cost_usd, a.usage) for a in first
    }
    assert anthropic_server.meter.completions.total() == 60
    assert anthropic_server.meter.duplicates == 0
    assert ledger.verify().fault == ""


def test_a_call_is_recorded_with_all_that_it_was(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    given = _one(ledger)
    (row,) = ledger.rows(sa.select(tables.call))
    wanted = {
        "key": ask(1).key, "attempt": 1, "campaign": "depots", "batch_id": "batch-1", "package_id": "package-1",
        "purpose": "draft", "model": "claude-sonnet-5-5", "prompt_sha256": ask(1).prompt_sha256, "lot": "",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    (settled,) = ledger.rows(sa.select(tables.settlement))
    assert settled["message_id"].startswith("msg_")
    assert settled["request_id"].startswith("req_")
    assert json.loads(settled["content"]) == {"text": "a text", "weight": 1}
    assert 0 < settled["cost_usd"] < row["reserved_usd"]
    assert settled["cost_usd"] == pytest.approx(anthropic_server.meter.usd) == given.cost_usd


def test_what_the_cache_saves_is_counted_as_the_service_bills_it(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    given = list(model(ledger, concurrency=1).answers(asks(3)))
    assert given[0].usage.cache_write > 100
    assert given[1].usage.cache_read == given[2].usage.cache_read == given[0].usage.cache_write
    assert sum(a.cost_usd for a in given) == pytest.approx(anthropic_server.meter.usd)
    assert given[1].cost_usd < given[0].cost_usd / 2


def test_a_refusal_is_final(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.script("account-1.", Fault("refusal"))
    given = _one(ledger)
    assert (given.state, given.value, given.calls) == ("refused", None, 1)
    assert "general_harms" in given.why
    assert _one(ledger).state == "refused"
    assert anthropic_server.calls == 1


def test_an_answer_that_was_cut_off_is_asked_for_again_with_more_room(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.keep_bodies = True
    anthropic_server.script("account-1.", Fault("max_tokens"))
    given = _one(ledger)
    assert (given.state, given.calls) == ("answered", 2)
    assert [body["max_tokens"] for body in anthropic_server.bodies] == [300, 600]
    assert given.usage.output > 300
    assert given.cost_usd == pytest.approx(anthropic_server.meter.usd)


@pytest.mark.parametrize(
    ("kind", "state", "word"),
    [("max_tokens", "truncated", "cut off"), ("malformed", "invalid", "JSON"), ("empty", "invalid", "JSON")],
)
def test_after_two_answers_that_cannot_be_used_there_is_no_third(
    ledger: Ledger, anthropic_server: AnthropicServer, kind: str, state: str, word: str
) -> None:
    anthropic_server.script("account-1.", *[Fault(kind)] * 5)  # type: ignore[arg-type]
    given = _one(ledger)
    assert (given.state, given.value, given.calls) == (state, None, 2)
    assert word in given.why
    assert _one(ledger).state == state
    assert anthropic_server.calls == 2


def test_a_value_that_breaks_a_rule_which_the_service_does_not_check_is_invalid(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    answers = iter([{"text": "fine", "weight": -1}, {"text": "fine", "weight": 1}])
    anthropic_server.answer = lambda _: next(answers)
    given = _one(ledger)
    assert (given.state, given.calls) == ("answered", 2)
    assert _states(ledger) == ["invalid", "answered"]
    (first, _) = ledger.rows(sa.select(tables.settlement.c.why).order_by(tables.settlement.c.id))
    assert first["why"] == "weight: Input should be greater than or equal to 0"


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_what_the_service_did_not_take_is_tried_again_under_the_same_call(
    ledger: Ledger, anthropic_server: AnthropicServer, status: int
) -> None:
    anthropic_server.script("account-1.", Fault(status, retry_after=0.05), Fault(status))
    given = _one(ledger)
    assert (given.state, given.calls) == ("answered", 1)
    assert anthropic_server.calls == 3
    assert anthropic_server.meter.completions.total() == 1
    assert given.cost_usd == pytest.approx(anthropic_server.meter.usd)


@pytest.mark.parametrize(
    ("fault", "charged"),
    [
        (Fault("reset"), 1), (Fault("reset_after_work"), 2), (Fault(502, bare=True), 1), (Fault(504), 1),
        (Fault("slow", seconds=1.5), 2), (Fault("garbage"), 2),
    ],
)  # fmt: skip
def test_a_call_that_may_have_been_served_counts_in_full_and_is_made_once_more(
    ledger: Ledger, anthropic_server: AnthropicServer, fault: Fault, charged: int
) -> None:
    anthropic_server.script("account-1.", fault)
    asked = model(ledger, patience=replace(QUICK, answer=0.5))
    (given,) = asked.answers([ask(1)])
    assert (given.state, given.calls) == ("answered", 2)
    assert _states(ledger) == ["uncertain", "answered"]
    assert given.cost_usd >= anthropic_server.meter.usd
    bill = asked.bill.set_index("state")
    (reserved, _) = ledger.rows(sa.select(tables.call.c.reserved_usd).order_by(tables.call.c.id))
    assert bill.loc["uncertain", "uncertain_usd"] == reserved["reserved_usd"]
    assert bill.loc["uncertain", "cost_usd"] == 0
    assert anthropic_server.meter.completions.total() <= charged


def test_after_two_calls_of_unknown_fate_a_question_waits_for_the_next_run(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.script("account-1.", Fault("reset_after_work"), Fault("reset_after_work"))
    given = _one(ledger)
    assert (given.state, given.value, given.calls) == ("uncertain", None, 2)
    assert "broke off" in given.why
    assert given.cost_usd >= anthropic_server.meter.usd
    assert _one(ledger).state == "answered"


def test_a_call_that_the_service_cannot_take_fails_alone(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.script("account-1.", Fault(413, message="prompt is too long"))
    given = {a.ask.package_id: a for a in model(ledger).answers(asks(3))}
    assert [given[f"package-{n}"].state for n in range(3)] == ["answered", "failed", "answered"]
    assert "prompt is too long" in given["package-1"].why
    assert given["package-1"].cost_usd == 0


def test_a_question_that_is_asked_twice_is_paid_for_once(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 0.1
    given = list(model(ledger).answers([ask(1), ask(2), ask(1)]))
    assert [a.state for a in given] == ["answered"] * 3
    assert anthropic_server.calls == 2


def test_questions_are_taken_as_room_is_there(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    taken = 0

    def counted():
        nonlocal taken
        for each in asks(200):
            taken += 1
            yield each

    for given, _ in enumerate(model(ledger, concurrency=5).answers(counted()), start=1):
        assert taken <= given + 10
    assert given == 200
    assert anthropic_server.most_at_once <= 5


def test_no_questions(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    assert list(model(ledger).answers([])) == []
    assert ledger.head()[0] == 0


def test_tokens_are_counted_for_free(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    short, long = model(ledger).count([ask(1), ask(2, about="x" * 4_000)])
    assert 0 < short < long - 900
    assert anthropic_server.meter.completions.total() == 0


def test_an_answer_that_an_erasure_took_away_is_asked_for_anew(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    assert _one(ledger).usage != Usage()
    with ledger.recording("x", "person.erase", "x") as recording:
        from hitl_kit.ledger import guards

        with guards.lifted(recording.connection):
            recording.connection.execute(sa.update(tables.settlement).values(content="[erased]"))
        recording.note(blanked=[])
    assert _one(ledger).state == "answered"
    assert anthropic_server.calls == 2

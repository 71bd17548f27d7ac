"""The limit is never passed as the server bills it: one by one, in batches, over runs, and by two programs at once."""

from __future__ import annotations

from typing import Any

import pytest

from hitl_kit.domain.errors import SpendStop
from hitl_kit.drafting.calls import Answer
from hitl_kit.ledger import Ledger
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.programs import SPENT, Programs
from tests.drafting.calls.questions import ask, asks, model


def _until_stopped(ledger: Ledger, count: int = 400, **settings: Any) -> list[Answer]:
    given: list[Answer] = []
    with pytest.raises(SpendStop) as stop:
        given.extend(model(ledger, **settings).answers(asks(count)))
    assert "--max-usd" in stop.value.mend
    return given


@pytest.fixture
def greedy(anthropic_server: AnthropicServer) -> AnthropicServer:
    """A server whose every answer costs as much as it can: a token is a byte, and all the room is filled."""
    anthropic_server.meter.characters_per_token = 1.0
    anthropic_server.answer = lambda body: {"text": "x" * 4_000, "weight": 1}
    return anthropic_server


@pytest.mark.parametrize("batches", [False, True])
def test_the_limit_holds_when_every_call_costs_the_most(ledger: Ledger, greedy: AnthropicServer, batches: bool) -> None:
    given = _until_stopped(ledger, max_usd=0.25, batches=batches, lot=7)
    assert given
    assert 0.2 < greedy.meter.usd <= 0.25
    assert sum(a.cost_usd for a in given) == pytest.approx(greedy.meter.usd)


@pytest.mark.parametrize("batches", [False, True])
def test_money_that_calls_did_not_cost_goes_to_further_calls(
    ledger: Ledger, anthropic_server: AnthropicServer, batches: bool
) -> None:
    given = _until_stopped(ledger, max_usd=0.05, batches=batches, lot=10)
    assert 0.035 < anthropic_server.meter.usd <= 0.05
    reserved = model(ledger).bill["reserved_usd"].sum()
    assert reserved > 0.06, "so much was reserved, over time, that it would not have fitted at once"
    assert len(given) == anthropic_server.meter.completions.total()


def test_calls_of_unknown_fate_count_in_full(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.faults.every = lambda _: Fault("reset_after_work")
    given = _until_stopped(ledger, max_usd=0.1)
    bill = model(ledger).bill
    assert set(bill["state"]) == {"uncertain"}
    assert anthropic_server.meter.usd < bill["uncertain_usd"].sum() <= 0.1
    assert all(a.state == "uncertain" for a in given)


def test_what_earlier_runs_spent_counts_and_a_higher_limit_goes_on(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    first = _until_stopped(ledger, max_usd=0.05)
    again = _until_stopped(ledger, max_usd=0.05)
    assert len(again) <= len(first) + 2
    spent = anthropic_server.meter.usd
    assert spent <= 0.05
    _until_stopped(ledger, max_usd=0.08, batches=True, lot=10)
    assert spent < anthropic_server.meter.usd <= 0.08
    assert len(list(model(ledger).answers(asks(400)))) == 400
    assert anthropic_server.meter.duplicates == 0


def test_another_batch_has_a_limit_of_its_own(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    _until_stopped(ledger, max_usd=0.05)
    (given,) = model(ledger, batch_id="batch-2", max_usd=0.05).answers([ask(1_000)])
    assert given.state == "answered"


def test_a_limit_below_one_call(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    assert _until_stopped(ledger, max_usd=0.0001) == []
    assert anthropic_server.calls == 0


@pytest.mark.parametrize("batches", [False, True])
def test_two_programs_share_one_limit_and_no_question_is_paid_for_twice(
    database_url: str, greedy: AnthropicServer, batches: bool
) -> None:
    greedy.latency = 0.02
    programs = Programs(database_url)
    both = [programs.start(400, batches=batches, lot=9, max_usd=0.3) for _ in range(2)]
    for program in both:
        program.join(60)
        assert program.exitcode == SPENT
    assert 0.25 < greedy.meter.usd <= 0.3
    assert greedy.meter.duplicates == 0

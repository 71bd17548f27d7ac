"""What stops a run: it says what to do, all that was answered is kept, and a second run goes on."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import InputError, ModelRefusesUs, ModelStop, ModelUnavailable
from hitl_kit.drafting.calls import Answer, Model, gate
from hitl_kit.ledger import Ledger, tables
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK, ask, asks, model


def _stopped(asked: Model, count: int = 20) -> tuple[list[Answer], ModelStop]:
    """What a run answered, and what stopped it."""
    given: list[Answer] = []
    with pytest.raises(ModelStop) as stop:
        given.extend(asked.answers(asks(count)))
    return given, stop.value


@pytest.mark.parametrize("key", ["", "   ", None])
def test_without_a_key_nothing_is_called(
    ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    if key is not None:
        monkeypatch.setenv("ANTHROPIC_API_KEY", key)
    with pytest.raises(ModelRefusesUs) as refused:
        model(ledger)
    assert "export ANTHROPIC_API_KEY=…" in refused.value.mend
    assert "the template drafter needs none" in refused.value.mend
    assert anthropic_server.calls == 0


def test_a_key_with_a_smart_quote_is_told_before_the_first_call(
    ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "“sk-ant-secret”")
    with pytest.raises(ModelRefusesUs, match="characters that no key has") as refused:
        model(ledger)
    assert "secret" not in str(refused.value)


def test_a_model_whose_price_is_not_known_is_not_called(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    with pytest.raises(InputError, match="claude-sonnet-5-5"):
        model(ledger, model="claude-sonnet-9")


def test_a_wrong_key(ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-wrong")
    given, stop = _stopped(model(ledger))
    assert isinstance(stop, ModelRefusesUs)
    assert given == []
    assert "does not know the key" in stop.message
    assert "export ANTHROPIC_API_KEY=…" in stop.mend
    assert "sk-ant-wrong" not in str(stop)


@pytest.mark.parametrize(
    ("fault", "words", "mend"),
    [
        (Fault(403), "may not do this", "a key that may call claude-sonnet-5-5"),
        (Fault(404), "no model 'claude-sonnet-5-5'", "--model"),
        (Fault(402), "may not spend more", "console.anthropic.com"),
        (Fault(429, error_code="enforced_spend_limit_reached"), "may not spend more", "raise the limit"),
        (Fault(429, error_code="contract_spend_limit_reached", retry_after=0.01), "may not spend more", "raise"),
        (Fault(400, error_code="organization_on_hold"), "on hold", "Anthropic"),
        (Fault(403, bare=True), "may not do this", "key"),
        (Fault(407, bare=True), "between here and Anthropic", "HTTPS_PROXY"),
    ],
    ids=lambda value: str(getattr(value, "error_code", None) or getattr(value, "kind", ""))[:40],
)
def test_what_no_further_try_can_mend_is_tried_once_and_what_was_answered_is_kept(
    ledger: Ledger, anthropic_server: AnthropicServer, fault: Fault, words: str, mend: str
) -> None:
    anthropic_server.script("account-7.", fault)
    given, stop = _stopped(model(ledger, concurrency=1))
    assert isinstance(stop, ModelRefusesUs)
    assert words in stop.message
    assert mend in stop.mend
    assert anthropic_server.calls == 8
    assert len(given) == 7
    assert len(list(model(ledger).answers(asks(20)))) == 20
    assert anthropic_server.meter.duplicates == 0


def test_a_storm_of_529_ends_the_run_after_a_few_tries_and_the_next_run_goes_on(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    served = count(1)

    def storm(_: Any) -> Fault | None:
        return Fault(529) if next(served) > 10 else None

    anthropic_server.faults.every = storm
    given, stop = _stopped(model(ledger, concurrency=4), count=40)
    assert isinstance(stop, ModelUnavailable)
    assert "the service is overloaded, 4 times in a row" in stop.message
    assert "run the same command again" in stop.mend
    assert [a.state for a in given].count("answered") == 10  # one that began before the storm may be given up alone
    assert anthropic_server.calls <= 10 + 4 * QUICK.tries + 4
    anthropic_server.faults.every = None
    assert [a.state for a in model(ledger).answers(asks(40))] == ["answered"] * 40
    assert anthropic_server.meter.duplicates == 0


def test_one_call_that_the_service_never_takes_does_not_stop_the_others(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.latency = 0.02
    anthropic_server.script("account-3.", *[Fault(500)] * QUICK.tries)
    given = {a.ask.package_id: a for a in model(ledger, concurrency=2).answers(asks(40))}
    assert given["package-3"].state == "unserved"
    assert given["package-3"].cost_usd == 0
    assert sum(a.state == "answered" for a in given.values()) == 39


def test_no_pause_is_as_long_as_the_service_asks_for(
    ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_WORTH_A_WORD", 0.1)
    told: list[str] = []
    anthropic_server.script("account-1.", Fault(429, retry_after=3_600))
    start = time.monotonic()
    (given,) = model(ledger, tell=told.append).answers([ask(1)])
    assert given.state == "answered"
    assert time.monotonic() - start < 5
    assert told == ["too many calls at a time (scripted 429); it asks for 3,600 s: the next call is in 0 s"]


def test_a_service_that_is_not_there(
    ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    given, stop = _stopped(model(ledger))
    assert (given, type(stop)) == ([], ModelUnavailable)
    assert "cannot be reached" in stop.message
    states = {row["state"] for row in ledger.rows(sa.select(tables.settlement))}
    assert states == {"unserved"}, "nothing was sent, so nothing is uncertain"
    assert model(ledger).bill["uncertain_usd"].sum() == 0


def test_a_drafter_whose_every_call_is_wrong_is_stopped(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.faults.every = lambda _: Fault(400, message="messages: must not be empty")
    given, stop = _stopped(model(ledger, concurrency=2), count=500)
    assert isinstance(stop, ModelRefusesUs)
    assert "messages: must not be empty" in stop.message
    assert {a.state for a in given} == {"failed"}
    assert anthropic_server.calls < 30


def test_what_the_questions_raise_ends_the_run_and_keeps_what_was_answered(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    def broken():
        yield from asks(5)
        raise OSError("the pages are gone")

    with pytest.raises(OSError, match="the pages are gone"):
        list(model(ledger).answers(broken()))
    assert len(list(model(ledger).answers(asks(5)))) == 5
    assert anthropic_server.meter.completions.total() == 5
    assert "uncertain" not in set(model(ledger).bill["state"])

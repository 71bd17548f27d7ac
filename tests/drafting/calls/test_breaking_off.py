"""Ctrl-C and a caller that stops listening: over quickly, what was answered is kept, and nothing is left wrong."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from hitl_kit.drafting.calls import Ask
from hitl_kit.ledger import Ledger
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK, ask, asks, model


def _interrupt(server: AnthropicServer, *, calls: int) -> None:
    """Ctrl-C once so many calls have come and some are under way, or wait for their pause to end."""

    def press() -> None:
        while server.calls < calls:
            time.sleep(0.005)
        time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()


def _goes_on(ledger: Ledger, server: AnthropicServer, count: int, uncertain: int) -> None:
    """The rest is asked, and no more was paid for twice than is written down as uncertain."""
    server.latency = 0.0
    asked = model(ledger)
    assert len(list(asked.answers(asks(count)))) == count
    bill = asked.bill
    assert int(bill.loc[bill["state"] == "uncertain", "calls"].sum()) == uncertain
    assert "under way" not in set(bill["state"])
    assert server.meter.duplicates <= uncertain
    assert ledger.verify().fault == ""


def test_ctrl_c_lets_calls_under_way_end(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 0.3
    _interrupt(anthropic_server, calls=8)
    with pytest.raises(KeyboardInterrupt):
        list(model(ledger, concurrency=4, patience=replace(QUICK, parting=20)).answers(asks(100)))
    assert 0 < anthropic_server.meter.completions.total() < 40
    assert anthropic_server.under_way == 0
    _goes_on(ledger, anthropic_server, 100, uncertain=0)
    assert anthropic_server.meter.duplicates == 0


def test_ctrl_c_does_not_wait_for_a_slow_answer(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 60.0
    _interrupt(anthropic_server, calls=4)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(model(ledger, concurrency=4, patience=replace(QUICK, parting=0.2, answer=90)).answers(asks(100)))
    assert time.monotonic() - start < 40
    _goes_on(ledger, anthropic_server, 100, uncertain=4)


def test_ctrl_c_during_a_long_pause(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.faults.every = lambda _: Fault(429, retry_after=60)
    _interrupt(anthropic_server, calls=1)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(model(ledger, concurrency=4, patience=replace(QUICK, longest=60, parting=20)).answers(asks(100)))
    assert time.monotonic() - start < 40
    anthropic_server.faults.every = None
    _goes_on(ledger, anthropic_server, 100, uncertain=0)


def test_a_caller_who_has_enough(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 0.05
    answers = model(ledger, concurrency=4).answers(asks(100))
    for _ in range(10):
        next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert anthropic_server.under_way == 0
    assert not [t for t in threading.enumerate() if t.name.startswith("calls")]
    _goes_on(ledger, anthropic_server, 100, uncertain=0)
    assert anthropic_server.meter.duplicates == 0


def test_answers_of_one_model_can_be_the_questions_of_another(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    """As facts are for drafts: both runs are under way at the same time, in one thread."""

    def drafts():
        for facts in model(ledger, concurrency=3).answers(asks(30)):
            yield Ask(facts.ask.package_id, "facts", {**ask(0).params, "max_tokens": 99}, facts.ask.shape)

    given = list(model(ledger, concurrency=3, max_usd=5).answers(drafts()))
    assert len({a.ask.package_id for a in given}) == 30
    assert ledger.verify().fault == ""

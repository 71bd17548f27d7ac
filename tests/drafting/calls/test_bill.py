"""The bill: what was paid for what, and what may have been."""

from __future__ import annotations

import pytest

from hitl_kit.drafting.calls import bill
from hitl_kit.drafting.calls.bill import COLUMNS
from hitl_kit.ledger import Ledger
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import ask, asks, model


def test_a_bill_by_purpose_model_and_state(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.script("account-1.", Fault("refusal"))
    anthropic_server.script("account-2.", Fault("reset_after_work"))
    list(model(ledger, batch_id="one").answers(asks(5)))
    list(model(ledger, batch_id="two", model="claude-opus-5-5").answers([ask(7, model="claude-opus-5-5")]))
    whole = bill(ledger, "depots")
    assert list(whole.columns) == COLUMNS
    assert whole[["purpose", "model", "state", "calls"]].values.tolist() == [
        ["draft", "claude-opus-5-5", "answered", 1], ["draft", "claude-sonnet-5-5", "answered", 4],
        ["draft", "claude-sonnet-5-5", "refused", 1], ["draft", "claude-sonnet-5-5", "uncertain", 1],
    ]  # fmt: skip
    uncertain = whole[whole["state"] == "uncertain"].iloc[0]
    assert (uncertain["cost_usd"], uncertain["uncertain_usd"]) == (0, uncertain["reserved_usd"])
    known = whole[whole["state"] != "uncertain"]
    assert known["cost_usd"].sum() < anthropic_server.meter.usd < whole[["cost_usd", "uncertain_usd"]].sum().sum()
    assert bill(ledger, "depots", "two")["calls"].tolist() == [1]
    assert whole["input_tokens"].sum() > 0
    assert whole["cache_read_tokens"].sum() > whole["cache_write_tokens"].sum() > 0


def test_an_empty_bill(ledger: Ledger) -> None:
    empty = bill(ledger, "depots")
    assert empty.empty
    assert list(empty.columns) == COLUMNS


def test_a_call_under_way_counts_in_full(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 0.3
    asked = model(ledger, concurrency=1)
    answers = asked.answers([ask(1), ask(2)])
    next(answers)
    row = asked.bill.set_index("state").loc["under way"]
    assert (row["calls"], row["cost_usd"]) == (1, 0)
    assert row["uncertain_usd"] == pytest.approx(row["reserved_usd"])
    assert len(list(answers)) == 1
    assert "under way" not in set(asked.bill["state"])

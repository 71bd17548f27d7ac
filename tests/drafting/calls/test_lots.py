"""Message batches: half the price, any order, and whatever gets lost on the way is found or asked for again."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import ModelRefusesUs, ModelUnavailable
from hitl_kit.ledger import Ledger, tables
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK, ask, asks, model


def _states(ledger: Ledger) -> list[str]:
    return [row["state"] for row in ledger.rows(sa.select(tables.lot).order_by(tables.lot.c.id))]


def test_questions_go_in_batches_at_half_the_price(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    told: list[str] = []
    anthropic_server.answer = lambda body: {"text": body["messages"][0]["content"][:30], "weight": 7}
    given = list(model(ledger, batches=True, lot=40, tell=told.append).answers(asks(100)))
    assert {a.ask.package_id for a in given} == {f"package-{n}" for n in range(100)}
    for answer in given:
        assert answer.value is not None
        assert f"account-{answer.ask.package_id[8:]}." in answer.ask.params["messages"][0]["content"]
        assert answer.value.text in answer.ask.params["messages"][0]["content"]  # type: ignore[attr-defined]
    assert sorted(len(b.requests) for b in anthropic_server.batches.known.values()) == [20, 40, 40]
    assert anthropic_server.calls == 0
    assert sum(a.cost_usd for a in given) == pytest.approx(anthropic_server.meter.usd)
    assert sorted(_states(ledger)) == ["done"] * 3 + ["meant"] * 3 + ["sent"] * 3
    assert "message batch msgbatch_" in told[0]
    calls = ledger.rows(sa.select(tables.call))
    assert len({row["lot"] for row in calls}) == 3
    assert len(list(model(ledger).answers(asks(100)))) == 100
    assert anthropic_server.calls == 0


def test_each_request_ends_in_its_own_way(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    scripts: tuple[tuple[str, *tuple[Fault, ...]], ...] = (
        ("account-1.", Fault("refusal")), ("account-2.", Fault("max_tokens")), ("account-3.", Fault("malformed")),
        ("account-4.", Fault("expired")), ("account-5.", Fault(400)), ("account-6.", Fault(500)),
        ("account-7.", Fault("malformed"), Fault("malformed")), ("account-8.", *[Fault("canceled")] * 3),
    )  # fmt: skip
    for name, *faults in scripts:
        anthropic_server.script(name, *faults)
    given = {int(a.ask.package_id[8:]): a for a in model(ledger, batches=True).answers(asks(10))}
    assert {n: (a.state, a.calls) for n, a in given.items()} == {
        0: ("answered", 1), 1: ("refused", 1), 2: ("answered", 2), 3: ("answered", 2), 4: ("answered", 2),
        5: ("failed", 1), 6: ("answered", 2), 7: ("invalid", 2), 8: ("unserved", 3), 9: ("answered", 1),
    }  # fmt: skip
    assert sum(a.cost_usd for a in given.values()) == pytest.approx(anthropic_server.meter.usd)
    assert given[2].ask.params["max_tokens"] == 300, "the answer names the question as it was asked"


@pytest.mark.parametrize("fault", [Fault("reset_after_work"), Fault(504)])
def test_a_batch_whose_creation_was_not_confirmed_is_found(
    ledger: Ledger, anthropic_server: AnthropicServer, fault: Fault
) -> None:
    anthropic_server.batches.page = 2
    for n in range(5):  # other batches in the account, some of the same size
        list(model(ledger, batches=True, batch_id=f"b{n}").answers(ask(i, about=f"{n} {i}") for i in range(30 + n % 2)))
    paid = anthropic_server.meter.completions.total()
    anthropic_server.batches.faults.append(fault)
    given = list(model(ledger, batches=True).answers(asks(30)))
    assert {a.state for a in given} == {"answered"}
    assert anthropic_server.meter.completions.total() == paid + 30
    assert anthropic_server.meter.duplicates == 0


@pytest.mark.parametrize("fault", [Fault("reset"), Fault(429), Fault(529), Fault(500)])
def test_a_batch_that_was_never_created_is_created_later(
    ledger: Ledger, anthropic_server: AnthropicServer, fault: Fault
) -> None:
    anthropic_server.batches.faults.append(fault)
    given = list(model(ledger, batches=True).answers(asks(30)))
    assert {a.state for a in given} == {"answered"}
    assert anthropic_server.meter.completions.total() == 30
    assert len(anthropic_server.batches.known) == 1


def test_results_that_break_off_are_read_again(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.batches.result_faults += [Fault("reset"), Fault("reset")]
    given = list(model(ledger, batches=True).answers(asks(60)))
    assert len(given) == 60
    assert anthropic_server.meter.duplicates == 0
    assert ledger.verify().fault == ""


def test_a_storm_ends_the_run_and_leaves_no_call_open(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.batches.faults += [Fault(529)] * QUICK.tries
    with pytest.raises(ModelUnavailable, match="overloaded"):
        list(model(ledger, batches=True).answers(asks(30)))
    bill = model(ledger).bill.set_index("state")
    assert (bill.index.tolist(), bill.loc["unserved", "cost_usd"]) == (["unserved"], 0)
    assert len(list(model(ledger, batches=True).answers(asks(30)))) == 30


def test_a_spend_limit_of_the_account_stops_before_anything_is_created(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.batches.faults.append(Fault(429, error_code="enforced_spend_limit_reached"))
    with pytest.raises(ModelRefusesUs, match="may not spend more"):
        list(model(ledger, batches=True).answers(asks(30)))
    assert anthropic_server.batches.known == {}


def test_a_batch_that_somebody_deleted_counts_in_full_and_is_asked_for_again(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.batches.seconds = 0.5
    deleted = False

    def tell(_: str) -> None:
        nonlocal deleted
        if not deleted:
            deleted = True
            anthropic_server.batches.known.clear()

    given = list(model(ledger, batches=True, tell=tell).answers(asks(5)))
    assert {(a.state, a.calls) for a in given} == {("answered", 2)}
    bill = model(ledger).bill
    assert bill["uncertain_usd"].sum() > 0


def test_a_run_that_is_left_is_taken_up_by_the_next_whichever_way_that_one_calls(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.batches.seconds = 1.0
    answers = model(ledger, batches=True, lot=20, tell=lambda _: (_ for _ in ()).throw(KeyboardInterrupt)).answers(
        asks(40)
    )
    with pytest.raises(KeyboardInterrupt):
        list(answers)
    told: list[str] = []
    given = list(model(ledger, tell=told.append).answers(asks(40)))
    assert {a.state for a in given} == {"answered"}
    assert anthropic_server.meter.duplicates == 0
    assert any("taking up message batch msgbatch_" in words for words in told)
    assert ledger.verify().fault == ""


def test_batches_of_another_account_member_do_not_confuse_the_search(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    """One that has not ended could be ours: the run waits for its results before it creates another."""
    anthropic_server.batches.seconds = 0.4
    anthropic_server.batches.faults.append(Fault("reset_after_work"))
    patient = replace(QUICK, appearing=0.1)
    given = list(model(ledger, batches=True, patience=patient).answers(asks(12)))
    assert len(given) == 12
    assert len(anthropic_server.batches.known) == 1

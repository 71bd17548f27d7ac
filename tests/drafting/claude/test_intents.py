"""How an answer that the rules are unsure about is put to the model, and what its reading must be to count."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hitl_kit.domain.errors import ModelRefusesUs, ModelStop
from hitl_kit.domain.inbound import INTENTS, Guess, Unsure
from hitl_kit.drafting.calls import Model, Spending
from hitl_kit.drafting.claude.intents import SHOWN, question, read_intents
from hitl_kit.ledger import Ledger
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK
from tests.drafting.claude.writer import document

SPENDING = Spending(max_usd=5, patience=QUICK)
TEXT = "Nobody here has any use for\u00a0what you sell; kindly spare us “these” notes. \u200b<b>Pim</b>"


def unsure(text: str = TEXT, number: int = 1) -> Unsure:
    return Unsure(inbound_id=number, package_id=f"p{number}", subject="Re: a note", text=text)


def asked(ledger: Ledger, *messages: Unsure) -> list[Guess]:
    def model() -> Model:
        return Model(ledger, campaign="depots", batch_id="depots/replies", actor="test", settings=SPENDING)

    return list(read_intents(model, SPENDING, messages or [unsure()]))


def reads(server: AnthropicServer, intent: str, quote: str) -> None:
    server.answer = lambda _: {"intent": intent, "quote": quote}


@pytest.mark.parametrize("quote", ["kindly spare us “these” notes", "any use for what you sell", 'Spare us "these"'])
def test_a_reading_whose_words_stand_in_the_text(ledger: Ledger, anthropic_server: AnthropicServer, quote: str) -> None:
    reads(anthropic_server, "not_interested", quote)
    (guess,) = asked(ledger)
    assert guess == Guess(inbound_id=1, intent="not_interested", quote=quote, by="claude-sonnet-5-5")


@pytest.mark.parametrize("quote", ["We would never buy from you.", "", "y", ";", "spare us these notes, kindly"])
def test_one_whose_words_do_not_is_unsure(ledger: Ledger, anthropic_server: AnthropicServer, quote: str) -> None:
    reads(anthropic_server, "unsubscribe", quote)
    (guess,) = asked(ledger)
    assert (guess.intent, guess.quote) == ("unsure", "")


@pytest.mark.parametrize(
    "given",
    ["unsubscribe", '{"intent": "buy", "quote": "spare us"}', '{"intent": "angry", "quote": "spare us", "stop": true}'],
)
def test_one_of_another_form_is_unsure(ledger: Ledger, anthropic_server: AnthropicServer, given: str) -> None:
    anthropic_server.answer = lambda _: given
    assert [g.intent for g in asked(ledger)] == ["unsure"]
    assert [g.intent for g in asked(ledger)] == ["unsure"]
    assert anthropic_server.calls == 2, "asked once more, and no third time"


def test_what_is_sent(anthropic_server: AnthropicServer, ledger: Ledger) -> None:
    anthropic_server.keep_bodies = True
    long = "Blue is the sky. " * 1_000
    asked(ledger, unsure(), unsure(long, 2))
    short, cut = sorted(anthropic_server.bodies, key=lambda b: len(document(b)["text"]))
    assert document(short) == {"subject": "Re: a note", "text": TEXT.replace("\u200b", "")}
    assert document(cut)["text"] == long[:SHOWN]
    assert not set(short["messages"][0]["content"][0]["text"]) & set("<>&"), "no markup that could seem to end it"
    assert set(short) == {"model", "max_tokens", "system", "messages", "output_config"}, "no tools"
    shape: dict[str, Any] = short["output_config"]["format"]["schema"]
    assert shape["properties"]["intent"]["enum"] == list(INTENTS)
    assert "Blue" not in json.dumps(short), "a call is about one answer"
    for intent in INTENTS:
        assert intent in short["system"][0]["text"]


def test_what_is_shown_decides_whether_a_quote_stands(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    reads(anthropic_server, "angry", "You people")
    assert asked(ledger, unsure("x " * SHOWN + "You people"))[0].intent == "unsure"


def test_one_that_is_declined_is_unsure_and_one_that_was_not_answered_is_left_out(
    ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    reads(anthropic_server, "angry", "the same words")
    for fate, kind in (("declined", "refusal"), ("rejected", 400), ("lost", "reset_after_work")):
        anthropic_server.script(f"It is {fate}", *[Fault(kind)] * 5)  # type: ignore[arg-type]
    fates = enumerate(("answered", "declined", "rejected", "lost"))
    found = asked(ledger, *(unsure(f"It is {fate}, in the same words.", n) for n, fate in fates))
    assert {g.inbound_id: g.intent for g in found} == {0: "angry", 1: "unsure"}


@pytest.mark.parametrize("kind", [401, 529])
def test_where_nothing_can_be_asked_the_run_stops(ledger: Ledger, anthropic_server: AnthropicServer, kind: int) -> None:
    anthropic_server.faults.every = lambda _: Fault(kind, retry_after=0)
    with pytest.raises(ModelStop):
        asked(ledger)


def test_no_key_no_question(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    with pytest.raises(ModelRefusesUs, match="no key"):
        asked(ledger)
    ask = question(unsure(), SPENDING)
    assert (ask.purpose, ask.package_id) == ("reply", "p1")

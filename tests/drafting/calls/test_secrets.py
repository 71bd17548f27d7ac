"""The key is nowhere but in the calls, and people's data nowhere but in calls and ledger."""

from __future__ import annotations

import logging
import pickle
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import HitlError
from hitl_kit.ledger import Ledger, tables
from tests.anthropic.faults import Fault
from tests.anthropic.server import KEY, AnthropicServer
from tests.drafting.calls.questions import QUICK, ask, asks, model

NAME = "Zoë Quist"
"""Who is in every prompt."""


def test_the_key_and_the_prompts_are_logged_nowhere(
    ledger: Ledger, anthropic_server: AnthropicServer, caplog: pytest.LogCaptureFixture
) -> None:
    anthropic_server.answer = lambda _: {"text": f"{NAME} moved the depot", "weight": 1}
    anthropic_server.script("account-1.", Fault("reset"), Fault(500))
    anthropic_server.script("account-2.", Fault(429, retry_after=0), Fault("malformed"))
    with caplog.at_level(logging.DEBUG):
        list(model(ledger).answers(asks(5)))
        list(model(ledger, batches=True).answers([ask(9)]))
        model(ledger).count([ask(1)])
    said = caplog.text + "".join(repr(record.__dict__) for record in caplog.records)
    assert KEY not in said
    assert NAME not in said


@pytest.mark.parametrize(
    "fault", [Fault(401), Fault(403), Fault(402), Fault(404), Fault(529), Fault("reset")], ids=lambda f: str(f.kind)
)
def test_errors_hold_neither_the_key_nor_the_prompt(
    ledger: Ledger, anthropic_server: AnthropicServer, fault: Fault
) -> None:
    anthropic_server.script("account-1.", *[fault] * QUICK.tries)
    asked = model(ledger)
    try:
        list(asked.answers([ask(1)]))
    except HitlError as error:
        seen: BaseException | None = error
        while seen is not None:
            shown = "".join(traceback.TracebackException.from_exception(seen, capture_locals=True).format())
            for frame, _ in traceback.walk_tb(seen.__traceback__):
                assert "anthropic" not in str(frame.f_code.co_filename).rpartition("site-packages")[2]
            assert KEY not in shown
            assert not hasattr(seen, "request")
            seen = seen.__cause__ or seen.__context__
    assert KEY not in repr(asked)
    assert KEY not in repr(vars(asked))


def test_the_ledger_holds_no_key(ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.script("account-1.", Fault(413, message="too long"))
    list(model(ledger).answers(asks(3)))
    stored = pickle.dumps([[dict(r) for r in ledger.rows(sa.select(t))] for t in (tables.event, *tables.RECORDED)])
    assert b"account-1" not in stored, "prompts are not kept: their hash is"
    assert KEY.encode() not in stored
    if ledger.path:
        ledger.close()
        assert all(KEY.encode() not in p.read_bytes() for p in Path(ledger.path).parent.glob("hitl.db*"))


def test_only_the_key_goes_out_as_a_secret(
    ledger: Ledger, anthropic_server: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "another-secret")
    list(model(ledger).answers(asks(1)))
    assert all("another-secret" not in value for head in anthropic_server.headers for value in head.values())

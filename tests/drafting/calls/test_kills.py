"""SIGKILL at any moment, then run again: no question without an answer, and nothing paid for that is not counted."""

from __future__ import annotations

import os
import random
import signal
from multiprocessing.process import BaseProcess

import pytest
import sqlalchemy as sa

from hitl_kit.drafting.calls import Model
from hitl_kit.ledger import Ledger, tables
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.programs import Programs
from tests.drafting.calls.questions import asks, model

COUNT, CONCURRENCY = 160, 8


def _to_the_end(programs: Programs, **how: object) -> None:
    last = programs.start(COUNT, **how)  # type: ignore[arg-type]
    last.join(60)
    assert last.exitcode == 0


def _killed_again_and_again(programs: Programs, seconds: tuple[float, float], **how: object) -> int:
    """Start it, kill it some seconds later, six times over; then let it end. Says how often it was killed."""
    chance, kills = random.Random(5), 0
    while kills < 6:
        program = programs.start(COUNT, **how)  # type: ignore[arg-type]
        program.join(chance.uniform(*seconds))
        if program.exitcode is not None:
            break
        program.kill()
        program.join()
        kills += 1
    assert kills >= 3
    _to_the_end(programs, **how)
    return kills


def _all_answered(ledger: Ledger) -> Model:
    """A last run in this process finds every answer in the ledger."""
    asked = model(ledger)
    given = list(asked.answers(asks(COUNT)))
    assert [a.state for a in given] == ["answered"] * COUNT
    assert ledger.verify().fault == ""
    return asked


@pytest.mark.slow
def test_killed_while_it_calls_one_by_one(database_url: str, ledger: Ledger, anthropic_server: AnthropicServer) -> None:
    anthropic_server.latency = 0.08
    kills = _killed_again_and_again(Programs(database_url), (0.3, 0.8), concurrency=CONCURRENCY, max_usd=20)
    paid = anthropic_server.meter.completions.total()
    bill = _all_answered(ledger).bill
    assert anthropic_server.meter.completions.total() == paid, "what was settled was not paid for again"
    uncertain = int(bill.loc[bill["state"] == "uncertain", "calls"].sum())
    assert anthropic_server.meter.duplicates <= uncertain <= kills * CONCURRENCY
    assert anthropic_server.meter.usd <= bill["cost_usd"].sum() + bill["uncertain_usd"].sum()


@pytest.mark.slow
def test_killed_at_any_moment_while_batches_are_made(
    database_url: str, ledger: Ledger, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.batches.seconds, anthropic_server.batches.create_seconds = 0.8, 0.2
    _killed_again_and_again(Programs(database_url), (0.05, 0.5), batches=True, lot=40)
    _all_answered(ledger)
    assert anthropic_server.meter.duplicates == 0
    assert anthropic_server.meter.completions.total() == COUNT


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["creating", "created", "half"])
@pytest.mark.parametrize("again", [True, False], ids=["batches again", "one by one then"])
def test_killed_at_the_worst_moments_of_a_batch(
    database_url: str, ledger: Ledger, anthropic_server: AnthropicServer, moment: str, again: bool
) -> None:
    """In particular "creating": the program is gone, and the batch appears afterwards all the same."""
    anthropic_server.batches.create_seconds = 0.3
    running: list[BaseProcess] = []

    def kill(now: str) -> None:
        if now == moment and running:
            os.kill(int(running.pop().pid or 0), signal.SIGKILL)

    anthropic_server.batches.watch = kill
    programs = Programs(database_url)
    running.append(program := programs.start(COUNT, batches=True, lot=60))
    program.join(30)
    assert program.exitcode == -signal.SIGKILL
    _to_the_end(programs, batches=again, lot=60)
    _all_answered(ledger)
    assert anthropic_server.meter.duplicates == 0
    assert anthropic_server.meter.completions.total() == COUNT
    assert "uncertain" not in {row["state"] for row in ledger.rows(sa.select(tables.settlement.c.state))}

"""A batch that Claude writes, against the local API: the same batch as a template's, its states, its money."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from hitl_kit import Campaign, Workbench, pipeline
from hitl_kit.domain.errors import Conflict, InputError, ModelRefusesUs, SpendStop
from hitl_kit.drafting import calls
from hitl_kit.pipeline.ahead import _evenly
from tests.anthropic.faults import Fault
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK
from tests.drafting.claude.writer import Body, document, finding, honest, is_reading
from tests.pipeline.test_generate import packages, row_counts


@pytest.fixture
def claude(anthropic_server: AnthropicServer) -> AnthropicServer:
    """A server whose model answers as it is asked to."""
    anthropic_server.answer = honest
    return anthropic_server


def by_package(name: str, *, writing: bool, faults: tuple[Fault, ...]) -> Callable[[Body], Fault | None]:
    """Faults, one a call, for the calls about one company of one kind."""
    left = list(faults)

    def fault(body: Body) -> Fault | None:
        mine = document(body)["company"]["name"] == name and is_reading(body) != writing
        return left.pop(0) if mine and left else None

    return fault


def test_it_drafts_holds_and_abstains_as_the_template_does(approved: Campaign, claude: AnthropicServer) -> None:
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert (result.drafted, result.held, result.abstained, result.added) == (2, 1, 2, 5)
    alder = packages(approved)["Alder Freight"]
    assert alder.draft is not None
    assert alder.draft.drafter == "Claude (claude-sonnet-5-5)"
    assert not [f for f in alder.findings if f.severity == "block"]
    assert claude.calls == 4, "two packages, read and written; nobody pays for those that get no draft"
    assert sum(approved.bill()["cost_usd"]) == pytest.approx(claude.meter.usd)
    assert result.cost.endswith("of at most $5.00")


HULL = "Alder Freight opened a new depot in Hull on 1 November and now serves the east coast from there."


def test_news_that_only_the_model_found_holds_the_package(approved: Campaign, claude: AnthropicServer) -> None:
    claude.answer = finding({"source_id": "s1", "kind": "layoffs", "quote": HULL, "dated": "2026-11-01"})
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert (result.drafted, result.held) == (1, 2)
    found = packages(approved)
    assert found["Alder Freight"].draft is None
    assert f'Read: "{HULL}"' in found["Alder Freight"].route.reason
    measured = found["Birch Foods"].research.measurements[-1]
    assert measured.source == "texts read by Claude (claude-sonnet-5-5)"
    assert measured.cause == "left out: 1 whose quote does not stand in the text"


def test_where_the_model_writes_nothing_the_next_account_takes_the_place(
    approved: Campaign, claude: AnthropicServer
) -> None:
    def answer(body: Body) -> Body:
        if not is_reading(body) and document(body)["company"]["name"] == "Birch Foods":
            return {"abstain": "The warehouse is only planned.", "claims": []}
        return honest(body)

    claude.answer = answer
    result = approved.generate(1, drafter="claude", max_usd=5)
    assert result.drafted == 1
    reasons = {name: p.abstained for name, p in packages(approved).items() if p.draft is None}
    drafted = [name for name, p in packages(approved).items() if p.draft]
    assert drafted == ["Alder Freight"]
    if "Birch Foods" in reasons:  # it comes up first or not at all
        assert reasons["Birch Foods"] == "Claude (claude-sonnet-5-5) wrote nothing: The warehouse is only planned."


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        ((Fault("refusal"),), "could not write: the model declined: general_harms. Asking again gives the same"),
        ((Fault("max_tokens"), Fault("max_tokens")), "could not write: the answer was cut off"),
        ((Fault("malformed"), Fault("malformed")), "could not write: Invalid JSON"),
        ((Fault(400, message="messages: too odd"),), "could not write: the service cannot take the call"),
    ],
)
def test_what_the_model_does_not_answer_leaves_a_package_with_the_reason(
    approved: Campaign, claude: AnthropicServer, faults: tuple[Fault, ...], words: str
) -> None:
    claude.faults.every = by_package("Alder Freight", writing=True, faults=faults)
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert (result.drafted, result.abstained) == (1, 3)
    alder = packages(approved)["Alder Freight"]
    assert words in alder.abstained
    assert alder.route.reason == alder.abstained
    assert alder.route.decider == "nobody"
    assert approved.generate(5, drafter="claude", max_usd=5).added == 0


def test_sources_that_the_model_refuses_to_read_are_written_about_by_nobody(
    approved: Campaign, claude: AnthropicServer
) -> None:
    claude.faults.every = by_package("Alder Freight", writing=False, faults=(Fault("refusal"),))
    approved.generate(5, drafter="claude", max_usd=5)
    assert "could not read the sources: the model declined" in packages(approved)["Alder Freight"].abstained


def test_a_call_of_unknown_fate_stays_open_and_the_next_run_asks_again(
    approved: Campaign, claude: AnthropicServer
) -> None:
    claude.faults.every = by_package("Alder Freight", writing=True, faults=(Fault("reset_after_work"),) * 5)
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert result.drafted == 1
    assert sum(result.open.values()) == 1
    assert "Alder Freight" not in packages(approved)
    assert sum(approved.bill()["uncertain_usd"]) > 0
    claude.faults.every = None
    again = approved.generate(5, drafter="claude", max_usd=5)
    assert (again.drafted, again.added, dict(again.open)) == (2, 1, {})


def test_the_limit_stops_it_and_a_higher_one_goes_on_without_paying_twice(
    approved: Campaign, claude: AnthropicServer
) -> None:
    with pytest.raises(SpendStop, match="leaves no room"):
        approved.generate(5, drafter="claude", max_usd=0.03)
    assert claude.meter.usd <= 0.03
    before = claude.meter.completions.total()
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert (result.drafted, result.held, result.abstained) == (2, 1, 2)
    assert claude.meter.completions.total() == 4 > before
    assert claude.meter.duplicates == 0


def test_what_came_before_a_stop_is_recorded(approved: Campaign, claude: AnthropicServer) -> None:
    claude.faults.every = by_package("Alder Freight", writing=True, faults=(Fault(401),))
    with pytest.raises(ModelRefusesUs, match="does not know the key"):
        approved.generate(5, drafter="claude", max_usd=5)
    assert packages(approved)["Cedar Haulage"].route.decider == "hold"
    assert approved.generate(5, drafter="claude", max_usd=5).drafted == 2


def test_without_a_key_or_a_limit_nothing_is_done(
    approved: Campaign, claude: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="nobody has said what Claude may cost"):
        approved.generate(5, drafter="claude")
    for limit in (0, -1, float("nan"), float("inf")):
        with pytest.raises(InputError, match="lets nothing be asked"):
            approved.generate(5, drafter="claude", max_usd=limit)
    with pytest.raises(InputError, match="no price is known"):
        approved.generate(5, drafter="claude", max_usd=5, model="claude-sonet-5-5")
    with pytest.raises(InputError, match="there is no drafter 'cloude'") as wrong:
        approved.generate(5, drafter="cloude")
    assert "did you mean 'claude'?" in wrong.value.mend
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    with pytest.raises(ModelRefusesUs, match="there is no key"):
        approved.generate(5, drafter="claude", max_usd=5)
    counts = row_counts(approved)
    assert (counts["batch"], counts["research"], counts["call"]) == (0, 0, 0)
    assert approved.generate(5).drafted == 2, "the template needs neither"


def test_one_batch_has_one_drafter(approved: Campaign, claude: AnthropicServer) -> None:
    approved.generate(1, batch="first")
    with pytest.raises(Conflict, match="its drafter was 'template draft, no model used'"):
        approved.generate(1, batch="first", drafter="claude", max_usd=5)


def test_the_policy_says_who_writes(approved: Campaign, claude: AnthropicServer) -> None:
    policy = approved.folder / "policy.yaml"
    policy.write_text(
        policy.read_text() + "drafting: {drafter: claude, max_usd: 2, model: claude-haiku-5-5, concurrency: 3}\n"
    )
    result = approved.generate(5)
    assert result.cost.endswith("of at most $2.00")
    assert set(approved.bill()["model"]) == {"claude-haiku-5-5"}


def test_a_batch_in_message_batches_is_the_same_at_half_the_price(approved: Campaign, claude: AnthropicServer) -> None:
    spending = replace(approved.spending(max_usd=5, batches=True), patience=QUICK)
    brief = approved.brief(drafter=approved._claude("together", spending))
    result = pipeline.generate(approved.workbench.ledger, brief, approved.match(), "together", 5)
    assert (result.drafted, result.held, result.abstained) == (2, 1, 2)
    assert (claude.calls, len(claude.batches.known)) == (0, 2), "one to read, one to write"
    paid = approved.bill("together")
    assert sum(paid["cost_usd"]) == pytest.approx(claude.meter.usd)
    tokens = paid[["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"]].sum()
    whole = calls.cost_usd("claude-sonnet-5-5", calls.Usage(*map(int, tokens)))
    assert claude.meter.usd == pytest.approx(whole / 2)


def test_who_is_suppressed_while_the_model_works_gets_no_package(approved: Campaign, claude: AnthropicServer) -> None:
    no = approved.folder / "no.csv"
    no.write_text("email\nmara.quist@alder-freight.example\n")

    def answer(body: Body) -> Body:
        if not is_reading(body):
            Workbench(approved.workbench.workspace.root).import_suppressions(no)
        return honest(body)

    claude.answer = answer
    result = approved.generate(5, drafter="claude", max_usd=5)
    assert result.drafted == 1
    assert "Alder Freight" not in packages(approved)


def test_a_notebook_has_an_event_loop_of_its_own(approved: Campaign, claude: AnthropicServer) -> None:
    async def cell() -> tuple[int, int]:
        return approved.estimate(5).sampled, approved.generate(5, drafter="claude", max_usd=5).drafted

    with ThreadPoolExecutor(1) as pool:  # a browser's tests leave a loop running in this thread
        assert pool.submit(lambda: asyncio.run(cell())).result() == (2, 2)


def test_an_estimate_is_of_accounts_evenly_apart() -> None:
    keys = [f"k{n}" for n in range(100)]
    chosen = _evenly(keys, 60, 20)
    assert chosen[:20] == keys[:60:3]
    assert sorted(chosen) == sorted(keys)
    assert _evenly(keys[:3], 60, 20) == keys[:3]


KILLED = """
import os, signal, sys
from hitl_kit import Workbench
seen = 0
def progress(step, done, total):
    global seen
    seen += step.startswith("draft")
    if seen == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
Workbench(".").campaign("depots").generate(5, batch="killed", drafter="claude", max_usd=5, progress=progress)
"""


def test_a_killed_batch_loses_no_package_and_pays_for_no_answer_twice(
    approved: Campaign, claude: AnthropicServer
) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, "3"], check=False)
    assert killed.returncode == -signal.SIGKILL
    result = approved.generate(5, batch="killed", drafter="claude", max_usd=5)
    assert (result.drafted, result.held, result.abstained) == (2, 1, 2)
    assert claude.meter.duplicates <= approved.bill()["calls"][approved.bill()["state"] == "uncertain"].sum()
    assert approved.workbench.verify().intact

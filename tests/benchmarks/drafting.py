"""How many drafts a second one core writes from templates: the words alone, and a whole batch as it is recorded."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from hitl_kit import Campaign, Workbench, pipeline, targeting
from hitl_kit.domain.drafts import Draft
from hitl_kit.drafting import DraftRequest, TemplateDrafter
from hitl_kit.pipeline.candidates import Candidates
from hitl_kit.simulation import market
from hitl_kit.workspace import Workspace
from tests.benchmarks import calls
from tests.benchmarks.bench import Figure, ms

MANY = 2_000
ROUNDS = 5
_ACTOR = "bench"
_SEED = 1


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        workspace = Workspace(Path(folder) / "workspace")
        workspace.add_demo()
        workbench = Workbench(workspace.root, user=_ACTOR)
        campaign = workbench.campaign("demo")
        campaign.approve("icp")
        brief, matched = _researched(campaign)
        yield _words_alone(campaign, brief, matched)
        yield _whole_batches(campaign, brief, matched)
        workbench.close()
    yield from calls.figures()


def _words_alone(campaign: Campaign, brief: pipeline.Brief, matched: targeting.Match) -> Figure:
    requests = _requests(campaign, brief, matched)
    drafter = TemplateDrafter(brief.library.value)

    def write() -> None:
        written = [made for _, made in drafter.draft_all(requests)]
        assert len(written) == MANY
        assert all(isinstance(made, Draft) for made in written)

    each = median(_core_seconds(write) for _ in range(ROUNDS)) / MANY
    words = f"{ms(each)} of processor time for a draft, checks off; median of {ROUNDS} × {MANY:,}"
    return Figure("drafts of the template drafter", 1 / each, "a second and core", 2_000, words, at_least=True)


def _whole_batches(campaign: Campaign, brief: pipeline.Brief, matched: targeting.Match) -> Figure:
    """From the end of the research to the end of the batch: ranked, drafted, checked, routed, recorded, counted."""
    times = []
    for n in range(ROUNDS):
        researched = 0.0

        def watch(step: str, done: int, total: int) -> None:
            nonlocal researched
            if step == "research":
                researched = time.process_time()

        ledger = campaign.workbench.ledger
        chosen = _part(matched, n)
        result = pipeline.generate(ledger, brief, chosen, f"bench {n}", MANY // ROUNDS, watch)
        times.append((time.process_time() - researched) / result.drafted)
        assert result.drafted == MANY // ROUNDS
    each = median(times)
    words = f"{ms(each)} of processor time for a package; median of {ROUNDS} batches of {MANY // ROUNDS}"
    what = "packages of the template drafter, every check on and the ledger too"
    return Figure(what, 1 / each, "a second and core", 500, words, at_least=True)


def _researched(campaign: Campaign) -> tuple[pipeline.Brief, targeting.Match]:
    """As many simulated accounts as there are to be drafts, each with a piece of news."""
    ledger, library, day = campaign.workbench.ledger, campaign.library.value, campaign.today
    companies, people = market.accounts(campaign.icp.value, library.plays, first=0, count=MANY, seed=_SEED)
    targeting.record_accounts(ledger, campaign.slug, companies, people, actor=_ACTOR, simulated=True)
    news = market.SimulatedNews(library.plays, day, _SEED)
    brief, matched = campaign.brief(sources=[news], as_of=day, simulated=True), campaign.match(simulated=True)
    pipeline.research_accounts(ledger, brief, list(matched.accounts.index))
    return brief, matched


def _part(matched: targeting.Match, number: int) -> targeting.Match:
    """The accounts of one of the batches."""
    return targeting.Match(matched.funnel, matched.accounts.iloc[number::ROUNDS], matched.left_out)


def _requests(campaign: Campaign, brief: pipeline.Brief, matched: targeting.Match) -> list[DraftRequest]:
    candidates = Candidates(campaign.workbench.ledger, brief, matched)
    found = candidates.of(list(matched.accounts.index))
    return [candidates.request(f"package {n}", candidate) for n, candidate in enumerate(found)]


def _core_seconds(act: Callable[[], object]) -> float:
    """How much processor time it takes, once: what others do on the machine counts as little as it can."""
    start = time.process_time()
    act()
    return time.process_time() - start

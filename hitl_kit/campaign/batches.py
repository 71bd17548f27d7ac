"""Research, drafts and batches of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import drafting, pipeline, research, routing, targeting
from hitl_kit.domain.errors import InputError

from .paying import Paying, Tell

if TYPE_CHECKING:
    from hitl_kit.drafting.claude import Estimate


class Batches(Paying):
    """What the agent does between two decisions of people."""

    def sources(self, names: Sequence[str] = ()) -> list[research.SignalSource]:
        """Where research looks: the sources of these names, or those of the policy (docs/sources.md)."""
        looking = self.policy.value.research
        return research.campaign_sources(
            names or looking.sources, self.folder, self.icp.value, self.today, doors=self.workbench.doors,
            contact=looking.contact, ledger=self._ledger, campaign=self.slug,
        )  # fmt: skip

    def brief(
        self, *, sources: Sequence[research.SignalSource] | None = None, as_of: date | None = None,
        simulated: bool = False, drafter: str | drafting.Drafter = "template",
    ) -> pipeline.Brief:  # fmt: skip
        """What a batch is made from, read from the files as they stand now."""
        library = self.learned(simulated=simulated)
        writes = self.drafter(drafter, library=library.value) if isinstance(drafter, str) else drafter
        return pipeline.Brief(
            campaign=self.slug, icp=self.icp, library=library, policy=self.policy,
            sources=self.sources() if sources is None else sources, drafter=writes,
            as_of=as_of or self.today, actor=self._user, simulated=simulated,
        )  # fmt: skip

    def research(
        self, progress: pipeline.Progress = pipeline.silent, *, sources: Sequence[str] = (), again: bool = False,
        tally: pipeline.Tally = pipeline.untold,
    ) -> pd.DataFrame:  # fmt: skip
        """What research found for every matched account: one row an account and source, with found / not found / not
        measured and the cause. The web is asked once a day for an account, unless `again`."""
        matched = self.match().accounts
        brief, names = self.brief(sources=self.sources(sources)), dict(zip(matched.index, matched["name"], strict=True))
        pipeline.research_accounts(self._ledger, brief, list(names), progress, tally=tally, again=again)
        known = research.stream_research(self._ledger, self.slug)
        return research.answer_table((found for found in known if found.account_key in names), names)

    def answers(self) -> pd.DataFrame:
        """How many accounts each source answered for, and how, as research last recorded it."""
        return research.answer_counts(research.answer_table(research.stream_research(self._ledger, self.slug), {}))

    def generate(
        self, size: int = 20, *, batch: str = "", drafter: str = "", model: str = "", max_usd: float | None = None,
        batches: bool | None = None, progress: pipeline.Progress = pipeline.silent, tell: Tell | None = None,
    ) -> pipeline.BatchResult:  # fmt: skip
        """A batch of packages. Its name is the day unless given; the same batch run again adds nothing twice.

        `drafter`, `model`, `max_usd` (the most that the batch may cost) and `batches` are the policy's unless given.
        ModelStop where Claude has to stop: what is done stays, and the same batch run again goes on.
        """
        name = batch or self.today.isoformat()
        writes: str | drafting.Drafter = drafter or self.policy.value.drafting.drafter
        if writes == "claude":
            spending = self.spending(model=model, max_usd=max_usd, batches=batches)
            self._paid(name, spending)  # what is missing is said before anything is done
            writes = self._claude(name, spending, tell=tell)
        brief = self.brief(drafter=writes)
        targeting.require_approved(self._ledger, self.slug, "icp", brief.icp)
        return pipeline.generate(self._ledger, brief, self.match(), name, size, progress)

    def estimate(
        self, size: int = 20, *, batch: str = "", model: str = "", max_usd: float | None = None,
        batches: bool | None = None, pilot: int = 0, progress: pipeline.Progress = pipeline.silent,
        tell: Tell | None = None,
    ) -> Estimate:  # fmt: skip
        """What a batch written by Claude will probably cost. Free, unless a `pilot` of so many packages is asked for:
        their answers are paid for, under the limit, and the batch of that name does not pay for them again."""
        from hitl_kit.drafting import claude

        name = batch or self.today.isoformat()
        spending = self.spending(model=model, max_usd=max_usd, batches=batches)
        if pilot:
            self._paid(name, spending)
        writes = self._claude(name, spending, tell=tell)
        brief = self.brief(drafter=writes)
        targeting.require_approved(self._ledger, self.slug, "icp", brief.icp)
        if size < 1 or pilot < 0:
            raise InputError("an estimate is of one package or more", mend="give a --size of 1 or more")
        requests = pipeline.requests_ahead(
            self._ledger, brief, self.match(), name, size, pilot or claude.SAMPLE, progress, first=bool(pilot)
        )
        texts = partial(research.snapshot_texts, self._ledger)
        asked = [writes.asks(request, texts) for request in requests]
        if not pilot:
            return claude.estimate(asked, size, spending, self._ledger, partial(self._counted, name, spending))
        for done, _ in enumerate(writes.draft_all(writes.read_all(requests, texts)), 1):
            progress(f"pilot · {writes.spent}", done, len(requests))
        costs = claude.paid(self._ledger, f"{self.slug}/{name}", (r.package_id for r in requests))
        return claude.measured(list(costs.values()), asked, size, spending)

    def packages(self, *, simulated: bool = False) -> pd.DataFrame:
        """Every package with its status, the newest batch first."""
        return routing.package_table(self._ledger, self.slug, simulated=simulated)

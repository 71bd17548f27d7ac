"""Research, drafts and batches of a campaign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from hitl_kit import drafting, pipeline, research, routing, targeting
from hitl_kit.domain.errors import InputError

from .targeting import Targeting


class Batches(Targeting):
    """What the agent does between two decisions of people."""

    def sources(self, names: Sequence[str] = ()) -> list[research.SignalSource]:
        """Where research looks: the sources of these names, or those of the policy (docs/sources.md)."""
        looking = self.policy.value.research
        return research.campaign_sources(
            names or looking.sources, self.folder, self.icp.value, self.today, doors=self.workbench.doors,
            contact=looking.contact,
        )  # fmt: skip

    def brief(
        self, *, sources: Sequence[research.SignalSource] | None = None, as_of: date | None = None,
        simulated: bool = False, drafter: str = "template",
    ) -> pipeline.Brief:  # fmt: skip
        """What a batch is made from, read from the files as they stand now."""
        if drafter != "template":
            raise InputError(f"there is no drafter '{drafter}'", mend="use: template")
        library = self.library
        return pipeline.Brief(
            campaign=self.slug, icp=self.icp, library=library, policy=self.policy,
            sources=self.sources() if sources is None else sources, drafter=drafting.TemplateDrafter(library.value),
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
        self, size: int = 20, *, batch: str = "", drafter: str = "template",
        progress: pipeline.Progress = pipeline.silent,
    ) -> pipeline.BatchResult:  # fmt: skip
        """A batch of packages. Its name is the day unless given; the same batch run again adds nothing twice."""
        brief = self.brief(drafter=drafter)
        targeting.require_approved(self._ledger, self.slug, "icp", brief.icp)
        return pipeline.generate(self._ledger, brief, self.match(), batch or brief.as_of.isoformat(), size, progress)

    def packages(self, *, simulated: bool = False) -> pd.DataFrame:
        """Every package with its status, the newest batch first."""
        return routing.package_table(self._ledger, self.slug, simulated=simulated)

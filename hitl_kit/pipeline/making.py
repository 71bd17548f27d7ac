"""Making: candidates into packages. Facts are read, news that only a person can settle holds a package, drafts are
written, checked and routed; in waves, until a batch has its drafts or nobody is left to write to."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import sqlalchemy as sa

from hitl_kit import drafting, research, routing
from hitl_kit.domain.base import short_id
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.errors import ModelStop
from hitl_kit.domain.evidence import VETO_KINDS, AccountResearch
from hitl_kit.domain.packages import Package, Route
from hitl_kit.ledger import Ledger, tables

from .brief import Brief, Progress
from .candidates import Candidate, Candidates
from .trusting import trust_setting


def package_id(brief: Brief, batch_id: str, account_key: str) -> str:
    """A package's id: one for each account of a batch."""
    return short_id(brief.campaign, batch_id, account_key)


_Drafted = tuple[drafting.DraftRequest, Draft | Abstention]
_TOGETHER = 20
"""Drafts whose sources are read from the ledger at once."""


def _together(drafted: Iterable[_Drafted]) -> Iterator[list[_Drafted]]:
    """The drafts a few at a time. Where a paid drafter has to stop, those that are there are given first."""
    group: list[_Drafted] = []
    stopped: ModelStop | None = None
    try:
        for item in drafted:
            group.append(item)
            if len(group) == _TOGETHER:
                yield group
                group = []
    except ModelStop as stop:
        stopped = stop
    if group:
        yield group
    if stopped is not None:
        raise stopped


class Maker:
    """Makes the packages of one batch, leaving out those that an earlier run of it recorded."""

    def __init__(self, ledger: Ledger, brief: Brief, batch_id: str, candidates: Candidates) -> None:
        self._ledger, self._brief, self._batch_id, self._candidates = ledger, brief, batch_id, candidates
        p = tables.package
        known = ledger.rows(sa.select(p.c.id, p.c.decider).where(p.c.batch_id == f"{brief.campaign}/{batch_id}"))
        self._known = {row["id"] for row in known}
        self.drafted = sum(row["decider"] not in ("hold", "nobody") for row in known)
        self.open: Counter[str] = Counter()
        """Why packages were left open for the next run, and how many."""
        self._made: deque[Package] = deque()  # those that needed no draft, waiting to be handed out
        self._waiting: dict[str, Candidate] = {}  # those of which the drafter has a request
        self._taken = 0
        setting = trust_setting(ledger, brief)
        self._versions = setting.versions
        self._router = routing.Router(ledger, setting)
        self._numbers = routing.calibrate(ledger, brief.campaign, simulated=brief.simulated)

    def packages(self, found: Iterable[Candidate], size: int, progress: Progress) -> Iterator[Package]:
        """New packages until `size` of the batch are drafted or the candidates are used up. Each wave takes as many
        as are missing. Where a paid drafter has to stop, what is done is given first."""
        requests = self._requests(found)
        exhausted = False
        while self.drafted < size and not exhausted:
            wanted = size - self.drafted
            self._taken = 0
            try:
                for package in self._wave(islice(requests, wanted)):
                    self.drafted += package.draft is not None
                    cost = self._brief.drafter.spent
                    progress(f"draft · {cost}" if cost else "draft", self.drafted, size)
                    yield package
            except ModelStop:
                yield from self._set_aside()
                raise
            exhausted = self._taken < wanted

    def _requests(self, found: Iterable[Candidate]) -> Iterator[drafting.DraftRequest]:
        """What the drafter is asked for. Packages to hold, and those with nobody to write to, are set aside."""
        for candidate in found:
            name = package_id(self._brief, self._batch_id, candidate.account.key)
            if name in self._known:
                continue
            if self._candidates.vetoes(candidate.research):
                self._hold(name, candidate, candidate.research)
            elif self._brief.policy.value.owner("first touch", candidate.tier) == "never":
                reason = f"policy.yaml: nobody of tier {candidate.tier} is written to"
                self._made.append(self._without_draft(name, candidate, candidate.research, reason))
            elif candidate.nobody:
                self._made.append(self._without_draft(name, candidate, candidate.research, candidate.nobody))
            else:
                self._taken += 1
                self._waiting[name] = candidate
                yield self._candidates.request(name, candidate)

    def _wave(self, requests: Iterable[drafting.DraftRequest]) -> Iterator[Package]:
        drafter = self._brief.drafter
        ready = (r for r in drafter.read_all(requests, self._texts) if not self._held(r))
        for group in _together(drafter.draft_all(ready)):
            yield from self._set_aside()
            drafts = [request for request, made in group if isinstance(made, Draft)]
            texts = self._texts({s.sha256 for request in drafts for s in request.research.sources})
            for request, made in group:
                candidate = self._waiting.pop(request.package_id)
                if isinstance(made, Draft):
                    yield self._drafted(candidate, request, made, texts)
                elif made.again:
                    self.open[made.reason] += 1
                else:
                    yield self._without_draft(request.package_id, candidate, request.research, made.reason)
        yield from self._set_aside()

    def _set_aside(self) -> Iterator[Package]:
        while self._made:
            yield self._made.popleft()

    def _held(self, request: drafting.DraftRequest) -> bool:
        """Whether what was read holds the package; it is then set aside."""
        if not self._candidates.vetoes(request.research):
            return False
        self._hold(request.package_id, self._waiting.pop(request.package_id), request.research)
        return True

    def _hold(self, name: str, candidate: Candidate, known: AccountResearch) -> None:
        vetoes = self._candidates.vetoes(known)
        self._made.append(self._without_draft(name, candidate, known, f"held: {VETO_KINDS[vetoes[0].kind]}"))

    def _without_draft(self, name: str, candidate: Candidate, known: AccountResearch, reason: str) -> Package:
        route = routing.route_without_draft(self._candidates.vetoes(known), reason)
        return Package(**self._common(name, candidate, known), abstained=reason, route=route)

    def _drafted(
        self, candidate: Candidate, request: drafting.DraftRequest, draft: Draft, texts: Mapping[str, str]
    ) -> Package:  # fmt: skip
        findings = self._check(draft, request, texts)
        package = Package(
            **self._common(request.package_id, candidate, request.research),
            draft=draft,
            findings=findings,
            confidence=drafting.band(findings, request.research, draft),
            route=Route(decider="human", reason=routing.PLAIN),
            made_with=next((v for scope, v in self._versions.items() if scope.play == draft.play_id), None),
        )
        if isinstance(self._numbers, routing.Calibration):
            package = package.model_copy(update={"confidence": self._numbers.of(package)})
        reviewers = routing.draw_reviewers(request.package_id, self._brief.policy.value.review.double_review)
        return package.model_copy(update={"route": self._router.route(package, reviewers)})

    def _common(self, name: str, candidate: Candidate, known: AccountResearch) -> dict[str, object]:
        return {
            "id": name, "campaign": self._brief.campaign, "batch_id": self._batch_id, "account": candidate.account,
            "contact": candidate.choice.contact, "persona_id": candidate.choice.persona_id, "tier": candidate.tier,
            "high_value": candidate.high_value, "score": candidate.score, "score_terms": candidate.terms,
            "research": known, "as_of": self._brief.as_of, "simulated": self._brief.simulated,
        }  # fmt: skip

    def _check(
        self, draft: Draft, request: drafting.DraftRequest, texts: Mapping[str, str]
    ) -> tuple[Finding, ...]:  # fmt: skip
        """The findings, with every quote held against the text as the ledger stores it."""
        return drafting.check_draft(
            draft, request, snapshots=texts, library=self._brief.library.value,
            writing=self._brief.policy.value.writing, icp=self._brief.icp.value,
        )  # fmt: skip

    def _texts(self, shas: Iterable[str]) -> Mapping[str, str]:
        return research.snapshot_texts(self._ledger, shas)

"""One batch: from an approved ICP to routed packages. Run again, or killed and run again, it adds nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from hitl_kit import drafting, research, retrospect, routing, targeting
from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import canonical_json, short_id
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.evidence import VETO_KINDS, AccountResearch, Fact
from hitl_kit.domain.packages import Package, ScoreTerm
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.ledger import Ledger, tables, views

from .brief import Brief, Progress, silent
from .researching import CHUNK, accounts_of, research_accounts

_CHUNK = 20
"""Packages recorded together: what a kill can cost is the work on these."""


@dataclass(frozen=True)
class BatchResult:
    """What a batch came to. `added` counts the packages that this run recorded, the others all of the batch."""

    batch_id: str
    size: int
    drafted: int
    held: int
    abstained: int
    added: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    """Rows and files of the campaign's sources that had to be left out, each with the reason."""


@dataclass(frozen=True)
class _Candidate:
    account: Account
    tier: str
    high_value: bool
    research: AccountResearch
    terms: tuple[ScoreTerm, ...]

    @property
    def score(self) -> float:
        return sum(t.points for t in self.terms)


def generate(
    ledger: Ledger, brief: Brief, matched: targeting.Match, batch_id: str, size: int, progress: Progress = silent
) -> BatchResult:
    """A batch of up to `size` drafted packages, the accounts with the strongest signals first.

    Accounts that come up but cannot be drafted for are recorded too, held or abstained with their reason. Raises
    NotApproved before any research, Conflict where `batch_id` names a batch of other content.
    """
    if size < 1:
        raise InputError(f"a batch of {size} packages holds nothing", mend="give a size of 1 or more")
    targeting.require_approved(ledger, brief.campaign, "icp", brief.icp)
    _open_batch(ledger, brief, batch_id, size)
    targeting.record_policy(ledger, brief.campaign, brief.policy, actor=brief.actor)
    keys = _without_earlier_package(ledger, brief, batch_id, matched.accounts.index)
    research_accounts(ledger, brief, keys, progress)
    maker = _Maker(ledger, brief, batch_id)
    _record(ledger, brief, batch_id, maker.packages(_candidates(ledger, brief, matched, keys), size, progress))
    return _result(ledger, brief, batch_id, size, maker.added)


def _candidates(ledger: Ledger, brief: Brief, matched: targeting.Match, keys: Sequence[str]) -> Iterator[_Candidate]:
    """The accounts with what is known of them, those with the highest score first. Only the scores are kept."""
    wanted = set(keys)
    ranked = sorted(
        (-sum(t.points for t in research.score(brief.icp.value, found, brief.as_of)), found.account_key)
        for found in research.stream_research(ledger, brief.campaign, simulated=brief.simulated)
        if found.account_key in wanted
    )
    for start in range(0, len(ranked), CHUNK):
        chunk = [key for _, key in ranked[start : start + CHUNK]]
        known = research.research_of(ledger, brief.campaign, chunk, simulated=brief.simulated)
        for account in accounts_of(ledger, brief, chunk):
            row, found = matched.accounts.loc[account.key], known[account.key]
            terms = research.score(brief.icp.value, found, brief.as_of)
            yield _Candidate(account, str(row["tier"]), bool(row["high_value"]), found, terms)


def _open_batch(ledger: Ledger, brief: Brief, batch_id: str, size: int) -> None:
    """Record the batch, or make sure that it is the same one as before."""
    row = {
        "id": f"{brief.campaign}/{batch_id}", "campaign": brief.campaign, "size": size,
        "as_of": brief.as_of.isoformat(), "icp_sha256": brief.icp.sha256, "library_sha256": brief.library.sha256,
        "policy_sha256": brief.policy.sha256, "drafter": brief.drafter.label, "simulated": brief.simulated,
    }  # fmt: skip
    named = {
        "size": "its size was {}", "as_of": "it was made as of {}", "icp_sha256": "the ICP was another",
        "library_sha256": "angles.yaml was another", "policy_sha256": "policy.yaml was another",
        "drafter": "its drafter was '{}'",
    }  # fmt: skip
    with ledger.recording(brief.actor, "batch.open", f"{brief.campaign}/{batch_id}") as recording:
        known = recording.rows(sa.select(tables.batch).where(tables.batch.c.id == row["id"]))
        if not known:
            recording.add(tables.batch, [row])
            return
    differ = [text.format(known[0][key]) for key, text in named.items() if known[0][key] != row[key]]
    if differ:
        raise Conflict(
            f"batch '{batch_id}' was made before, and {', '.join(differ)}",
            mend=f"give this one a name of its own, for example --batch {batch_id}-b",
        )


def _without_earlier_package(ledger: Ledger, brief: Brief, batch_id: str, keys: Iterable[str]) -> list[str]:
    """Accounts for which no other batch of this campaign has a draft or a hold; an abstention may be tried again."""
    p = tables.package
    taken = ledger.rows(
        sa.select(p.c.account_key)
        .where(p.c.campaign == brief.campaign, p.c.batch_id != f"{brief.campaign}/{batch_id}")
        .where(p.c.decider != "nobody")
        .distinct()
    )
    other = {row["account_key"] for row in taken}
    return [key for key in keys if key not in other]


class _Maker:
    """Makes the packages of one batch, leaving out those that an earlier run of it recorded."""

    def __init__(self, ledger: Ledger, brief: Brief, batch_id: str) -> None:
        self.ledger, self.brief, self.batch_id = ledger, brief, batch_id
        self.added = 0
        p = tables.package
        known = ledger.rows(sa.select(p.c.id, p.c.decider).where(p.c.batch_id == f"{brief.campaign}/{batch_id}"))
        self.known = {row["id"]: row["decider"] for row in known}
        self.contacts: dict[str, list[Contact]] = {}
        for contact in targeting.load_contacts(ledger, brief.campaign, simulated=brief.simulated):
            self.contacts.setdefault(contact.account_key, []).append(contact)
        self.suppressions = targeting.load_suppressions(ledger)
        self.written_to = _written_to(ledger)
        self.retired = retrospect.retired_angles(ledger, brief.campaign)

    def packages(self, candidates: Iterable[_Candidate], size: int, progress: Progress) -> Iterator[Package]:
        """New packages until `size` of the batch are drafted or the candidates are used up."""
        drafted = sum(decider not in ("hold", "nobody") for decider in self.known.values())
        for candidate in candidates:
            if drafted >= size:
                break
            package_id = short_id(self.brief.campaign, self.batch_id, candidate.account.key)
            if package_id in self.known:
                continue
            package = self._package(package_id, candidate)
            self.added += 1
            drafted += package.draft is not None
            progress("draft", drafted, size)
            yield package

    def _package(self, package_id: str, candidate: _Candidate) -> Package:
        contact = research.choose_contact(
            self.brief.icp.value, self.contacts.get(candidate.account.key, []), self._refuse
        )
        common = {
            "id": package_id, "campaign": self.brief.campaign, "batch_id": self.batch_id,
            "account": candidate.account, "contact": contact.contact, "persona_id": contact.persona_id,
            "tier": candidate.tier, "high_value": candidate.high_value, "score": candidate.score,
            "score_terms": candidate.terms, "research": candidate.research, "as_of": self.brief.as_of,
            "simulated": self.brief.simulated,
        }  # fmt: skip
        vetoes = research.vetoes(candidate.research, self.brief.as_of)
        draft = self._draft(package_id, candidate, contact, vetoes)
        if isinstance(draft, Abstention):
            route = routing.route_without_draft(vetoes, draft.reason)
            return Package(**common, abstained=draft.reason, route=route)
        request = self._request(package_id, candidate, contact)
        findings = self._check(draft, request)
        return Package(
            **common,
            draft=draft,
            findings=findings,
            confidence=drafting.band(findings, candidate.research, draft),
            route=routing.route_draft(
                tier=candidate.tier,
                high_value=candidate.high_value,
                findings=findings,
                reviewers=routing.draw_reviewers(package_id, self.brief.policy.value.review.double_review),
            ),
        )

    def _draft(
        self, package_id: str, candidate: _Candidate, choice: research.ContactChoice, vetoes: Sequence[Fact]
    ) -> Draft | Abstention:
        if vetoes:  # a draft is never written around such news
            return Abstention(reason=f"held: {VETO_KINDS[vetoes[0].kind]}")
        if choice.contact is None and candidate.terms:  # without a signal, that is the first thing to mend
            return Abstention(reason=_nobody(choice))
        return self.brief.drafter.draft(self._request(package_id, candidate, choice))

    def _request(self, package_id: str, candidate: _Candidate, choice: research.ContactChoice) -> drafting.DraftRequest:
        return drafting.DraftRequest(
            package_id=package_id, account=candidate.account, contact=choice.contact, persona_id=choice.persona_id,
            research=candidate.research, score_terms=candidate.terms, retired_angles=self.retired,
            as_of=self.brief.as_of,
        )  # fmt: skip

    def _check(self, draft: Draft, request: drafting.DraftRequest) -> tuple[Finding, ...]:
        """The findings, with every quote held against the text as the ledger stores it."""
        stored = research.snapshot_texts(self.ledger, {s.sha256 for s in request.research.sources})
        return drafting.check_draft(
            draft, request, snapshots=stored, library=self.brief.library.value,
            writing=self.brief.policy.value.writing, icp=self.brief.icp.value,
        )  # fmt: skip

    def _refuse(self, email: str) -> str | None:
        return self.suppressions.covers(email) or self.written_to.get(email)


def check_edit(brief: Brief, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
    """What the checks have to say about a mail that a reviewer changed: warnings, for a person's word stands."""
    if package.draft is None:
        return ()
    return drafting.check_text(
        subject, body, drafting.DraftRequest.of(package), draft=package.draft, library=brief.library.value,
        writing=brief.policy.value.writing, icp=brief.icp.value,
    )  # fmt: skip


def _nobody(choice: research.ContactChoice) -> str:
    """Why there is no contact, with the reasons for which people were left out."""
    reasons = "; ".join(dict.fromkeys(reason for _, reason in choice.left_out))
    return f"{choice.why}: {reasons}" if reasons else choice.why


def _written_to(ledger: Ledger) -> dict[str, str]:
    """Addresses with a mail that a person approved, in any campaign of the workspace, and which one."""
    found = views.packages().subquery()
    rows = ledger.rows(
        sa.select(found.c.email, found.c.campaign).where(found.c.status.in_(["approved", "edited"])).distinct()
    )
    return {row["email"]: f"already written to in campaign '{row['campaign']}'" for row in rows}


def _record(ledger: Ledger, brief: Brief, batch_id: str, packages: Iterator[Package]) -> None:
    chunk: list[Package] = []
    for package in packages:
        chunk.append(package)
        if len(chunk) == _CHUNK:
            _record_chunk(ledger, brief, batch_id, chunk)
            chunk = []
    if chunk:
        _record_chunk(ledger, brief, batch_id, chunk)


def _record_chunk(ledger: Ledger, brief: Brief, batch_id: str, chunk: Sequence[Package]) -> None:
    """Record packages that are not there yet: two runs of the same batch at once still add each one once."""
    p = tables.package
    with ledger.recording(brief.actor, "batch.packages", f"{brief.campaign}/{batch_id}") as recording:
        known = {row["id"] for row in recording.rows(sa.select(p.c.id).where(p.c.id.in_([x.id for x in chunk])))}
        recording.add(p, [_row(x, brief.library.value) for x in chunk if x.id not in known])
        recording.note(drafter=brief.drafter.label, simulated=brief.simulated)


def _row(package: Package, library: AngleLibrary) -> dict[str, object]:
    """The package as a row; its signal is the one that set its play off, else the strongest."""
    draft = package.draft
    strongest = package.score_terms[0].kind if package.score_terms else ""
    signal = next((p.signal for p in library.plays if draft and p.id == draft.play_id), strongest)
    return {
        "id": package.id, "batch_id": f"{package.campaign}/{package.batch_id}", "campaign": package.campaign,
        "account_key": package.account.key, "email": package.contact.email if package.contact else "",
        "tier": package.tier, "high_value": package.high_value, "persona": package.persona_id, "signal": signal,
        "play": draft.play_id if draft else "", "angle": draft.angle_id if draft else "",
        "variant": draft.variant if draft else "", "decider": package.route.decider, "score": package.score,
        "as_of": package.as_of.isoformat(), "content_sha256": draft.sha256 if draft else "",
        "content": canonical_json(package), "simulated": package.simulated,
    }  # fmt: skip


def _result(ledger: Ledger, brief: Brief, batch_id: str, size: int, added: int) -> BatchResult:
    p = tables.package
    rows = ledger.rows(sa.select(p.c.decider, p.c.content).where(p.c.batch_id == f"{brief.campaign}/{batch_id}"))
    packages = [Package.model_validate_json(row["content"]) for row in rows]
    deciders = Counter(package.route.decider for package in packages)
    return BatchResult(
        batch_id, size,
        drafted=sum(package.draft is not None for package in packages),
        held=deciders["hold"], abstained=deciders["nobody"], added=added,
        reasons=Counter(package.abstained for package in packages if package.abstained),
        problems=tuple(problem for source in brief.sources for problem in source.problems),
    )  # fmt: skip

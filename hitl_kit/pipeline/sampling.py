"""A sample of what a play writes: drafts for accounts of the campaign, so that a person judges the pattern by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hitl_kit import drafting, research, targeting
from hitl_kit.domain.accounts import Contact
from hitl_kit.domain.base import short_id
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Confidence
from hitl_kit.domain.plays import Play
from hitl_kit.ledger import Ledger

from .brief import Brief
from .candidates import Candidates

SAMPLE_SIZE = 10
"""How many drafts a person is shown before approving a play."""

_REASONS = 3


@dataclass(frozen=True)
class Sampled:
    """One draft of a sample. `instead` names the play that this account would get at present, where it is another."""

    account: str
    contact: Contact
    draft: Draft
    findings: tuple[Finding, ...]
    confidence: Confidence
    instead: str = ""


@dataclass(frozen=True)
class Sample:
    """The drafts of a play for accounts drawn at random, those that would get it at present first.

    `wanted` is how many were asked for, `unwritten` why the drafter wrote nothing for some.
    """

    wanted: int
    drafts: tuple[Sampled, ...]
    unwritten: tuple[str, ...] = ()

    @property
    def shas(self) -> tuple[str, ...]:
        """The SHA-256 of each draft, as an approval records what was shown."""
        return tuple(s.draft.sha256 for s in self.drafts)

    @property
    def words(self) -> str:
        """How many there are, and why there are fewer than wanted."""
        n = len(self.drafts)
        if not n:
            found = "No draft can be shown."
            if not self.unwritten:
                found = "No matching account has this signal and a contact of this persona now: no draft can be shown."
        elif n < self.wanted:
            found = f"{n} draft{'s' * (n > 1)} of {self.wanted}: no other matching account fits this play now."
        else:
            found = f"{n} drafts, for accounts drawn at random from those that fit this play now."
        other = sum(bool(s.instead) for s in self.drafts)
        aside = f" {other} of these accounts would get another play, which comes first for them." if other else ""
        return found + aside + "".join(f" Not written: {reason}." for reason in self.unwritten[:_REASONS])


def sample_play(ledger: Ledger, brief: Brief, matched: targeting.Match, play: Play, size: int = SAMPLE_SIZE) -> Sample:
    """Up to `size` drafts of a play as they would be written now, with what the checks say. Nothing is routed, and the
    drafts belong to no batch."""
    if size < 1:
        raise InputError(f"a sample of {size} drafts shows nothing", mend="ask for 1 or more")
    first: list[drafting.DraftRequest] = []
    others: dict[str, tuple[drafting.DraftRequest, str]] = {}
    unwritten: dict[str, None] = {}
    for request in _requests(ledger, brief, matched, play):
        chosen = next(drafting.choose(request, brief.library.value))
        if isinstance(chosen, Abstention):
            unwritten[chosen.reason] = None
            continue
        now = next(drafting.choose(replace(request, play_id=""), brief.library.value))
        instead = now.play.id if isinstance(now, drafting.Choice) and now.play.id != play.id else ""
        if instead:
            if len(others) < size:
                others[request.package_id] = (request, instead)
        else:
            first.append(request)
            if len(first) == size:
                break
    shown = [*first, *(request for request, _ in others.values())][:size]
    drafts = {}
    read = brief.drafter.read_all(shown, lambda shas: research.snapshot_texts(ledger, shas))
    quiet = (request for request in read if not research.vetoes(request.research, brief.as_of))
    for request, made in brief.drafter.draft_all(quiet):
        if isinstance(made, Draft):
            instead = others[request.package_id][1] if request.package_id in others else ""
            drafts[request.package_id] = _sampled(ledger, brief, request, made, instead)
        else:
            unwritten[made.reason] = None
    return Sample(size, tuple(drafts[r.package_id] for r in shown if r.package_id in drafts), tuple(unwritten))


def _requests(
    ledger: Ledger, brief: Brief, matched: targeting.Match, play: Play
) -> Iterator[drafting.DraftRequest]:  # fmt: skip
    """What a drafter would be given for each account with the play's signal, in an order drawn by the seed. Accounts
    that were written to count as well: a pattern is judged in the midst of a campaign too."""
    seed = drafting.campaign_seed(ledger, brief.campaign, actor=brief.actor)
    candidates = Candidates(ledger, brief, matched, anew=False)
    keys = (
        found.account_key
        for found in research.stream_research(ledger, brief.campaign, simulated=brief.simulated)
        if any(s.kind == play.signal for s in found.signals)
        and found.account_key in matched.accounts.index
        and not candidates.vetoes(found)
    )
    for candidate in candidates.of(sorted(keys, key=lambda key: short_id(seed, "sample", play.id, key))):
        if candidate.choice.contact is not None and candidate.choice.persona_id == play.persona:
            name = short_id(brief.campaign, "sample", play.id, candidate.account.key)
            yield replace(candidates.request(name, candidate), play_id=play.id)


def _sampled(ledger: Ledger, brief: Brief, request: drafting.DraftRequest, draft: Draft, instead: str) -> Sampled:
    findings = drafting.check_draft(
        draft, request, snapshots=research.snapshot_texts(ledger, {s.sha256 for s in request.research.sources}),
        library=brief.library.value, writing=brief.policy.value.writing, icp=brief.icp.value,
    )  # fmt: skip
    assert request.contact is not None, "a draft is to somebody"
    confidence = drafting.band(findings, request.research, draft)
    return Sampled(request.account.name, request.contact, draft, findings, confidence, instead)

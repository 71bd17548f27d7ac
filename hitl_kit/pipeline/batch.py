"""One batch: from an approved ICP to routed packages. Run again, or killed and run again, it adds nothing twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from hitl_kit import drafting, routing, targeting
from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.ledger import Ledger, tables

from .brief import Brief, Progress, silent
from .candidates import Candidates
from .making import Maker
from .planting import Planter, still_planted
from .researching import research_accounts
from .trusting import trust_setting

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
    open: Mapping[str, int] = field(default_factory=dict)
    """Packages that wait for the next run of the same batch, by reason: nothing is recorded of them yet."""
    drafter: str = ""
    """Who wrote it, in words."""
    cost: str = ""
    """What the drafter has cost, in words; '' where it costs nothing."""
    problems: tuple[str, ...] = ()
    """Rows and files of the campaign's sources that had to be left out, each with the reason."""


def generate(
    ledger: Ledger, brief: Brief, matched: targeting.Match, batch_id: str, size: int, progress: Progress = silent
) -> BatchResult:
    """A batch of up to `size` drafted packages, the accounts with the strongest signals first.

    Accounts that come up but cannot be drafted for are recorded too, held or abstained with their reason. Raises
    NotApproved before any research, Conflict where `batch_id` names a batch of other content. Where a paid drafter has
    to stop (ModelStop), what is done stays recorded, and the same batch run again goes on.
    """
    if size < 1:
        raise InputError(f"a batch of {size} packages holds nothing", mend="give a size of 1 or more")
    targeting.require_approved(ledger, brief.campaign, "icp", brief.icp)
    _open_batch(ledger, brief, batch_id, size)
    targeting.record_policy(ledger, brief.campaign, brief.policy, actor=brief.actor)
    routing.attend(ledger, trust_setting(ledger, brief))
    keys = accounts_for(ledger, brief, batch_id, matched, progress)
    candidates = Candidates(ledger, brief, matched)
    maker = Maker(ledger, brief, batch_id, candidates)
    found = candidates.of(candidates.ranked(keys))
    planter = Planter(ledger, brief)
    added = _record(ledger, brief, batch_id, planter, planter.among(maker.packages(found, size, progress)))
    routing.attend(ledger, trust_setting(ledger, brief))  # a week with too few spot-checks gets more
    return _result(ledger, brief, BatchResult(batch_id, size, 0, 0, 0, added, open=dict(maker.open)))


def accounts_for(
    ledger: Ledger, brief: Brief, batch_id: str, matched: targeting.Match, progress: Progress = silent
) -> list[str]:
    """The accounts that a batch may take, researched as of now. NotApproved before any research."""
    keys = _without_earlier_package(ledger, brief, batch_id, matched.accounts.index)
    research_accounts(ledger, brief, keys, progress)
    return keys


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
        .where(p.c.decider != "nobody", ~still_planted(brief.campaign))
        .distinct()
    )
    other = {row["account_key"] for row in taken}
    return [key for key in keys if key not in other]


def check_edit(brief: Brief, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
    """What the checks have to say about a mail that a reviewer changed: warnings, for a person's word stands."""
    if package.draft is None:
        return ()
    return drafting.check_text(
        subject, body, drafting.DraftRequest.of(package), draft=package.draft, library=brief.library.value,
        writing=brief.policy.value.writing, icp=brief.icp.value,
    )  # fmt: skip


def _record(ledger: Ledger, brief: Brief, batch_id: str, planter: Planter, packages: Iterator[Package]) -> int:
    """Record packages as they come, also those that came before an error; returns how many are new."""
    added, chunk = 0, list[Package]()

    def record() -> None:
        nonlocal added, chunk
        gathered, chunk = chunk, []
        added += _record_chunk(ledger, brief, batch_id, planter, gathered)

    try:
        for package in packages:
            chunk.append(package)
            if len(chunk) >= _CHUNK:
                record()
    finally:
        if chunk:
            record()
    return added


def _record_chunk(
    ledger: Ledger, brief: Brief, batch_id: str, planter: Planter, chunk: Sequence[Package]
) -> int:  # fmt: skip
    """Record packages that are not there yet, and whose contact may still be written to: two runs of the same batch at
    once add each one once, and who was suppressed meanwhile gets none."""
    p = tables.package
    with ledger.recording(brief.actor, "batch.packages", f"{brief.campaign}/{batch_id}") as recording:
        known = {row["id"] for row in recording.rows(sa.select(p.c.id).where(p.c.id.in_([x.id for x in chunk])))}
        new = [x for x in targeting.still_allowed(recording, chunk) if x.id not in known]
        added = recording.add(p, [{**_row(x, brief.library.value), "decider": planter.decider(x)} for x in new])
        planter.record(recording, new)
        recording.note(drafter=brief.drafter.label, simulated=brief.simulated)
    return added


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


def _result(ledger: Ledger, brief: Brief, of: BatchResult) -> BatchResult:
    """What the batch holds now, beside what is known of this run."""
    p = tables.package
    deciders: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    drafted = 0
    without = sa.case((p.c.content_sha256 == "", p.c.content), else_="{}").label("content")
    batch = sa.select(p.c.decider, p.c.content_sha256, without).where(p.c.batch_id == f"{brief.campaign}/{of.batch_id}")
    for row in ledger.stream(batch.order_by(p.c.id)):
        deciders[row["decider"]] += 1
        drafted += bool(row["content_sha256"])
        if reason := json.loads(row["content"]).get("abstained"):
            reasons[reason] += 1
    problems = tuple(problem for source in brief.sources for problem in source.problems)
    return replace(
        of, drafted=drafted, held=deciders["hold"], abstained=deciders["nobody"], reasons=reasons,
        drafter=brief.drafter.label, cost=brief.drafter.spent, problems=problems,
    )  # fmt: skip

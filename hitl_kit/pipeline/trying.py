"""Trying a rule before it is accepted: what the drafts of recent packages would be with it, and what the checks say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from hitl_kit import drafting, research
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.ledger import Ledger, tables

from .brief import Brief

_PER_PLAY = 2
_MOST = 200


@dataclass(frozen=True)
class Trial:
    """What a rule does to drafts that were written before: how many change, the first of them before and after, what
    the checks would block, and where it cannot be followed."""

    tried: int
    changed: int
    blocked: tuple[str, ...]
    unmet: tuple[str, ...]
    before: str = ""
    after: str = ""


def try_lesson(ledger: Ledger, brief: Brief, accepted: Sequence[Lesson], lesson: Lesson) -> Trial:
    """The latest drafts of each play written again with the template drafter, without and with the rule."""
    library = brief.library.value
    plain = drafting.with_lessons(_unlearned(library), accepted)
    with_it = drafting.with_lessons(_unlearned(library), [*accepted, lesson])
    tried = changed = 0
    blocked: dict[str, None] = {}
    before = after = ""
    for package in _recent(ledger, brief):
        request = drafting.DraftRequest.of(package)
        first = drafting.TemplateDrafter(plain).draft(request)
        second = drafting.TemplateDrafter(with_it).draft(request)
        tried += 1
        if isinstance(first, Abstention):
            continue
        if isinstance(second, Abstention):
            if lesson.kind != "angle":
                blocked[f"nothing could be written any more: {second.reason}"] = None
            changed += 1
            continue
        if second.sha256 == first.sha256:
            continue
        changed += 1
        before, after = before or first.body, after or second.body
        known = {f.message for f in _findings(ledger, brief, plain, request, first)}
        for finding in _findings(ledger, brief, with_it, request, second):
            if finding.severity == "block" and finding.message not in known:
                blocked[f"the check '{finding.check}' would block the drafts: {finding.message}"] = None
    if lesson.kind == "angle" and not _angles_left(with_it):
        blocked["no angle would be left to write with"] = None
    return Trial(tried, changed, tuple(blocked), tuple(drafting.unmet(plain, [lesson])), before, after)


def _unlearned(library: AngleLibrary) -> AngleLibrary:
    """The library as a plain one: rules are followed anew, in their order."""
    return AngleLibrary.model_validate(library.model_dump(exclude={"lessons"}))


def _angles_left(library: drafting.LearnedLibrary) -> bool:
    return any(a.state == "active" and a.id not in library.avoided for a in library.angles)


def _recent(ledger: Ledger, brief: Brief) -> list[Package]:
    p = tables.package
    rows = ledger.rows(
        sa.select(p.c.play, p.c.content)
        .where(p.c.campaign == brief.campaign, p.c.simulated == brief.simulated, p.c.content_sha256 != "")
        .order_by(p.c.event.desc(), p.c.id)
        .limit(_MOST)
    )
    taken: dict[str, list[Package]] = {}
    for row in rows:
        if len(taken.setdefault(row["play"], [])) < _PER_PLAY and row["content"] != "{}":
            taken[row["play"]].append(Package.model_validate_json(row["content"]))
    return [package for of in taken.values() for package in of]


def _findings(
    ledger: Ledger, brief: Brief, library: AngleLibrary, request: drafting.DraftRequest, draft: Draft
) -> tuple[Finding, ...]:  # fmt: skip
    return drafting.check_draft(
        draft, request, snapshots=research.snapshot_texts(ledger, {s.sha256 for s in request.research.sources}),
        library=library, writing=brief.policy.value.writing, icp=brief.icp.value,
    )  # fmt: skip

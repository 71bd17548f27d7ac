"""Bulk: one verdict on several packages. What it would cover, what it leaves out and why, and the rows it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from hitl_kit.domain.decisions import Decision
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Recording, content_of

from . import queue, versions, writing

BulkVerdict = Literal["approve", "reject", "hold", "undo"]
"""An edit is never given to several packages: each mail has its own words."""

MOST = 1000
"""How many packages one verdict may cover."""
_PAGE = 500

Read = Callable[[sa.Select[Any], Mapping[str, Any]], list[sa.RowMapping]]


@dataclass(frozen=True)
class Covered:
    """A package that a bulk verdict covers, and the version of its draft that the verdict binds to."""

    package_id: str
    account: str
    sha256: str


@dataclass(frozen=True)
class Cover:
    """What a bulk verdict would cover, and each package that it leaves out with the reason: (id, account, why)."""

    covered: tuple[Covered, ...]
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class _Case:
    row: sa.RowMapping
    package: Package
    covered: Covered
    why_not: str


def cover(
    read: Read, campaign: str, package_ids: Iterable[str], verdict: BulkVerdict, reviewer: str, now: datetime
) -> Cover:
    """What this verdict would cover among these packages, in the order of the queue."""
    cases = _cases(read, campaign, package_ids, verdict, reviewer, now)
    return Cover(
        tuple(c.covered for c in cases if not c.why_not),
        tuple((c.covered.package_id, c.covered.account, c.why_not) for c in cases if c.why_not),
    )


def _cases(
    read: Read, campaign: str, package_ids: Iterable[str], verdict: BulkVerdict, reviewer: str, now: datetime
) -> list[_Case]:
    if verdict not in get_args(BulkVerdict):
        raise InputError(f"'{verdict}' cannot be given to several packages at once")
    ids = list(dict.fromkeys(package_ids))
    if len(ids) > MOST:
        raise InputError(f"{len(ids):,} packages are too many for one verdict", mend=f"select at most {MOST:,}")
    cases = []
    for start in range(0, len(ids), _PAGE):
        part = ids[start : start + _PAGE]
        further: dict[str, list[sa.RowMapping]] = {}
        for row in read(versions.further(part), {}):
            further.setdefault(row["package_id"], []).append(row)
        leaving = {row["package_id"] for row in read(writing.leaving(part), {})} if verdict == "undo" else set()
        for row in read(*queue.several(campaign, part, reviewer, now)):
            made = Package.model_validate(content_of(row))
            package = versions.shown(made, versions.of(made, further.get(row["id"], ())))
            sha256 = package.draft.sha256 if package.draft else ""
            covered = Covered(row["id"], package.account.name, sha256)
            why_not = _why_not(row, package, verdict, reviewer)
            if row["id"] in leaving:
                why_not = why_not or "the mail began to leave: the verdict stands"
            cases.append(_Case(row, package, covered, why_not))
    return cases


def _why_not(row: sa.RowMapping, package: Package, verdict: BulkVerdict, reviewer: str) -> str:
    """Why this package is left out of a bulk verdict; '' where it is not."""
    if verdict == "undo":
        if row["sent_at"]:
            return "the mail was sent: the verdict stands"
        return "" if row["reviewer"] == reviewer else "it is not your verdict"
    if row["high_value"]:
        return "high-value tier: each one is decided on its own"
    if package.draft is None:
        return "there is no draft"
    if row["status"] != "waiting":
        return f"it is {row['status']} already"
    if package.route.reviewers > 1:
        return "drawn for two reviewers: each reads it"
    if row["claimed_by"] not in (None, reviewer):
        return f"it is with {row['claimed_by']}"
    if verdict == "approve":
        return next((f"must change first: {f.message}" for f in package.findings if f.severity == "block"), "")
    return ""


def write(
    recording: Recording,
    campaign: str,
    items: Sequence[tuple[str, str]],
    verdict: BulkVerdict,
    reviewer: str,
    now: datetime,
    *,
    uid: str,
    simulated: bool,
    seconds: float,
    **content: Any,
) -> list[Decision]:
    """Give the verdict on each (package, SHA-256 of the version that was confirmed). Nothing is written unless all of
    them can be."""
    cases = {
        c.covered.package_id: c
        for c in _cases(recording.rows, campaign, [i for i, _ in items], verdict, reviewer, now)
    }  # fmt: skip
    found = []
    for package_id, sha256 in dict(items).items():
        case = cases.get(package_id)
        if case is None:
            raise InputError(f"there is no package {package_id} in {campaign}")
        undo = verdict == "undo"
        other = not undo and case.covered.sha256 != sha256
        if why := case.why_not or ("its draft is another one by now" if other else ""):
            raise writing.changed(case.covered.account, why)
        found.append(writing.verdict(
            recording, reviewer, package_id, verdict, now, version=case.row["versions"] + 1, uid=f"{uid}:{package_id}",
            simulated=case.package.simulated or simulated, seconds=0.0 if undo else seconds,
            undoes=case.row["decision_id"] if undo else None, content_sha256="" if undo else sha256, **content,
        ))  # fmt: skip
    return found

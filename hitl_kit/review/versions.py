"""Versions of a package's draft: the one it was made with, and those that were written because a reviewer asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json
from hitl_kit.domain.drafts import Draft, Finding
from hitl_kit.domain.errors import Conflict
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t

Row = sa.RowMapping | Mapping[str, Any]


@dataclass(frozen=True)
class Version:
    """One version of a draft with what the checks say about it. Number 1 is the package's own."""

    number: int
    draft: Draft
    findings: tuple[Finding, ...]
    instruction: str = ""
    by: str = ""
    at: str = ""


def further(package_ids: Sequence[str]) -> sa.Select[Any]:
    """The rows of every further version of these packages, in their order."""
    r = t.revision
    return sa.select(r).where(r.c.package_id.in_(package_ids)).order_by(r.c.package_id, r.c.number)


def of(package: Package, rows: Iterable[Row]) -> list[Version]:
    """The versions of a package, oldest first. One that an erasure has altered is no version any more."""
    if package.draft is None:
        return []
    return [Version(1, package.draft, package.findings), *filter(None, map(_version, rows))]


def _version(row: Row) -> Version | None:
    if not row["content_sha256"]:
        return None
    content = json.loads(row["content"])
    draft = Draft.model_validate(content["draft"])
    if draft.sha256 != row["content_sha256"]:
        return None
    findings = tuple(map(Finding.model_validate, content["findings"]))
    return Version(row["number"], draft, findings, row["instruction"], row["by"], row["at"])


def row(package: Package, version: Version) -> dict[str, Any]:
    """A further version as a row of the table `revision`."""
    return {
        "package_id": package.id, "number": version.number, "instruction": version.instruction,
        "content": canonical_json({"draft": version.draft, "findings": version.findings}),
        "content_sha256": version.draft.sha256, "by": version.by, "at": version.at, "simulated": package.simulated,
    }  # fmt: skip


def shown(package: Package, versions: Sequence[Version], sha256: str = "") -> Package:
    """The package with the version of that SHA-256 as its draft, by default the newest; Conflict if there is none."""
    if not versions:
        return package
    found = next((v for v in versions if v.draft.sha256 == sha256), None) if sha256 else versions[-1]
    if found is None:
        raise Conflict(f"the draft for {package.account.name} is another one by now", mend="read it again")
    if found.number == 1:
        return package
    return package.model_copy(update={"draft": found.draft, "findings": found.findings})

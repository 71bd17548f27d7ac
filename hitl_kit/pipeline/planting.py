"""Planting: some packages of a batch are given a known defect, to measure whether reviewers still see one.

A planted package takes the place of a real one, looks like any other in queue and grid, is revealed right after the
verdict, and can never be approved. It counts nowhere else; its company may be written to later.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from hitl_kit import drafting, research, review, routing
from hitl_kit.domain.base import iso, short_id, utc_now
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Package, Route
from hitl_kit.ledger import Ledger, Recording, tables

from .brief import Brief

PLANTED = "planted"
"""Who decides about such a package, in the ledger: nobody can."""
_POOL = 40


class Planter:
    """Spoils the share of drafts that the policy asks for (`review: planted`), drawn by the campaign's seed: of those
    that would go by themselves, too, for once most do, attention is measured at what is still read."""

    def __init__(self, ledger: Ledger, brief: Brief) -> None:
        self._ledger, self._brief = ledger, brief
        self._share = brief.policy.value.review.planted
        self._seed = drafting.campaign_seed(ledger, brief.campaign, actor=brief.actor) if self._share else ""
        self._others: deque[Package] = deque(maxlen=_POOL)
        self._spoilt: dict[str, tuple[str, str]] = {}

    def among(self, packages: Iterable[Package]) -> Iterator[Package]:
        """The packages, those that were drawn with a defect."""
        for package in packages:
            if package.draft is None or not self._share:
                yield package
                continue
            spoilt = self._spoil(package) if self._drawn(package) else None
            self._others.append(package)
            yield spoilt or package

    def decider(self, package: Package) -> str:
        """Who decides about a package, as its row says it."""
        return PLANTED if package.id in self._spoilt else package.route.decider

    def record(self, recording: Recording, packages: Iterable[Package]) -> None:
        """Record which of these packages were planted, with what defect."""
        rows = [
            {
                "package_id": p.id, "campaign": p.campaign, "original": self._spoilt[p.id][0],
                "defect": self._spoilt[p.id][1], "at": iso(utc_now()), "simulated": p.simulated,
            }
            for p in packages
            if p.id in self._spoilt
        ]  # fmt: skip
        if rows:
            recording.add(tables.planted, rows)

    def _drawn(self, package: Package) -> bool:
        number = int(short_id(self._seed, "planted", package.id), 16) / 16**16
        return number < self._share and package.route.decider in ("human", "spot-check", "auto")

    def _spoil(self, package: Package) -> Package | None:
        """The package with a defect that no check sees, or None where none of the kinds can be made of it."""
        assert package.draft is not None, "only drafts are spoilt"
        order = sorted(review.DEFECTS, key=lambda name: short_id(self._seed, name, package.id))
        known = _looked_at(package.findings)
        for name in order:
            for spoilt in review.DEFECTS[name](package, list(self._others)):
                found = self._findings(spoilt)
                if _looked_at(found) <= known:
                    self._spoilt[package.id] = (package.draft.sha256, name)
                    route = package.route
                    if route.decider == "auto":  # it waits like any other, and says nothing of having been one
                        route = Route(decider="human", reason=routing.PLAIN)
                    return spoilt.model_copy(update={"findings": found, "route": route})
        return None

    def _findings(self, package: Package) -> tuple[Finding, ...]:
        assert package.draft is not None, "only drafts are checked"
        brief, shas = self._brief, {s.sha256 for s in package.research.sources}
        return drafting.check_draft(
            package.draft, drafting.DraftRequest.of(package), snapshots=research.snapshot_texts(self._ledger, shas),
            library=brief.library.value, writing=brief.policy.value.writing, icp=brief.icp.value,
        )  # fmt: skip


def _looked_at(findings: Iterable[Finding]) -> set[str]:
    """The checks that ask a reviewer to look or to change something."""
    return {f.check for f in findings if f.severity != "note"}


def still_planted(campaign: str) -> sa.ColumnElement[bool]:
    """Whether a row of `package` was planted and has been revealed: its company is free again."""
    p, s = tables.package, tables.standing
    revealed = sa.exists().where(s.c.package_id == p.c.id, s.c.campaign == campaign, s.c.status == "revealed")
    return sa.and_(p.c.decider == PLANTED, revealed)

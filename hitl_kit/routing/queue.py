"""The morning queue: of everything that waits, what a person should see first, and why.

It is what the review grid gives one reviewer, and in the same order: the high-value tier, then the score, which falls
with a signal's age. Findings and doubts are said and move nothing: where trust was earned, what is certain has left the
queue, and where it was not, a fresh signal is worth more than a doubtful one.
"""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, views
from hitl_kit.ledger import tables as t

COLUMNS = ["package", "tier", "account", "contact", "signal", "age_days", "score", "angle", "findings", "why first"]


def morning_queue(ledger: Ledger, campaign: str, size: int) -> pd.DataFrame:
    """The `size` packages to look at first, in order, each with its reason; columns are COLUMNS."""
    of = t.standing.c.campaign == campaign
    chosen = ledger.rows(views.first(views.packages(campaign), of, most=size, few=views.lots(size)))
    ahead = {row["id"] for row in ledger.rows(views.waiting(campaign).limit(size))}
    rows = []
    for row in sorted(chosen, key=lambda r: (not r["high_value"], -r["score"], r["id"])):
        package = Package.model_validate_json(row["content"])
        top = package.score_terms[0] if package.score_terms else None
        rows.append([
            package.id, package.tier, package.account.name, package.contact.full_name if package.contact else "",
            top.kind if top else "", top.age_days if top else None, round(package.score, 2), row["angle"],
            sum(f.severity != "note" for f in package.findings),
            _why_first(package, row["rerouted"] or "", by_lot=row["id"] not in ahead),
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def waiting_count(ledger: Ledger, campaign: str) -> int:
    """How many packages wait for a person."""
    found = ledger.rows(sa.select(sa.func.count().label("n")).select_from(views.waiting(campaign).subquery()))
    return int(found[0]["n"])


def _why_first(package: Package, rerouted: str, *, by_lot: bool) -> str:
    parts = [f"high-value tier {package.tier}"] if package.high_value else []
    if by_lot:
        parts.append("drawn at random from what waits")
    if package.score_terms:
        top = package.score_terms[0]
        age = "today" if top.age_days == 0 else f"{top.age_days} days ago"
        parts.append(f"{top.kind.replace('_', ' ')} signal {age} (score {package.score:.2f})")
    parts += _doubts(package)
    if rerouted.startswith(BACK):
        parts.append(rerouted)
    return ", ".join(parts)


BACK = "Was to go by itself"
"""How the reason of a package begins that a person decides about again."""


def _doubts(package: Package) -> list[str]:
    """What speaks for a closer look: findings, else an uncertain confidence."""
    blocking = sum(f.severity == "block" for f in package.findings)
    warnings = sum(f.severity == "warn" for f in package.findings)
    found = [f"{blocking} finding{'s' * (blocking > 1)} to mend"] if blocking else []
    found += [f"{warnings} warning{'s' * (warnings > 1)}"] if warnings else []
    sure = package.confidence
    if not found and sure is not None:
        if sure.number is not None and sure.number < 0.8:
            return [f"confidence {sure.number:.2f}"]
        if sure.number is None and sure.band != "high":
            return [f"{sure.band} confidence: {sure.basis}"]
    return found

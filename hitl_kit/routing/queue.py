"""The morning queue: of everything that waits, what a person should see first, and why."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, views

COLUMNS = ["package", "tier", "account", "contact", "signal", "age_days", "score", "angle", "findings", "why first"]


def morning_queue(ledger: Ledger, campaign: str, size: int) -> pd.DataFrame:
    """The `size` packages to look at first, in order, each with its reason; columns are COLUMNS."""
    rows = []
    for row in ledger.rows(views.waiting(campaign).limit(size)):
        package = Package.model_validate_json(row["content"])
        top = package.score_terms[0] if package.score_terms else None
        rows.append([
            package.id, package.tier, package.account.name, package.contact.full_name if package.contact else "",
            top.kind if top else "", top.age_days if top else None, round(package.score, 2), row["angle"],
            sum(f.severity != "note" for f in package.findings), _why_first(package),
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def waiting_count(ledger: Ledger, campaign: str) -> int:
    """How many packages wait for a person."""
    found = ledger.rows(sa.select(sa.func.count().label("n")).select_from(views.waiting(campaign).subquery()))
    return int(found[0]["n"])


def _why_first(package: Package) -> str:
    parts = [f"high-value tier {package.tier}"] if package.high_value else []
    if package.score_terms:
        top = package.score_terms[0]
        age = "today" if top.age_days == 0 else f"{top.age_days} days ago"
        parts.append(f"{top.kind.replace('_', ' ')} signal {age} (score {package.score:.2f})")
    blocking = sum(f.severity == "block" for f in package.findings)
    if blocking:
        parts.append(f"{blocking} finding{'s' if blocking > 1 else ''} to mend")
    return ", ".join(parts)

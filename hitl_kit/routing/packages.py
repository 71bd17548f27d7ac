"""Every package with its route and status, as a table."""

from __future__ import annotations

import pandas as pd

from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, tables, views

COLUMNS = [
    "package", "batch", "status", "tier", "account", "contact", "signal", "angle", "score", "findings", "why",
]  # fmt: skip


def package_table(ledger: Ledger, campaign: str, *, simulated: bool = False) -> pd.DataFrame:
    """A row per package, the newest batch first and within it by score; `why` is the route's reason."""
    p = tables.package
    select = (
        views.packages(campaign)
        .where(p.c.simulated == simulated, tables.standing.c.status != "revealed")
        .order_by(p.c.as_of.desc(), p.c.batch_id.desc(), p.c.score.desc(), p.c.id)
    )
    rows = []
    for row in ledger.stream(select):
        package = Package.model_validate_json(row["content"])
        rows.append([
            package.id, package.batch_id, row["status"], package.tier, package.account.name,
            package.contact.full_name if package.contact else "", row["signal"].replace("_", " "), row["angle"],
            round(package.score, 2), sum(f.severity != "note" for f in package.findings),
            row["rerouted"] or package.route.reason,
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)

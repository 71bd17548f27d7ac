"""Every verdict of a campaign as a table."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.decisions import REASONS
from hitl_kit.ledger import Ledger, views
from hitl_kit.ledger import tables as t


def verdict_counts(frame: pd.DataFrame) -> pd.DataFrame:
    """The standing verdicts of `decisions` by verdict and reason: how many, and the median of their seconds."""
    standing = frame[frame["stands"]].assign(reason=lambda f: f["reason"].map(REASONS).fillna(""))
    grouped = standing.groupby(["verdict", "reason"], as_index=False)["seconds"].agg(["count", "median"])
    return grouped.rename(columns={"median": "median_seconds"}).sort_values("count", ascending=False, ignore_index=True)


def decisions(ledger: Ledger, campaign: str) -> pd.DataFrame:
    """All verdicts, oldest first, undo rows and undone ones included; `stands` tells which are in force."""
    d, p = t.decision, t.package
    standing = views.standing_decisions().with_only_columns(t.decision.c.id)
    select = (
        sa.select(
            d.c.package_id,
            d.c.verdict,
            d.c.reason,
            d.c.note,
            d.c.reviewer,
            d.c.at,
            d.c.seconds,
            p.c.angle,
            p.c.tier,
            d.c.id.in_(standing).label("stands"),
            d.c.simulated,
        )
        .join(p, p.c.id == d.c.package_id)
        .where(p.c.campaign == campaign)
        .order_by(d.c.id)
    )
    frame = ledger.frame(select)
    return frame.assign(
        at=pd.to_datetime(frame["at"], utc=True, format="ISO8601"),
        stands=frame["stands"].astype(bool),
        simulated=frame["simulated"].astype(bool),
    )

"""Spend: what calls to a model have cost, by package and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import sqlalchemy as sa

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

if TYPE_CHECKING:
    from .rows import Cut


def read_spend(ledger: Ledger, campaign: str, cut: Cut) -> pd.DataFrame:
    """package_id, batch, at (the day, UTC), cost_usd, uncertain_usd: what settled calls cost, and what calls of which
    nothing is known may have cost at most."""
    c, s = t.call, t.settlement
    settled = sa.and_(s.c.key == c.c.key, s.c.attempt == c.c.attempt, cut(s, dated=s.c.at))
    unknown = sa.func.coalesce(s.c.state, "uncertain") == "uncertain"
    amount = sa.func.coalesce(s.c.cost_usd, c.c.reserved_usd)
    day = sa.func.substr(c.c.at, 1, 10)
    select = (
        sa.select(
            c.c.package_id, c.c.batch_id.label("batch"), day.label("at"),
            sa.func.sum(sa.case((unknown, 0.0), else_=amount)).label("cost_usd"),
            sa.func.sum(sa.case((unknown, amount), else_=0.0)).label("uncertain_usd"),
        )
        .outerjoin_from(c, s, settled)
        .where(c.c.campaign == campaign, cut(c, dated=c.c.at))
        .group_by(c.c.package_id, c.c.batch_id, day)
        .order_by(c.c.package_id, c.c.batch_id, day)
    )  # fmt: skip
    frame = ledger.frame(select)
    return frame.assign(
        package_id=frame["package_id"].astype(str),
        batch=frame["batch"].astype(str).str.removeprefix(f"{campaign}/"),
        at=pd.to_datetime(frame["at"], utc=True),
        cost_usd=frame["cost_usd"].astype(float), uncertain_usd=frame["uncertain_usd"].astype(float),
    )  # fmt: skip

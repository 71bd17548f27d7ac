"""Bill: what calls have cost, as the ledger has it."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

UNDER_WAY = "under way"
"""The state of a call of which nothing is known yet."""

COLUMNS = [
    "purpose", "model", "state", "calls", "input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens",
    "reserved_usd", "cost_usd", "uncertain_usd",
]  # fmt: skip


def bill(ledger: Ledger, campaign: str, batch_id: str | None = None) -> pd.DataFrame:
    """A row for each purpose, model and state of a campaign's calls (or of one batch's), with COLUMNS: how many, their
    tokens, what was reserved for them, what they cost, and what calls of unknown fate may have cost at most.

    The last two together are what counts against a limit.
    """
    c, s = t.call.c, t.settlement.c
    state = sa.func.coalesce(s.state, UNDER_WAY)
    counted = sa.func.coalesce(s.cost_usd, c.reserved_usd)
    unknown = state.in_(("uncertain", UNDER_WAY))

    def total(column: sa.ColumnElement[float] | sa.ColumnElement[int]) -> sa.ColumnElement[float]:
        return sa.func.coalesce(sa.func.sum(column), 0)

    select = (
        sa.select(
            c.purpose, c.model, state.label("state"), sa.func.count().label("calls"),
            total(s.input_tokens).label("input_tokens"), total(s.output_tokens).label("output_tokens"),
            total(s.cache_read_tokens).label("cache_read_tokens"),
            total(s.cache_write_tokens).label("cache_write_tokens"), total(c.reserved_usd).label("reserved_usd"),
            total(sa.case((unknown, 0.0), else_=counted)).label("cost_usd"),
            total(sa.case((unknown, counted), else_=0.0)).label("uncertain_usd"),
        )
        .outerjoin_from(t.call, t.settlement, sa.and_(s.key == c.key, s.attempt == c.attempt))
        .where(c.campaign == campaign)
        .group_by(c.purpose, c.model, state)
        .order_by(c.purpose, c.model, state)
    )  # fmt: skip
    if batch_id is not None:
        select = select.where(c.batch_id == batch_id)
    return ledger.frame(select)[COLUMNS]

"""Touches: every mail that was sent, as the evidence about angles reads it; a million of them in one read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import after_day
from hitl_kit.ledger import Ledger
from hitl_kit.ledger.tables import outcome as o
from hitl_kit.ledger.tables import standing as s

GROUPS = ("angle", "segment", "company", "play", "variant", "signal", "persona", "tier")
"""What mails can be told apart by."""

MOMENTS = ("sent_at", "positive_at", "bounced_at")


def touches(
    ledger: Ledger,
    campaign: str,
    groups: Sequence[str] = ("angle", "segment", "company"),
    *,
    as_of: date | None = None,
    include_simulated: bool = True,
) -> pd.DataFrame:
    """One row a sent mail: the `groups` (some of GROUPS); sent_at, positive_at, bounced_at (UTC, NaT where it did not
    happen); bounced, simulated (truths). What happened after the day `as_of` is not seen.

    bounced: it came back, and nothing shows that it arrived after all, as in `journeys`. Packages that were planted to
    measure attention are not among them.
    """
    end = after_day(as_of) if as_of else "9999"
    moments = [_until(s.c[name], end).label(name) for name in MOMENTS]
    arrived = sa.func.coalesce(_last("delivered", end) > _last("bounced", end), sa.false())
    never = s.c.bounced_at.is_(None), s.c.bounced_at >= end, s.c.answered_at < end, s.c.objected_at < end
    bounced = sa.case((sa.or_(*never), 0), (arrived, 0), else_=1)  # the few that bounced alone are asked for `arrived`
    select = (
        sa.select(*(s.c[name] for name in groups), *moments, bounced.label("bounced"), s.c.simulated)
        .where(s.c.campaign == campaign, s.c.decider != "planted", s.c.sent_at < end)
        .order_by(None)
    )
    if not include_simulated:
        select = select.where(s.c.simulated == sa.false())
    return _typed(ledger, select)


def _last(kind: str, end: str) -> sa.ScalarSelect[str]:
    mine = o.c.package_id == s.c.package_id, o.c.kind == kind, o.c.at < end
    return sa.select(sa.func.max(o.c.at)).where(*mine).scalar_subquery()


def _until(moment: sa.Column[str], end: str) -> sa.ColumnElement[str]:
    """The moment as text, '' where it is unknown or not yet."""
    return sa.case((moment < end, moment), else_="")


def _typed(ledger: Ledger, select: sa.Select[tuple[object, ...]]) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.compute as pc

    from hitl_kit.ledger.short_columns import moments

    table = ledger.columns(select)
    for name in MOMENTS:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, moments(table.column(name).cast(pa.string())))
    for name in ("bounced", "simulated"):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).cast(pa.bool_()))
    place = table.schema.get_field_index("bounced_at")
    back = pc.if_else(table.column("bounced"), table.column("bounced_at"), None)
    frame: pd.DataFrame = table.set_column(place, "bounced_at", back).to_pandas()
    return frame

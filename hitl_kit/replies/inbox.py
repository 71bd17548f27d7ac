"""The inbox: who answered, what we had written and quoted, and who takes the answer from here."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import after_day, iso, utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, tables

COLUMNS = [
    "package", "replied", "positive", "account", "contact", "title", "email", "tier", "subject", "quoted", "detail",
    "with", "simulated",
]  # fmt: skip


def inbox(ledger: Ledger, campaign: str, *, as_of: date | None = None, simulated: bool = True) -> pd.DataFrame:
    """Replies and who answers them: the unanswered first, then the newest; columns are COLUMNS.

    `with` is the person who took the reply over, or '' while it waits.
    """
    o, h, p = tables.outcome, tables.handoff, tables.package
    newest = sa.select(sa.func.max(h.c.id).label("id")).group_by(h.c.package_id).subquery()
    taken = sa.select(h).join(newest, h.c.id == newest.c.id).subquery()
    replied = (
        sa.select(
            o.c.package_id,
            sa.func.min(o.c.at).label("at"),
            sa.func.max(sa.case((o.c.kind == "positive", 1), else_=0)).label("positive"),
            sa.func.max(o.c.detail).label("detail"),
        )
        .where(o.c.campaign == campaign, o.c.kind.in_(["replied", "positive"]))
        .group_by(o.c.package_id)
        .subquery()
    )
    select = (
        sa.select(replied, p.c.content, taken.c.to)
        .join(p, p.c.id == replied.c.package_id)
        .outerjoin(taken, taken.c.package_id == replied.c.package_id)
        .order_by(taken.c.to.is_not(None), replied.c.at.desc())
    )
    if as_of is not None:
        select = select.where(replied.c.at < after_day(as_of))
    if not simulated:
        select = select.where(~p.c.simulated)
    return pd.DataFrame([_line(row) for row in ledger.rows(select)], columns=COLUMNS)


def _line(row: sa.RowMapping) -> list[object]:
    package = Package.model_validate_json(row["content"])
    contact, draft = package.contact, package.draft
    cited = {i for s in draft.segments for i in s.fact_ids} if draft else set()
    return [
        package.id, row["at"][:10], bool(row["positive"]), package.account.name,
        contact.full_name if contact else "", contact.title if contact else "", contact.email if contact else "",
        package.tier, draft.subject if draft else "",
        " · ".join(f.quote for f in package.research.facts if f.id in cited), row["detail"], row["to"] or "",
        package.simulated,
    ]  # fmt: skip


def hand_over(
    ledger: Ledger, campaign: str, package_id: str, *, to: str, by: str, note: str = "", at: datetime | None = None
) -> None:
    """Give a reply to the person who answers it; a later call gives it to another."""
    if not to.strip() or not by.strip():
        raise InputError("a handoff needs a name", mend="say to whom (to=) and who you are (by=)")
    o = tables.outcome
    with ledger.recording(by, "reply.handoff", package_id) as recording:
        where = (o.c.campaign == campaign, o.c.package_id == package_id, o.c.kind.in_(["replied", "positive"]))
        if not recording.rows(sa.select(o.c.id).where(*where).limit(1)):
            raise InputError(f"package {package_id} has no reply in campaign '{campaign}'", mend="see c.replies()")
        row = {"campaign": campaign, "package_id": package_id, "to": to.strip(), "note": note.strip(),
               "by": by.strip(), "at": iso(at or utc_now())}  # fmt: skip
        recording.add_one(tables.handoff, row)

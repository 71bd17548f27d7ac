"""The inbox: who answered, what we had written and quoted, and who takes the answer from here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import median

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, tables

from .conversations import Thread, standing_readings

COLUMNS = [
    "package", "replied", "positive", "account", "contact", "title", "email", "tier", "subject", "quoted", "detail",
    "with", "simulated",
]  # fmt: skip


def inbox(ledger: Ledger, campaign: str, *, simulated: bool = True) -> pd.DataFrame:
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


def hand_over(ledger: Ledger, campaign: str, package_id: str, *, to: str, by: str, note: str = "") -> None:
    """Give a reply to the person who answers it; a later call gives it to another."""
    if not to.strip() or not by.strip():
        raise InputError("a handoff needs a name", mend="say to whom (to=) and who you are (by=)")
    o, i = tables.outcome, tables.inbound
    with ledger.recording(by, "reply.handoff", package_id) as recording:
        reported = (o.c.campaign == campaign, o.c.package_id == package_id, o.c.kind.in_(["replied", "positive"]))
        written = (i.c.campaign == campaign, i.c.package_id == package_id)
        found = recording.rows(sa.select(o.c.id).where(*reported).limit(1))
        if not found and not recording.rows(sa.select(i.c.id).where(*written).limit(1)):
            raise InputError(f"package {package_id} has no reply in campaign '{campaign}'", mend="see c.replies()")
        row = {"campaign": campaign, "package_id": package_id, "to": to.strip(), "note": note.strip(),
               "by": by.strip(), "at": iso(utc_now())}  # fmt: skip
        recording.add_one(tables.handoff, row)


def strangers(ledger: Ledger) -> pd.DataFrame:
    """People's messages that answer nothing we sent, so far as can be known, the newest 200 first: columns are
    message, since, sender, name, about, subject, their words."""
    i, r = tables.inbound, standing_readings()
    select = (
        sa.select(i.c.id, i.c.received_at, r.c.intent, r.c.content)
        .join(r, r.c.inbound_id == i.c.id)
        .where(i.c.campaign == "", r.c.kind == "person")
        .order_by(i.c.received_at.desc(), i.c.id.desc())
        .limit(200)
    )
    rows = [(row, json.loads(row["content"])) for row in ledger.rows(select)]
    return pd.DataFrame(
        [
            [row["id"], row["received_at"][:10], said["sender"], said["sender_name"], row["intent"].replace("_", " "),
             said["subject"], " ".join(said["text"].split())[:80]]
            for row, said in rows if "sender" in said
        ],
        columns=["message", "since", "sender", "name", "about", "subject", "their words"],
    )  # fmt: skip


def answer_times(threads: Sequence[Thread], target: int) -> str:
    """How long people took to a first answer, in words; without answers, that there are none."""
    minutes = [t.minutes for t in threads if t.minutes is not None]
    if not minutes:
        return f"no first answer yet; the target is {_span(target)}"
    late = sum(m > target for m in minutes)
    return (
        f"first answer after {_span(median(minutes))} (median of {len(minutes):,}), {late:,} later than {_span(target)}"
    )


def _span(minutes: float) -> str:
    if minutes < 90:
        return f"{minutes:.0f} min"
    return f"{minutes / 60:.1f} h" if minutes < 2880 else f"{minutes / 1440:.1f} days"


def thread_frame(threads: Sequence[Thread]) -> pd.DataFrame:
    """The conversations as a table, one row each, in their order; in so few columns (package, when, about, since, who)
    that a narrow screen has room for them."""
    return pd.DataFrame(
        [
            [t.package_id, t.urgency if t.state == "open" else t.state, t.label, t.since[:10], _who(t)]
            for t in threads
        ],
        columns=["package", "when", "about", "since", "who"],
    )  # fmt: skip


def _who(t: Thread) -> str:
    marks = [f"tier {t.tier}", "for a lead" if t.who == "lead" else "", "SIMULATED" if t.simulated else "",
             f"with {t.with_whom}" if t.with_whom else ""]  # fmt: skip
    return f"{t.contact}, {t.company} ({', '.join(filter(None, marks))})"

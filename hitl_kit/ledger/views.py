"""Current state as queries over the rows: the latest account, the standing decision, the status of a package."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from . import tables as t


def current_accounts(campaign: str, *, simulated: bool = False) -> sa.Select[Any]:
    """The latest row of every account of a campaign, in the order of first import."""
    return _latest(t.account, t.account.c.key, campaign, simulated)


def current_contacts(campaign: str, *, simulated: bool = False) -> sa.Select[Any]:
    """The latest row of every contact of a campaign; people who were erased are not among them."""
    return _latest(t.contact, t.contact.c.email, campaign, simulated).where(t.contact.c.content != ERASED)


ERASED = "{}"
"""The content of a row about a person whose data was erased."""


def _latest(table: sa.Table, key: sa.Column[Any], campaign: str, simulated: bool) -> sa.Select[Any]:
    newest = (
        sa.select(sa.func.max(table.c.id).label("id"), sa.func.min(table.c.id).label("first"))
        .where(table.c.campaign == campaign, table.c.simulated == simulated)
        .group_by(key)
        .subquery()
    )
    return sa.select(table).join(newest, table.c.id == newest.c.id).order_by(newest.c.first)


def latest_approval(campaign: str, kind: str, subject: str) -> sa.Select[Any]:
    """The newest approval of an ICP, policy or play: at most one row."""
    a = t.approval
    where = (a.c.campaign == campaign, a.c.kind == kind, a.c.subject == subject)
    return sa.select(a).where(*where).order_by(a.c.id.desc()).limit(1)


def standing_decisions() -> sa.Select[Any]:
    """Every verdict that no later row undid: columns of `decision`. A package may have one of each of two people."""
    d, undo = t.decision, t.decision.alias("undo")
    return sa.select(d).where(d.c.verdict != "undo", ~sa.exists().where(undo.c.undoes == d.c.id))


def packages(campaign: str | sa.BindParameter[str] | None = None) -> sa.Select[Any]:
    """Every package with its `status` and the verdict that it rests on: `decision_id`, `verdict`, `reviewer`,
    `decided_at`, `reason`, `note`, `seconds` (all None while it waits, also for the second of two people). `rerouted`
    is why another decides than it was made for, None where nobody does."""
    p, s, d, r = t.package, t.standing, t.decision, t.reroute
    rerouted = sa.select(r.c.reason).where(r.c.package_id == p.c.id).order_by(r.c.id.desc()).limit(1)
    columns = (
        s.c.status, d.c.id.label("decision_id"), d.c.verdict, d.c.reviewer, d.c.at.label("decided_at"), d.c.reason,
        d.c.note, d.c.seconds, rerouted.scalar_subquery().label("rerouted"),
    )  # fmt: skip
    select = (
        sa.select(p, *columns)
        .join(s, s.c.package_id == p.c.id)
        .outerjoin(d, sa.and_(d.c.id == s.c.decision_id, s.c.status != "waiting"))
    )
    return select if campaign is None else select.where(s.c.campaign == campaign)


def by_priority() -> tuple[Any, ...]:
    """The order of the queue: the high-value tier first, then by score."""
    s = t.standing
    return s.c.high_value.desc(), s.c.score.desc(), s.c.package_id


def waiting(campaign: str) -> sa.Select[Any]:
    """The packages that wait for a person, in the order of the queue."""
    return packages(campaign).where(t.standing.c.status == t.WAITING).order_by(*by_priority())


def lots(size: int) -> int:
    """How many of a queue of that size are drawn, of either kind: a tenth."""
    return size // 10


def first(select: sa.Select[Any], *conditions: Any, most: Any, few: Any) -> sa.Select[Any]:
    """`most` of the waiting packages that fulfil the conditions: by priority, apart from `few` that were drawn for
    somebody to read (spot-checks, planted defects) and as many others by lot, so that nobody can tell which is which by
    its place. While none is drawn, all go by priority. The caller puts them in the order of the queue."""
    s = t.standing
    ids = sa.select(s.c.package_id).where(s.c.status == t.WAITING, *conditions)
    top = ids.order_by(*by_priority()).limit(most).subquery()
    drawn = ids.where(t.BY_LOT).order_by(s.c.package_id).limit(few).subquery()
    anything = sa.exists(sa.select(ids.where(t.BY_LOT).limit(1).subquery()))
    others = ids.where(~t.BY_LOT, anything).order_by(s.c.package_id).limit(few).subquery()
    by_lot = sa.union(sa.select(drawn.c.package_id), sa.select(others.c.package_id))
    wanted = sa.union(sa.select(top.c.package_id), sa.select(drawn.c.package_id), sa.select(others.c.package_id))
    return (
        select.where(s.c.package_id.in_(wanted))
        .order_by(sa.case((s.c.package_id.in_(by_lot), 0), else_=1), *by_priority())
        .limit(most)
    )


def latest_angle_decisions(campaign: str) -> sa.Select[Any]:
    """The newest decision about each angle of a campaign."""
    a = t.angle_decision
    newest = sa.select(sa.func.max(a.c.id).label("id")).where(a.c.campaign == campaign).group_by(a.c.angle).subquery()
    return sa.select(a).join(newest, a.c.id == newest.c.id).order_by(a.c.angle)

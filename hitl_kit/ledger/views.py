"""Current state as queries over the rows: the latest account, the standing decision, the status of a package."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from . import tables as t


def current_accounts(campaign: str, *, simulated: bool = False) -> sa.Select[Any]:
    """The latest row of every account of a campaign, in the order of first import."""
    return _latest(t.account, t.account.c.key, campaign, simulated)


def current_contacts(campaign: str, *, simulated: bool = False) -> sa.Select[Any]:
    """The latest row of every contact of a campaign."""
    return _latest(t.contact, t.contact.c.email, campaign, simulated)


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


def standing_decisions() -> sa.Subquery:
    """Per package the newest verdict that no later row undid: columns of `decision`."""
    d, undo = t.decision, t.decision.alias("undo")
    stands = ~sa.exists().where(undo.c.undoes == d.c.id)
    newest = (
        sa.select(sa.func.max(d.c.id).label("id"))
        .where(d.c.verdict != "undo", stands)
        .group_by(d.c.package_id)
        .subquery()
    )
    return sa.select(d).join(newest, d.c.id == newest.c.id).subquery("standing")


def live_claims(now: str | sa.BindParameter[str]) -> sa.Subquery:
    """Per package the newest claim whose lease runs beyond `now` (UTC text): columns of `claim`."""
    c = t.claim
    newest = sa.select(sa.func.max(c.c.id).label("id")).group_by(c.c.package_id).subquery()
    return sa.select(c).join(newest, c.c.id == newest.c.id).where(c.c.until > now).subquery("live_claim")


def packages(campaign: str | sa.BindParameter[str] | None = None) -> sa.Select[Any]:
    """Every package with its `status` and its standing decision's `decision_id`, `verdict`, `reviewer`, `decided_at`,
    `reason`, `note`, `seconds` (all None while it waits)."""
    p, d = t.package, standing_decisions()
    status = sa.case(
        (d.c.verdict == "approve", "approved"),
        (d.c.verdict == "edit", "edited"),
        (d.c.verdict == "reject", "rejected"),
        (d.c.verdict == "hold", "held"),
        (p.c.decider == "hold", "held"),
        (p.c.decider == "nobody", "abstained"),
        else_="waiting",
    ).label("status")
    columns = (
        d.c.id.label("decision_id"), d.c.verdict, d.c.reviewer, d.c.at.label("decided_at"), d.c.reason, d.c.note,
        d.c.seconds,
    )  # fmt: skip
    select = sa.select(p, status, *columns).outerjoin(d, d.c.package_id == p.c.id)
    return select if campaign is None else select.where(p.c.campaign == campaign)


FOR_PEOPLE = ("human", "spot-check")
"""The routes that end in the queue."""


def by_priority(found: sa.Subquery) -> tuple[Any, ...]:
    """The order of the queue, for packages: the high-value tier first, then by score."""
    return found.c.high_value.desc(), found.c.score.desc(), found.c.id


def waiting(campaign: str) -> sa.Select[Any]:
    """The packages that wait for a person, in the order of the queue."""
    found = packages(campaign).where(t.package.c.decider.in_(FOR_PEOPLE)).subquery("waiting")
    return sa.select(found).where(found.c.status == "waiting").order_by(*by_priority(found))


def latest_angle_decisions(campaign: str) -> sa.Select[Any]:
    """The newest decision about each angle of a campaign."""
    a = t.angle_decision
    newest = sa.select(sa.func.max(a.c.id).label("id")).where(a.c.campaign == campaign).group_by(a.c.angle).subquery()
    return sa.select(a).join(newest, a.c.id == newest.c.id).order_by(a.c.angle)

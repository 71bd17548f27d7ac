"""The review queue as queries: what waits for a person, in which order, and who holds it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hitl_kit.ledger import views

FOR_PEOPLE = ("human", "spot-check")
"""The routes that end in the queue."""


def everything(campaign: str, now: str) -> sa.Select[Any]:
    """Every package of a campaign as `views.packages` gives it, and who holds it: `claimed_by`, `claimed_until`."""
    package, lease = views.packages(campaign).subquery("p"), views.live_claims(now)
    return sa.select(
        package, lease.c.reviewer.label("claimed_by"), lease.c.until.label("claimed_until")
    ).outerjoin(lease, lease.c.package_id == package.c.id)  # fmt: skip


def one(campaign: str, package_id: str, now: str) -> sa.Select[Any]:
    """One package of a campaign, as `everything` gives it."""
    every = everything(campaign, now).subquery()
    return sa.select(every).where(every.c.id == package_id)


def _waiting(campaign: str, now: str) -> sa.Subquery:
    every = everything(campaign, now).subquery()
    return sa.select(every).where(every.c.status == "waiting", every.c.decider.in_(FOR_PEOPLE)).subquery()


def mine(campaign: str, reviewer: str, now: str) -> sa.Select[Any]:
    """What waits and is under a live lease of this reviewer: high value first, then by score."""
    queue = _waiting(campaign, now)
    return sa.select(queue).where(queue.c.claimed_by == reviewer).order_by(*_order(queue))


def free(campaign: str, now: str, limit: int) -> sa.Select[Any]:
    """What waits and nobody holds, in the same order."""
    queue = _waiting(campaign, now)
    return sa.select(queue).where(queue.c.claimed_by.is_(None)).order_by(*_order(queue)).limit(limit)


def decided(campaign: str, reviewer: str, since: str, now: str) -> sa.Select[Any]:
    """What this reviewer decided since a moment, oldest first; undone verdicts are left out."""
    every = everything(campaign, now).subquery()
    return (
        sa.select(every)
        .where(every.c.decision_id.is_not(None), every.c.reviewer == reviewer, every.c.decided_at >= since)
        .order_by(every.c.decided_at, every.c.decision_id)
    )


def counts(campaign: str, reviewer: str, now: str) -> sa.Select[Any]:
    """One row: how many packages are `waiting`, `held`, and waiting under a lease that is `mine`."""
    every = everything(campaign, now).subquery()
    waits = sa.and_(every.c.status == "waiting", every.c.decider.in_(FOR_PEOPLE))
    return sa.select(
        sa.func.sum(sa.case((waits, 1), else_=0)).label("waiting"),
        sa.func.sum(sa.case((sa.and_(waits, every.c.claimed_by == reviewer), 1), else_=0)).label("mine"),
        sa.func.sum(sa.case((every.c.status == "held", 1), else_=0)).label("held"),
    )


def _order(queue: sa.Subquery) -> tuple[Any, ...]:
    return queue.c.high_value.desc(), queue.c.score.desc(), queue.c.id


def priority(row: sa.RowMapping) -> tuple[bool, float, str]:
    """The place of a row in the queue, as a sort key."""
    return not row["high_value"], -row["score"], row["id"]

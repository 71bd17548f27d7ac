"""The review queue as queries: what waits for a person, in which order, and who holds it.

Each query is built once and run with its own values: building one takes longer than running it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from hitl_kit.ledger import views

Query = tuple[sa.Select[Any], dict[str, Any]]
"""A query and its values, for `rows`."""


def one(campaign: str, package_id: str, now: str) -> Query:
    """One package of a campaign as `views.packages` gives it, and who holds it: `claimed_by`, `claimed_until`."""
    return _one(), {"campaign": campaign, "package": package_id, "now": now}


def mine(campaign: str, reviewer: str, now: str) -> Query:
    """What waits and is under a live lease of this reviewer: high value first, then by score."""
    return _mine(), {"campaign": campaign, "person": reviewer, "now": now}


def free(campaign: str, now: str, limit: int) -> Query:
    """What waits and nobody holds, in the same order."""
    return _free(), {"campaign": campaign, "now": now, "most": limit}


def decided(campaign: str, reviewer: str, since: str, now: str) -> Query:
    """What this reviewer decided since a moment, oldest first; undone verdicts are left out."""
    return _decided(), {"campaign": campaign, "person": reviewer, "since": since, "now": now}


def counts(campaign: str, reviewer: str, now: str) -> Query:
    """One row: how many packages are `waiting`, `held`, and waiting under a lease that is `mine`."""
    return _counts(), {"campaign": campaign, "person": reviewer, "now": now}


@cache
def _every() -> sa.Subquery:
    package, lease = views.packages(bindparam("campaign")).subquery("p"), views.live_claims(bindparam("now"))
    return (
        sa.select(package, lease.c.reviewer.label("claimed_by"), lease.c.until.label("claimed_until"))
        .outerjoin(lease, lease.c.package_id == package.c.id)
        .subquery()
    )


@cache
def _waiting() -> sa.Subquery:
    every = _every()
    return sa.select(every).where(every.c.status == "waiting", every.c.decider.in_(views.FOR_PEOPLE)).subquery()


@cache
def _one() -> sa.Select[Any]:
    return sa.select(_every()).where(_every().c.id == bindparam("package"))


@cache
def _mine() -> sa.Select[Any]:
    queue = _waiting()
    return sa.select(queue).where(queue.c.claimed_by == bindparam("person")).order_by(*views.by_priority(queue))


@cache
def _free() -> sa.Select[Any]:
    queue = _waiting()
    return (
        sa.select(queue)
        .where(queue.c.claimed_by.is_(None))
        .order_by(*views.by_priority(queue))
        .limit(bindparam("most"))
    )


@cache
def _decided() -> sa.Select[Any]:
    every = _every()
    return (
        sa.select(every)
        .where(
            every.c.decision_id.is_not(None),
            every.c.reviewer == bindparam("person"),
            every.c.decided_at >= bindparam("since"),
        )
        .order_by(every.c.decided_at, every.c.decision_id)
    )


@cache
def _counts() -> sa.Select[Any]:
    every = _every()
    waits = sa.and_(every.c.status == "waiting", every.c.decider.in_(views.FOR_PEOPLE))
    mine = sa.and_(waits, every.c.claimed_by == bindparam("person"))
    return sa.select(
        sa.func.sum(sa.case((waits, 1), else_=0)).label("waiting"),
        sa.func.sum(sa.case((mine, 1), else_=0)).label("mine"),
        sa.func.sum(sa.case((every.c.status == "held", 1), else_=0)).label("held"),
    )


def priority(row: sa.RowMapping) -> tuple[bool, float, str]:
    """The place of a row in the queue, as a sort key."""
    return not row["high_value"], -row["score"], row["id"]

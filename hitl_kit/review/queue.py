"""The review queue as queries: what waits for a person, in which order, and who holds it.

Each query is built once and run with its own values: building one takes longer than running it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import bindparam

from hitl_kit.domain.base import iso
from hitl_kit.ledger import views
from hitl_kit.ledger.tables import HELD, WAITING, decision, package, standing

Query = tuple[sa.Select[Any], dict[str, Any]]
"""A query and its values, for `rows`."""

Same = Literal["account", "angle"]
"""What packages may have in common."""

_SKEW = timedelta(minutes=5)
"""How far clocks may differ. A lease that begins later than that was given before a clock went back: it is void."""


def one(campaign: str, package_id: str, now: datetime) -> Query:
    """One package of a campaign as `views.packages` gives it, and who holds it: `claimed_by`, `claimed_until`."""
    return _one(), {"campaign": campaign, "package": package_id, **_times(now)}


def state(campaign: str, package_id: str, reviewer: str, now: datetime) -> Query:
    """What a verdict has to know of a package: how it stands, who holds it, and what this reviewer said already."""
    return _state(), {"campaign": campaign, "package": package_id, "person": reviewer, **_times(now)}


def mine(campaign: str, reviewer: str, now: datetime) -> Query:
    """What waits and is under a live lease of this reviewer: high value first, then by score."""
    return _mine(), {"campaign": campaign, "person": reviewer, **_times(now)}


def free(campaign: str, reviewer: str, now: datetime, limit: int) -> Query:
    """What to give a reviewer of what waits, nobody holds, and they have not decided themselves: `views.first`."""
    return _free(), {"campaign": campaign, "person": reviewer, "most": limit, "few": views.lots(limit), **_times(now)}


def decided(campaign: str, reviewer: str, since: datetime, now: datetime) -> Query:
    """What this reviewer decided since a moment, oldest first; undone verdicts are left out."""
    return _decided(), {"campaign": campaign, "person": reviewer, "since": iso(since), **_times(now)}


def given(campaign: str, reviewer: str, since: datetime) -> Query:
    """Verdict, reason, moment and seconds of what this reviewer decided since a moment and did not undo."""
    return _given(), {"campaign": campaign, "person": reviewer, "since": iso(since)}


def every(campaign: str, after: sa.RowMapping | None, limit: int, now: datetime) -> Query:
    """All packages of a campaign, a page at a time, in the order of the queue: those after that row."""
    values = {"campaign": campaign, "most": limit, **_times(now)}
    if after is None:
        return _page(first=True), values
    place = {"high": bool(after["high_value"]), "score": after["score"], "id": after["id"]}
    return _page(first=False), {**values, **place}


def alike(campaign: str, package_id: str, same: Same) -> Query:
    """The ids of what waits for the same company, or with the same angle, as a package: that one apart."""
    return _alike(same), {"campaign": campaign, "package": package_id}


def several(campaign: str, package_ids: Sequence[str], reviewer: str, now: datetime) -> Query:
    """These packages as `one` gives each, with `versions`, and `said` where this reviewer's own verdict stands."""
    s, mine = standing, views.standing_decisions().subquery("mine")
    said = sa.select(mine.c.id).where(mine.c.package_id == s.c.package_id, mine.c.reviewer == bindparam("person"))
    select = _every().add_columns(s.c.versions, s.c.sent_at, said.limit(1).scalar_subquery().label("said"))
    values = {"campaign": campaign, "person": reviewer, **_times(now)}
    return select.where(package.c.id.in_(package_ids)).order_by(*views.by_priority()), values


def differing(campaign: str, now: datetime) -> Query:
    """What two reviewers differ on, for a lead: high value first, then by score."""
    return _differing(), {"campaign": campaign, **_times(now)}


def counts(campaign: str, reviewer: str, now: datetime) -> Query:
    """One row: how many packages are `waiting`, `held`, and waiting under a lease that is `mine`."""
    return _counts(), {"campaign": campaign, "person": reviewer, **_times(now)}


def _times(now: datetime) -> dict[str, str]:
    return {"now": iso(now), "soon": iso(now + _SKEW)}


def _held() -> sa.ColumnElement[bool]:
    """Whether a lease on the package is live: it has begun, has not run out, and its holder has not decided yet."""
    return sa.and_(
        standing.c.claimed_until > bindparam("now"),
        standing.c.claimed_at <= bindparam("soon"),
        standing.c.claimed_by.is_distinct_from(standing.c.reviewer),
    )


def _holder() -> tuple[Any, Any]:
    held = _held()
    return (
        sa.case((held, standing.c.claimed_by)).label("claimed_by"),
        sa.case((held, standing.c.claimed_until)).label("claimed_until"),
    )


@cache
def _every() -> sa.Select[Any]:
    return views.packages(bindparam("campaign")).add_columns(*_holder())


@cache
def _one() -> sa.Select[Any]:
    return _every().where(package.c.id == bindparam("package"))


@cache
def _state() -> sa.Select[Any]:
    s, d, mine = standing, decision, views.standing_decisions().subquery("mine")
    said = sa.select(mine.c.id).where(mine.c.package_id == s.c.package_id, mine.c.reviewer == bindparam("person"))
    return (
        sa.select(
            package.c.content_sha256.label("draft_sha256"), s.c.status, s.c.versions, s.c.reviewers, s.c.verdicts,
            d.c.verdict, d.c.reviewer, d.c.at.label("decided_at"), d.c.reason, d.c.note, *_holder(),
            said.limit(1).scalar_subquery().label("said"),
        )
        .join(package, package.c.id == s.c.package_id)
        .outerjoin(d, d.c.id == s.c.decision_id)
        .where(s.c.package_id == bindparam("package"), s.c.campaign == bindparam("campaign"))
    )  # fmt: skip


@cache
def _mine() -> sa.Select[Any]:
    return (
        _every()
        .where(standing.c.status == WAITING, standing.c.claimed_by == bindparam("person"), _held())
        .order_by(*views.by_priority())
    )


@cache
def _free() -> sa.Select[Any]:
    lapsed = sa.or_(
        standing.c.claimed_until.is_(None),
        standing.c.claimed_until <= bindparam("now"),
        standing.c.claimed_at > bindparam("soon"),
        standing.c.claimed_by == standing.c.reviewer,  # the first of two reviewers is done with it
    )
    mine = sa.and_(standing.c.reviewer.is_not(None), standing.c.reviewer == bindparam("person"))
    of = standing.c.campaign == bindparam("campaign")
    return views.first(_every(), of, lapsed, ~mine, most=bindparam("most"), few=bindparam("few"))


@cache
def _decided() -> sa.Select[Any]:
    """The reviewer's own standing verdicts, on packages that stand by them or still wait for somebody else."""
    own = views.standing_decisions().subquery("own")
    columns = (
        own.c.id.label("decision_id"), own.c.verdict, own.c.reviewer, own.c.at.label("decided_at"), own.c.reason,
        own.c.note, own.c.seconds, own.c.content_sha256.label("decided_sha256"), own.c.subject.label("new_subject"),
        own.c.body.label("new_body"),
    )  # fmt: skip
    found = _by_the_reviewer(own, package, standing.c.status, *columns, *_holder())
    return found.join(package, package.c.id == own.c.package_id)


@cache
def _given() -> sa.Select[Any]:
    own = views.standing_decisions().subquery("own")
    return _by_the_reviewer(own, own.c.verdict, own.c.reason, own.c.at.label("decided_at"), own.c.seconds)


def _by_the_reviewer(own: sa.Subquery, *columns: Any) -> sa.Select[Any]:
    """Out of these standing verdicts, the reviewer's since a moment, oldest first."""
    return (
        sa.select(*columns)
        .select_from(own)
        .join(standing, standing.c.package_id == own.c.package_id)
        .where(
            standing.c.campaign == bindparam("campaign"),
            own.c.reviewer == bindparam("person"),
            own.c.at >= bindparam("since"),
        )
        .order_by(own.c.at, own.c.id)
    )


@cache
def _page(*, first: bool) -> sa.Select[Any]:
    s = standing.c
    select = _every().order_by(*views.by_priority()).limit(bindparam("most"))
    if first:
        return select
    same_score = sa.and_(s.score == bindparam("score"), s.package_id > bindparam("id"))
    lower = sa.or_(s.score < bindparam("score"), same_score)
    same_tier = sa.and_(s.high_value == bindparam("high"), lower)
    return select.where(sa.or_(s.high_value < bindparam("high"), same_tier))


@cache
def _alike(same: Same) -> sa.Select[Any]:
    column = {"account": standing.c.company, "angle": standing.c.angle}[same]
    this = sa.select(column).where(standing.c.package_id == bindparam("package")).scalar_subquery()
    return (
        sa.select(standing.c.package_id.label("id"))
        .where(
            standing.c.campaign == bindparam("campaign"),
            standing.c.status == WAITING,
            standing.c.package_id != bindparam("package"),
            column == this,
        )
        .order_by(*views.by_priority())
    )


@cache
def _differing() -> sa.Select[Any]:
    differ = standing.c.status == HELD, standing.c.reviewers == 2, standing.c.verdicts == 2
    return _every().where(*differ).order_by(*views.by_priority())


@cache
def _counts() -> sa.Select[Any]:
    def count(status: sa.ColumnElement[str], *terms: Any) -> sa.ScalarSelect[int]:
        of = standing.c.campaign == bindparam("campaign"), standing.c.status == status
        return sa.select(sa.func.count()).select_from(standing).where(*of, *terms).scalar_subquery()

    mine = standing.c.claimed_by == bindparam("person"), _held()
    counted = {"waiting": count(WAITING), "mine": count(WAITING, *mine), "held": count(HELD)}
    columns: list[Any] = [column.label(name) for name, column in counted.items()]
    return sa.select(*columns)


def priority(row: sa.RowMapping) -> tuple[bool, float, str]:
    """The place of a row in the queue, as a sort key."""
    return not row["high_value"], -row["score"], row["id"]

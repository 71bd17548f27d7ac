"""Simulated earlier weeks: batches, verdicts and outcomes that run through the real code, labelled throughout."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import sqlalchemy as sa

from hitl_kit import drafting, pipeline, retrospect, review, targeting
from hitl_kit.campaign import Campaign
from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables, views

from . import market

REVIEWERS = ("Simulated reviewer A", "Simulated reviewer B")
_ACTOR = "simulation"


@dataclass(frozen=True)
class Truth:
    """What is true in the simulated market: chances per sent mail, and how reviewers behave."""

    positive: Mapping[str, float] = field(default_factory=dict)
    positive_else: float = 0.03
    other_reply: float = 0.04
    bounce: float = 0.02
    unsubscribe: float = 0.008
    complaint: float = 0.0008
    reject: float = 0.14
    edit: float = 0.22
    seconds: float = 210


@dataclass(frozen=True)
class History:
    """What one call laid: weeks, drafts and outcomes; weeks that were there already are not counted."""

    weeks: int
    drafts: int
    outcomes: int


def lay_history(
    campaign: Campaign, *, weeks: int = 8, per_week: int = 60, seed: int = 7, truth: Truth = Truth(),
    progress: pipeline.Progress = pipeline.silent,
) -> History:  # fmt: skip
    """Earlier weeks of the campaign, ending the week before its today. Laid once: a second call adds nothing."""
    monday = campaign.today - timedelta(days=campaign.today.weekday())
    laid = drafts = outcomes = 0
    drafting.campaign_seed(campaign.workbench.ledger, campaign.slug, actor=_ACTOR, value=f"simulation {seed}")
    for week in range(weeks):
        day = monday - timedelta(weeks=weeks - week)
        if not _is_laid(campaign, day):
            added = _lay_week(campaign, day, week, per_week, seed, truth)
            laid, drafts, outcomes = laid + bool(added[0]), drafts + added[0], outcomes + added[1]
        progress("history", week + 1, weeks)
    return History(laid, drafts, outcomes)


def _batch(day: date) -> str:
    return f"simulated-{day.isoformat()}"


def _is_laid(campaign: Campaign, day: date) -> bool:
    """The week's outcomes are recorded last, and in one go."""
    p, o = tables.package, tables.outcome
    select = (
        sa.select(o.c.id)
        .join(p, p.c.id == o.c.package_id)
        .where(p.c.batch_id == f"{campaign.slug}/{_batch(day)}")
        .limit(1)
    )
    return bool(campaign.workbench.ledger.rows(select))


def _lay_week(campaign: Campaign, day: date, week: int, per_week: int, seed: int, truth: Truth) -> tuple[int, int]:
    ledger, icp, plays = campaign.workbench.ledger, campaign.icp.value, campaign.library.value.plays
    companies, people = market.accounts(icp, plays, first=week * per_week, count=per_week, seed=seed)
    targeting.record_accounts(ledger, campaign.slug, companies, people, actor=_ACTOR, simulated=True)
    news = market.SimulatedNews(plays, day, seed)
    brief = campaign.brief(sources=[news], as_of=day, simulated=True)
    pipeline.generate(ledger, brief, campaign.match(simulated=True), _batch(day), per_week)
    drafts = _decide(campaign, day, week, seed, truth)
    outcomes = list(_outcomes(campaign, day, seed, truth))
    retrospect.record_outcomes(ledger, campaign.slug, outcomes, actor=_ACTOR, simulated=True)
    return drafts, len(outcomes)


def _week(campaign: Campaign, day: date) -> list[sa.RowMapping]:
    """Id, status, angle and content of every draft of that week, in the order of the ids."""
    p = tables.package
    select = views.packages(campaign.slug).with_only_columns(p.c.id, tables.standing.c.status, p.c.angle, p.c.content)
    where = (p.c.batch_id == f"{campaign.slug}/{_batch(day)}", p.c.angle != "", tables.standing.c.status != "revealed")
    return campaign.workbench.ledger.rows(select.where(*where).order_by(p.c.id))


def _decide(campaign: Campaign, day: date, week: int, seed: int, truth: Truth) -> int:
    """Verdicts of two simulated reviewers, a little faster every week: one event."""
    drafts = _week(campaign, day)
    verdicts = list(_verdicts(drafts, day, week, seed, truth))
    review.record_verdicts(campaign.workbench.ledger, campaign.slug, verdicts, actor=_ACTOR)
    return len(drafts)


def _verdicts(
    drafts: Sequence[sa.RowMapping], day: date, week: int, seed: int, truth: Truth
) -> Iterator[review.Given]:  # fmt: skip
    moment = datetime.combine(day, time(8, 30), tzinfo=UTC)
    reasons = [code for code in REASONS if code != "other"]
    for number, row in enumerate(drafts):
        if row["status"] != "waiting":
            continue
        rng = random.Random(f"{seed}/{row['id']}/review")  # noqa: S311 - a simulation, not a secret
        seconds = min(1500.0, truth.seconds * 0.93**week * rng.lognormvariate(0, 0.5))
        moment += timedelta(seconds=seconds)
        package = Package.model_validate_json(row["content"])
        given = partial(review.Given, package, reviewer=REVIEWERS[number % len(REVIEWERS)], at=moment, seconds=seconds)
        chance = rng.random()
        if chance < truth.reject:
            yield given(verdict="reject", reason=rng.choice(reasons))
        elif chance < truth.reject + truth.edit and package.draft:
            yield given(verdict="edit", subject=package.draft.subject, body=_edited(package.draft.body))
        else:
            yield given(verdict="approve")


def _edited(body: str) -> str:
    """The edit that every simulated reviewer makes: a plainer opening."""
    greeting, _, rest = body.partition("\n\n")
    return f"{greeting}\n\nA short note, and I will keep it to the point.\n\n{rest}"


def _outcomes(campaign: Campaign, day: date, seed: int, truth: Truth) -> Iterator[Outcome]:
    for row in _week(campaign, day):
        if row["status"] not in ("approved", "edited"):
            continue
        package, angle = row["id"], row["angle"]
        rng = random.Random(f"{seed}/{package}/outcome")  # noqa: S311 - a simulation, not a secret
        sent = datetime.combine(day + timedelta(days=rng.randint(1, 4)), time(9), tzinfo=UTC)
        sent += timedelta(minutes=rng.randrange(420))
        yield Outcome(package_id=package, kind="sent", at=sent)
        if rng.random() < truth.bounce:
            detail = rng.choice(["hard", "hard", "soft", "blocked"])
            yield Outcome(package_id=package, kind="bounced", at=sent + timedelta(minutes=2), detail=detail)
            continue
        yield Outcome(package_id=package, kind="delivered", at=sent + timedelta(minutes=1))
        answered = sent + timedelta(hours=rng.expovariate(1 / 40) + 0.5)
        if rng.random() < truth.positive.get(angle, truth.positive_else):
            yield Outcome(package_id=package, kind="replied", at=answered)
            yield Outcome(package_id=package, kind="positive", at=answered)
        elif rng.random() < truth.other_reply:
            detail = rng.choice(["negative", "negative", "negative", "wrong_person", "angry"])
            yield Outcome(package_id=package, kind="replied", at=answered, detail=detail)
        if rng.random() < truth.unsubscribe:
            yield Outcome(package_id=package, kind="unsubscribed", at=answered + timedelta(hours=1))
        if rng.random() < truth.complaint:
            yield Outcome(package_id=package, kind="complained", at=answered + timedelta(hours=2))

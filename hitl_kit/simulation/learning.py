"""A workflow of some weeks, simulated: reviewers with preferences that the system never reads, through the real loop of
generate, review, learn and route, in a temporary workspace on the bundled demo campaign. Everything is labelled."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from hitl_kit import pipeline, retrospect, review, routing, targeting
from hitl_kit.campaign import Campaign
from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.domain.packages import Package
from hitl_kit.domain.trust import Trust
from hitl_kit.ledger import tables as t

from . import market
from .course import DAYS, Course, Setting, Week
from .lead import Lead
from .pilot import ACTOR, pilot
from .plain import breaches
from .reviewer import Judgement, ReviewerProfile, displeasing, judge

_FIRST_MONDAY = date(2026, 3, 2)
_MOST = 25
"""So many times the week's packages are looked at in companies, where the ICP leaves most of them out."""
_LEAST_WRITTEN = 0.25
"""The share of companies that can be written to is taken for at least this."""


def simulate(
    profiles: Sequence[ReviewerProfile], setting: Setting, progress: pipeline.Progress = pipeline.silent
) -> Course:  # fmt: skip
    """The course of a workflow with these reviewers."""
    course = Course(setting)
    with pilot(setting) as campaign:
        office = _Office(campaign, profiles, setting, course)
        for number in range(1, setting.weeks + 1):
            office.week(number)
            progress("weeks", number, setting.weeks)
    return course


class _Office:
    """The simulated team and its weeks."""

    def __init__(
        self, campaign: Campaign, profiles: Sequence[ReviewerProfile], setting: Setting, course: Course
    ) -> None:
        self._campaign, self._profiles, self._setting, self._course = campaign, profiles, setting, course
        self._icp: ICP = campaign.icp.value  # the market does not change when the team's idea of it does
        self._plays = campaign.library.value.plays
        course.plays = tuple(play.id for play in self._plays)
        self._accounts, self._written = 0, 1.0
        self._went: Counter[str] = Counter()
        self._lead = Lead(campaign)

    def week(self, number: int) -> None:
        """One week: companies come up, drafts are written and judged, and what was learned is decided about."""
        campaign, setting = self._campaign, self._setting
        monday = _FIRST_MONDAY + timedelta(weeks=number - 1)
        self._find_accounts()
        news = market.SimulatedNews(self._plays, monday, setting.seed)
        brief = campaign.brief(sources=[news], as_of=monday, simulated=True)
        batch = f"week-{number:02}"
        made = pipeline.generate(
            campaign.workbench.ledger, brief, campaign.match(simulated=True), batch, setting.per_week
        )
        self._written = max(made.drafted / max(made.drafted + made.abstained, 1), _LEAST_WRITTEN)
        week = Week(number, reviewers=len(self._profiles))
        week.spot_checks = self._spot_checks(batch)
        judged = self._review(batch, monday, week)
        self._send(batch, monday, week)
        self._course.weeks.append(week)
        friday = datetime.combine(monday + timedelta(days=4), time(17), tzinfo=UTC)
        if setting.learning:
            self._course.said += [(number, words) for words in self._lead.decide(friday)]
        else:
            self._course.said += [(number, words) for words in self._lead.trust(friday)]
        week.rules = len(campaign.accepted_lessons(simulated=True))
        if number == setting.weeks:
            self._look_back(judged, friday)

    def _find_accounts(self) -> None:
        """Companies that match the ICP as it stands come up until the week's batch can be filled."""
        campaign, ledger, most = self._campaign, self._campaign.workbench.ledger, _MOST * self._setting.per_week
        taken = {row["company"] for row in ledger.rows(sa.select(t.standing.c.company).where(t.standing.c.simulated))}
        free = set(campaign.match(simulated=True).accounts.index) - taken if taken else set()
        missing, icp = round(self._setting.per_week / self._written) - len(free), campaign.icp.value
        found: list[tuple[Account, Contact]] = []
        looked_at = 0
        while len(found) < missing and looked_at < most:
            share = max(len(found) / looked_at, 0.1) if looked_at else 1.0
            more = min(round((missing - len(found)) / share) + 20, most - looked_at)
            companies, people = market.accounts(self._icp, self._plays, self._accounts, more, self._setting.seed)
            fitting = set(targeting.match_accounts(icp, companies).accounts.index)
            for company, person in zip(companies, people, strict=True):
                if len(found) == missing:
                    break
                if company.key in fitting:
                    found.append((company, person))
                self._accounts, looked_at = self._accounts + 1, looked_at + 1
        if found:
            entering, at_them = zip(*found, strict=True)
            targeting.record_accounts(ledger, campaign.slug, entering, at_them, actor=ACTOR, simulated=True)

    def _review(self, batch: str, monday: date, week: Week) -> list[tuple[ReviewerProfile, Package]]:
        """The week's packages, some each day, each with one of the reviewers."""
        rng = random.Random(f"{self._setting.seed}/{week.number}/review")  # noqa: S311 - a simulation, not a secret
        packages = self._packages(batch, "waiting")
        rng.shuffle(packages)
        sessions = {p.name: _Session(self._campaign, p, monday) for p in self._profiles}
        defects = self._defects()
        judged = []
        per_day = -(-len(packages) // DAYS)
        for place, package in enumerate(packages):
            (profile,) = rng.choices(self._profiles, [p.share for p in self._profiles])
            session = sessions[profile.name]
            session.on(place // per_day)
            found = session.judge(package, rng, defect=package.id in defects)
            self._count(week, found, planted=package.id in defects)
            judged.append((profile, package))
        return judged

    def _count(self, week: Week, found: Judgement, *, planted: bool) -> None:
        week.seconds += found.seconds
        if planted:
            week.planted += 1
            week.caught += found.verdict == "reject"
            return
        week.judged += 1
        week.approved += found.verdict == "approve"
        week.edited += found.verdict == "edit"
        week.rejected += found.verdict == "reject"
        week.not_icp += found.reason == "not_icp"

    def _send(self, batch: str, monday: date, week: Week) -> None:
        """Let go what goes by itself, and count how much of it whoever would have read it would not have let go so.
        That is asked of the reviewers' files alone, as if nothing escaped them: no rule that was learned has a part."""
        rng = random.Random(f"{self._setting.seed}/{week.number}/automatic")  # noqa: S311 - a simulation, not a secret
        sent = datetime.combine(monday + timedelta(days=DAYS - 1), time(16), tzinfo=UTC)
        outcomes = []
        for package in self._packages(batch, "automatic"):
            (profile,) = rng.choices(self._profiles, [p.share for p in self._profiles])
            assert package.draft is not None, "only drafts go"
            found = judge(profile, package, package.draft, rng, attentive=True)
            week.automatic += 1
            week.bad_automatic += found.verdict != "approve"
            week.rejected_automatic += found.verdict == "reject"
            week.unlike_automatic += bool(breaches(profile, package, package.draft))
            self._went[package.draft.play_id] += 1
            outcomes.append(Outcome(package_id=package.id, kind="sent", at=sent))
        campaign = self._campaign
        retrospect.record_outcomes(campaign.workbench.ledger, campaign.slug, outcomes, actor=ACTOR, simulated=True)

    def _packages(self, batch: str, status: str) -> list[Package]:
        p, s = t.package, t.standing
        rows = self._campaign.workbench.ledger.rows(
            sa.select(p.c.content)
            .join(s, s.c.package_id == p.c.id)
            .where(s.c.batch_id == f"{self._campaign.slug}/{batch}", s.c.status == status)
            .order_by(p.c.id)
        )
        return [Package.model_validate_json(row["content"]) for row in rows]

    def _spot_checks(self, batch: str) -> int:
        s = t.standing
        of = s.c.batch_id == f"{self._campaign.slug}/{batch}", s.c.decider == "spot-check"
        return int(self._campaign.workbench.ledger.rows(sa.select(sa.func.count().label("n")).where(*of))[0]["n"])

    def _defects(self) -> set[str]:
        rows = self._campaign.workbench.ledger.rows(sa.select(t.planted.c.package_id))
        return {row["package_id"] for row in rows}

    def _look_back(self, judged: Sequence[tuple[ReviewerProfile, Package]], now: datetime) -> None:
        """What reviewers still change in the drafts of the last week, and why it was not learned; which plays had
        nothing go by itself, and why."""
        self._course.closed = {
            rung.scope.play: _why_closed(rung, self._campaign.policy.value.trust)
            for rung in self._campaign.ladder(simulated=True, now=now)
            if not self._went[rung.scope.play]
        }
        defects, seen = self._defects(), self._course.unlearned
        for profile, package in judged:
            if package.draft is None or package.id in defects:
                continue
            for label in displeasing(profile, package, package.draft):
                key = f"{profile.name}: {label}"
                seen[key] = seen.get(key, 0) + 1
        if self._setting.learning:
            library = self._campaign.learned(simulated=True).value
            for key in seen:
                self._course.why[key] = self._lead.why_not(key.partition(": ")[2], library)


def _why_closed(rung: routing.Rung, trust: Trust) -> str:
    if rung.level > 1:
        return (
            f"it is at level {rung.level}, and each of its drafts was drawn as a spot-check:"
            f" the policy wants {trust.spot_checks_a_week} of them a week"
        )
    return rung.given.ended or (rung.following.missing if rung.following else "") or "its level was opened just now"


class _Session:
    """One simulated reviewer at work through a real review session, with a clock of their own."""

    def __init__(self, campaign: Campaign, profile: ReviewerProfile, monday: date) -> None:
        self._profile, self._monday = profile, monday
        self._day, self._reviewed = -1, 0
        self._moment = datetime.combine(monday, time(8, 30), tzinfo=UTC)
        self._session = review.ReviewSession(
            campaign.workbench.ledger, campaign.slug, profile.name, review=campaign.policy.value.review,
            clock=lambda: self._moment, simulated=True,
        )  # fmt: skip

    def on(self, day: int) -> None:
        """Begin a day, if it is not this one already: rested."""
        if day != self._day:
            self._day, self._reviewed = day, 0
            self._moment = datetime.combine(self._monday + timedelta(days=day), time(8, 30), tzinfo=UTC)

    def judge(self, package: Package, rng: random.Random, *, defect: bool) -> Judgement:
        """Judge a package and record the verdict."""
        assert package.draft is not None, "only drafts wait"
        found = judge(self._profile, package, package.draft, rng, reviewed=self._reviewed, defect=defect)
        self._reviewed += 1
        self._moment += timedelta(seconds=found.seconds)
        common: dict[str, Any] = {"note": found.note, "seconds": found.seconds}
        if found.verdict == "approve" and any(f.severity == "block" for f in package.findings):
            found = Judgement("reject", found.subject, found.body, "wrong_claim", "a check blocks it", ("blocked",),
                              found.seconds)  # fmt: skip
        if found.verdict == "approve":
            self._session.approve(package.id, **common)
        elif found.verdict == "edit":
            self._session.edit(package.id, found.subject, found.body, **common)
        else:
            self._session.reject(package.id, found.reason, **common)
        return found

"""A workflow of some weeks, simulated: reviewers with preferences that the system never reads, through the real loop of
generate, review, learn and route, in a temporary workspace on the bundled demo campaign. Everything is labelled."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from hitl_kit import pipeline, review, targeting
from hitl_kit.campaign import Campaign, Workbench
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t
from hitl_kit.review.learning.evidence import interval
from hitl_kit.workspace import Workspace

from . import market
from .lead import Lead
from .reviewer import Judgement, ReviewerProfile, displeasing, judge

DAYS = 5
_ACTOR = "simulation"
_FIRST_MONDAY = date(2026, 3, 2)
_MOST_ACCOUNTS = 25
"""So many times the week's packages are found at most in companies, where the ICP leaves most of them out."""


@dataclass(frozen=True)
class Setting:
    """What is simulated: for how long, how many packages a week, and whether rules are learned."""

    weeks: int = 12
    per_week: int = 100
    seed: int = 1
    learning: bool = True
    planted: float = 0.05


@dataclass
class Week:
    """What one week came to. `judged` counts real packages, `planted` those with a known defect; `seconds` is the
    time of all reviewers."""

    number: int
    judged: int = 0
    approved: int = 0
    edited: int = 0
    rejected: int = 0
    not_icp: int = 0
    planted: int = 0
    caught: int = 0
    seconds: float = 0.0
    reviewers: int = 1
    rules: int = 0
    automatic: int = 0
    bad_automatic: int = 0
    changed_automatic: int = 0

    @property
    def accepted_share(self) -> float:
        """The share of packages that were not rejected."""
        return (self.approved + self.edited) / self.judged if self.judged else float("nan")

    @property
    def as_is_share(self) -> float:
        """The share of packages that were approved without an edit."""
        return self.approved / self.judged if self.judged else float("nan")

    @property
    def minutes_a_day(self) -> float:
        """Minutes a day of each reviewer."""
        return self.seconds / 60 / DAYS / self.reviewers


@dataclass
class Course:
    """The weeks of one simulation, the rules that were accepted, and what the reviewers still change at its end."""

    setting: Setting
    weeks: list[Week] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    """Week and what the lead did in it."""
    unlearned: dict[str, int] = field(default_factory=dict)
    """What still was not as reviewers like it in the drafts of the last week, and in how many."""
    why: dict[str, str] = field(default_factory=dict)
    """For each of these, why it was not learned."""

    @property
    def summary(self) -> tuple[str, ...]:
        """What it came to, a sentence each."""
        automatic, bad = sum(w.automatic for w in self.weeks), sum(w.bad_automatic for w in self.weeks)
        caught, planted = sum(w.caught for w in self.weeks), sum(w.planted for w in self.weeks)
        low, high = interval(caught, planted)
        seen = f"{caught} of {planted} planted defects were caught (95% interval {low:.0%} to {high:.0%})"
        went = "no draft went by itself: no certificate was reached"
        if automatic:
            low, high = interval(bad, automatic)
            went = (
                f"{automatic} drafts went by themselves, {bad} of which a reviewer would have rejected "
                f"({bad / automatic:.1%}; 95% interval {low:.1%} to {high:.1%})"
            )
        return f"Over all weeks {seen}.", f"Over all weeks {went}."

    def as_json(self, without: Course | None = None) -> dict[str, Any]:
        """The course for a script; `without` is the arm that learns nothing."""
        return {
            "simulated": True, "setting": asdict(self.setting),
            "weeks": [{**asdict(w), "as_is_share": w.as_is_share, "accepted_share": w.accepted_share,
                       "minutes_a_day": w.minutes_a_day} for w in self.weeks],
            "no_learning": [asdict(w) | {"as_is_share": w.as_is_share} for w in without.weeks] if without else None,
            "lead": [{"week": week, "did": words} for week, words in self.said],
            "still_changed": [
                {"what": label, "drafts": n, "why": self.why.get(label, "")} for label, n in self.unlearned.items()
            ],
        }  # fmt: skip


def simulate(
    profiles: Sequence[ReviewerProfile], setting: Setting, progress: pipeline.Progress = pipeline.silent
) -> Course:  # fmt: skip
    """The course of a workflow with these reviewers."""
    course = Course(setting)
    with _campaign(setting) as campaign:
        office = _Office(campaign, profiles, setting, course)
        for number in range(1, setting.weeks + 1):
            office.week(number)
            progress("weeks", number, setting.weeks)
    return course


class _Apart(Workspace):
    """A workspace with a ledger of its own, whatever database the environment names."""

    @property
    def database_url(self) -> str:
        """The file at its root."""
        return f"sqlite:///{self.root / 'hitl.db'}"


@contextmanager
def _campaign(setting: Setting) -> Iterator[Campaign]:
    """The demo campaign in a workspace of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hitl-simulation-", dir=_quick()) as folder:
        home = _Apart(Path(folder))
        home.add_demo()
        workbench = Workbench(home.root, user=_ACTOR)
        workbench.workspace = home
        try:
            campaign = workbench.campaign("demo")
            campaign.draw_seed(f"simulation {setting.seed}")
            campaign.approve("icp", by=_ACTOR)
            yield campaign
        finally:
            workbench.close()


def _quick() -> str | None:
    """Memory, where the machine offers it as a folder: nothing of this has to last."""
    shm = Path("/dev/shm")  # noqa: S108 - a folder of ours is made in it
    return str(shm) if shm.is_dir() else None


class _Office:
    """The simulated team and its weeks."""

    def __init__(
        self, campaign: Campaign, profiles: Sequence[ReviewerProfile], setting: Setting, course: Course
    ) -> None:
        self._campaign, self._profiles, self._setting, self._course = campaign, profiles, setting, course
        self._icp: ICP = campaign.icp.value  # the market does not change when the team's idea of it does
        self._plays = campaign.library.value.plays
        self._accounts = 0
        self._lead = Lead(campaign)
        _set_policy(campaign, setting.planted)

    def week(self, number: int) -> None:
        """One week: companies come up, drafts are written and judged, and what was learned is decided about."""
        campaign, setting = self._campaign, self._setting
        monday = _FIRST_MONDAY + timedelta(weeks=number - 1)
        self._find_accounts()
        news = market.SimulatedNews(self._plays, monday, setting.seed)
        brief = campaign.brief(sources=[news], as_of=monday, simulated=True)
        batch = f"week-{number:02}"
        pipeline.generate(campaign.workbench.ledger, brief, campaign.match(simulated=True), batch, setting.per_week)
        week = Week(number, reviewers=len(self._profiles))
        judged = self._review(batch, monday, week)
        self._count_automatic(batch, week)
        self._course.weeks.append(week)
        friday = datetime.combine(monday + timedelta(days=4), time(17), tzinfo=UTC)
        if setting.learning:
            self._course.said += [(number, words) for words in self._lead.decide(friday)]
        else:
            self._course.said += [(number, words) for words in self._lead.trust(friday)]
        week.rules = len(campaign.accepted_lessons(simulated=True))
        if number == setting.weeks:
            self._look_back(judged)

    def _find_accounts(self) -> None:
        """Companies enter the market until the week's batch can be filled from those that match."""
        campaign, per_week = self._campaign, self._setting.per_week
        entered = 0
        while entered < _MOST_ACCOUNTS * per_week:
            taken = campaign.workbench.ledger.rows(sa.select(t.standing.c.company).where(t.standing.c.simulated))
            matching = campaign.match(simulated=True).accounts.index
            missing = per_week - len(set(matching) - {row["company"] for row in taken})
            if missing <= 0:
                return
            share = max(len(matching) / self._accounts, 0.02) if self._accounts else 1.0
            more = min(round(missing / share) + 5, _MOST_ACCOUNTS * per_week - entered)
            companies, people = market.accounts(
                self._icp, self._plays, first=self._accounts, count=more, seed=self._setting.seed
            )
            self._accounts += more
            entered += more
            targeting.record_accounts(
                campaign.workbench.ledger, campaign.slug, companies, people, actor=_ACTOR, simulated=True
            )

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

    def _count_automatic(self, batch: str, week: Week) -> None:
        """What went by itself, and how much of it whoever would have read it would have rejected."""
        rng = random.Random(f"{self._setting.seed}/{week.number}/automatic")  # noqa: S311 - a simulation, not a secret
        for package in self._packages(batch, "automatic"):
            (profile,) = rng.choices(self._profiles, [p.share for p in self._profiles])
            if package.draft is not None:
                found = judge(profile, package, package.draft, rng, attentive=True)
                week.automatic += 1
                week.bad_automatic += found.verdict == "reject"
                week.changed_automatic += found.verdict != "approve"

    def _packages(self, batch: str, status: str) -> list[Package]:
        p, s = t.package, t.standing
        rows = self._campaign.workbench.ledger.rows(
            sa.select(p.c.content)
            .join(s, s.c.package_id == p.c.id)
            .where(s.c.batch_id == f"{self._campaign.slug}/{batch}", s.c.status == status)
            .order_by(p.c.id)
        )
        return [Package.model_validate_json(row["content"]) for row in rows]

    def _defects(self) -> set[str]:
        rows = self._campaign.workbench.ledger.rows(sa.select(t.planted.c.package_id))
        return {row["package_id"] for row in rows}

    def _look_back(self, judged: Sequence[tuple[ReviewerProfile, Package]]) -> None:
        """What reviewers still change in the drafts of the last week, and why it was not learned."""
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


def _set_policy(campaign: Campaign, planted: float) -> None:
    """Have that share of the drafts planted with a known defect, and let clean ones go once a certificate holds."""
    policy = campaign.policy
    content = yaml.safe_load(policy.text)
    content["review"]["planted"] = planted
    content["tasks"] |= dict.fromkeys(("draft approval", "first touch", "follow-up"), "agent after validation")
    policy.path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")

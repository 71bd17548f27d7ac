"""Course: what a simulated workflow came to, week by week, and what of it went by itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from hitl_kit.domain.trust import BOUNDS
from hitl_kit.review.learning.evidence import interval

DAYS = 5
EPSILON = BOUNDS[2].reject
"""What the share of bad drafts has to lie below among those that went by themselves. A certificate of level 2 claims it
of drafts that people would reject; here a draft that they would change is a bad one, too."""
TELLING = 20
"""Of so many drafts at least a share says something about a bound of one in ten."""


@dataclass(frozen=True)
class Setting:
    """What is simulated: for how long, how many packages a week, with how many of the demo campaign's plays, and
    whether rules are learned."""

    weeks: int = 12
    per_week: int = 100
    seed: int = 1
    learning: bool = True
    planted: float = 0.1
    plays: int = 3


@dataclass
class Week:
    """What one week came to. `judged` counts real packages, `planted` those with a known defect; `seconds` is the
    time of all reviewers. `spot_checks` are drafts that could have gone by themselves and were read; of the
    `automatic` ones that went, whoever would have read them would have let `bad_automatic` not go as they were, and
    rejected `rejected_automatic` of these; a plain reading of the reviewer's file (plain.py) finds `unlike_automatic`
    that are not as it asks, which counts also what that reviewer would have let go for want of better words."""

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
    spot_checks: int = 0
    automatic: int = 0
    bad_automatic: int = 0
    rejected_automatic: int = 0
    unlike_automatic: int = 0

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

    def as_json(self) -> dict[str, Any]:
        """The week with its shares; a share of nothing is null."""
        shares = {name: getattr(self, name) if self.judged else None for name in ("as_is_share", "accepted_share")}
        return {**asdict(self), **shares, "minutes_a_day": self.minutes_a_day}


@dataclass(frozen=True)
class Automatic:
    """The drafts that went by themselves over all weeks, and how many of them were bad: whoever would have read them
    would have rejected or changed them. `low` and `high` are the ends of the exact 95% interval of that share."""

    drafts: int
    bad: int
    rejected: int
    unlike: int = 0
    """How many a plain reading of the file finds not to be as it asks."""

    @property
    def share(self) -> float | None:
        """The share of bad ones; None where none went."""
        return self.bad / self.drafts if self.drafts else None

    @property
    def between(self) -> tuple[float, float]:
        """The ends of the interval."""
        return interval(self.bad, self.drafts)

    @property
    def kept(self) -> bool | None:
        """Whether the share of bad ones lies below ε; None where too few went for the share to say it."""
        return self.bad / self.drafts < EPSILON if self.drafts >= TELLING else None

    @property
    def words(self) -> str:
        """The same in a sentence."""
        low, high = self.between
        few = "" if self.drafts >= TELLING else f"; so few say nothing about a bound of {EPSILON:.0%}"
        return (
            f"{self.drafts} drafts went by themselves, of which reviewers would have rejected {self.rejected} and"
            f" changed {self.bad - self.rejected}: {self.bad / self.drafts:.1%} bad"
            f" (95% interval {low:.1%} to {high:.1%}; to stay below {EPSILON:.0%}{few})"
        )

    def as_json(self) -> dict[str, Any]:
        """The same for a script."""
        low, high = self.between
        return {
            "drafts": self.drafts, "bad": self.bad, "rejected": self.rejected, "unlike": self.unlike,
            "share_bad": self.share, "low": low, "high": high, "epsilon": EPSILON, "below_epsilon": self.kept,
        }  # fmt: skip


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
    plays: tuple[str, ...] = ()
    """The plays that were written."""
    closed: dict[str, str] = field(default_factory=dict)
    """Play → why none of its drafts went by itself: the level is not open, or all of them were read as spot-checks."""

    @property
    def automatic(self) -> Automatic:
        """What went by itself."""
        counts = ("automatic", "bad_automatic", "rejected_automatic", "unlike_automatic")
        return Automatic(*(sum(getattr(w, name) for w in self.weeks) for name in counts))

    @property
    def summary(self) -> tuple[str, ...]:
        """What it came to, a sentence each."""
        caught, planted = sum(w.caught for w in self.weeks), sum(w.planted for w in self.weeks)
        low, high = interval(caught, planted)
        seen = f"{caught} of {planted} planted defects were caught (95% interval {low:.0%} to {high:.0%})"
        went = self.automatic.words if self.automatic.drafts else "no draft went by itself"
        return f"Over all weeks {seen}.", f"Over all weeks {went}."

    def as_json(self, without: Course | None = None) -> dict[str, Any]:
        """The course for a script; `without` is the arm that learns nothing."""
        return {
            "simulated": True, "setting": asdict(self.setting), "plays": list(self.plays),
            "weeks": [w.as_json() for w in self.weeks], "automatic": self.automatic.as_json(),
            "not_by_themselves": self.closed,
            "no_learning": [w.as_json() for w in without.weeks] if without else None,
            "lead": [{"week": week, "did": words} for week, words in self.said],
            "still_changed": [
                {"what": label, "drafts": n, "why": self.why.get(label, "")} for label, n in self.unlearned.items()
            ],
        }  # fmt: skip

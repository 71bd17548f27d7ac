"""Worlds in which it is known which angle is bad, and campaigns that run in them week by week, many at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitl_kit.retrospect.evidence.trials import ARRIVALS, split_by_week

WEEKS = 12
K = 6
NEVER = 99
FIRST_MONDAY = pd.Timestamp("2026-01-05", tz="UTC")

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


def _even() -> Floats:
    return np.ones((K, 1))


@dataclass(frozen=True, eq=False)
class World:
    """Rates of positive replies per angle; `bad` marks those that deserve to be retired. `start`: the week in which an
    angle begins; `drift`: what all rates are multiplied by in each week; `segments`: what they are multiplied by in
    each segment; `mix`: the share of each angle's mails that goes to each segment; `arrivals`: when replies come."""

    name: str
    rates: Floats
    bad: Truths = field(default_factory=lambda: np.zeros(K, dtype=bool))
    start: Ints = field(default_factory=lambda: np.zeros(K, dtype=np.int64))
    drift: Floats = field(default_factory=lambda: np.ones(WEEKS))
    segments: Floats = field(default_factory=lambda: np.ones(1))
    mix: Floats = field(default_factory=_even)
    arrivals: Floats = field(default_factory=lambda: np.tile(ARRIVALS, (K, 1)))


_LEVEL = np.full(K, 0.02)
NULL = World("null", _LEVEL)
NEW = World("new", _LEVEL, start=np.array([0, 0, 0, 0, 5, 5]), drift=np.linspace(1.6, 0.5, WEEKS))
SIMPSON = World(
    "Simpson", _LEVEL, segments=np.array([12 / 7, 2 / 7]), mix=np.array([[0.6, 0.4]] * 5 + [[0.1, 0.9]])
)  # fmt: skip
ONE_BAD = World("one bad", np.array([0.02] * 5 + [0.005]), bad=np.arange(K) == 5)
ONE_GOOD = World("one good", np.array([0.02] * 5 + [0.05]))
SLOW = World("slow", _LEVEL, arrivals=np.array([ARRIVALS] * 5 + [(0.25, 0.45, 0.30)]))


class Campaigns:
    """`runs` campaigns of so many weeks in a world. Arrays are [run, week sent, …, segment, angle]; `replies` has the
    week of the reply, counted from that of the mail, in third place. A retired angle is sent no more, and the others
    share its mails."""

    def __init__(self, world: World, sends: int, runs: int, rng: np.random.Generator, weeks: int = WEEKS) -> None:
        self.world, self.sends, self.runs, self.rng = world, sends, runs, rng
        segments = len(world.segments)
        self.mails = np.zeros((runs, weeks, segments, K), dtype=np.int64)
        self.replies = np.zeros((runs, weeks, len(ARRIVALS), segments, K), dtype=np.int64)
        self.retired = np.zeros((runs, K), dtype=bool)
        self.when = np.full((runs, K), NEVER)
        self.week = -1

    def send(self) -> None:
        """One more week of mails, and of what will become of them."""
        self.week += 1
        world, week = self.world, self.week
        active = ~self.retired & (world.start <= week)
        for angle, mails in enumerate(_dealt(active, self.sends, self.rng).T):
            self.mails[:, week, :, angle] = self.rng.multinomial(mails, world.mix[angle])
        rates = world.rates * world.segments[:, None] * world.drift[min(week, WEEKS - 1)]
        positives = self.rng.binomial(self.mails[:, week], rates)
        self.replies[:, week] = np.moveaxis(split_by_week(self.rng, positives, world.arrivals), -1, 1)

    def known(self) -> tuple[Ints, Ints]:
        """Positive replies so far and mails so far, by angle."""
        seen = [self.replies[:, c, : self.week - c + 1].sum(axis=(1, 2)) for c in range(self.week + 1)]
        return np.sum(seen, axis=0), self.mails[:, : self.week + 1].sum(axis=(1, 2))

    def windows(self) -> list[tuple[int, Ints, Ints]]:
        """What the week that ended adds: for each week of mails (how many weeks ago) those at risk, and those of them
        that replied, both [run, segment, angle]."""
        out = []
        for age in range(min(len(ARRIVALS), self.week + 1)):
            sent = self.week - age
            before = self.replies[:, sent, :age].sum(axis=1)
            out.append((age, self.mails[:, sent] - before, self.replies[:, sent, age]))
        return out

    def retire(self, which: Truths) -> None:
        """Stop angles, but never the last one of a campaign."""
        new = which & ~self.retired & (self.world.start <= self.week)
        new[(~self.retired).sum(axis=1) - new.sum(axis=1) < 1] = False
        self.when[new] = self.week + 1
        self.retired |= new


def _dealt(active: Truths, sends: int, rng: np.random.Generator) -> Ints:
    """The week's mails dealt out evenly to the active angles; who gets one more is drawn by lot."""
    many = np.maximum(active.sum(axis=1), 1)[:, None]
    lots = np.where(active, rng.random(active.shape), 2).argsort(axis=1).argsort(axis=1)
    return np.where(active, sends // many + (lots < sends % many), 0)


def run(world: World, sends: int, runs: int, rule: Callable[[Campaigns], Truths], seed: int) -> Campaigns:
    """Campaigns of WEEKS weeks in which the rule retires angles at every weekly look."""
    campaigns = Campaigns(world, sends, runs, np.random.default_rng(seed))
    for _ in range(WEEKS):
        campaigns.send()
        campaigns.retire(rule(campaigns))
    return campaigns


def touches(campaigns: Campaigns, which: int) -> pd.DataFrame:
    """One of the campaigns as the touches that `angle_evidence` reads: mails on Wednesday, replies on Thursday."""
    rows = []
    for (week, segment, angle), mails in np.ndenumerate(campaigns.mails[which]):
        weeks = np.repeat(np.arange(len(ARRIVALS)), campaigns.replies[which, week, :, segment, angle])
        replied = np.concatenate([week + weeks.astype(float), np.full(mails - len(weeks), np.nan)])
        rows.append(
            pd.DataFrame({"angle": f"angle {angle}", "segment": f"segment {segment}", "week": week, "replied": replied})
        )
    frame = pd.concat(rows, ignore_index=True)
    sent = FIRST_MONDAY + pd.to_timedelta(frame["week"] * 7 + 2, unit="D")
    positive = FIRST_MONDAY + pd.to_timedelta(frame["replied"] * 7 + 3, unit="D")
    company = frame.index.astype(str) + ".example"
    return frame.assign(company=company, sent_at=sent, positive_at=positive, bounced=False).drop(
        columns=["week", "replied"]
    )


def sunday(week: int) -> date:
    """The day of the look after a week."""
    return (FIRST_MONDAY + pd.Timedelta(days=week * 7 + 6)).date()

"""Angle evidence: how often it retires a good angle and finds a bad one, beside what people use instead; its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.retrospect import angle_evidence, plan
from tests.benchmarks.angle_rules import EProcess, beta_binomial, growthbook, naive, z_bonferroni, z_peeked
from tests.benchmarks.angle_waits import LOOKS, Waits, by_then, off_by, waits
from tests.benchmarks.angle_worlds import (
    NEVER,
    NEW,
    NULL,
    ONE_BAD,
    ONE_GOOD,
    SIMPSON,
    SLOW,
    WEEKS,
    Campaigns,
    Truths,
    run,
    sunday,
    touches,
)  # fmt: skip
from tests.benchmarks.bench import Figure, seconds

RUNS = 1_000
FRAMES = 150
MANY = 1_000_000
SEED = 2026
_WORLDS = (NULL, NEW, SIMPSON, ONE_BAD)

OTHERS: dict[str, Callable[[Campaigns], Truths]] = {
    "naive": naive, "z peeked": z_peeked, "z Bonferroni": z_bonferroni, "beta-binomial": beta_binomial,
    "GrowthBook": growthbook,
}  # fmt: skip
KNOWN = {
    200: {
        "naive": (0.97, 0.93, 0.99, 0.96, 4.3), "z peeked": (0.58, 0.63, 0.88, 0.86, 7.4),
        "z Bonferroni": (0.04, 0.05, 0.28, 0.36, 11.8), "beta-binomial": (0.89, 0.86, 0.98, 0.95, 5.8),
        "GrowthBook": (0.36, 0.80, 0.59, 0.64, 8.3), "e-value alone": (0.03, 0.02, 0.02, 0.30, 12.0),
    },
    1_200: {
        "naive": (0.78, 0.74, 0.99, 1.0, 1.5), "z peeked": (0.75, 0.91, 1.0, 1.0, 2.0),
        "beta-binomial": (0.96, 0.94, 1.0, 1.0, 1.7), "GrowthBook": (0.20, 0.38, 0.99, 1.0, 3.2),
        "e-value alone": (0.05, 0.04, 0.03, 1.0, 4.1),
    },
}  # fmt: skip
"""By mails a week and rule, as an independent simulation of 1,000 runs found them: false retirement in the worlds null,
new and Simpson; power and weeks where one angle is bad."""

PLANNED = {(3, 200): 9, (6, 200): 18, (6, 600): 7, (6, 1_200): 4}
"""By angles and mails a week, the median weeks until a bad angle is found that the same simulation gave."""


@dataclass(frozen=True)
class Row:
    """What one rule did: the share of runs with a good angle retired, by world; power; weeks in the mean."""

    false: tuple[float, ...]
    power: float
    weeks: float

    @property
    def shares(self) -> tuple[float, ...]:
        return (*self.false, self.power)

    def far_from(self, known: tuple[float, ...]) -> float:
        """The largest distance of a share to the known one, in standard errors of both simulations, less rounding."""
        pairs = np.array([self.shares, known[:4]])
        share = np.clip(pairs.mean(axis=0), 0.002, 0.998)
        spread = np.sqrt(share * (1 - share) * (1 / RUNS + 1 / 1_000))
        return float((np.maximum(np.abs(pairs[0] - pairs[1]) - 0.005, 0) / spread).max())


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    for sends, known in KNOWN.items():
        yield from _table(sends, known)
        yield _slow(sends)
    yield _bounces()
    yield from _plans()
    yield from _waits()
    yield _time()


def _table(sends: int, known: Mapping[str, tuple[float, ...]]) -> Iterator[Figure]:
    rows = {name: _row([run(w, sends, RUNS, rule, SEED) for w in _WORLDS]) for name, rule in OTHERS.items()}
    ours = [EProcess(intervals=True) for _ in _WORLDS]
    rows["e-value alone"] = _row([run(w, sends, RUNS, EProcess(hasty=True), SEED) for w in _WORLDS])
    rows["ours"] = own = _row([run(w, sends, RUNS, rule, SEED) for w, rule in zip(_WORLDS, ours, strict=True)])
    for world, false in zip(_WORLDS[:3], own.false, strict=True):
        beside = ", ".join(f"{name} {row.false[_WORLDS.index(world)]:.2f}" for name, row in rows.items())
        what = f"a good angle retired, world '{world.name}', {sends:,} mails a week"
        yield Figure(what, false, "of runs", 0.10, f"{_interval(false, RUNS)}; {beside}")
    yield Figure(
        f"the bad angle retired in {WEEKS} weeks, {sends:,} mails a week", own.power, "of runs",
        known["e-value alone"][3] - 0.06,
        f"{_interval(own.power, RUNS)}; with weeks in the mean (undecided: {WEEKS + 1}): "
        + ", ".join(f"{name} {row.power:.2f} in {row.weeks:.1f}" for name, row in rows.items()), at_least=True,
    )  # fmt: skip
    far = {name: row.far_from(known[name]) for name, row in rows.items() if name in known}
    yield Figure(
        f"distance of the table to an independent one, {sends:,} mails a week", max(far.values()), "standard errors",
        3.5, ", ".join(f"{name} {z:.1f}" for name, z in far.items()),
    )  # fmt: skip
    covered = [1 - rule.left_out.mean(axis=0) for rule in ours]
    words = ", ".join(f"{w.name} {c.min():.3f}" for w, c in zip(_WORLDS, covered, strict=True))
    yield Figure(
        f"the 90% interval holds at all {WEEKS} looks, {sends:,} mails a week", float(min(c.min() for c in covered)),
        "of runs", 0.90, f"the least of 6 angles, {RUNS:,} runs: {words}", at_least=True,
    )  # fmt: skip


def _row(found: list[Campaigns]) -> Row:
    false = tuple(float((c.retired & ~c.world.bad).any(axis=1).mean()) for c in found[:3])
    when = found[3].when[:, ONE_BAD.bad]
    return Row(false, float((when < NEVER).mean()), float(np.minimum(when, WEEKS + 1).mean()))


def _interval(share: float, runs: int) -> str:
    low, high = exact_interval(round(share * runs), runs)
    return f"{runs:,} runs, 95% interval {float(low):.3f}–{float(high):.3f}"


def _slow(sends: int) -> Figure:
    """All angles alike, but the answers to one come late."""
    false, hasty = (
        float(run(SLOW, sends, RUNS, EProcess(hasty=h), SEED).retired.any(axis=1).mean()) for h in (False, True)
    )
    measured = f"{_interval(false, RUNS)}; by the e-value alone {hasty:.3f}"
    return Figure(f"a good angle retired, one answers late, {sends:,} mails a week", false, "of runs", 0.10, measured)


def _bounces() -> Figure:
    """Whole campaigns through `angle_evidence`: the bounces come in up to two weeks late, and are not dated."""
    rng = np.random.default_rng(SEED)
    campaigns = run(SIMPSON, 200, FRAMES, lambda c: np.zeros_like(c.retired), SEED)
    wrong = 0
    for which in range(FRAMES):
        frame = touches(campaigns, which)
        often = np.where(frame["angle"] == "angle 5", 0.15, 0.03)
        bounces = frame["positive_at"].isna() & (rng.random(len(frame)) < often)
        told = frame["sent_at"] + pd.to_timedelta(rng.integers(0, 15, len(frame)), unit="D")
        looks = (
            angle_evidence(frame.assign(bounced=bounces & (told.dt.date <= sunday(week))), as_of=sunday(week))["label"]
            for week in range(WEEKS)
        )
        wrong += any((labels == "retire").any() for labels in looks)
    what = "a good angle retired, bounces known late, through angle_evidence"
    measured = (
        f"{_interval(wrong / FRAMES, FRAMES)}; world 'Simpson', 200 mails a week, 15% of one angle bounce, 3% else"
    )
    return Figure(what, wrong / FRAMES, "of runs", 0.10, measured)


def _plans() -> Iterator[Figure]:
    off, words = [], []
    for (angles, sends), known in PLANNED.items():
        median_weeks = float(plan(sends, angles, 0.02, margin=1.0, runs=2_000).table["median"].iloc[-1])
        off.append(abs(median_weeks - known))
        words.append(f"{angles} angles, {sends:,} a week: {median_weeks:.0f} (known: {known})")
    yield Figure("the planner's median weeks beside known ones", max(off), "weeks apart", 1, "; ".join(words))


def _waits() -> Iterator[Figure]:
    """How far the weeks to an answer are off, in campaigns that go on for 300 weeks without a decision."""
    for what, world, angle in (("a bad", ONE_BAD, 5), ("a good", ONE_GOOD, 5), ("an average", NULL, 0)):
        volumes = {sends: waits(world, sends, 100, 300, SEED).of(angle) for sends in (100, 200, 600, 1_200)}
        found = Waits.joined(list(volumes.values()))
        apart = ", ".join(f"{by_then(w.forecast, w):.2f} at {n:,}" for n, w in volumes.items() if len(w.took) > 50)
        ours, shown = (
            (by_then(forecast, found), off_by(forecast, found)) for forecast in (found.forecast, found.shrunken)
        )
        measured = (
            f"{len(found.took):,} forecasts after {LOOKS[0]} to {LOOKS[-1]} weeks; answered by then {ours[0]:.2f} "
            f"({apart} mails a week); with the ratio drawn towards 1: {shown[0]:.2f}, off by {shown[1]:.1f}"
        )
        yield Figure(f"the weeks to an answer about {what} angle are off by, median", ours[1], "times", 4, measured)


def _time() -> Figure:
    frame = million()
    took = median(seconds(lambda: angle_evidence(frame)) for _ in range(5))
    what = f"angle_evidence on {MANY:,} touches, 12 angles, 10 segments, 52 weeks"
    return Figure(what, took, "s", 3, "median of 5")


def million() -> pd.DataFrame:
    """A year of a million mails."""
    rng = np.random.default_rng(SEED)
    angle, segment, day = rng.integers(0, 12, MANY), rng.integers(0, 10, MANY), rng.integers(0, 52, MANY) * 7
    sent = np.datetime64("2025-01-06", "us") + (day + rng.integers(0, 5, MANY)).astype("timedelta64[D]")
    sent = sent + rng.integers(7 * 3_600, 18 * 3_600, MANY).astype("timedelta64[s]")
    replied = rng.random(MANY) < np.where(angle == 11, 0.005, 0.02)
    wait = (np.minimum(rng.gamma(1.1, 3.0, MANY), 14) * 86_400).astype("timedelta64[s]")
    bounced = ~replied & (rng.random(MANY) < 0.03)
    names = {
        "angle": ("angle", angle),
        "segment": ("segment", segment),
        "company": ("c", rng.integers(0, 700_000, MANY)),
    }
    columns = {c: pd.Series([f"{n} {i}" for i in range(v.max() + 1)]).take(v).array for c, (n, v) in names.items()}
    positive = np.where(replied, sent + wait, np.datetime64("NaT"))
    moments = {"sent_at": pd.to_datetime(sent, utc=True), "positive_at": pd.to_datetime(positive, utc=True)}
    return pd.DataFrame({**columns, **moments, "bounced": bounced})

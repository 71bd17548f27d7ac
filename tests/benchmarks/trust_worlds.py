"""Drafters whose confidence is right, or wrong in known ways, and the rules by which people let their drafts go."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hitl_kit.routing.trust import Detector, log_e

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

STEPS = (0.90, 0.85, 0.80)
DELTA = 0.05
_A, _B = 8.0, 1.3


@dataclass(frozen=True)
class World:
    """A drafter: `loss` gives the chance that a person rejects a draft of that confidence. Confidence itself follows
    Beta(8, 1.3), rounded as it would be shown."""

    name: str
    loss: Callable[[Floats], Floats]

    def draw(self, runs: int, drafts: int, rng: np.random.Generator) -> tuple[Floats, Truths]:
        """Confidence and loss of so many drafts in each run."""
        confidence = np.round(rng.beta(_A, _B, (runs, drafts)), 3)
        return confidence, rng.random((runs, drafts)) < self.loss(confidence)

    def risk(self, low: float, high: float = 1.1) -> float:
        """The true share of losses among drafts from `low` up to below `high`."""
        confidence = np.round(np.random.default_rng(0).beta(_A, _B, 400_000), 3)
        inside = confidence[(confidence >= low) & (confidence < high)]
        return float(self.loss(inside).mean())


def _good(c: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(5.5 - 9 * (1 - c) ** 0.9)))


def _not_monotone(c: Floats) -> Floats:
    return np.where(c > 0.97, 0.15, np.clip(0.35 * (1 - c) / 0.15, 0.01, 1) * 0.35)


CALIBRATED = World("calibrated", lambda c: np.clip(1 - c, 0, 1))
GOOD = World("good at the top", _good)
OVERCONFIDENT = World("three times as bad as it says", lambda c: np.clip(3 * (1 - c) + 0.01, 0, 1))
FLAT = World("8% whatever it says", lambda c: np.full_like(c, 0.08))
NOT_MONOTONE = World("worst at the top", _not_monotone)
BOUNDARY = World("just above the bound", lambda c: np.full_like(c, 0.0505))
WORLDS = (CALIBRATED, GOOD, OVERCONFIDENT, FLAT, NOT_MONOTONE, BOUNDARY)


@dataclass(frozen=True)
class Opened:
    """By run: whether anything was ever opened, the lowest threshold that was (nan), after how many reviews first."""

    opened: Truths
    floor: Floats
    reviews: Floats

    def wrongly(self, world: World, epsilon: float) -> float:
        """The share of runs in which drafts were let go although more than ε of some band of them are losses."""
        edges = (1.1, *STEPS)
        bad = [step for step, above in zip(STEPS, edges, strict=False) if world.risk(step, above) > epsilon]
        worst = max(bad, default=-1.0)
        return float((self.opened & (self.floor <= worst)).mean())


def certificates(confidence: Floats, losses: Truths, epsilon: float) -> Opened:
    """Ours: each band between two thresholds alone, looked at after every review, in fixed order from the strictest."""
    proven = np.ones(confidence.shape, dtype=bool)
    floor = np.full(len(confidence), np.nan)
    first = np.full(len(confidence), np.inf)
    above = 1.1
    for step in STEPS:
        inside = (confidence >= step) & (confidence < above)
        n, k = inside.cumsum(axis=1), (inside & losses).cumsum(axis=1)
        course = np.maximum.accumulate(log_e(k, n, epsilon), axis=1)
        proven &= course >= math.log(1 / DELTA)
        ever = proven[:, -1]
        floor[ever] = step
        if step == STEPS[0]:
            first[ever] = proven[ever].argmax(axis=1) + 1
        above = step
    return Opened(np.isfinite(first), floor, first)


def vendors(confidence: Floats, losses: Truths, *, after: int = 100) -> Opened:
    """As vendors put it: 0.85 and above goes by itself once people agree with 80% or more of the first reviews."""
    opened = 1 - losses[:, :after].mean(axis=1) >= 0.80
    return Opened(opened, np.where(opened, 0.85, np.nan), np.full(len(opened), float(after)))


def reviews_until_proven(share: float, epsilon: float, runs: int, rng: np.random.Generator, most: int = 2000) -> Floats:
    """How many drafts above the threshold it takes where a share of them are losses; inf where `most` do not do."""
    losses = rng.random((runs, most)) < share
    n = np.broadcast_to(np.arange(1, most + 1), losses.shape)
    over = log_e(losses.cumsum(axis=1), n, epsilon) >= math.log(1 / DELTA)
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1.0, np.inf)


def alarms(before: float, after: float, epsilon: float, runs: int, rng: np.random.Generator, audits: int) -> Floats:
    """After how many spot-checks the detector alarms where the share of losses goes from `before`, for 100 of them, to
    `after`: counted from the change, negative for false alarms, inf where none came. Without a change (`before` is
    `after`) counted from the start."""
    lead = 0 if before == after else 100
    found = []
    for _ in range(runs):
        detector = Detector(epsilon)
        shares = np.concatenate([np.full(lead, before), np.full(audits, after)])
        detector.watch((rng.random(len(shares)) < shares).tolist())
        found.append(np.inf if detector.alarmed_at is None else detector.alarmed_at - lead)
    return np.asarray(found)

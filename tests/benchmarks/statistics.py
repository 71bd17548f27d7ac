"""Trust: how often a certificate is wrong, how long it takes, how soon it is taken back, beside the vendors' rule; and
whether Platt's scaling shows confidence better than isotonic regression does."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from hitl_kit.routing.trust import clean_needed
from tests.benchmarks.bench import Figure
from tests.benchmarks.trust_worlds import (
    CALIBRATED,
    FLAT,
    STEPS,
    WORLDS,
    World,
    alarms,
    certificates,
    reviews_until_proven,
    vendors,
)  # fmt: skip

RUNS = 1_000
REVIEWS = 400
SEED = 2026
_DELTA = 0.05


def figures() -> Iterator[Figure]:
    """The table's lines, one after the other."""
    rng = np.random.default_rng(SEED)
    yield from _certificates(rng)
    yield from _counts(rng)
    yield from _alarms(rng)
    yield from _shown(rng)


def _most(share: float) -> float:
    """The bound with what chance adds to it in that many runs (three standard errors)."""
    return share + 3 * math.sqrt(share * (1 - share) / RUNS)


def _certificates(rng: np.random.Generator) -> Iterator[Figure]:
    for world in WORLDS:
        confidence, losses = world.draw(RUNS, REVIEWS, rng)
        risks = ", ".join(f"{world.risk(step):.1%} at {step:.2f}" for step in STEPS)
        vendor = vendors(confidence, losses)
        for epsilon in (0.10, 0.05):
            found = certificates(confidence, losses, epsilon)
            wrong, theirs = found.wrongly(world, epsilon), vendor.wrongly(world, epsilon)
            first = f"median {np.median(found.reviews):,.0f} reviews" if found.opened.mean() > 0.5 else "mostly never"
            words = (
                f"{RUNS:,} runs of {REVIEWS} reviews; true share {risks}; opened in {found.opened.mean():.2f}, {first};"
                f" .85 and 80% agreement: wrongly {theirs:.2f}"
            )
            yield Figure(
                f"certificate below {epsilon:.0%} given wrongly, drafter {world.name}", wrong, "of runs",
                _most(_DELTA), words,
            )  # fmt: skip
    confidence, losses = FLAT.draw(RUNS, REVIEWS, rng)
    let = vendors(confidence, losses).opened.mean()
    yield Figure(
        "for comparison: .85 and 80% agreement lets a drafter with 8% rejects through", float(let), "of runs", 0.98,
        f"{RUNS:,} runs, looked at after 100 reviews", at_least=True,
    )  # fmt: skip


def _counts(rng: np.random.Generator) -> Iterator[Figure]:
    for epsilon, known in ((0.10, 37), (0.05, 75)):
        found = clean_needed(epsilon)
        yield Figure(f"clean drafts that prove {epsilon:.0%}", found, "", known, f"reference: {known}")
    needed = reviews_until_proven(0.01, 0.05, RUNS, rng)
    yield Figure(
        "drafts until 5% is proven where 1% are losses, median", float(np.median(needed)), "", 125,
        f"{RUNS:,} runs; reference: 122; nine of ten within {np.quantile(needed, 0.9):,.0f}",
    )  # fmt: skip


def _alarms(rng: np.random.Generator) -> Iterator[Figure]:
    cases = ((0.02, 0.20, 0.05, 30, 62, "27, 56"), (0.02, 0.20, 0.10, 80, 160, ""), (0.02, 0.30, 0.10, 32, 62, ""),
             (0.10, 0.50, 0.20, 30, 50, ""))  # fmt: skip
    for before, after, epsilon, middle, late, known in cases:
        found = alarms(before, after, epsilon, RUNS, rng, 600)
        real = found[found > 0]
        yield Figure(
            f"spot-checks until the alarm, losses from {before:.0%} to {after:.0%}, bound {epsilon:.0%}: median",
            float(np.median(real)), "", middle,
            f"{RUNS:,} runs{f'; reference: {known}' if known else ''}; alarmed before the change in"
            f" {(found <= 0).mean():.3f}",
        )  # fmt: skip
        yield Figure(
            "… and in nine of ten cases", float(np.quantile(real, 0.9)), "", late, f"{RUNS:,} runs",
        )  # fmt: skip
    false = float(np.isfinite(alarms(0.02, 0.02, 0.05, RUNS, rng, 500)).mean())
    yield Figure("false alarms in 500 spot-checks, 2% losses, bound 5%", false, "of runs", 0.01, "reference: .002")
    at_bound = np.minimum(alarms(0.05, 0.05, 0.05, 200, rng, 4000), 4000)
    yield Figure(
        "spot-checks between alarms where the share is just at the bound of 5%, mean", float(at_bound.mean()), "",
        1000, "200 runs, broken off at 4,000", at_least=True,
    )  # fmt: skip


def _shown(rng: np.random.Generator) -> Iterator[Figure]:
    """Calibration error on 20,000 fresh drafts, over 100 fits each."""
    for n in (50, 100, 200, 400):
        errors = np.asarray([_errors(CALIBRATED if run % 2 else _BENT, n, rng) for run in range(100)])
        platt, isotonic = errors.mean(axis=0)
        yield Figure(
            f"calibration error of Platt's scaling beside isotonic regression, {n} verdicts", float(platt / isotonic),
            "×", 1.0, f"{platt:.3f} against {isotonic:.3f} in the mean of 100 fits",
        )  # fmt: skip


_BENT = World("half as sure as it says", lambda c: np.clip(0.5 * (1 - c) + 0.02, 0, 1))


def _errors(world: World, n: int, rng: np.random.Generator) -> tuple[float, float]:
    from sklearn.isotonic import IsotonicRegression
    from sklearn.linear_model import LogisticRegression

    confidence, losses = (a[0] for a in world.draw(1, n, rng))
    if losses.all() or not losses.any():
        return 0.0, 0.0
    fresh, _ = (a[0] for a in world.draw(1, 20_000, rng))

    def logit(c: np.ndarray) -> np.ndarray:
        clipped = np.clip(c, 1e-4, 1 - 1e-4)
        return np.asarray(np.log(clipped / (1 - clipped))).reshape(-1, 1)

    truth = 1 - world.loss(fresh)
    platt = LogisticRegression(C=1e3).fit(logit(confidence), ~losses).predict_proba(logit(fresh))[:, 1]
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(confidence, ~losses).predict(fresh)
    return float(np.abs(platt - truth).mean()), float(np.abs(isotonic - truth).mean())

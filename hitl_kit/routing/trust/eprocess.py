"""Evidence about a share of losses that stays valid at every look, and the detector that takes trust back.

A loss is a draft that a person would not have let go as it is. The e-value of "the share of losses is at least ε" is
the likelihood of what was seen under a smaller share, divided by that under ε, averaged over six shares that were fixed
beforehand. While the statement holds, the chance that it ever reaches 1/δ is at most δ (Ville's inequality).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from hitl_kit.domain.trust import DELTA

Floats = npt.NDArray[np.float64]

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6)
"""The smaller shares, as multiples of ε; equal weights."""

ALARM = 1000.0
"""While the share of losses is at most ε, an alarm comes once in so many spot-checks or more seldom, in the mean."""

WORSE = (0.03, 0.05, 0.10, 0.15, 0.25)
"""The larger shares that the detector looks for: so far above ε = 0.05, and for another ε as far in proportion to what
is left above it (0.08, 0.10, 0.15, 0.20, 0.30 at ε = 0.05)."""


def log_e(losses: npt.ArrayLike, n: npt.ArrayLike, epsilon: float) -> Floats:
    """The logarithm of the e-value for so many losses among n drafts, element by element."""
    if not 0 < epsilon < 1:
        raise ValueError(f"epsilon must lie between 0 and 1, not {epsilon}")
    k = np.asarray(losses, dtype=float)[..., None]
    good = np.asarray(n, dtype=float)[..., None] - k
    q = epsilon * np.asarray(SHARES)
    each = k * np.log(q / epsilon) + good * np.log((1 - q) / (1 - epsilon))
    top = each.max(axis=-1, keepdims=True)
    return np.asarray(top[..., 0] + np.log(np.exp(each - top).mean(axis=-1)))


@cache
def _terms(epsilon: float) -> tuple[tuple[float, float], ...]:
    """What a loss and a clean draft add to the logarithm, for each of the smaller shares."""
    shares = (epsilon * share for share in SHARES)
    return tuple((math.log(q / epsilon), math.log((1 - q) / (1 - epsilon))) for q in shares)


@lru_cache(maxsize=100_000)
def log_e_of(losses: int, n: int, epsilon: float) -> float:
    """`log_e` for one pair of counts, many times as fast: it is asked for after every verdict, at every look anew."""
    each = [losses * loss + (n - losses) * clean for loss, clean in _terms(epsilon)]
    top = max(each)
    return top + math.log(sum(math.exp(x - top) for x in each) / len(each))


@cache
def clean_needed(epsilon: float) -> int:
    """How many drafts without a loss it takes to show that the share lies below ε."""
    n = 1
    while log_e_of(0, n, epsilon) < math.log(1 / DELTA):
        n += 1
    return n


def worse_shares(epsilon: float) -> Floats:
    """The larger shares that the detector looks for beside ε."""
    return np.asarray(epsilon + (1 - epsilon) * np.asarray(WORSE) / 0.95)


@dataclass
class Detector:
    """Shiryaev and Roberts' detector: whether the share of losses has come to lie above ε, whenever that was.

    `level` is the mean of R over the larger shares, where R ← (1 + R) × likelihood ratio of each draft; it alarms at
    1,000. Feed it the spot-checks in the order of their verdicts.
    """

    epsilon: float
    limit: float = ALARM
    r: Floats = field(init=False)
    n: int = field(init=False, default=0)
    alarmed_at: int | None = field(init=False, default=None)
    """After how many drafts it first alarmed."""

    def __post_init__(self) -> None:
        self._worse = worse_shares(self.epsilon)
        self.r = np.zeros(len(WORSE))

    @property
    def level(self) -> float:
        """How near it is to an alarm."""
        return float(self.r.mean())

    def see(self, loss: bool) -> bool:
        """Take one draft into account; returns whether there has been an alarm."""
        ratio = self._worse / self.epsilon if loss else (1 - self._worse) / (1 - self.epsilon)
        self.r = (1 + self.r) * ratio
        self.n += 1
        if self.alarmed_at is None and self.level >= self.limit:
            self.alarmed_at = self.n
        return self.alarmed_at is not None

    def watch(self, losses: Iterable[bool]) -> bool:
        """Take several into account; returns whether there has been an alarm."""
        for loss in losses:
            self.see(loss)
        return self.alarmed_at is not None

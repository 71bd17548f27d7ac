"""Record: what the verdicts on one scope have shown so far, taken in one at a time."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field

from hitl_kit.domain.kappa import kappas
from hitl_kit.domain.trust import BOUNDS, DELTA, Trust, TrustLevel

from .eprocess import Detector, log_e_of
from .judged import Judged

RANDOM = ("human", "spot-check")
"""Deciders whose verdicts count for a certificate: every draft was read, or it was drawn blind. What a person picks out
of the automatic ones counts for neither side."""

CLAIMS = sorted({claim for b in BOUNDS.values() for claim in (("reject", b.reject), ("change", b.change))})
"""What any level claims: the loss and what its share lies below."""


@dataclass
class Band:
    """The drafts between one threshold and the one before it, and the evidence about them."""

    threshold: float
    n: int = 0
    rejected: int = 0
    changed: int = 0
    best: dict[tuple[str, float], float] = field(default_factory=dict)
    """(loss, ε) → the highest that the logarithm of its e-value has ever been."""

    def take(self, rejected: bool, changed: bool) -> None:
        """Take one verdict into account."""
        self.n += 1
        self.rejected += rejected
        self.changed += changed
        for loss, epsilon in CLAIMS:
            now = log_e_of(self.rejected if loss == "reject" else self.changed, self.n, epsilon)
            self.best[loss, epsilon] = max(self.best.get((loss, epsilon), -math.inf), now)

    def e_value(self, loss: str, epsilon: float) -> float:
        """The e-value of "the share of this loss is at least ε" at its highest; 1 before any verdict."""
        return math.exp(min(self.best.get((loss, epsilon), 0.0), 700.0))

    def proven(self, level: TrustLevel) -> bool:
        """Whether both losses were shown to lie below the bounds of that level."""
        bounds = BOUNDS[level]
        return min(self.e_value("reject", bounds.reject), self.e_value("change", bounds.change)) >= 1 / DELTA


class Record:
    """What verdicts have shown about one scope made by one set of versions.

    `tiers` are those whose drafts could go by themselves. Verdicts count in the order in which they are taken in.
    """

    def __init__(self, trust: Trust, tiers: Collection[str]) -> None:
        self._trust, self._tiers = trust, frozenset(tiers)
        self.bands = [Band(step) for step in trust.steps]
        self.reviews = self.rejected = self.changed = 0
        self._could_go = self._could_go_good = 0

    def take(self, judged: Judged) -> None:
        """Take one verdict into account."""
        if judged.decider not in RANDOM:
            return
        self.reviews += 1
        self.rejected += judged.rejected
        self.changed += judged.changed
        step = judged.made.step(self._trust, self._tiers)
        if step is not None:
            self.bands[step].take(judged.rejected, judged.changed)
            self._could_go += 1
            self._could_go_good += not judged.changed

    def floor(self, level: TrustLevel) -> float | None:
        """The lowest threshold that is certified for a level: they are tried from the strictest on, and the first that
        fails ends it. None where already the first fails."""
        lowest = None
        for band in self.bands:
            if not band.proven(level):
                break
            lowest = band.threshold
        return lowest

    @property
    def agreement(self) -> float | None:
        """Of the drafts that could have gone by themselves, the share that people approved as they were."""
        return self._could_go_good / self._could_go if self._could_go else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa between the machine (could go by itself, or not) and people (approved as it was, or not): 0
        where they agree no more often than chance, None where one of them always said the same."""
        n, yes, good = self.reviews, self._could_go, self.reviews - self.changed
        if not (0 < yes < n and 0 < good < n):
            return None
        both = self._could_go_good
        return float(kappas([[[both, yes - both], [good - both, n - yes - good + both]]])[0])


class Watch:
    """What spot-checks say about a level that was given: whether its claim has come to be false."""

    def __init__(self, level: TrustLevel) -> None:
        bounds = BOUNDS[level]
        self.reject, self.change = Detector(bounds.reject), Detector(bounds.change)

    def take(self, judged: Judged) -> bool:
        """Take one verdict into account where it is on a spot-check; returns whether there has been an alarm."""
        if judged.decider == "spot-check":
            self.reject.see(judged.rejected)
            self.change.see(judged.changed)
        return bool(self.alarm)

    @property
    def alarm(self) -> str:
        """What the alarm says, '' while there is none."""
        for detector, what in ((self.reject, "rejected"), (self.change, "rejected or changed")):
            if detector.alarmed_at is not None:
                return (
                    f"spot-checks say that more than {detector.epsilon:.0%} of the automatic drafts would have been"
                    f" {what} (alarm at the {detector.alarmed_at}. of them)"
                )
        return ""

    @property
    def level(self) -> float:
        """How near it is to an alarm, which comes at 1,000."""
        return max(self.reject.level, self.change.level)

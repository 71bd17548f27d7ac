"""The e-process of a group's odds ratio to the rest: evidence that stays valid however often one looks.

In each stratum the margins are fixed, and the group's positives follow Fisher's noncentral hypergeometric distribution.
The e-value of "the ratio is at least `null`" is the likelihood of what was seen under a smaller ratio, divided by that
under `null`, multiplied over the strata and averaged over three smaller ratios that were fixed beforehand. While the
statement holds, the chance that it ever reaches 1/α is at most α (Ville's inequality).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from .fisher import FisherTables, Floats, Ints

LESS = (0.1, 0.25, 0.5)
"""The ratios, as multiples of `null`, that speak for "worse"; with equal weights, fixed before any data."""

MORE = tuple(1 / ratio for ratio in LESS)
"""The same for "better"."""

LESS_OR_NEAR = (*LESS, 0.7, 0.85)
"""For the interval, which could never become narrower than √2 to either side with LESS alone."""

MORE_OR_NEAR = tuple(1 / ratio for ratio in LESS_OR_NEAR)
"""The same for its lower end."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """What every hypothesis has seen: one entry a hypothesis (a group, or a group in a segment) and stratum.

    `hypothesis` is a number below `count`; `group` and `rest` are the mails at risk of the group and of all others in
    that stratum, `positives` those of both, `seen` those of the group, `week` the week in which they came.
    """

    count: int
    hypothesis: Ints
    group: Ints
    rest: Ints
    positives: Ints
    seen: Ints
    week: Ints

    @cached_property
    def tables(self) -> FisherTables:
        """The margins as tables."""
        return FisherTables(self.group, self.rest, self.positives)

    @cached_property
    def expected(self) -> Floats:
        """How many positives the group would have if it did as well as the stratum does on average."""
        return self.positives * self.group / (self.group + self.rest)

    def total(self, values: npt.NDArray[np.number[Any]]) -> Floats:
        """The sum per hypothesis of one value an entry."""
        return np.bincount(self.hypothesis, values, minlength=self.count).astype(float)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Comparisons:
        """The chosen entries alone."""
        parts = (self.hypothesis, self.group, self.rest, self.positives, self.seen, self.week)
        return Comparisons(self.count, *(part[chosen] for part in parts))

    def informative(self) -> Comparisons:
        """Without the entries that say nothing: no positive, or nobody to compare with."""
        return self.where((self.positives > 0) & (self.group > 0) & (self.rest > 0))

    def log_e(self, null: npt.ArrayLike, alternatives: tuple[float, ...]) -> Floats:
        """Log e-value per hypothesis: ratios below 1 against "its ratio is `null` or
        more", above 1 against "`null` or less"."""
        return mixed(self.log_likelihoods(null, alternatives))

    def log_likelihoods(self, null: npt.ArrayLike, alternatives: tuple[float, ...]) -> Floats:
        """Log likelihood ratios of each alternative (columns) to `null` per hypothesis (rows)."""
        return np.stack([self.total(entry) for entry in self.entries(null, alternatives)], axis=1)

    def entries(self, null: npt.ArrayLike, alternatives: tuple[float, ...]) -> list[Floats]:
        """The same for each entry, before they are summed: one array an alternative."""
        log_null = np.broadcast_to(np.log(np.asarray(null, dtype=float)), (self.count,))[self.hypothesis]
        under_null = self.tables.log_normaliser(log_null)
        steps = [math.log(ratio) for ratio in alternatives]
        return [self.seen * step - self.tables.log_normaliser(log_null + step) + under_null for step in steps]


def mixed(log_likelihoods: Floats) -> Floats:
    """Log of the mean over the last axis of what is given as logs."""
    top = log_likelihoods.max(axis=-1, keepdims=True)
    logs: Floats = top[..., 0] + np.log(np.exp(log_likelihoods - top).mean(axis=-1))
    return logs

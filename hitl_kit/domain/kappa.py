"""Cohen's kappa: how often two sides say the same, beyond what chance would give."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def kappas(tables: npt.ArrayLike) -> Floats:
    """Kappa of each table of counts (tables × what the one said × what the other said): 1 is always the same, 0 no more
    often than chance, NaN where chance explains all of it or nothing was counted."""
    counts = np.asarray(tables, dtype=float)
    n = counts.sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = counts.trace(axis1=1, axis2=2) / n
        chance = (counts.sum(axis=2) * counts.sum(axis=1)).sum(axis=1) / n**2
        return np.asarray((seen - chance) / (1 - chance))

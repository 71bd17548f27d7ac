"""Exact intervals for shares: what k out of n says about the rate behind it, and what it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def exact_interval(k: npt.ArrayLike, n: npt.ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper end of the Clopper–Pearson interval for k of n; k and n are arrays (or numbers) of one shape.

    It covers the true rate with at least that probability, whatever the rate. Nothing seen (n = 0): 0 to 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    hits, of = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if ((hits < 0) | (hits > of)).any():
        raise ValueError("k must lie between 0 and n")
    from scipy import special  # it takes a third of a second to import, which commands without a rate are spared

    tail = (1 - level) / 2
    misses = of - hits
    with np.errstate(invalid="ignore"):  # the beta quantile is undefined at the ends, which `where` replaces
        low = np.where(hits > 0, special.betaincinv(np.maximum(hits, 1e-9), misses + 1, tail), 0.0)
        high = np.where(misses > 0, special.betaincinv(hits + 1, np.maximum(misses, 1e-9), 1 - tail), 1.0)
    return low, high


def share(k: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """k / n, and NaN where n is 0: no rate is not a rate of zero."""
    hits, of = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    out: Any = np.full(hits.shape, np.nan)
    np.divide(hits, of, out=out, where=of > 0)
    return np.asarray(out, dtype=np.float64)

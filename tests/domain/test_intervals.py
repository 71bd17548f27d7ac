from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from hitl_kit.domain.intervals import exact_interval, share


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_it_agrees_with_scipys_exact_interval(level: float) -> None:
    pairs = [(k, n) for n in (1, 2, 7, 30, 1000) for k in {0, 1, n // 3, n - 1, n}]
    low, high = exact_interval([k for k, _ in pairs], [n for _, n in pairs], level)
    for (k, n), lo, hi in zip(pairs, low, high, strict=True):
        expected = stats.binomtest(k, n).proportion_ci(level, "exact")
        assert lo == pytest.approx(expected.low, abs=1e-12)
        assert hi == pytest.approx(expected.high, abs=1e-12)


def test_nothing_seen_leaves_everything_open() -> None:
    low, high = exact_interval([0, 0], [0, 10])
    assert (low[0], high[0]) == (0, 1)
    assert low[1] == 0
    assert high[1] == pytest.approx(0.3085, abs=1e-4)
    assert math.isnan(share(0, 0))
    assert share([1, 0], [4, 0])[0] == 0.25


def test_no_rows_give_no_intervals() -> None:
    low, high = exact_interval(np.array([], dtype=int), np.array([], dtype=int))
    assert len(low) == len(high) == 0


@pytest.mark.parametrize(("k", "n", "level"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (1, 2, 0)])
def test_impossible_counts_are_refused(k: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        exact_interval(k, n, level)

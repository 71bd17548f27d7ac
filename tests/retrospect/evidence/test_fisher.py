"""Fisher's noncentral hypergeometric distribution against scipy's, to 1e-9, from empty tables to a million mails."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nchypergeom_fisher

from hitl_kit.retrospect.evidence.fisher import FisherTables


def log_ratio(seen: int, group: int, rest: int, positives: int, odds: float, null: float) -> float:
    """What the e-process multiplies up, by our tables."""
    tables = FisherTables(*(np.array([n]) for n in (group, rest, positives)))
    over, under = (float(tables.log_normaliser(math.log(w))[0]) for w in (odds, null))
    return seen * math.log(odds / null) - over + under


def oracle(seen: int, group: int, rest: int, positives: int, odds: float, null: float) -> float:
    margins = (group + rest, group, positives)
    over, under = (nchypergeom_fisher.logpmf(seen, *margins, w) for w in (odds, null))
    return float(over - under)


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    group, rest = draw(st.integers(1, 400)), draw(st.integers(1, 2000))
    positives = draw(st.integers(1, min(group + rest, 120)))
    seen = draw(st.integers(max(0, positives - rest), min(group, positives)))
    return seen, group, rest, positives


@given(table=tables(), odds=st.sampled_from([0.1, 0.25, 0.5, 2, 4, 10]), null=st.sampled_from([0.05, 0.67, 1, 1.25]))
def test_log_ratios_are_scipys(table: tuple[int, int, int, int], odds: float, null: float) -> None:
    expected = oracle(*table, odds * null, null)
    assert log_ratio(*table, odds * null, null) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("table", "odds", "null"),
    [
        ((3, 40, 60, 12), 1e-3, 1.0),
        ((12, 40, 60, 12), 1e3, 1.0),
        ((180, 20_000, 80_000, 1_000), 0.5, 1.0),
        ((900, 83_000, 917_000, 20_000), 0.25, 1.0),
        ((1_700, 83_000, 917_000, 20_000), 1.25, 0.8),
        ((10_000, 500_000, 500_000, 20_500), 0.8, 1.25),
    ],
)  # fmt: skip
def test_large_counts_and_extreme_odds(table: tuple[int, int, int, int], odds: float, null: float) -> None:
    seen, group, rest, positives = table
    expected = oracle(*table, odds, null)
    assert log_ratio(seen, group, rest, positives, odds, null) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def exact(group: int, rest: int, positives: int, odds: int) -> float:
    """Log Σ C(group, y)·C(rest, positives − y)·oddsʸ in whole numbers, against the term of the least y."""
    ways = range(max(0, positives - rest), min(group, positives) + 1)
    terms = [math.comb(group, y) * math.comb(rest, positives - y) for y in ways]
    return math.log(sum(t * odds**y for t, y in zip(terms, ways, strict=True))) - math.log(terms[0])


@pytest.mark.parametrize("margins", [(5, 3, 4), (300, 200, 450), (40, 4_000, 60), (20_000, 30_000, 700)])
@pytest.mark.parametrize("odds", [1, 7, 10**6])
def test_sums_are_those_of_whole_numbers(margins: tuple[int, int, int], odds: int) -> None:
    found = FisherTables(*(np.array([n]) for n in margins)).log_normaliser(math.log(odds))
    assert float(found[0]) == pytest.approx(exact(*margins, odds), rel=1e-12)


def test_many_tables_at_once_are_each_as_if_alone() -> None:
    rng = np.random.default_rng(1)
    group, rest = rng.integers(0, 5_000, 3_000), rng.integers(0, 50_000, 3_000)
    positives = np.minimum(rng.geometric(0.02, 3_000) - 1, group + rest)
    odds = rng.normal(0, 2, 3_000)
    together = FisherTables(group, rest, positives).log_normaliser(odds)
    for i in rng.integers(0, 3_000, 50):
        alone = FisherTables(group[[i]], rest[[i]], positives[[i]]).log_normaliser(odds[i])
        assert together[i] == pytest.approx(float(alone[0]), rel=1e-12)


def test_no_tables_are_no_trouble() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(FisherTables(nothing, nothing, nothing).log_normaliser(0.0)) == 0


def test_impossible_margins_are_refused() -> None:
    with pytest.raises(ValueError, match="more positives than mails"):
        FisherTables(np.array([2]), np.array([1]), np.array([4]))

"""Fisher's noncentral hypergeometric distribution, for many two-by-two tables at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_CELLS = 1 << 17
"""Tables are worked on in blocks of about so many terms, which stay in a processor's cache."""

_NOTHING = -60.0
"""The log of a share that no sum of so many terms shows: their exponentials would take most of the time."""


@dataclass(frozen=True)
class _Block:
    """Tables whose positives can fall in about equally many ways: their rows, and a term for each way."""

    rows: Ints
    terms: Floats
    """Log of C(group, y)·C(rest, positives − y) over that of the least possible y; −∞ beyond the greatest. A row for
    each y and a column for each table, which is the quick way round for sums over y."""


class FisherTables:
    """Tables with fixed margins: `group` and `rest` mails at risk, `positives` among both; arrays of one length.

    Given the margins, the group's positives y follow C(group, y)·C(rest, positives − y)·oddsʸ up to a constant, where
    odds is the odds ratio of group to rest. The terms are summed as logs, from ratios of neighbours, so that neither
    a million mails nor extreme odds lose digits.
    """

    def __init__(self, group: Ints, rest: Ints, positives: Ints) -> None:
        self.least = np.maximum(0, positives - rest)
        self.most = np.minimum(group, positives)
        if (self.least > self.most).any() or (positives < 0).any():
            raise ValueError("a table cannot have more positives than mails, nor fewer than none")
        self._blocks = [
            _Block(rows, _terms(self.least[rows], self.most[rows], group[rows], rest[rows], positives[rows]))
            for rows in _of_equal_width(self.most - self.least + 1)
        ]

    def log_normaliser(self, log_odds: npt.ArrayLike) -> Floats:
        """Log of Σ over y of C(group, y)·C(rest, positives − y)·oddsʸ for each table, up to a constant of the table
        that does not depend on the odds; `log_odds` is one number or one a table."""
        slope = np.broadcast_to(np.asarray(log_odds, dtype=float), self.least.shape)
        out = np.empty(self.least.shape)
        for block in self._blocks:
            terms = np.arange(len(block.terms))[:, None] * slope[block.rows]
            terms += block.terms
            top = terms.max(axis=0)
            terms -= top
            counts = np.flatnonzero(~(terms < _NOTHING).all(axis=1))
            terms = terms[counts[0] : counts[-1] + 1]
            out[block.rows] = top + np.log(np.exp(terms, out=terms).sum(axis=0))
        return np.asarray(out + self.least * slope)


def _of_equal_width(widths: Ints) -> Iterator[Ints]:
    """The tables in blocks of similar width, none of more than _CELLS terms unless a single table has more."""
    order = np.argsort(widths, kind="stable")
    start = 0
    while start < len(order):
        last = start + max(1, _CELLS // int(widths[order[start]]))
        # the widest table of a block sets its width: end where that would double what the narrowest needs
        last = min(last, int(np.searchsorted(widths[order], 2 * widths[order[start]], side="right")))
        yield order[start:last]
        start = last


def _terms(least: Ints, most: Ints, group: Ints, rest: Ints, positives: Ints) -> Floats:
    steps = np.arange(int((most - least).max(initial=0)))[:, None]
    y = least + steps
    within = steps < most - least
    up = (group - y).astype(float) * (positives - y)
    down = (y + 1.0) * (rest - positives + y + 1)
    ratios = np.log(np.where(within, up, 1.0) / np.where(within, down, 1.0))
    sums = np.cumsum(ratios, axis=0, dtype=np.longdouble).astype(float)  # a long column would gather rounding errors
    return np.concatenate([np.zeros((1, len(least))), np.where(within, sums, -np.inf)])

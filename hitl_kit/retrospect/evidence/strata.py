"""Strata: who was at risk of a positive reply in which week, and who gave one, group beside group.

A stratum is what mails are compared within (segment, domain), the week in which they were sent, and a later week in
which replies came. At risk in that week: sent, not bounced before it ended, and no positive reply of the company
before it began. Of each company the first positive reply counts, for the mail that drew it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..framing import dense
from .fisher import Ints
from .mails import Mails, week
from .told import NEVER


@dataclass(frozen=True, eq=False)
class Strata:
    """One entry a group in a stratum with a positive reply: `at_risk` and `positives` of the group, `all_at_risk` and
    `all_positives` of the stratum; `sent_week` and `week` (of the replies), `group` and `place` by number."""

    group: Ints
    place: Ints
    sent_week: Ints
    week: Ints
    at_risk: Ints
    positives: Ints
    all_at_risk: Ints
    all_positives: Ints


def strata(mails: Mails) -> Strata:
    """The strata of these mails."""
    first = _first_positives(mails)
    sent_week = week(mails.sent)
    since = int(sent_week.min(initial=0))
    base, bases = dense(mails.within * (int(sent_week.max(initial=since)) - since + 1) + sent_week - since)
    groups = len(mails.groups)
    cell, cells = dense(base * groups + mails.group)
    place, start = np.zeros(len(bases), dtype=np.int64), np.zeros(len(bases), dtype=np.int64)
    place[base], start[base] = mails.place, sent_week

    replied = week(mails.positive)
    counted = (mails.positive != NEVER) & (mails.positive == first) & _earliest(mails, first)
    last = _last_week_at_risk(mails, first, sent_week)
    at_start = np.bincount(cell, minlength=len(cells)) - np.bincount(cell[last < sent_week], minlength=len(cells))

    windows = np.unique(np.stack([base[counted], replied[counted]], axis=1), axis=0).astype(np.int64)
    entry, window = _of_bases(cells // max(groups, 1), windows[:, 0])
    in_week = windows[window, 1]
    gone = _Counts(cell, last, (last != NEVER) & (last >= sent_week))
    gave = _Counts(cell, replied, counted)
    at_risk = at_start[entry] - gone.before(entry, in_week)
    positives = gave.before(entry, in_week + 1) - gave.before(entry, in_week)
    totals = [np.bincount(window, v, minlength=len(windows)).astype(np.int64)[window] for v in (at_risk, positives)]
    of_base = windows[window, 0]
    columns = (
        cells[entry] % max(groups, 1), place[of_base], start[of_base], in_week, at_risk, positives, *totals,
    )  # fmt: skip
    present = at_risk > 0
    return Strata(*(np.asarray(column[present], dtype=np.int64) for column in columns))


def _first_positives(mails: Mails) -> Ints:
    """For each mail the moment of its company's first positive reply."""
    first = np.full(int(mails.company.max(initial=-1)) + 1, NEVER)
    answered = np.flatnonzero(mails.positive != NEVER)
    np.minimum.at(first, mails.company[answered], mails.positive[answered])
    return first[mails.company]


def _earliest(mails: Mails, first: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """One mail for each company among those whose positive reply is its first: the mail that was sent last before it
    (it is the one in front of them), and of these the first by group, so that the order of rows decides nothing."""
    chosen = np.zeros(len(mails), dtype=bool)
    ties = np.flatnonzero((mails.positive == first) & (first != NEVER))
    order = ties[np.lexsort((mails.place[ties], mails.group[ties], -mails.sent[ties], mails.company[ties]))]
    chosen[order[np.flatnonzero(np.diff(mails.company[order], prepend=-1))]] = True
    return chosen


def _last_week_at_risk(mails: Mails, first: Ints, sent_week: Ints) -> Ints:
    """The last week in which a mail could have drawn its company's first positive reply; the week before it was sent
    where it never could."""
    last = week(first)
    never = np.flatnonzero(first < mails.sent)
    last[never] = sent_week[never] - 1
    back = np.flatnonzero(mails.bounced != NEVER)
    last[back] = np.minimum(last[back], week(mails.bounced[back]) - 1)
    return last


def _of_bases(base_of_cell: Ints, bases: Ints) -> tuple[Ints, Ints]:
    """Every cell of each of the `bases`: the cells, and for each the place in `bases` that asked for it."""
    order = np.argsort(base_of_cell, kind="stable")
    ordered = base_of_cell[order]
    begin, end = np.searchsorted(ordered, bases, "left"), np.searchsorted(ordered, bases, "right")
    many = end - begin
    asked = np.repeat(np.arange(len(bases)), many)
    offset = np.arange(len(asked)) - np.repeat(np.cumsum(many) - many, many)
    return order[begin[asked] + offset], asked


class _Counts:
    """How many of a cell's mails had their week before a given one."""

    def __init__(self, cell: Ints, weeks: Ints, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
        self._first = int(weeks[which].min(initial=0))
        self._span = int(weeks[which].max(initial=0)) - self._first + 2
        self._codes = np.sort(cell[which].astype(np.int64) * self._span + (weeks[which] - self._first))

    def before(self, cell: Ints, weeks: Ints) -> Ints:
        begin = cell.astype(np.int64) * self._span
        until = begin + np.clip(weeks - self._first, 0, self._span - 1)
        found: Ints = np.searchsorted(self._codes, until) - np.searchsorted(self._codes, begin)
        return found

"""From counted mails to the table of evidence: one row a hypothesis."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from hitl_kit.domain.errors import InputError

from .confidence import confidence_sequence
from .eprocess import LESS, MORE, MORE_OR_NEAR, Comparisons
from .fisher import Floats, Ints
from .labels import KEEP, MATURE_WEEKS, Truths, labelled, slow_to_answer
from .mails import Mails, sunday, week, week_of
from .shrinkage import shrunken_ratios
from .strata import Strata, strata
from .told import NEVER
from .waiting import Answer, plausible_shares, weeks_to_answer

COLUMNS = (
    "sent", "positives", "expected", "ratio", "ratio_low", "ratio_high", "e_retire", "e_scale", "label",
    "weeks_to_answer",
)  # fmt: skip

PACE_WEEKS = 8
"""The pace of replies is that of so many weeks."""

_LARGEST = 700.0
"""An e-value is shown up to e^700, about 10^304, which a float can hold."""


def weigh(
    mails: Mails, levels: tuple[str, ...], alpha: float, margin: float, passes: Callable[[Floats, float], Truths]
) -> pd.DataFrame:
    """The evidence about each group (levels: its name), or each group in each place (levels: both names); `passes`
    says which e-values suffice at `alpha`. The columns are those of `angle_evidence`."""
    if not (isinstance(alpha, (int, float, np.floating)) and 0 < alpha < 1):
        raise InputError(f"alpha {alpha!r} is no chance of error", mend="give one between 0 and 1, 0.10 say")
    if not (isinstance(margin, (int, float, np.floating)) and 0.01 <= margin <= 1):
        raise InputError(f"margin {margin!r} is no share of the others", mend="give one from 0.01 to 1, 0.8 say")
    found = strata(mails)
    index, of_mail, of_entry = _hypotheses(mails, found, levels)
    count, last, bound = len(index), _last_whole_week(mails), max(len(index), 1) / alpha

    known = _comparisons(found, of_entry, count)
    positives, expected = known.total(known.seen), known.total(known.expected)
    ratio = shrunken_ratios(positives, expected)

    looked_at = known.where(known.week <= last)
    older = known.where((known.week <= last) & (found.sent_week <= last - MATURE_WEEKS))
    seen = looked_at.informative()
    log_retire, log_scale = seen.log_e(margin, LESS), seen.log_e(1 / margin, MORE)
    log_keep = seen.log_e(KEEP, MORE_OR_NEAR)
    low, high = confidence_sequence(seen, alpha)
    label = labelled(
        passes(log_retire, alpha) & ~slow_to_answer(older.total(older.seen), older.total(older.expected)),
        passes(log_scale, alpha),
        log_retire >= math.log(1 / alpha),
        log_keep >= math.log(2 / alpha),  # as the lower end of the interval, which spends half of alpha
    )

    first, latest = _weeks_of_sends(mails, of_mail, count)
    answers = (
        Answer(log_retire, bound, margin, LESS),
        Answer(log_scale, bound, 1 / margin, MORE),
        Answer(log_keep, 2 / alpha, KEEP, MORE_OR_NEAR),
    )
    wins, of_all = seen.total(seen.seen), seen.total(seen.positives)
    with np.errstate(divide="ignore", invalid="ignore"):
        fair = seen.total(seen.expected) / of_all
    wait = weeks_to_answer(answers, plausible_shares(wins, of_all, fair), fair, _pace(seen, first, last))
    answered = np.isin(label, ["retire", "scale", "keep"])
    columns = (
        np.bincount(of_mail, minlength=count), positives.astype(np.int64), expected, ratio, low, high,
        np.exp(np.minimum(log_retire, _LARGEST)), np.exp(np.minimum(log_scale, _LARGEST)), label,
        np.where(answered, 0.0, wait),
    )  # fmt: skip
    out = pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=index).astype({"label": "str"})
    out.attrs = {
        "whole_weeks_to": sunday(last) if len(mails) else "", "left_out": dict(mails.left_out),
        "weeks_idle": np.maximum(last - latest, 0).tolist(),
    }  # fmt: skip
    return out


def _hypotheses(mails: Mails, found: Strata, levels: tuple[str, ...]) -> tuple[pd.Index, Ints, Ints]:
    """The hypotheses about what was sent, by name, and which of them each mail and each entry is about."""
    places = len(mails.places) if len(levels) > 1 else 1
    named = mails.group * places + (mails.place if places > 1 else 0)
    codes = np.flatnonzero(np.bincount(named))
    of_mail = np.searchsorted(codes, named)
    of_entry = np.searchsorted(codes, found.group * places + (found.place if places > 1 else 0))
    groups = [mails.groups[c // places] for c in codes]
    if len(levels) == 1:
        return pd.Index(groups, name=levels[0], dtype="str"), of_mail, of_entry
    names = pd.DataFrame({levels[0]: groups, levels[1]: [mails.places[c % places] for c in codes]}, dtype="str")
    return pd.MultiIndex.from_frame(names), of_mail, of_entry


def _comparisons(found: Strata, of_entry: Ints, count: int) -> Comparisons:
    rest = found.all_at_risk - found.at_risk
    return Comparisons(count, of_entry, found.at_risk, rest, found.all_positives, found.positives, found.week)


def _last_whole_week(mails: Mails) -> int:
    """The last week that had ended by the day as of which we look; without one, the week of whatever came last."""
    if mails.end != NEVER:
        return week_of(mails.end) - 1
    moments = (mails.sent, mails.positive, mails.bounced)
    return max((week_of(int(m[m != NEVER].max())) for m in moments if (m != NEVER).any()), default=week_of(0))


def _weeks_of_sends(mails: Mails, of_mail: Ints, count: int) -> tuple[Ints, Ints]:
    """The weeks of each hypothesis's first mail and of its last."""
    first, latest = np.full(count, NEVER), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(first, of_mail, mails.sent)
    np.maximum.at(latest, of_mail, mails.sent)
    return week(first), week(latest)


def _pace(seen: Comparisons, first: Ints, last: int) -> Floats:
    """Positive replies a week, of the group and all that it is compared with, over the last weeks of those since its
    first mail."""
    weeks = np.clip(last - first + 1, 0, PACE_WEEKS)
    recent = seen.where(seen.week > last - PACE_WEEKS)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(recent.total(recent.positives) / weeks)

"""Angle evidence: what the replies say about each angle, in figures that may be looked at every week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from .labels import bonferroni, e_bh
from .mails import read_mails
from .told import Told
from .weigh import weigh


def angle_evidence(
    touches: pd.DataFrame, *, alpha: float = 0.10, margin: float = 1.0, as_of: date | str | None = None
) -> pd.DataFrame:
    """What is known about each angle by the day `as_of` (UTC; by default all that the frame holds), indexed by angle.

    `touches` has one row a mail: angle, segment, company, sent_at, bounced, positive_at, and optionally domain and
    bounced_at (see `read_mails`). The columns of the result:

    - sent: mails sent · positives: companies won, each by its first positive reply · expected: how many there would
      be if the angle did as well as the mails of its strata on average · ratio: positives/expected, shrunken towards 1;
    - ratio_low, ratio_high: the 1 − alpha confidence sequence of the odds ratio to all other angles (0 and infinity
      where nothing bounds it) · e_retire: evidence that this ratio is below `margin` · e_scale: that it is above
      1/margin · label: see `Label`, with chance at most alpha that any angle is ever called retire (or scale) wrongly
      · weeks_to_answer: until retire, scale or keep at the pace of the last eight weeks: the median over the ratios
      that are plausible so far; 0 once answered, infinity where with the better half of them none comes (without
      replies, say), NaN where no pace is known.

    The e-values, the interval and the label rest on whole weeks (Monday to Sunday, UTC) that have ended by `as_of`, as
    a run every Sunday night would see them; the last week of a frame without `as_of` is taken as whole. `attrs` says
    up to which day ("whole_weeks_to"), counts what was "left_out" by cause, and for each row the whole weeks since the
    one of its last mail ("weeks_idle"). InputError for a missing column.
    """
    return angles_told(Told.of(touches, ("angle", "segment")), alpha=alpha, margin=margin, as_of=as_of)


def angles_told(
    told: Told, *, alpha: float = 0.10, margin: float = 1.0, as_of: date | str | None = None
) -> pd.DataFrame:
    """`angle_evidence` about touches that were read already."""
    return weigh(read_mails(told, "angle", ("segment",), as_of), ("angle",), alpha, margin, bonferroni)


def group_evidence(
    touches: pd.DataFrame, by: str, *, within: Sequence[str] = (), alpha: float = 0.10, margin: float = 1.0,
    as_of: date | str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The same about the groups of another column, signal or segment say, indexed by it.

    Groups are compared within the columns `within`: by default within a segment, and segments within an angle. Retire
    and scale go by e-BH: of those called so, alpha at most are wrong in the mean. Signals and segments are not drawn by
    lot, so that a difference between them may be one between their companies.
    """
    within = within or (("angle",) if by == "segment" else ("segment",))
    return groups_told(Told.of(touches, (by, *within)), by, within, alpha=alpha, margin=margin, as_of=as_of)


def groups_told(
    told: Told, by: str, within: Sequence[str], *, alpha: float = 0.10, margin: float = 1.0,
    as_of: date | str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """`group_evidence` about touches that were read already."""
    return weigh(read_mails(told, by, within, as_of), (by,), alpha, margin, e_bh)


def segment_evidence(
    touches: pd.DataFrame, *, by: str = "angle", alpha: float = 0.10, margin: float = 1.0,
    as_of: date | str | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The same about each angle (or group of another column) in each segment, against the others in that segment.

    Indexed by angle and segment; retire and scale go by e-BH over all these pairs.
    """
    told = Told.of(touches, (by, "segment"))
    return weigh(read_mails(told, by, ("segment",), as_of), (by, "segment"), alpha, margin, e_bh)

"""The labels: what the evidence about a group amounts to."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from .fisher import Floats

Label = Literal["retire", "scale", "watch", "keep", "not enough data"]
"""retire: worse than the others beyond doubt, and it is not that its answers are slow · scale: better beyond doubt
watch: signs that it is worse; send less of it meanwhile · keep: surely not much worse · not enough data: none of
these."""

LABELS: tuple[Label, ...] = get_args(Label)

KEEP = 0.67
"""Whoever surely draws at least this share of the others' replies is kept."""

MATURE_WEEKS = 2
"""Answers come for two weeks: sends of the last two weeks may look worse than they are."""

MATURE_RATIO = 0.8
"""To be retired, a group must have drawn less than this share of what was expected of its older sends."""

Truths = npt.NDArray[np.bool_]


def bonferroni(log_e: Floats, alpha: float) -> Truths:
    """Which e-values pass when all of them are tested together: e ≥ n/alpha. The chance that any of them passes wrongly
    is at most alpha."""
    passed: Truths = log_e >= math.log(max(len(log_e), 1) / alpha)
    return passed


def e_bh(log_e: Floats, alpha: float) -> Truths:
    """Which e-values the e-BH procedure passes: the r largest, for the largest r whose r-th reaches n/(r·alpha).

    The expected share of false ones among them is at most alpha, however the e-values depend on each other (Wang and
    Ramdas, 2022).
    """
    n = len(log_e)
    order = np.argsort(-log_e, kind="stable")
    bounds = np.log(n / (np.arange(1, n + 1) * alpha))
    reaching = np.flatnonzero(log_e[order] >= bounds)
    passed = np.zeros(n, dtype=bool)
    passed[order[: reaching[-1] + 1 if len(reaching) else 0]] = True
    return passed


def slow_to_answer(observed: Floats, expected: Floats) -> Truths:
    """Whether the mature sends have drawn nearly what was expected of them, or are too few to tell."""
    return np.asarray(~(observed < MATURE_RATIO * expected))


def labelled(retire: Truths, scale: Truths, watch: Truths, keep: Truths) -> npt.NDArray[np.object_]:
    """The label of each group; the first that holds, in this order."""
    return np.select([retire, scale, watch, keep], list(LABELS[:4]), default=LABELS[4]).astype(object)

"""Summary: what a session came to. Verdicts, reasons, time, and what the verdicts say about the drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from hitl_kit.domain.decisions import REASONS

_ENOUGH = 2
"""So many rejections of one angle are worth a line."""


@dataclass(frozen=True)
class Summary:
    """What a session came to: verdict → count, reason in words → count, seconds in all and their median (None before
    the first verdict), and what was learned, a sentence each."""

    verdicts: Mapping[str, int]
    reasons: Mapping[str, int]
    seconds: float
    median_seconds: float | None
    learned: tuple[str, ...]


def summarise(rows: Iterable[Mapping[str, Any]]) -> Summary:
    """The summary of standing verdicts: rows with verdict, reason, seconds, angle, and of an edit subject and body
    before and after (`subject`, `body`, `new_subject`, `new_body`)."""
    given = list(rows)
    times = [row["seconds"] for row in given]
    reasons = Counter(REASONS.get(row["reason"], row["reason"]) for row in given if row["reason"])
    return Summary(
        verdicts=dict(Counter(row["verdict"] for row in given).most_common()),
        reasons=dict(reasons.most_common()),
        seconds=round(sum(times), 1),
        median_seconds=float(median(times)) if times else None,
        learned=(*_as_written(given), *_angles(given), *_edits(given)),
    )


def _as_written(given: list[Mapping[str, Any]]) -> Iterable[str]:
    """How many drafts could go as they were."""
    judged = [row for row in given if row["verdict"] in ("approve", "edit", "reject")]
    good = sum(row["verdict"] == "approve" for row in judged)
    if judged:
        yield f"{good} of {len(judged)} drafts could go as they were written."


def _angles(given: list[Mapping[str, Any]]) -> Iterable[str]:
    """The angles that were rejected more than once, and why most often."""
    rejected = Counter(row["angle"] for row in given if row["verdict"] == "reject" and row["angle"])
    for angle, n in rejected.most_common():
        if n < _ENOUGH:
            break
        mine = [row for row in given if row["angle"] == angle]
        why = Counter(row["reason"] for row in mine if row["verdict"] == "reject").most_common(1)[0][0]
        words = REASONS.get(why, why).casefold()
        yield f"{n} of {len(mine)} drafts with the angle {angle.replace('_', ' ')} were rejected, most often: {words}."


def _edits(given: list[Mapping[str, Any]]) -> Iterable[str]:
    """What the edits did to subjects and lengths."""
    edits = [row for row in given if row["verdict"] == "edit"]
    if not edits:
        return
    subjects = sum(row["subject"] != row["new_subject"] for row in edits)
    change = median(len(row["new_body"].split()) - len(row["body"].split()) for row in edits)
    by = f"{abs(change):g} word{'' if abs(change) == 1 else 's'}"
    length = f"{by} {'longer' if change > 0 else 'shorter'}" if change else "no longer and no shorter"
    if len(edits) == 1:
        yield f"1 edit: the mail became {length}{', with a new subject' if subjects else ''}."
    else:
        yield f"{len(edits)} edits: the mails became {length} (median), {subjects or 'none'} with a new subject."

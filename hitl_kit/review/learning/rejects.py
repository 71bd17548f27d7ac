"""Rejects: why drafts were rejected, by angle, signal and segment, and which angles are rejected nearly always."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from hitl_kit.domain.decisions import REASONS
from hitl_kit.domain.lessons import Lesson, Voice

from .evidence import Found, found, interval
from .mails import Mail

COLUMNS = ["by", "which", "reason", "rejected", "judged", "share", "low", "high", "reviewers"]
ABOUT_COMPANY = frozenset({"not_icp", "relationship", "wrong_person"})
"""Reasons that speak of the company or the person, not of what was written."""
_LEAST = 4
_SHARE = 0.5

_BY: dict[str, Callable[[Mail], str]] = {
    "angle": lambda m: m.draft.angle_id,
    "signal": lambda m: m.signal,
    "segment": lambda m: f"{m.account.industry or 'industry unknown'} · {m.package.tier}",
}


def reject_table(mails: Sequence[Mail]) -> pd.DataFrame:
    """How often drafts were rejected for each reason, by angle, signal and segment: share of those judged, with its
    exact 95% interval; the most frequent first."""
    rows = []
    for by, of in _BY.items():
        judged = Counter(of(m) for m in mails)
        rejected: dict[tuple[str, str], Counter[str]] = {}
        for m in mails:
            if m.verdict == "reject":
                rejected.setdefault((of(m), m.reason), Counter())[m.reviewer] += 1
        for (which, reason), people in rejected.items():
            k, n = sum(people.values()), judged[which]
            low, high = interval(k, n)
            names = ", ".join(f"{name} {times}" for name, times in people.most_common())
            rows.append([by, which, REASONS.get(reason, reason), k, n, k / n, low, high, names])
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(["by", "rejected"], ascending=[True, False], kind="stable", ignore_index=True)


def angles(mails: Sequence[Mail]) -> list[Found]:
    """Angles whose drafts are rejected nearly always for what they say. Rejects of the company say nothing here."""
    about = [m for m in mails if not (m.verdict == "reject" and m.reason in ABOUT_COMPANY)]
    rules = []
    for angle in sorted({m.draft.angle_id for m in about}):
        mine = [m for m in about if m.draft.angle_id == angle]
        n = Counter(m.reviewer for m in mine)
        agreed = Counter(m.reviewer for m in mine if m.verdict == "reject")
        others = [m for m in about if m.draft.angle_id != angle]
        usual = sum(m.verdict == "reject" for m in others) / len(others) if others else 0.0
        voices = [Voice(reviewer=r, agreed=agreed[r], of=n[r]) for r in sorted(n)]
        rule = found(Lesson(kind="angle", text=angle), voices, _notes(mine))
        if rule and rule.agreed >= _LEAST and rule.share >= _SHARE and interval(rule.agreed, rule.of)[0] > usual:
            rules.append(rule)
    return rules


def _notes(mails: Sequence[Mail]) -> tuple[str, ...]:
    why = Counter(m.note or REASONS.get(m.reason, m.reason) for m in mails if m.verdict == "reject")
    return tuple(text for text, _ in why.most_common(2))

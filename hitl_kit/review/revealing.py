"""Revealing: what a reviewer is told right after the verdict on a draft that was planted with a known defect."""

from __future__ import annotations

import sqlalchemy as sa

from hitl_kit.domain.drafts import Finding
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t


def revealed(ledger: Ledger, package_id: str) -> str:
    """What it was and whether it was caught; '' for every other package, and for this one while it waits."""
    p, s, d = t.planted, t.standing, t.decision
    rows = ledger.rows(
        sa.select(p.c.defect, d.c.verdict)
        .join(s, s.c.package_id == p.c.package_id)
        .join(d, d.c.id == s.c.decision_id)
        .where(p.c.package_id == package_id, s.c.status == "revealed")
    )
    if not rows:
        return ""
    said = "You caught it." if caught(rows[0]["verdict"]) else "It was let through this time."
    return (
        f"This draft was planted to see whether a defect is noticed: {rows[0]['defect']}. {said} "
        "It is never sent, and counts nowhere else."
    )


def caught(verdict: str) -> bool:
    """Whether a verdict on a planted draft stopped it."""
    return verdict in ("reject", "hold")


def finding(said: str) -> tuple[Finding, ...]:
    """The same as a finding, where there is something to reveal."""
    return (Finding(check="planted", severity="warn", message=said),) if said else ()

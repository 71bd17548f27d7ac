"""Holding: the drafts of a retired angle that nobody has decided on wait for nobody until the angle is brought back."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.ledger import Ledger, Recording
from hitl_kit.ledger import tables as t

_REASON = "the angle {} is retired"
_BACK = "the angle {} was brought back"


def hold_or_release(recording: Recording, campaign: str, angle: str, *, retired: bool, at: datetime) -> int:
    """Hold the drafts of a retired angle that wait undecided, or give those that were held so back to people; how many.

    What was held for another reason (news about the company, say) stays held.
    """
    found = recording.rows(_undecided(campaign, angle) if retired else _held(campaign, angle))
    decider, reason = ("hold", _REASON) if retired else ("human", _BACK)
    row = {"decider": decider, "reason": reason.format(angle), "at": iso(at)}
    return recording.add(t.reroute, [{"package_id": r["package_id"], **row} for r in found])


def held_drafts(ledger: Ledger, campaign: str) -> pd.DataFrame:
    """The drafts that are held because their angle is retired, by angle: package, angle, account (its key), since."""
    frame = ledger.frame(_held(campaign).order_by(t.standing.c.angle, t.standing.c.package_id))
    names = {"package_id": "package", "company": "account", "at": "since"}
    return frame.rename(columns=names).assign(since=pd.to_datetime(frame["at"], utc=True, format="ISO8601"))


def _undecided(campaign: str, angle: str) -> sa.Select[tuple[str]]:
    s = t.standing.c
    return sa.select(s.package_id).where(
        s.campaign == campaign, s.angle == angle, s.verdicts == 0, s.decider != "planted",
        s.status.in_(("waiting", "automatic")),
    )  # fmt: skip


def _held(campaign: str, angle: str = "") -> sa.Select[tuple[str, str, str, str]]:
    """Undecided drafts whose newest reroute says that their angle is retired."""
    s, r = t.standing.c, t.reroute.c
    newest = sa.select(sa.func.max(r.id).label("id")).group_by(r.package_id).subquery()
    because = sa.literal(_REASON.partition("{}")[0]) + s.angle + _REASON.partition("{}")[2]
    select = (
        sa.select(s.package_id, s.angle, s.company, r.at)
        .join(t.reroute, r.package_id == s.package_id)
        .join(newest, newest.c.id == r.id)
        .where(s.campaign == campaign, s.status == t.HELD, s.verdicts == 0, r.decider == "hold", r.reason == because)
    )
    return select.where(s.angle == angle) if angle else select

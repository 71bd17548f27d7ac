"""Earlier: what any campaign of the workspace has had to do with a contact before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.packages import Package, Status
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

_MOST = 20
_EVENTS = {
    "sent_at": "sent", "bounced_at": "bounced", "answered_at": "answered", "positive_at": "positive reply",
    "objected_at": "asked for no more mail, or complained",
}  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """Another package for the same address: its campaign, angle and status, and what became of its mail.

    `events` are (what, moment in ISO form), oldest first. `simulated` marks what was made up.
    """

    campaign: str
    angle: str
    status: Status
    as_of: str
    events: tuple[tuple[str, str], ...]
    simulated: bool


def earlier(ledger: Ledger, package: Package) -> list[Earlier]:
    """The other packages for this package's contact, the newest first."""
    if package.contact is None:
        return []
    p, s = t.package, t.standing
    select = (
        sa.select(s)
        .join(p, p.c.id == s.c.package_id)
        .where(p.c.email == package.contact.email, p.c.id != package.id)
        .order_by(s.c.as_of.desc(), s.c.package_id)
        .limit(_MOST)
    )
    return [_earlier(row) for row in ledger.rows(select)]


def sent_at(ledger: Ledger, package_id: str) -> str:
    """When the package's mail left, in ISO form; '' while it has not."""
    select = sa.select(t.standing.c.sent_at).where(t.standing.c.package_id == package_id)
    rows = ledger.rows(select)
    return (rows[0]["sent_at"] or "") if rows else ""


def _earlier(row: sa.RowMapping | dict[str, Any]) -> Earlier:
    events = sorted((row[column], what) for column, what in _EVENTS.items() if row[column])
    return Earlier(
        row["campaign"], row["angle"], row["status"], row["as_of"], tuple((what, at) for at, what in events),
        bool(row["simulated"]),
    )  # fmt: skip

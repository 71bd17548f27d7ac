"""Unsubscribe: who clicks it is never written to again, from any campaign, from that moment on."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

REASON = "unsubscribed by one click"
_ERASED = "erased:"


def unsubscribed(ledger: Ledger, touch_id: str, now: datetime) -> bool:
    """Suppress whom a touch went to, end their sequence, and count it for the campaign: in one transaction, once.
    False where there is no such touch."""
    u, s, o = t.touch, t.suppression, t.outcome
    with ledger.recording("unsubscribe endpoint", "unsubscribe.click", touch_id) as recording:
        found = recording.rows(sa.select(u).where(u.c.id == touch_id))
        if not found:
            return False
        touch = found[0]
        email = touch["email"].casefold()
        known = recording.rows(sa.select(s.c.id).where(s.c.kind == "address", s.c.value == email))
        if known or email.startswith(_ERASED):  # done before, or nobody is known any more
            return True
        recording.add(s, [{"kind": "address", "value": email, "reason": f"{REASON} on {now:%Y-%m-%d}"}])
        common = {"campaign": touch["campaign"], "package_id": touch["package_id"], "simulated": touch["simulated"]}
        recording.add(
            t.cadence,
            [{**common, "email": email, "state": "stopped", "until": "", "reason": REASON, "by": "unsubscribe endpoint",
              "at": iso(now)}],
        )  # fmt: skip
        own = (o.c.package_id == touch["package_id"], o.c.kind == "unsubscribed")
        if not recording.rows(sa.select(o.c.id).where(*own)):
            recording.add(o, [{**common, "kind": "unsubscribed", "at": iso(now), "detail": "one click"}])
        recording.note(campaign=touch["campaign"])
    return True

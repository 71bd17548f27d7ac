"""Whether people are written to further, as the ledger has it, and how a new reason changes that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.cadence import CadenceState
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, Recording, tables

BY_MAILBOX, BY_READING = "the mailbox", "the reading"
"""Who changes a cadence because a message came in, and because of how it was read; else it is a person."""

_STRENGTH: dict[str, int] = {"going on": 0, "postponed": 1, "paused": 2, "stopped": 3}


@dataclass(frozen=True)
class Standing:
    """What stands about one person: state, the day to which they are postponed ('' where they are not), why."""

    state: CadenceState = "going on"
    until: str = ""
    reason: str = ""


def newest(recording: Recording | Ledger, emails: Sequence[str]) -> dict[str, sa.RowMapping]:
    """The cadence row that counts for each of these addresses, where there is one."""
    c = tables.cadence
    last = sa.select(sa.func.max(c.c.id).label("id")).where(c.c.email.in_(emails)).group_by(c.c.email).subquery()
    return {row["email"]: row for row in recording.rows(sa.select(c).join(last, c.c.id == last.c.id))}


def pause(recording: Recording, where: Mapping[str, Any], came_in: str, at: str) -> None:
    """Pause a person because a message came in; who is stopped stays stopped."""
    stands = newest(recording, [where["email"]]).get(where["email"])
    if stands is None or stands["state"] != "stopped":
        _add(recording, where, Standing("paused", "", _reason(came_in)), by=BY_MAILBOX, at=at)


def settle(recording: Recording, where: Mapping[str, Any], wanted: Standing | None, came_in: str, at: str) -> None:
    """Change what stands about a person, now that the message that paused them was read.

    `wanted` None lets it be as it was before the message. What stands for another reason and is stronger stays: a note
    that somebody is away does not end a pause that waits for a person.
    """
    c = tables.cadence
    rows = recording.rows(sa.select(c).where(c.c.email == where["email"]).order_by(c.c.id.desc()))
    own = (BY_MAILBOX, _reason(came_in))
    before = next((_standing(r) for r in rows if (r["by"], r["reason"]) != own), Standing())
    now = _standing(rows[0]) if rows else Standing()
    kept = wanted is None or _STRENGTH[before.state] > _STRENGTH[wanted.state]
    after = before if kept or wanted is None else wanted
    if (now.state, now.until) != (after.state, after.until) or (not kept and now.reason != after.reason):
        _add(recording, where, after, by=BY_READING, at=at)


def _reason(came_in: str) -> str:
    return f"a message came in ({came_in[:12]})"


def put(recording: Recording, where: Mapping[str, Any], wanted: Standing, *, by: str, at: str) -> None:
    """Change what stands about a person, whatever stood before: a person's word counts."""
    _add(recording, where, wanted, by=by, at=at)


def decide(
    ledger: Ledger, campaign: str, package_id: str, state: CadenceState, *, by: str, reason: str,
    until: date | None = None,
) -> None:  # fmt: skip
    """Record what a person decided about whether the contact of a package is written to further."""
    if not by.strip() or not reason.strip():
        raise InputError("the decision needs a name and a reason", mend="say who you are (by=) and why (reason=)")
    if (state == "postponed") != (until is not None):
        raise InputError("a day belongs to 'postponed', and to nothing else", mend="give until= with 'postponed'")
    now = utc_now()
    if until is not None and until <= now.date():
        raise InputError(f"{until} is not a day to come", mend="give a later day")
    p = tables.package
    with ledger.recording(by, "cadence.decide", package_id) as recording:
        select = sa.select(p.c.id.label("package_id"), p.c.campaign, p.c.email, p.c.simulated)
        found = recording.rows(select.where(p.c.id == package_id, p.c.campaign == campaign))
        if not found or not found[0]["email"]:
            raise InputError(
                f"campaign '{campaign}' has no package '{package_id}' with a contact", mend="see c.threads()"
            )
        wanted = Standing(state, until.isoformat() if until else "", reason.strip())
        _add(recording, dict(found[0]), wanted, by=by.strip(), at=iso(now))


def _add(recording: Recording, where: Mapping[str, Any], standing: Standing, *, by: str, at: str) -> None:
    recording.add_one(tables.cadence, {
        "campaign": where["campaign"], "package_id": where["package_id"], "email": where["email"],
        "state": standing.state, "until": standing.until, "reason": standing.reason, "by": by, "at": at,
        "simulated": where["simulated"],
    })  # fmt: skip


def _standing(row: sa.RowMapping) -> Standing:
    return Standing(row["state"], row["until"], row["reason"])

"""The rows that a review writes, and what must hold under the write lock before it may write them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.decisions import REASONS, Decision, Verdict
from hitl_kit.domain.delivery import GONE
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Recording, views
from hitl_kit.ledger import tables as t

from .item import decision_of


def lease(recording: Recording, reviewer: str, package_ids: Iterable[str], now: datetime, length: timedelta) -> None:
    """Let a reviewer hold packages from now on."""
    until = iso(now + length)
    recording.add(
        t.claim, [{"package_id": i, "reviewer": reviewer, "at": iso(now), "until": until} for i in package_ids]
    )


def verdict(
    recording: Recording,
    reviewer: str,
    package_id: str,
    kind: Verdict,
    now: datetime,
    *,
    version: int,
    uid: str | None,
    simulated: bool,
    **content: Any,
) -> Decision:
    """Add a verdict as that version of the package."""
    row = {
        "uid": uid or uuid.uuid4().hex, "package_id": package_id, "version": version, "verdict": kind,
        "reviewer": reviewer, "at": iso(now), "reason": "", "note": "", "seconds": 0.0, "subject": "", "body": "",
        "content_sha256": "", "undoes": None, "simulated": simulated, **content,
    }  # fmt: skip
    number = recording.add_one(t.decision, row)
    return decision_of({**row, "id": number})


_DONE = {"approve": "approved", "edit": "approved with changes", "reject": "rejected", "hold": "put on hold"}


def may_decide(state: sa.RowMapping | Mapping[str, Any], account: str, reviewer: str, *, lead: bool) -> None:
    """Conflict, with the newer verdict shown, where this reviewer's verdict comes too late or is not theirs to give."""
    if state["status"] == "held" and state["reviewers"] == state["verdicts"] == 2:
        if not lead:
            raise Conflict(f"two reviewers differ on {account}", mend="a lead has the third word")
        return
    if state["status"] != "waiting" and state["verdict"] is not None:
        why = " · ".join(filter(None, [REASONS.get(state["reason"], ""), state["note"]]))
        raise Conflict(
            f"{account} was already {_DONE[state['verdict']]} by {state['reviewer']}"
            f" at {moment(state['decided_at'])}{f': {why}' if why else ''}",
            mend="undo that verdict first" if state["reviewer"] == reviewer else "go on to the next package",
        )
    if state["said"] is not None:
        raise Conflict(
            f"you have decided on {account}; it waits for a second reviewer", mend="undo your verdict to change it"
        )
    if state["claimed_by"] not in (None, reviewer):
        raise Conflict(
            f"{account} is with {state['claimed_by']} until {moment(state['claimed_until'])}",
            mend="go on to the next package",
        )


def may_give(
    recording: Recording, campaign: str, state: sa.RowMapping | Mapping[str, Any], package: Package, verdict: Verdict,
    reviewer: str, *, lead: bool,
) -> None:  # fmt: skip
    """Conflict where the reviewer may not give the package this verdict as things stand."""
    may_decide(state, package.account.name, reviewer, lead=lead)
    if verdict in ("approve", "edit") and package.draft:
        _angle_in_use(recording, campaign, state, package.account.name, package.draft.angle_id)


def _angle_in_use(
    recording: Recording, campaign: str, state: sa.RowMapping | Mapping[str, Any], account: str, angle: str
) -> None:
    """Conflict where a draft that nobody has decided on is held because its angle was retired, under the reviewer's
    eyes perhaps."""
    if state["status"] != "held" or state["verdicts"]:
        return
    for row in recording.rows(views.latest_angle_decisions(campaign)):
        if row["angle"] == angle and row["verdict"] == "retire":
            raise Conflict(
                f"{account} is held: the angle {angle} was retired by {row['by']} at {moment(row['at'])}",
                mend="go on to the next package, or reject it; it waits again when the angle is brought back",
            )


_BY_UID = sa.select(t.decision).where(t.decision.c.uid == sa.bindparam("uid"))


def repeated(recording: Recording, uid: str | None, package_id: str | None, kind: Verdict) -> Decision | None:
    """The decision that the same message recorded before, where it arrives again."""
    found = recording.first(_BY_UID, {"uid": uid}) if uid else None
    if found is None:
        return None
    if found["verdict"] != kind or package_id not in (None, found["package_id"]):
        raise Conflict(f"the message {uid} has already recorded another verdict")
    return decision_of(found)


def to_undo(
    recording: Recording, campaign: str, reviewer: str, decision_id: int | None, package_id: str | None
) -> sa.RowMapping:
    """The decision to take back: that one, or the one on that package, or the reviewer's latest. It stands, it is
    theirs, and its mail has not left."""
    d, s, undo = t.decision, t.standing, t.decision.alias("undo")
    undone = sa.exists().where(undo.c.undoes == d.c.id)
    select = (
        sa.select(d, undone.label("undone"), s.c.versions, s.c.decider)
        .join(s, s.c.package_id == d.c.package_id)
        .where(s.c.campaign == campaign, d.c.verdict != "undo")
    )
    newest = select.where(~undone).order_by(d.c.id.desc()).limit(1)
    if decision_id is not None:
        found, which = recording.rows(select.where(d.c.id == decision_id)), f"{decision_id} in {campaign}"
    elif package_id is not None:
        found, which = recording.rows(newest.where(d.c.package_id == package_id)), f"on {package_id} to undo"
    else:
        found, which = recording.rows(newest.where(d.c.reviewer == reviewer)), "of yours to undo"
    if not found:
        raise InputError(f"there is no verdict {which}")
    row = found[0]
    if row["undone"]:
        raise Conflict(f"verdict {row['id']} was already undone")
    if row["reviewer"] != reviewer:
        raise Conflict(f"verdict {row['id']} is {row['reviewer']}'s", mend="ask them to undo it: only they can")
    if row["decider"] == "planted":
        raise Conflict("this draft was planted to measure attention, and you were told so", mend="go on to the next")
    o = t.outcome
    sent = recording.rows(sa.select(o.c.at).where(o.c.package_id == row["package_id"], o.c.kind == "sent").limit(1))
    if sent:
        raise Conflict(f"the mail was sent at {moment(sent[0]['at'])}", mend="a verdict stands once its mail has left")
    if left := recording.rows(leaving([row["package_id"]])):
        raise Conflict(
            f"the mail began to leave at {moment(left[0]['at'])}", mend="a verdict stands once its mail may have left"
        )
    return row


def leaving(package_ids: Sequence[str]) -> sa.Select[Any]:
    """When mails of these packages were claimed for sending, were they since sent or not heard of: `package_id`, `at`.
    One that certainly did not leave is not among them, nor is what was handed to another tool."""
    u, d, later = t.touch, t.dispatch, t.dispatch.alias("later")
    newest = ~sa.exists().where(later.c.touch_id == d.c.touch_id, later.c.number > d.c.number)
    return (
        sa.select(u.c.package_id, d.c.at)
        .join(d, d.c.touch_id == u.c.id)
        .where(u.c.package_id.in_(package_ids), u.c.kind == "first", d.c.state.in_(GONE), newest)
    )


def changed(account: str, why: str) -> Conflict:
    """What was confirmed for several packages no longer holds for one of them: nothing was recorded."""
    return Conflict(f"nothing was recorded, because of {account}: {why}", mend="look at the selection again")


def moment(at: str) -> str:
    """A moment of the ledger as a person reads it."""
    return f"{at[:10]} {at[11:16]} UTC"

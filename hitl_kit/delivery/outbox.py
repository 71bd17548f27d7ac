"""Outbox: what may leave, and what became of it. approved → sending → sent | failed | unknown, a row for each state.

The bytes and the Message-ID are fixed when a touch is recorded. A claim is committed before anything connects, so that
whoever finds one knows: this mail may have left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import iso, short_id
from hitl_kit.domain.delivery import DispatchState, Touch
from hitl_kit.domain.drafts import mail_sha256
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.plays import Sender
from hitl_kit.ledger import Recording, tables

from .message import Written, as_bytes, message_id
from .world import Rows

MAX_ANSWER = 20_000


@dataclass(frozen=True)
class Dispatch:
    """The state a touch is in now."""

    touch_id: str
    number: int
    state: DispatchState
    why: str
    run: str
    until: str
    at: str


def newest() -> sa.Select[Any]:
    """The newest row of every touch: columns of `dispatch`."""
    d, later = tables.dispatch, tables.dispatch.alias("later")
    return sa.select(d).where(~sa.exists().where(later.c.touch_id == d.c.touch_id, later.c.number > d.c.number))


def state_of(rows: Rows, touch_ids: Iterable[str]) -> dict[str, Dispatch]:
    """The state that each of these touches is in; one that was never recorded has none."""
    wanted, found = list(touch_ids), {}
    for start in range(0, len(wanted), 500):
        for row in rows(newest().where(tables.dispatch.c.touch_id.in_(wanted[start : start + 500]))):
            found[row["touch_id"]] = dispatch_of(row)
    return found


def dispatch_of(row: sa.RowMapping) -> Dispatch:
    """A row of the table `dispatch`."""
    return Dispatch(*(row[name] for name in ("touch_id", "number", "state", "why", "run", "until", "at")))


def touch_of(row: sa.RowMapping) -> Touch:
    """A row of the table `touch`."""
    return Touch.model_validate({name: row[name] for name in Touch.model_fields})


def record(recording: Recording, touch: Touch) -> None:
    """Add a touch with its bytes: from here on nothing about it changes but its state."""
    fields = {name: getattr(touch, name) for name in Touch.model_fields}
    recording.add(tables.touch, [{**fields, "due_at": iso(touch.due_at), "at": iso(touch.at)}])


def enter(
    recording: Recording, touch_id: str, state: DispatchState, now: datetime, *, number: int, why: str = "",
    run: str = "", until: datetime | None = None,
) -> None:  # fmt: skip
    """Bring a touch into a state, as its `number`-th. Two that try the same number at once cannot both succeed."""
    recording.add(tables.dispatch, [{
        "touch_id": touch_id, "number": number, "state": state, "why": why[:500], "run": run,
        "until": iso(until) if until else "", "at": iso(now),
    }])  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a person wrote to somebody who had answered. `by` wrote it; `name` stands in From, by default the sender's.
    `in_reply_to` and `references` are Message-IDs in angle brackets, `answers` tells one inbound message from another
    (its Message-ID, or its SHA-256 where it has none)."""

    campaign: str
    package_id: str
    email: str
    subject: str
    body: str
    by: str
    answers: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    to_name: str = ""
    name: str = ""
    simulated: bool = False


def queue_answer(recording: Recording, sender: Sender, answer: Answer, now: datetime) -> str:
    """Put a person's own answer into the outbox; gives the touch's id. The same words to the same message are one
    touch, however often they are put there. It leaves with the next `hitl send`.

    InputError where it cannot be sent: empty, too long, or a header that breaks out of its line.
    """
    body = answer.body.replace("\r\n", "\n").replace("\r", "\n").strip()
    subject = " ".join(answer.subject.split())
    if len(body) > MAX_ANSWER:
        raise InputError(f"the answer has {len(body):,} characters; at most {MAX_ANSWER:,} can be sent")
    content = mail_sha256(subject, body)
    touch_id = short_id(answer.package_id, answer.email, "answer", answer.answers, content)
    if state_of(recording.rows, [touch_id]):
        return touch_id
    mail = Written(
        from_name=answer.name or sender.name, from_email=sender.email, to_name=answer.to_name, to_email=answer.email,
        subject=subject, body=body, message_id=message_id(touch_id, sender.email), in_reply_to=answer.in_reply_to,
        references=answer.references,
    )  # fmt: skip
    touch = Touch(
        id=touch_id, campaign=answer.campaign, package_id=answer.package_id, kind="answer", channel="email",
        email=answer.email, mailbox=sender.email.casefold(), message_id=mail.message_id, raw=as_bytes(mail, now),
        content_sha256=content, due_at=now, by=answer.by, at=now, simulated=answer.simulated,
    )  # fmt: skip
    record(recording, touch)
    enter(recording, touch_id, "approved", now, number=1, why="written by a person")
    return touch_id

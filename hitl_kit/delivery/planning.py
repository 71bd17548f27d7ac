"""Planning: the next touch of every package that may be sent, in the words that were approved. It decides nothing: the
checks do."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import short_id
from hitl_kit.domain.delivery import FollowUp, Touch, TouchKind
from hitl_kit.domain.drafts import Draft, mail_sha256
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t

from . import message
from .outbox import Dispatch, state_of, touch_of
from .places import Place, due_after, place_of
from .tokens import token
from .world import Rows, World

SENDABLE = ("approved", "edited", "automatic")
_PART = 200


@dataclass(frozen=True)
class Approved:
    """What a person or a certificate lets go: the exact words, their hash, by whom and when. `sha256` is '' where no
    version of the draft has the hash that the verdict names."""

    subject: str
    body: str
    follow_ups: tuple[FollowUp, ...]
    sha256: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Candidate:
    """A touch that could leave. `state` is None while it is not recorded, `fault` says why no mail can be made of it,
    `row` is its package as it stands (None for an answer to somebody whose package is gone)."""

    touch: Touch
    state: Dispatch | None = None
    package: Package | None = None
    row: sa.RowMapping | None = None
    place: Place | None = None
    fault: str = ""
    content: Approved | None = None


@dataclass(frozen=True)
class _Step:
    number: int
    channel: str
    after_days: int
    body: str
    mail: bool
    """Whether it is the draft itself."""


def packages(campaign: str) -> sa.Select[Any]:
    """The packages of a campaign that may be sent, with the verdict that each rests on."""
    p, s, d, e = t.package, t.standing, t.decision, t.event
    return (
        sa.select(
            p.c.id, p.c.content, p.c.email, p.c.content_sha256, p.c.simulated, p.c.play, s.c.status, s.c.high_value,
            s.c.decider, s.c.sent_at, s.c.bounced_at, s.c.answered_at, s.c.objected_at, d.c.verdict, d.c.reviewer,
            d.c.subject, d.c.body, d.c.content_sha256.label("bound"), d.c.at.label("decided_at"),
            sa.func.coalesce(d.c.simulated, sa.false()).label("by_simulator"), e.c.at.label("made_at"),
        )
        .join(s, s.c.package_id == p.c.id)
        .join(e, e.c.seq == p.c.event)
        .outerjoin(d, d.c.id == s.c.decision_id)
        .where(p.c.campaign == campaign)
    )  # fmt: skip


def approved(row: sa.RowMapping, package: Package, revisions: Sequence[Draft]) -> Approved | None:
    """The words that may go; None where nothing is approved, or not these bytes."""
    if package.draft is None or row["status"] not in SENDABLE:
        return None
    drafts = [package.draft, *revisions]
    if row["status"] == "automatic":
        draft, by, at = package.draft, "a certificate", row["made_at"]
        if draft.sha256 != row["content_sha256"]:
            return None
        return Approved(draft.subject, draft.body, draft.follow_ups, draft.sha256, by, datetime.fromisoformat(at))
    by, at, bound = row["reviewer"], datetime.fromisoformat(row["decided_at"]), row["bound"]
    for draft in drafts:
        subject, body = (draft.subject, draft.body) if row["verdict"] == "approve" else (row["subject"], row["body"])
        if mail_sha256(subject, body, draft.follow_ups) == bound:
            return Approved(subject, body, draft.follow_ups, bound, by, at)
    return None


def revisions_of(rows: Rows, package_ids: Sequence[str]) -> dict[str, list[Draft]]:
    """The further versions of these packages' drafts."""
    r, found = t.revision, defaultdict[str, list[Draft]](list)
    for row in rows(sa.select(r).where(r.c.package_id.in_(package_ids)).order_by(r.c.package_id, r.c.number)):
        if row["content_sha256"]:  # an erasure has altered the others
            found[row["package_id"]].append(Draft.model_validate(json.loads(row["content"])["draft"]))
    return found


def candidates(rows: Rows, world: World, now: datetime) -> Iterator[Candidate]:
    """Everything that could leave: people's answers first, then follow-ups, then first mails by score; and the tasks
    among the steps. Nothing simulated."""
    yield from answers(rows, world)
    first: list[Candidate] = []
    found = rows(
        packages(world.campaign)
        .where(t.standing.c.status.in_(SENDABLE), t.package.c.simulated == sa.false())
        .order_by(t.package.c.score.desc(), t.package.c.id)
    )
    for start in range(0, len(found), _PART):
        part = found[start : start + _PART]
        for candidate in _of_packages(rows, world, part, now):
            if candidate.touch.kind == "first":
                first.append(candidate)
            else:
                yield candidate
    yield from first


def of_package(rows: Rows, world: World, package_id: str, now: datetime) -> list[Candidate]:
    """The same for one package, as it stands now."""
    found = rows(packages(world.campaign).where(t.package.c.id == package_id))
    return list(_of_packages(rows, world, found, now))


def answers(rows: Rows, world: World, touch_id: str = "") -> Iterator[Candidate]:
    """What people wrote in reply and has not left yet."""
    where = t.touch.c.id == touch_id if touch_id else sa.true()
    found = rows(
        sa.select(t.touch)
        .where(t.touch.c.campaign == world.campaign, t.touch.c.kind == "answer", where)
        .order_by(t.touch.c.at, t.touch.c.id)
    )
    states = state_of(rows, [row["id"] for row in found])
    for row in found:
        if states[row["id"]].state == "approved":
            own = rows(packages(world.campaign).where(t.package.c.id == row["package_id"]))
            yield Candidate(touch_of(row), states[row["id"]], row=own[0] if own else None)


def _of_packages(rows: Rows, world: World, found: Sequence[sa.RowMapping], now: datetime) -> Iterator[Candidate]:
    ids = [row["id"] for row in found]
    revisions = revisions_of(rows, ids)
    touches: defaultdict[str, list[Touch]] = defaultdict(list)
    for row in rows(sa.select(t.touch).where(t.touch.c.package_id.in_(ids)).order_by(t.touch.c.step, t.touch.c.id)):
        touches[row["package_id"]].append(touch_of(row))
    states = state_of(rows, [touch.id for group in touches.values() for touch in group])
    for row in found:
        package = Package.model_validate_json(row["content"])
        content = approved(row, package, revisions.get(row["id"], []))
        if package.contact is None or content is None:
            continue
        place = place_of(package.account, package.contact, world.sending, now)
        maker = _Maker(world, package, row, content, place, now)
        yield from maker.next_touches(touches[row["id"]], states)


class _Maker:
    """The next touches of one package."""

    def __init__(
        self, world: World, package: Package, row: sa.RowMapping, content: Approved, place: Place, now: datetime
    ) -> None:  # fmt: skip
        self._world, self._package, self._row, self._place = world, package, row, place
        self._content, self._now = content, now

    def next_touches(self, known: Sequence[Touch], states: dict[str, Dispatch]) -> Iterator[Candidate]:
        """Every task that has come about, up to the next mail; then that mail. After it nothing: what follows is due
        by the moment when it leaves."""
        sent: list[Touch] = []
        base = self._content.at + timedelta(minutes=self._world.sending.cancel_minutes)
        for step in self._steps():
            due = due_after(base, step.after_days, self._place, self._world.sending)
            made = self._touch(step, due, sent)
            mine = [x for x in known if x.step == step.number and x.kind == made.touch.kind]
            over = [x for x in mine if states[x.id].state != "approved"]
            if step.channel == "email" and over:
                state = states[over[0].id]
                if state.state != "sent":  # it failed, is on its way, or nobody knows: nothing follows
                    return
                sent.append(over[0])
                base = datetime.fromisoformat(state.at)
                continue
            if step.channel != "email":
                base = due
                if not over:
                    yield made
                continue
            recorded = next((x for x in mine if x.id == made.touch.id), None)
            if recorded:
                waits = states[recorded.id]
                yield replace(made, touch=recorded.model_copy(update={"due_at": due}), state=waits, fault="")
            else:
                yield made
            return

    def _steps(self) -> list[_Step]:
        """The sequence as it was approved: with the draft where its steps have words, else as the library has it, where
        a later email without words is no step."""
        play = self._world.plays.get(self._row["play"])
        steps = play.sequence if play else ()
        mail = play.mail_step if play else 1
        if later := self._content.follow_ups:
            numbers = {step.number for step in later}
            mail = next(n for n in range(1, len(later) + 2) if n not in numbers)
        after = steps[mail - 1].after_days if mail <= len(steps) else 0
        found = [_Step(mail, "email", after, self._content.body, True)]
        if later:
            found += [_Step(s.number, s.channel, s.after_days, s.body, False) for s in later]
        else:
            found += [_Step(n, s.channel, s.after_days, "", False) for n, s in enumerate(steps, 1) if n != mail]
        return sorted((s for s in found if s.body or s.channel != "email"), key=lambda s: s.number)

    def _touch(self, step: _Step, due: datetime, sent: Sequence[Touch]) -> Candidate:
        contact = self._package.contact
        assert contact is not None
        kind: TouchKind = "task" if step.channel != "email" else "first" if step.mail else "follow_up"
        touch_id = short_id(self._package.id, kind, str(step.number), self._content.sha256)
        raw, fault, sender = b"", "", self._world.sender
        name = message.message_id(touch_id, sender.email) if step.channel == "email" else ""
        if step.channel == "email":
            before = message.read_back(sent[0].raw) if sent else None
            mail = message.Written(
                from_name=sender.name, from_email=sender.email, to_name=contact.full_name if contact.first_name else "",
                to_email=contact.email,
                subject=message.reply_subject(before.subject) if before else self._content.subject, body=step.body,
                message_id=name, in_reply_to=sent[-1].message_id if sent else "",
                references=tuple(x.message_id for x in sent), unsubscribe=self._unsubscribe(touch_id),
            )  # fmt: skip
            try:
                raw = message.as_bytes(mail, self._now)
            except InputError as error:
                fault = error.message
        else:
            raw = step.body.encode()
        touch = Touch(
            id=touch_id, campaign=self._world.campaign, package_id=self._package.id, kind=kind, step=step.number,
            channel=step.channel, email=contact.email, mailbox=self._world.mailbox, message_id=name, raw=raw,
            content_sha256=self._content.sha256, due_at=due, by=self._content.by, at=self._now,
        )  # fmt: skip
        return Candidate(touch, None, self._package, self._row, self._place, fault, self._content)

    def _unsubscribe(self, touch_id: str) -> str:
        base = self._world.sending.unsubscribe_url
        return f"{base}/{token(touch_id, self._world.key)}" if base else ""

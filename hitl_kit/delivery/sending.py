"""Sending: claim, hand in, record. A claim is committed before anything connects; what is not known to have failed is
never sent again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.delivery import DispatchState, Touch
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.ledger import Ledger, Recording
from hitl_kit.ledger import tables as t

from .case import Case
from .checks import MAILS, Judged, judge
from .mailbox import Mailbox
from .outbox import Dispatch, enter, newest, record, state_of, touch_of
from .patience import to_the_end
from .planning import Candidate, answers, candidates, of_package
from .smtp import Answered, Server, transmit
from .world import Rows, World

LEASE = timedelta(minutes=15)
"""How long a claim stands; longer than a server can keep us waiting. After it, what was claimed is unknown."""
PAUSES = (15, 60, 240, 720, 1440)
"""Minutes until the next try after the first refusal for now, the second …; after the last, it has failed."""
_SHARED = ("mailbox cap", "spacing", "sending domain", "bounces", "complaints")
"""Checks that hold every mail of a mailbox alike."""

Transmit = Callable[[Server, str, str, bytes], Answered]


@dataclass
class Run:
    """What one run of sending came to. `held` are those that a check held; `behind` counts those that were not asked
    about, as what holds one of them holds every mail of the mailbox."""

    sent: list[Touch] = field(default_factory=list)
    later: list[tuple[Touch, str]] = field(default_factory=list)
    failed: list[tuple[Touch, str]] = field(default_factory=list)
    unknown: list[tuple[Touch, str]] = field(default_factory=list)
    held: list[Judged] = field(default_factory=list)
    behind: int = 0
    recovered: int = 0
    stopped: str = ""

    @property
    def tried(self) -> int:
        """How many were handed to the server, or were to be."""
        return len(self.sent) + len(self.later) + len(self.failed) + len(self.unknown)


def judge_all(rows: Rows, world: World, now: datetime, *, tasks: bool = False) -> Iterator[Judged]:
    """What every check says about everything that could leave now, in the order in which it would. What passes counts
    as sent for what comes after it."""
    mailbox, ahead = Mailbox(rows, world.mailbox, world.sending, now), list[Touch]()
    for candidate in candidates(rows, world, now):
        if (candidate.touch.kind == "task") is not tasks:
            continue
        judged = judge(Case(candidate, world, rows, now, mailbox, tuple(ahead)))
        if not judged.held and candidate.touch.kind in MAILS:
            ahead.append(candidate.touch)
        yield judged


def send(
    ledger: Ledger, world: World, server: Server, *, actor: str, most: int = 1000, hand_in: Transmit = transmit
) -> Run:  # fmt: skip
    """Send what may leave now, and stop where a fault of ours would meet every further mail."""
    run, name = Run(), secrets.token_hex(8)
    run.recovered = recover(ledger, actor=actor, now=world.clock())
    shared = False
    for candidate in candidates(ledger.rows, world, world.clock()):
        if candidate.touch.kind == "task":
            continue
        if shared and candidate.touch.kind in MAILS:
            run.behind += 1
            continue
        judged = _judged(ledger.rows, world, candidate, world.clock())
        found = judged if judged.held else claim(ledger, world, candidate, run=name, actor=actor)
        if isinstance(found, Judged):
            run.held.append(found)
            shared = shared or any(held.partition(":")[0] in _SHARED for held in found.held)
        elif found is not None:
            with to_the_end():
                answered = hand_in(server, world.sender.email, found.email, found.raw)
                finish(ledger, found, answered, run=name, actor=actor, now=world.clock())
            _tally(run, found, answered)
            if answered.ours:
                run.stopped = answered.why
                break
        if run.tried >= most:
            break
    return run


def _tally(run: Run, touch: Touch, answered: Answered) -> None:
    match answered.state:
        case "sent":
            run.sent.append(touch)
        case "later":
            run.later.append((touch, answered.why))
        case "failed":
            run.failed.append((touch, answered.why))
        case "unknown":
            run.unknown.append((touch, answered.why))


def _judged(rows: Rows, world: World, candidate: Candidate, now: datetime) -> Judged:
    return judge(Case(candidate, world, rows, now, Mailbox(rows, world.mailbox, world.sending, now)))


def claim(ledger: Ledger, world: World, candidate: Candidate, *, run: str, actor: str) -> Touch | Judged | None:
    """Take a touch for sending, if every check still lets it go under the write lock; the bytes are fixed by it.

    Judged where a check holds it, None where somebody else was there first. When this returns a touch, the claim is
    durable.
    """
    wanted, now = candidate.touch, candidate.touch.at if candidate.state is None else world.clock()
    with ledger.recording(actor, "send.claim", wanted.id) as recording:
        if candidate.row is None or wanted.kind == "answer":
            again = list(answers(recording.rows, world, wanted.id))
        else:
            again = of_package(recording.rows, world, wanted.package_id, now)
        now = world.clock()
        for fresh in again:
            if fresh.touch.id != wanted.id:
                continue
            judged = _judged(recording.rows, world, fresh, now)
            if judged.held:
                return judged
            number = fresh.state.number if fresh.state else 1
            if fresh.state is None:
                record(recording, fresh.touch)
                enter(recording, wanted.id, "approved", now, number=1, why="approved, and every check lets it go")
            enter(recording, wanted.id, "sending", now, number=number + 1, run=run, until=now + LEASE)
            recording.note(campaign=world.campaign, package=wanted.package_id)
            return fresh.touch
    return None


def finish(ledger: Ledger, touch: Touch, answered: Answered, *, run: str, actor: str, now: datetime) -> DispatchState:
    """Record what became of a claimed touch, and with a first mail that it was sent. Gives the state. One that was
    given up as unknown meanwhile is not tried again, whatever the answer.
    """
    with ledger.recording(actor, "send.result", touch.id) as recording:
        current = _state(recording, touch.id)
        if current.run != run or current.state not in ("sending", "unknown"):
            raise Conflict(f"touch {touch.id} is {current.state}: it is not this run's")
        tries = _tries(recording, touch.id)
        state: DispatchState
        until = None
        match answered.state:
            case "sent" | "failed" | "unknown":
                state = answered.state
            case "later" if current.state == "sending" and (answered.ours or tries <= len(PAUSES)):
                state = "approved"
                until = now + timedelta(minutes=PAUSES[min(tries, len(PAUSES)) - 1])
            case _:
                state = "failed"
        enter(recording, touch.id, state, now, number=current.number + 1, why=answered.why, run=run, until=until)
        if state == "sent":
            _sent(recording, touch, now)
        recording.note(campaign=touch.campaign, state=state)
    return state


def _sent(recording: Recording, touch: Touch, now: datetime) -> None:
    """What the figures of a campaign count: that the mail of a package was sent. Later steps stand in the outbox."""
    if touch.kind == "first":
        recording.add(t.outcome, [{
            "campaign": touch.campaign, "package_id": touch.package_id, "kind": "sent", "at": iso(now), "detail": "",
            "simulated": touch.simulated,
        }])  # fmt: skip


def recover(ledger: Ledger, *, actor: str, now: datetime) -> int:
    """Claims that nobody finished and whose time is over: unknown from now on, and never sent again. How many."""
    d = t.dispatch
    stale = newest().where(d.c.state == "sending", d.c.until < iso(now))
    if not ledger.rows(stale):
        return 0
    with ledger.recording(actor, "send.recover", "workspace") as recording:
        found = recording.rows(stale)
        for row in found:
            why = "whoever sent it stopped before the answer"
            enter(recording, row["touch_id"], "unknown", now, number=row["number"] + 1, why=why, run=row["run"])
        recording.note(touches=len(found))
    return len(found)


def settle(ledger: Ledger, touch_id: str, *, arrived: bool, by: str, reason: str, now: datetime) -> DispatchState:
    """Record what a person found out about a mail that may have left: it did (sent), or it did not (failed). It is not
    sent again either way. Conflict where it is not unknown."""
    found = ledger.rows(sa.select(t.touch).where(t.touch.c.id == touch_id))
    if not found:
        raise InputError(f"there is no touch '{touch_id}'", mend="hitl mailbox show lists those that are unknown")
    if not reason.strip():
        raise InputError("nobody can follow this later without a reason", mend="say what you looked at")
    touch = touch_of(found[0])
    with ledger.recording(by, "send.settle", touch_id) as recording:
        current = _state(recording, touch_id)
        if current.state != "unknown":
            raise Conflict(f"touch {touch_id} is {current.state}: there is nothing to find out")
        state: DispatchState = "sent" if arrived else "failed"
        enter(recording, touch_id, state, now, number=current.number + 1, why=f"{by}: {reason}")
        if arrived:
            _sent(recording, touch, now)
        recording.note(campaign=touch.campaign, state=state)
    return state


def unknown(rows: Rows) -> list[sa.RowMapping]:
    """The touches that may have left: `id`, `campaign`, `email`, `message_id`, `why`, `at`."""
    last, u = newest().subquery(), t.touch
    select = (
        sa.select(u.c.id, u.c.campaign, u.c.email, u.c.message_id, last.c.why, last.c.at)
        .join(last, last.c.touch_id == u.c.id)
        .where(last.c.state == "unknown")
        .order_by(last.c.at)
    )
    return list(rows(select))


def _state(recording: Recording, touch_id: str) -> Dispatch:
    return state_of(recording.rows, [touch_id])[touch_id]


def _tries(recording: Recording, touch_id: str) -> int:
    d = t.dispatch
    counted = sa.select(sa.func.count().label("n")).where(d.c.touch_id == touch_id, d.c.state == "sending")
    return int(recording.rows(counted)[0]["n"])

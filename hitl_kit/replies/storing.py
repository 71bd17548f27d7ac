"""Storing what came in: the message, whom it answers, the pause of their cadence and the cursor, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from hitl_kit.domain.base import iso, sha256_hex, utc_now
from hitl_kit.domain.inbound import Inbound
from hitl_kit.ledger import Ledger, Recording, tables
from hitl_kit.ledger.forgotten import erased_since

from .arrived import Arrived, Cursor, Lot
from .cadences import pause
from .known import Answered, Known
from .reading import read_message

_MOST_ALIKE = 1000
"""Stored messages that are read again because a new one bears their Message-ID: some senders give all the same."""


@dataclass(frozen=True)
class Stored:
    """What became of some messages. new: stored now · known: there already · forgotten: from before their writer was
    erased, and left out · matched: of the new ones, those that answer somebody whom we wrote to."""

    new: int = 0
    known: int = 0
    forgotten: int = 0
    matched: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(
            self.new + other.new, self.known + other.known, self.forgotten + other.forgotten,
            self.matched + other.matched,
        )  # fmt: skip


def store(
    ledger: Ledger, lot: Lot, *, mailbox: str, actor: str, now: datetime | None = None, simulated: bool = False
) -> Stored:
    """Store a lot of messages, pause everybody whom they are from or about, and move the cursor: all of it or nothing.

    Nothing is decided here by what a message says: whether it was a machine's is read later, and until then nobody
    is written to. A message that is there already, byte for byte or as another copy, is not stored again.
    """
    at = now or utc_now()
    read = [(arrived, _read(arrived, at)) for arrived in lot.messages]
    counts = dict.fromkeys(("new", "known", "forgotten", "matched"), 0)
    with ledger.recording(actor, "inbound.store", mailbox) as recording:
        there = _There(recording, [(sha256_hex(a.raw), m) for a, m in read])
        known = Known(recording, (message for _, message in read), simulated=simulated)
        people = (a for _, m in read for a in (m.sender.lower(), m.recipient.lower()) if a)
        gone = erased_since(recording, people)
        for arrived, message in read:
            received = iso(_received(arrived, message, at))
            if there.has(sha256_hex(arrived.raw), message):
                counts["known"] += 1
            elif any(received <= gone.get(a.lower(), "") for a in (message.sender, message.recipient)):
                counts["forgotten"] += 1
            else:
                answered = known.answered(message)
                _add(recording, arrived, message, answered, mailbox, received, iso(at), simulated=simulated)
                counts["new"] += 1
                counts["matched"] += bool(answered.how)
        if lot.cursor is not None and lot.cursor != cursor_in(recording, lot.cursor):
            recording.add(tables.fetched, [_cursor_row(lot.cursor, iso(at))])
    return Stored(**counts)


def _add(
    recording: Recording, arrived: Arrived, message: Inbound, answered: Answered, mailbox: str, received: str, at: str,
    *, simulated: bool,
) -> None:  # fmt: skip
    made_up = simulated or answered.simulated
    digest = sha256_hex(arrived.raw)
    recording.add_one(tables.inbound, {
        "sha256": digest, "campaign": answered.campaign, "package_id": answered.package_id,
        "touch_id": answered.touch_id, "matched_by": answered.how, "message_id": message.message_id,
        "email": answered.email or message.sender, "mailbox": mailbox, "raw": arrived.raw, "received_at": received,
        "at": at, "simulated": made_up,
    })  # fmt: skip
    if answered.how:
        pause(recording, {**asdict(answered), "simulated": made_up}, digest, at)


def _read(arrived: Arrived, now: datetime) -> Inbound:
    try:
        return read_message(arrived.raw, received=(arrived.received_at or now).date())
    except Exception as error:  # never seen; but a message must not be lost, or stop all that come after it
        return Inbound(kind="person", because="it could not be read", unread=(f"all of it ({type(error).__name__})",))


def _received(arrived: Arrived, message: Inbound, now: datetime) -> datetime:
    """When it came in: as the mailbox says, else as the message does, and never in the future."""
    said = arrived.received_at or message.sent_at or now
    return min(said.astimezone(UTC), now)


class _There:
    """The messages that are stored already, and those of the lot that were seen before in it."""

    def __init__(self, recording: Recording, read: Sequence[tuple[str, Inbound]]) -> None:
        i = tables.inbound
        hashes = sorted({digest for digest, _ in read})
        ids = sorted({m.message_id for _, m in read if m.message_id})
        self._hashes = {r["sha256"] for r in recording.rows(sa.select(i.c.sha256).where(i.c.sha256.in_(hashes)))}
        alike = sa.select(i.c.raw).where(i.c.message_id.in_(ids)).order_by(i.c.id.desc()).limit(_MOST_ALIKE)
        self._same = {_sameness(read_message(row["raw"])) for row in recording.rows(alike) if row["raw"]}

    def has(self, digest: str, message: Inbound) -> bool:
        """Whether it was seen before; from now on it was. The same Message-ID alone is not enough: anybody can write
        one, and a reply must not be lost for it."""
        same = _sameness(message)
        if digest in self._hashes or (message.message_id and same in self._same):
            return True
        self._hashes.add(digest)
        self._same.add(same)
        return False


def _sameness(message: Inbound) -> tuple[str, ...]:
    return message.message_id, message.sender, message.subject, message.kind, " ".join(message.body.split())


def cursor_in(recording: Recording | Ledger, where: Cursor) -> Cursor | None:
    """How far that folder of that mailbox has been read; None where it never was."""
    f = tables.fetched
    mine = (f.c.mailbox == where.mailbox, f.c.folder == where.folder)
    rows = recording.rows(sa.select(f).where(*mine).order_by(f.c.id.desc()).limit(1))
    if not rows:
        return None
    return Cursor(where.mailbox, where.folder, rows[0]["uidvalidity"], int(rows[0]["uid"]))


def _cursor_row(cursor: Cursor, at: str) -> dict[str, object]:
    return {
        "mailbox": cursor.mailbox, "folder": cursor.folder, "uidvalidity": cursor.uidvalidity,
        "uid": str(cursor.uid), "at": at,
    }  # fmt: skip

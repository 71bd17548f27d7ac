"""Triage: every stored message is read once, and what follows from it is recorded in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from hitl_kit.domain.answering import Answering
from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.inbound import INTENTS, Inbound, Intent
from hitl_kit.domain.outcomes import OutcomeKind
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, Recording, tables
from hitl_kit.ledger.forgotten import erased_since

from .cadences import Standing, put, settle
from .consequences import Consequence, follows
from .intents import Reading, read_intent
from .quoting import strip_quotes
from .reading import read_message

PolicyOf = Callable[[str], Answering]
"""What the policy of the campaign of that name says about replies; of '' where a message belongs to none."""

RULES = "the rules"
_AT_ONCE = 100
_LONGEST_TEXT = 20_000
_SHORT = 40
_MAY_HAVE_BEEN_SENT = ("approved", "edited", "automatic")


@dataclass(frozen=True)
class Read:
    """One stored message as it was read, and what follows."""

    row: sa.RowMapping
    message: Inbound
    text: str
    intent: Intent | Literal[""]
    words: Reading | None
    consequence: Consequence


def triage(ledger: Ledger, policy_of: PolicyOf, *, actor: str) -> Counter[str]:
    """Read what was stored and not read yet; gives how many were read as what (an intent, or a machine's kind).

    A run that dies leaves what it had not recorded unread, and the next one goes on there.
    """
    counts: Counter[str] = Counter()
    while found := _unread(ledger):
        at = utc_now()
        read = [_read(ledger, row, policy_of, at) for row in found]
        with ledger.recording(actor, "inbound.read", "workspace") as recording:
            done = _read_already(recording, [r.row["id"] for r in read])
            for one in read:
                if one.row["id"] not in done:
                    _record(recording, one, by=RULES, at=iso(at))
                    counts[one.intent or one.message.subtype or one.message.kind] += 1
    return counts


def correct(ledger: Ledger, policy_of: PolicyOf, inbound_id: int, intent: Intent, *, by: str) -> Consequence:
    """Record that a person reads a message otherwise, and let follow what now follows.

    What can be taken back is: the cadence. What a report counted and who is suppressed stays; a suppression is never
    lifted. Gives what follows.
    """
    if not by.strip():
        raise InputError("a correction needs a name", mend="say who you are (by=)")
    if intent not in INTENTS or intent == "unsure":
        known = [name for name in INTENTS if name != "unsure"]
        raise InputError(f"'{intent}' is not what an answer can intend", mend=meant(intent, known, "there are"))
    at = utc_now()
    rows = ledger.rows(_inbound().where(tables.inbound.c.id == inbound_id))
    if not rows or not rows[0]["raw"]:
        raise InputError(f"there is no message {inbound_id}", mend="see c.threads()")
    read = _read(ledger, rows[0], policy_of, at, corrected=intent)
    with ledger.recording(by, "reply.correct", str(inbound_id)) as recording:
        _record(recording, read, by=by.strip(), at=iso(at), corrected=True)
    return read.consequence


def _inbound() -> sa.Select[Any]:
    i, p, s = tables.inbound, tables.package, tables.standing
    return (
        sa.select(i, p.c.high_value, p.c.content, s.c.sent_at, s.c.status)
        .outerjoin(p, p.c.id == i.c.package_id)
        .outerjoin(s, s.c.package_id == i.c.package_id)
    )


def _unread(ledger: Ledger) -> list[sa.RowMapping]:
    i, r = tables.inbound, tables.reading
    unread = ~sa.exists().where(r.c.inbound_id == i.c.id)
    return ledger.rows(_inbound().where(unread, sa.func.length(i.c.raw) > 0).order_by(i.c.id).limit(_AT_ONCE))


def _read_already(recording: Recording, ids: Sequence[int]) -> set[int]:
    """Those of the messages that somebody else has read in the meantime."""
    r = tables.reading
    return {row["inbound_id"] for row in recording.rows(sa.select(r.c.inbound_id).where(r.c.inbound_id.in_(ids)))}


def _read(
    ledger: Ledger, row: sa.RowMapping, policy_of: PolicyOf, now: datetime, *, corrected: Intent | None = None
) -> Read:
    received = datetime.fromisoformat(row["received_at"])
    message = read_message(row["raw"], received=received.date())
    text, words = message.text, None
    intent: Intent | Literal[""] = ""
    if corrected is not None:
        message = message.model_copy(update={"kind": "person", "subtype": ""})
    if message.kind == "person":
        sent = _sent(ledger, row)
        text = strip_quotes(message.body, sent) if sent else message.text
        words = _intent(message.subject, text)
        intent = corrected or words.intent
    consequence = follows(
        message, intent, high_value=bool(row["high_value"]), policy=policy_of(row["campaign"]), day=now.date()
    )
    return Read(row, message, text, intent, words, consequence)


def _intent(subject: str, text: str) -> Reading:
    """What a person intends; a mail whose subject alone says "unsubscribe" is what a mail program's button sends."""
    alone = subject.strip()
    if 0 < len(alone.split()) <= 2 and len(text.split()) <= _SHORT:
        found = read_intent(alone)
        if found.intent == "unsubscribe":
            return Reading("unsubscribe", ())
    return read_intent(text)


def _sent(ledger: Ledger, row: sa.RowMapping) -> str:
    """The text that we had written, by which a quote of it is known; '' where there is none."""
    t, d = tables.touch, tables.decision
    if row["touch_id"]:
        found = ledger.rows(sa.select(t.c.raw).where(t.c.id == row["touch_id"]))
        if found and found[0]["raw"]:
            return read_message(found[0]["raw"]).body
    if not row["package_id"] or not row["content"]:
        return ""
    mine = (d.c.package_id == row["package_id"], d.c.verdict.in_(["approve", "edit"]))
    decided = ledger.rows(sa.select(d.c.body).where(*mine).order_by(d.c.id.desc()).limit(1))
    if decided and decided[0]["body"]:
        return str(decided[0]["body"])
    draft = Package.model_validate_json(row["content"]).draft
    return draft.body if draft else ""


def _record(recording: Recording, read: Read, *, by: str, at: str, corrected: bool = False) -> None:
    row, message, consequence = read.row, read.message, read.consequence
    recording.add_one(tables.reading, {
        "inbound_id": row["id"], "kind": message.kind, "subtype": message.subtype, "intent": read.intent,
        "content": canonical_json(_content(read)), "why": consequence.why, "by": by, "at": at,
        "simulated": row["simulated"],
    })  # fmt: skip
    if row["package_id"]:
        _count(recording, row, consequence.outcomes)
        wanted = None if consequence.cadence is None else _standing(consequence)
        if not corrected:
            settle(recording, dict(row), wanted, row["sha256"], at)
        elif wanted is not None:
            put(recording, dict(row), wanted, by=by, at=at)
    _suppress(recording, read)


def _standing(consequence: Consequence) -> Standing:
    until = consequence.until.isoformat() if consequence.until else ""
    return Standing(consequence.cadence or "going on", until, consequence.why)


def _content(read: Read) -> dict[str, Any]:
    message, words = read.message, read.words
    return {
        "text": read.text[:_LONGEST_TEXT], "subject": message.subject, "sender": message.sender,
        "sender_name": message.sender_name, "because": message.because, "who": read.consequence.who,
        "words": [[w.intent, w.start, w.end] for w in words.because] if words else [],
        "also": list(words.also) if words else [], "recipient": message.recipient, "status": message.status,
        "diagnostic": message.diagnostic[:1000], "return_date": _day(message.return_date),
        "message_id": message.message_id, "references": list(message.references[-50:]),
        "suspicious": list(message.suspicious), "unread": list(message.unread),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _count(recording: Recording, row: sa.RowMapping, outcomes: Sequence[tuple[OutcomeKind, str]]) -> None:
    """What reports count, of a mail that was or may have been sent; no outcome stands before its send."""
    if not (row["touch_id"] or row["sent_at"] or row["status"] in _MAY_HAVE_BEEN_SENT):
        return
    o = tables.outcome
    at = max(row["received_at"], row["sent_at"] or "")
    mine = sa.select(o.c.kind, o.c.at).where(o.c.package_id == row["package_id"])
    known = {(r["kind"], r["at"]) for r in recording.rows(mine)}
    recording.add(tables.outcome, (
        {
            "campaign": row["campaign"], "package_id": row["package_id"], "kind": kind, "at": at, "detail": detail,
            "simulated": row["simulated"],
        }
        for kind, detail in outcomes if (kind, at) not in known
    ))  # fmt: skip


def _suppress(recording: Recording, read: Read) -> None:
    """Never again to whom it is about, and not to the address either from which somebody asked so."""
    row, reason = read.row, read.consequence.suppress
    if not reason:
        return
    matched, asked = bool(row["package_id"]), read.intent == "unsubscribe"
    if not matched and not (asked and len(read.text.split()) <= _SHORT):
        return  # somebody whom we never wrote to, such as a newsletter with a link to unsubscribe
    addresses = {row["email"]} if matched else set()
    addresses |= {read.message.sender} if asked else set()
    addresses = {a for a in addresses if "@" in a}
    s = tables.suppression
    known = {
        r["value"] for r in recording.rows(sa.select(s.c.value).where(s.c.kind == "address", s.c.value.in_(addresses)))
    }
    left = addresses - known - set(erased_since(recording, addresses))
    recording.add(tables.suppression, ({"kind": "address", "value": a, "reason": reason} for a in sorted(left)))

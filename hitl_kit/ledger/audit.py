"""Audit: the events of the ledger as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import after_day, iso
from hitl_kit.domain.decisions import REASONS

from . import tables as t
from .store import Ledger

KINDS: dict[str, str] = {
    "accounts.import": "companies were imported from a file",
    "accounts.record": "companies were recorded that no file brought (the simulator's)",
    "angle.decide": "a person decided about an angle",
    "batch.open": "a batch was begun",
    "batch.packages": "the agent suggested: drafts, or why there are none, with checks and routes",
    "cadence.decide": "a person decided whether somebody is written to further",
    "contacts.import": "people were imported from a file",
    "course.decide": "a person decided about a signal, or about the campaign as a whole",
    "export.write": "approved mails were written into a file for another tool",
    "icp.approve": "a person approved an ICP",
    "inbound.read": "the agent read what had come in, and what follows from it was recorded",
    "inbound.store": "messages came in: stored, matched, and their people paused",
    "ledger.restore": "a backup was restored",
    "lesson.accept": "a person accepted a rule that verdicts had taught",
    "lesson.decline": "a person declined a rule that verdicts had taught",
    "lesson.unlearn": "a person took a learned rule out of force",
    "mailbox.resume": "a person let a stopped mailbox send again",
    "model.calls": "calls to a model: meant, and what became of them",
    "name.refused": "somebody tried to write in another person's name",
    "outcomes.import": "what became of the mails was imported: sent, bounced, answered",
    "outcomes.record": "what became of the mails was recorded (the simulator's)",
    "person.erase": "a person's data was blanked",
    "play.approve": "a person approved a play",
    "play.change": "a person wants a play changed before it is approved",
    "play.reject": "a person rejected a play",
    "policy.approve": "a person approved a policy",
    "policy.change": "another policy than before was put to use",
    "reply.answer": "a person wrote an answer, which waits in the outbox",
    "reply.correct": "a person corrected how a reply was read",
    "reply.handoff": "a reply was handed to a person",
    "research.record": "the agent recorded what it found about accounts",
    "review.approve": "a reviewer approved a draft",
    "review.bulk": "a reviewer gave one verdict on several packages",
    "review.claim": "a reviewer took packages, or kept them for longer",
    "review.edit": "a reviewer changed a draft and approved it",
    "review.hold": "a reviewer put a package on hold",
    "review.record": "verdicts were recorded that nobody gave in a session (the simulator's)",
    "review.reject": "a reviewer rejected a draft",
    "review.rewrite": "a reviewer asked for another version of a draft",
    "review.undo": "a reviewer took a verdict back",
    "role.refused": "somebody tried what their role does not allow",
    "seed.draw": "the number was drawn from which plays and variants are assigned at random",
    "send.claim": "a mail was taken for sending",
    "send.recover": "mails that nobody finished sending were found: unknown, and never sent again",
    "send.result": "what became of a mail that was handed to the server",
    "send.settle": "a person found out whether a mail had left",
    "signals.import": "signals were imported from a file",
    "suppressions.import": "addresses and domains were suppressed",
    "suppressions.sync": "opt-outs were exchanged with the CRM",
    "task.done": "a person took a step by hand",
    "trust.demote": "a level of trust was taken back, by spot-checks or by a person",
    "trust.lapse": "a level of trust lapsed: what it was given for is another by now",
    "trust.promote": "a person gave a play a level of trust",
    "trust.refused": "somebody tried a promotion that the evidence does not carry",
    "trust.sample": "more packages were drawn for a person to read",
    "unsubscribe.click": "somebody unsubscribed by one click",
}
"""Every kind of event, and what happened."""

COLUMNS = ("event", "at", "actor", "kind", "what", "subject", "account", "detail")

_SHOWN = 300
_HIDDEN = ("rows", "blanked", "campaign", "text")


@dataclass(frozen=True)
class Entry:
    """One event. `account` is the company's name where the subject is a package."""

    event: int
    at: str
    actor: str
    kind: str
    what: str
    subject: str
    account: str
    detail: str


@dataclass(frozen=True)
class Asked:
    """Which events: each of these narrows the choice. `until` is the last day that counts; `kind` may be the beginning
    of one, such as "review"."""

    campaign: str = ""
    since: date | None = None
    until: date | None = None
    actor: str = ""
    kind: str = ""


def entries(ledger: Ledger, asked: Asked = Asked(), *, last: int | None = None) -> Iterator[Entry]:
    """The events in their order, a chunk in memory at a time; with `last`, only that many of the newest."""
    select = _select(asked)
    if last is None:
        yield from map(_entry, ledger.stream(select.order_by(t.event.c.seq)))
    else:
        newest = ledger.rows(select.order_by(t.event.c.seq.desc()).limit(last))
        yield from map(_entry, reversed(newest))


def _select(asked: Asked) -> sa.Select[Any]:
    """The events with what is known of their packages. Events are read in their order and judged as they pass: that
    needs no index, which every verdict would pay for."""
    e, s, a, d = t.event, t.standing, t.account, t.decision
    account = (
        sa.select(a.c.content)
        .where(a.c.campaign == s.c.campaign, a.c.key == s.c.company)
        .order_by(a.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    reason = sa.select(d.c.reason).where(d.c.package_id == e.c.subject, d.c.event == e.c.seq).limit(1).scalar_subquery()
    select = sa.select(
        e.c.seq, e.c.at, e.c.actor, e.c.kind, e.c.subject, e.c.payload, account.label("account"),
        sa.case((e.c.kind == "review.reject", reason)).label("reason"),
    ).outerjoin(s, s.c.package_id == e.c.subject)  # fmt: skip
    if asked.since:
        select = select.where(e.c.at >= iso(datetime.combine(asked.since, time.min, tzinfo=UTC)))
    if asked.until:
        select = select.where(e.c.at < after_day(asked.until))
    if asked.actor:
        select = select.where(sa.func.lower(e.c.actor) == sa.func.lower(" ".join(asked.actor.split())))
    if asked.kind:
        select = select.where(e.c.kind.startswith(asked.kind, autoescape=True))
    if asked.campaign:  # last, for it costs the most to judge
        own = e.c.subject.startswith(f"{asked.campaign}/", autoescape=True)
        packages = sa.select(s.c.package_id).where(s.c.campaign == asked.campaign)
        select = select.where(sa.or_(e.c.subject == asked.campaign, own, e.c.subject.in_(packages)))
    return select


def _entry(row: sa.RowMapping) -> Entry:
    payload = json.loads(row["payload"])
    account = _name(row["account"]) if row["account"] else ""
    reason = [REASONS.get(row["reason"], row["reason"])] if row["reason"] else []
    return Entry(
        row["seq"], row["at"], row["actor"], row["kind"], KINDS.get(row["kind"], ""), row["subject"], account,
        "; ".join(reason + _details(payload))[:_SHOWN],
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def _name(content: str) -> str:
    return str(json.loads(content)["name"])


def _details(payload: dict[str, Any]) -> list[str]:
    """What an event says beside its rows, and how many rows of what it recorded."""
    facts = [f"{key.replace('_', ' ')} {_shown(value)}" for key, value in payload.items() if key not in _HIDDEN]
    rows = [f"{digest[0]:,} {table.replace('_', ' ')} row{'s' * (digest[0] != 1)}" for table, digest in
            payload.get("rows", {}).items()]  # fmt: skip
    blanked = [f"{len(payload['blanked']):,} rows blanked"] if "blanked" in payload else []
    return facts + rows + blanked


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "none"
    if isinstance(value, bool) or value in (None, ""):
        return "yes" if value else "none" if value is not False else "no"
    text = str(value)
    return text[:12] if len(text) == 64 else text

"""The brief for whoever answers: who they are, all that was said, what we quoted, what is new, what they ask."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.answering import Answering
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import AccountResearch, Fact
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, tables

from .cadences import newest
from .conversations import standing_readings
from .discovery import Question, questions
from .reading import read_message

_QUESTION = re.compile(r"[^\n.!?¿？]{3,}[?？]")
_MOST = 100
_KINDS = {
    "first": "first mail", "follow_up": "follow-up", "answer": "answer", "task": "{} by hand", "export": "file for {}",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """One message of the conversation, theirs or ours. `how` is what became of ours (sent, approved …), or how theirs
    was matched; `intent` and the place of its words (start, end) say how theirs was read, and `by` by whom."""

    at: str
    ours: bool
    subject: str
    text: str
    how: str = ""
    intent: str = ""
    by: str = ""
    words: tuple[tuple[int, int], ...] = ()
    inbound_id: int = 0
    unread: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quoted:
    """A fact with the source that says so."""

    quote: str
    kind: str
    dated: str
    title: str
    url: str


@dataclass(frozen=True)
class Brief:
    """All that a person needs for an answer. `to` is the address that the answer goes to, '' where the words of the
    message are not here; `suggestion` the team's agreed words, '' where none may be shown; `barred` why no answer may
    be sent, '' where one may, `who` who is to write it (person, lead)."""

    package: Package
    said: tuple[Said, ...]
    quoted: tuple[Quoted, ...]
    since: tuple[Quoted, ...]
    asked: tuple[str, ...]
    discovery: tuple[Question, ...]
    suggestion: str
    cadence: str
    barred: str
    to: str
    subject: str
    who: str
    answers: str
    in_reply_to: str
    references: tuple[str, ...]


def brief(
    ledger: Ledger, campaign: str, package_id: str, policy: Answering, *, sender: str, suppressed: Callable[[str], str]
) -> Brief:
    """The brief on the conversation about a package. `sender` is the name under the suggestion; `suppressed` says why
    an address may not be written to, '' where it may."""
    p = tables.package
    rows = ledger.rows(sa.select(p.c.content, p.c.email).where(p.c.id == package_id, p.c.campaign == campaign))
    if not rows:
        raise InputError(f"campaign '{campaign}' has no package '{package_id}'", mend="see c.threads()")
    package = Package.model_validate_json(rows[0]["content"])
    theirs = _theirs(ledger, package_id)
    last = next((t for t in reversed(theirs) if t["kind"] == "person"), theirs[-1] if theirs else None)
    content: dict[str, Any] = json.loads(last["content"]) if last else {}
    intent = str(last["intent"]) if last else ""
    to = str(content.get("sender", ""))
    said = sorted([*(_their_words(t) for t in theirs), *_ours(ledger, package)], key=lambda s: s.at)
    why = next((why for address in (to, rows[0]["email"]) if address and (why := suppressed(address))), "")
    return Brief(
        package=package, said=tuple(said[-_MOST:]), quoted=_quoted(package), since=_since(ledger, campaign, package),
        asked=tuple(q.strip() for q in _QUESTION.findall(content.get("text", ""))[:10]),
        discovery=questions([intent, *content.get("also", ())]) if last else (),
        suggestion="" if content.get("guessed") else _suggestion(policy, intent, package, sender),
        cadence=_cadence(ledger, package_id, rows[0]["email"]),
        barred=why and f"no answer can be sent: {why}", to=to,
        subject=_reply(content.get("subject", "")), who=str(content.get("who", "person")),
        answers=content.get("message_id") or (last["sha256"] if last else ""),
        in_reply_to=next(iter(_usable([content.get("message_id", "")])), ""),
        references=_usable(content.get("references", ())),
    )  # fmt: skip


def _theirs(ledger: Ledger, package_id: str) -> list[sa.RowMapping]:
    i, r = tables.inbound, standing_readings()
    select = (
        sa.select(i.c.id, i.c.sha256, i.c.received_at, i.c.matched_by, r.c.kind, r.c.intent, r.c.by, r.c.content)
        .join(r, r.c.inbound_id == i.c.id)
        .where(i.c.package_id == package_id)
        .order_by(i.c.received_at, i.c.id)
    )
    return [
        row for row in ledger.rows(select) if row["content"].startswith("{") and "text" in json.loads(row["content"])
    ]


def _their_words(row: sa.RowMapping) -> Said:
    content = json.loads(row["content"])
    read = str(row["intent"] or row["kind"])
    if content.get("guessed") and read != "unsure":
        read = f"probably {read}"
    return Said(
        row["received_at"], False, content["subject"], content["text"], row["matched_by"], read, row["by"],
        tuple((start, end) for _, start, end in content["words"]), row["id"], tuple(content["unread"]),
        tuple(content["suspicious"]),
    )  # fmt: skip


def _ours(ledger: Ledger, package: Package) -> list[Said]:
    """Every touch with its state; what another tool sent, as it was approved."""
    t, d = tables.touch, tables.dispatch
    state = sa.select(d.c.state).where(d.c.touch_id == t.c.id).order_by(d.c.number.desc()).limit(1).scalar_subquery()
    mine = sa.select(t.c.raw, t.c.at, t.c.due_at, t.c.kind, t.c.channel, t.c.by, state.label("state"))
    found = []
    for row in ledger.rows(mine.where(t.c.package_id == package.id).order_by(t.c.at)):
        words = read_message(row["raw"]) if row["raw"] else None
        how = f"{_KINDS[row['kind']].format(row['channel'])}, {row['state'] or 'not in the outbox'}"
        subject, text = (words.subject, words.body) if words else ("", "")
        found.append(Said(row["at"], True, subject, text, how, by=row["by"]))
    if found:
        return found
    o, decision = tables.outcome, tables.decision
    when = ledger.rows(
        sa.select(sa.func.min(o.c.at).label("at")).where(o.c.package_id == package.id, o.c.kind == "sent")
    )
    let_go = (decision.c.package_id == package.id, decision.c.verdict.in_(["approve", "edit"]))
    stood = ledger.rows(sa.select(decision).where(*let_go).order_by(decision.c.id.desc()).limit(1))
    if not when[0]["at"] or package.draft is None:
        return []
    subject, text = package.draft.subject, package.draft.body
    if stood and stood[0]["body"]:
        subject, text = stood[0]["subject"], stood[0]["body"]
    return [Said(when[0]["at"], True, subject, text, "sent by another tool", by=stood[0]["reviewer"] if stood else "")]


def _quoted(package: Package) -> tuple[Quoted, ...]:
    """The facts that our mail cited."""
    cited = {i for s in package.draft.segments for i in s.fact_ids} if package.draft else set()
    return tuple(_fact(package.research, f) for f in package.research.facts if f.id in cited)


def _since(ledger: Ledger, campaign: str, package: Package) -> tuple[Quoted, ...]:
    """What research has found about the company since the package was made."""
    r = tables.research
    where = (r.c.campaign == campaign, r.c.account_key == package.account.key, r.c.simulated == package.simulated)
    rows = ledger.rows(sa.select(r.c.content).where(*where).order_by(r.c.id.desc()).limit(1))
    if not rows:
        return ()
    found = AccountResearch.model_validate_json(rows[0]["content"])
    known = {fact.quote for fact in package.research.facts}
    return tuple(_fact(found, fact) for fact in found.facts if fact.quote not in known)[:20]


def _fact(research: AccountResearch, fact: Fact) -> Quoted:
    source = next((s for s in research.sources if s.id == fact.source_id), None)
    dated = fact.dated.isoformat() if fact.dated else ""
    return Quoted(fact.quote, fact.kind, dated, source.title if source else "", source.url if source else "")


def _suggestion(policy: Answering, intent: str, package: Package, sender: str) -> str:
    words = policy.suggestion(intent, high_value=package.high_value)
    first_name = package.contact.first_name if package.contact else ""
    return words.format(first_name=first_name, company=package.account.name, sender=sender) if words else ""


def _cadence(ledger: Ledger, package_id: str, email: str) -> str:
    stands = newest(ledger, [email]).get(email) if email else None
    if stands is None:
        s = tables.standing
        answered = ledger.rows(sa.select(s.c.answered_at).where(s.c.package_id == package_id))
        at = answered[0]["answered_at"] if answered else ""
        return f"waits: they answered on {at[:10]}" if at else "going on"
    until = f" until {stands['until']}" if stands["until"] else ""
    return f"{stands['state']}{until}: {stands['reason']} ({stands['by']})"


def _usable(message_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the Message-IDs that a header of ours can carry: they come from outside, and some are none."""
    return tuple(i for i in message_ids if i.isascii() and i.isprintable() and i)


def _reply(subject: str) -> str:
    return subject if re.match(r"(?i)re\s*:", subject) or not subject else f"Re: {subject}"

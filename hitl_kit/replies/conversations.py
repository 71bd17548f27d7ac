"""Conversations: who answered and waits for a person, the most urgent first, and how long people took to answer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables

from .cadences import BY_MAILBOX, BY_READING

State = Literal["open", "answered", "settled"]
"""open: waits for a person · answered: a person's answer is in the outbox, or left · settled: a person said what
becomes of the cadence, without an answer."""

_RANKS: dict[str, int] = {
    "angry": 0, "meeting": 1, "pricing": 2, "positive": 2, "objection": 3, "question": 3, "referral": 4, "unsure": 4,
    "unsubscribe": 5, "not_interested": 5, "not_now": 6, "wrong_person": 6, "blocked": 7, "left": 7, "challenge": 7,
    "other": 8,
}  # fmt: skip
_HIGH_VALUE = 3
_NOW, _TODAY = 2, 5
_REPORTED = {"negative": "objection", "wrong_person": "wrong_person", "angry": "angry"}
"""What a sending tool's word for an answer comes nearest to."""


@dataclass(frozen=True)
class Thread:
    """The conversation about one package. `inbound_id` and what else describes a message are of the newest one that a
    person is needed for; `inbound_id` 0: the sending tool reported the answer, and its words are not here. `since` is
    when the oldest one came in that nobody has dealt with, `minutes` how long the first answer took (None: there is
    none yet), `with_whom` who took it over, `by` who read it, `guessed` whether that was a model, which a person
    confirms."""

    package_id: str
    company: str
    contact: str
    title: str
    email: str
    tier: str
    high_value: bool
    inbound_id: int
    kind: str
    intent: str
    who: str
    why: str
    subject: str
    text: str
    since: str
    messages: int
    matched_by: str
    suspicious: tuple[str, ...]
    with_whom: str
    state: State
    minutes: float | None
    simulated: bool
    by: str = ""
    guessed: bool = False

    @property
    def label(self) -> str:
        """What it is about, in a word."""
        words = (self.intent or self.kind).replace("_", " ")
        return f"probably {words}: please confirm" if self.guessed and self.intent != "unsure" else words

    @property
    def rank(self) -> int:
        """How urgent it is; the lowest first."""
        return max(0, _RANKS.get(self.intent or self.kind, 8) - (_HIGH_VALUE if self.high_value else 0))

    @property
    def urgency(self) -> str:
        """How soon somebody should answer, in a word."""
        return "now" if self.rank <= _NOW else "today" if self.rank <= _TODAY else "this week"


def list_threads(ledger: Ledger, campaign: str, *, simulated: bool = True) -> list[Thread]:
    """The conversations for which a person is or was needed: the open ones first, by urgency and age; nobody real
    waits behind a simulated one."""
    messages = _by_package(_messages(ledger, campaign, simulated=simulated))
    reported = _by_package(_reported(ledger, campaign, simulated=simulated))
    for package_id, rows in reported.items():
        messages.setdefault(package_id, rows)
    closed, taken = _Closed(ledger, campaign), _taken(ledger, campaign)
    found = [_thread(rows, closed, taken.get(package_id, "")) for package_id, rows in messages.items()]
    return sorted(found, key=lambda t: (t.state != "open", t.simulated, t.rank, t.since, t.package_id))


def _thread(rows: Sequence[dict[str, Any]], closed: _Closed, taken: str) -> Thread:
    last, first = rows[-1], rows[0]
    state, since_event = closed.state(last["package_id"], last["event"])
    waiting = [r for r in rows if r["event"] > since_event] or [last]
    package, content = json.loads(last["package"]), json.loads(last["content"])
    contact = package.get("contact") or {}
    minutes = closed.minutes(last["package_id"], first["received_at"], first["event"])
    return Thread(
        package_id=last["package_id"], company=package["account"]["name"],
        contact=f"{contact.get('first_name', '')} {contact.get('last_name', '')}".strip() or contact.get("email", ""),
        title=contact.get("title", ""), email=contact.get("email", ""), tier=package["tier"],
        high_value=bool(package["high_value"]), inbound_id=last["id"], kind=last["subtype"] or last["kind"],
        intent=last["intent"], who=content.get("who", "person"), why=last["why"], subject=content.get("subject", ""),
        text=content.get("text", ""), since=min(r["received_at"] for r in waiting), messages=len(rows),
        matched_by=last["matched_by"], suspicious=tuple(content.get("suspicious", ())), with_whom=taken, state=state,
        minutes=minutes, simulated=bool(last["simulated"]), by=last["by"], guessed=bool(content.get("guessed")),
    )  # fmt: skip


def standing_readings() -> sa.Subquery:
    """The reading of each message that counts: the newest."""
    r = tables.reading
    last = sa.select(sa.func.max(r.c.id).label("id")).group_by(r.c.inbound_id).subquery()
    return sa.select(r).join(last, r.c.id == last.c.id).subquery()


def _messages(ledger: Ledger, campaign: str, *, simulated: bool) -> list[dict[str, Any]]:
    """The messages that a person is needed for, the oldest first."""
    i, p, r = tables.inbound, tables.package, standing_readings()
    select = (
        sa.select(
            i.c.id, i.c.event, i.c.package_id, i.c.received_at, i.c.matched_by, i.c.simulated, r.c.kind, r.c.subtype,
            r.c.intent, r.c.why, r.c.by, r.c.content, p.c.content.label("package"),
        )
        .join(r, r.c.inbound_id == i.c.id)
        .join(p, p.c.id == i.c.package_id)
        .where(i.c.campaign == campaign)
        .order_by(i.c.event, i.c.id)
    )  # fmt: skip
    if not simulated:
        select = select.where(i.c.simulated == sa.false())
    rows = [dict(row) for row in ledger.rows(select)]
    return [row for row in rows if json.loads(row["content"]).get("who", "nobody") != "nobody"]


def _reported(ledger: Ledger, campaign: str, *, simulated: bool) -> list[dict[str, Any]]:
    """Answers that a sending tool reported, in the same form, without their words."""
    o, p, i = tables.outcome, tables.package, tables.inbound
    select = (
        sa.select(o.c.event, o.c.package_id, o.c.kind, o.c.detail, o.c.at, o.c.simulated, p.c.content)
        .join(p, p.c.id == o.c.package_id)
        .where(
            o.c.campaign == campaign, o.c.kind.in_(["replied", "positive"]), o.c.detail != "out_of_office",
            ~sa.exists().where(i.c.package_id == o.c.package_id),
        )
        .order_by(o.c.at, o.c.id)
    )  # fmt: skip
    if not simulated:
        select = select.where(o.c.simulated == sa.false())
    return [
        {
            "id": 0, "event": row["event"], "package_id": row["package_id"], "received_at": row["at"],
            "matched_by": "reported", "simulated": row["simulated"], "kind": "person", "subtype": "",
            "intent": "positive" if row["kind"] == "positive" else _REPORTED.get(row["detail"], "unsure"),
            "why": "reported by the sending tool; read the words there", "by": "",
            "content": json.dumps({"who": "lead" if row["detail"] == "angry" else "person"}), "package": row["content"],
        }
        for row in ledger.rows(select)
    ]  # fmt: skip


def _by_package(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["package_id"]].append(row)
    return dict(found)


def _taken(ledger: Ledger, campaign: str) -> dict[str, str]:
    h = tables.handoff
    rows = ledger.rows(sa.select(h.c.package_id, h.c.to).where(h.c.campaign == campaign).order_by(h.c.id))
    return {row["package_id"]: row["to"] for row in rows}


class _Closed:
    """What people did about the conversations of a campaign: their answers, and their words about cadences."""

    def __init__(self, ledger: Ledger, campaign: str) -> None:
        t, c = tables.touch, tables.cadence
        answers = sa.select(t.c.package_id, t.c.event, t.c.at).where(t.c.campaign == campaign, t.c.kind == "answer")
        machines = c.c.by.not_in([BY_MAILBOX, BY_READING])
        corrected = sa.select(tables.event.c.seq).where(tables.event.c.kind == "cadence.decide")
        decided = sa.select(c.c.package_id, c.c.event, c.c.at).where(
            c.c.campaign == campaign, machines, c.c.event.in_(corrected)
        )  # fmt: skip
        self._answers = _events(ledger.rows(answers))
        self._decided = _events(ledger.rows(decided))

    def state(self, package_id: str, event: int) -> tuple[State, int]:
        """The state of a conversation whose newest message came with that event, and the last act of a person in it."""
        answered = max((e for e, _ in self._answers.get(package_id, ())), default=0)
        decided = max((e for e, _ in self._decided.get(package_id, ())), default=0)
        state: State = "open" if max(answered, decided) < event else "answered" if answered > event else "settled"
        return state, max(answered, decided)

    def minutes(self, package_id: str, received_at: str, event: int) -> float | None:
        """From the moment at which a first message came in to a person's first answer after it."""
        later = [at for e, at in self._answers.get(package_id, ()) if e > event]
        if not later:
            return None
        return (datetime.fromisoformat(min(later)) - datetime.fromisoformat(received_at)).total_seconds() / 60


def _events(rows: Iterable[sa.RowMapping]) -> dict[str, list[tuple[int, str]]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[row["package_id"]].append((row["event"], row["at"]))
    return dict(found)

"""Inbox: the replies on screen, the brief for each, and a box for the answer that starts empty. It holds no rules, and
nothing personal is in its saved state: conversations travel as messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from hitl_kit.domain.answering import Answering
from hitl_kit.domain.base import short_id
from hitl_kit.domain.cadence import CadenceState
from hitl_kit.domain.errors import HitlError
from hitl_kit.domain.inbound import INTENTS, Intent
from hitl_kit.replies import Brief, Thread, answer_times

from . import assets, still

Message = dict[str, Any]
_log = logging.getLogger(__name__)
_MOST = 300
_PREVIEW = 160
_HEAD = ("Urgency", "About", "Waits since", "Company", "Contact", "Tier", "Their words", "With")


class Desk(Protocol):
    """What the inbox asks and records; a campaign is one."""

    slug: str

    def threads(self) -> list[Thread]: ...
    def answering(self) -> Answering: ...
    def conversation(self, package: str) -> Brief: ...
    def answer(self, package: str, text: str, *, subject: str, by: str) -> str: ...
    def correct(self, message: int, intent: Intent, *, by: str) -> str: ...
    def settle(self, package: str, state: CadenceState, *, reason: str, until: str, by: str) -> None: ...
    def hand_over(self, package: str, *, to: str, by: str) -> None: ...


class Inbox(still.Live):
    """Who waits for an answer, the most urgent first, with all that a person needs to write one."""

    _esm = assets.module("text.js", "still.js", "conversation.js", "inbox_list.js", "inbox.js")
    _css = assets.style("theme.css", "inbox.css")

    def __init__(self, desk: Desk, person: str) -> None:
        self.desk = desk
        self.person = person
        super().__init__(short_id("inbox", str(id(self)), desk.slug, person))

    def _at_rest(self) -> tuple[str, str]:
        waiting = [t for t in self.desk.threads() if t.state == "open"]
        return f"Inbox: {self.desk.slug}, {len(waiting):,} wait", self._table(waiting)

    def _table(self, waiting: Sequence[Thread]) -> str:
        """The open conversations as an HTML table of plain texts."""
        title = f"<p><b>{len(waiting):,} replies wait in this campaign.</b></p>"
        if not waiting:
            return still.frame(self._still, f"{title}<p>Read what came back: <code>hitl sync</code></p>")
        lines = (
            (t.urgency, t.label, t.since[:16].replace("T", " "), t.company + (" · SIMULATED" if t.simulated else ""),
             t.contact, t.tier, " ".join(t.text.split())[:_PREVIEW], t.with_whom)
            for t in waiting[:_MOST]
        )  # fmt: skip
        more = f"<p>… and {len(waiting) - _MOST:,} more.</p>" if len(waiting) > _MOST else ""
        return still.frame(self._still, title + still.rows(_HEAD, lines) + more)

    def _receive(self, _widget: object, message: Message, _buffers: object) -> None:
        """Answer one message; a refusal names its reason and how to mend it."""
        handlers: dict[str, Callable[[Message], None]] = {
            "init": self._init, "brief": self._brief, "answer": self._answer, "correct": self._correct,
            "settle": self._settle, "hand": self._hand,
        }  # fmt: skip
        try:
            handlers[str(message.get("op"))](message)
        except HitlError as error:
            self._nack(message, error.message, error.mend)
        except (KeyError, TypeError, ValueError):
            _log.exception("a message of the inbox could not be read")
            self._nack(message, "the inbox sent something that cannot be read", "reload the page")
        except Exception as error:  # the database is away, the disk is full: whatever it is, nothing was saved
            _log.exception("the inbox could not reach the ledger")
            self._nack(message, f"the ledger cannot be reached ({type(error).__name__})", "try it again")

    def _nack(self, message: Message, error: str, mend: str) -> None:
        if message.get("op") == "brief":
            self.send({"op": "brief", "id": message.get("id"), "brief": {"error": error}})
        else:
            self.send({"op": "nack", "uid": message.get("uid"), "error": error, "mend": mend})

    def _threads(self) -> Message:
        found = self.desk.threads()
        listed = [t for t in found if t.state == "open"][:_MOST] + [t for t in found if t.state != "open"][:_MOST]
        lines = [
            {**asdict(t), "text": t.text[:_PREVIEW], "label": t.label, "urgency": t.urgency, "rank": t.rank}
            for t in listed
        ]
        return {"threads": lines, "times": answer_times(found, self.desk.answering().target_minutes)}

    def _init(self, _message: Message) -> None:
        intents = [intent for intent in INTENTS if intent != "unsure"]
        self.send({"op": "threads", "still": self._still, "intents": intents, "person": self.person, **self._threads()})

    def _brief(self, message: Message) -> None:
        self.send({"op": "brief", "id": message["id"], "brief": brief_card(self.desk.conversation(str(message["id"])))})

    def _answer(self, message: Message) -> None:
        package, text, subject = (str(message[name]) for name in ("id", "text", "subject"))
        self.desk.answer(package, text, subject=subject, by=self.person)
        self._ack(message)

    def _correct(self, message: Message) -> None:
        self._ack(message, self.desk.correct(int(message["message"]), message["intent"], by=self.person))

    def _settle(self, message: Message) -> None:
        state, reason, until = (str(message.get(name) or "") for name in ("state", "reason", "until"))
        self.desk.settle(str(message["id"]), state, reason=reason, until=until, by=self.person)  # type: ignore[arg-type]
        self._ack(message)

    def _hand(self, message: Message) -> None:
        self.desk.hand_over(str(message["id"]), to=str(message["to"]), by=self.person)
        self._ack(message)

    def _ack(self, message: Message, said: str = "") -> None:
        brief = brief_card(self.desk.conversation(str(message["id"])))
        done = {"op": "ack", "uid": message.get("uid"), "did": message["op"], "id": message["id"], "said": said}
        self.send({**done, "brief": brief, **self._threads()})
        self._refresh_still()


def brief_card(brief: Brief) -> Message:
    """A brief as the view needs it: plain JSON."""
    p = brief.package
    a, c = p.account, p.contact
    place = ", ".join(x for x in (a.city, a.region, a.country) if x) or a.location
    size = f"{a.employees:,} employees" if a.employees is not None else ""
    return {
        "company": {"name": a.name, "about": [x for x in (a.sub_industry or a.industry, size, place, a.domain) if x]},
        "contact": {"name": c.full_name, "title": c.title, "email": c.email} if c else
                   {"name": "", "title": "", "email": ""},
        "tier": p.tier, "high_value": p.high_value, "simulated": p.simulated, "cadence": brief.cadence,
        "said": [asdict(s) for s in brief.said], "quoted": [asdict(q) for q in brief.quoted],
        "since": [asdict(q) for q in brief.since], "asked": list(brief.asked),
        "discovery": [asdict(q) for q in brief.discovery], "suggestion": brief.suggestion, "barred": brief.barred,
        "to": brief.to, "subject": brief.subject,
    }  # fmt: skip

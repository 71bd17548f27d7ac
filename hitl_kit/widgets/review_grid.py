"""ReviewGrid: the review session on screen. Nothing personal is in its saved state: packages travel as messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict, astuple
from typing import Any

import anywidget
from IPython.display import HTML, display, update_display

from hitl_kit.domain.base import short_id
from hitl_kit.domain.decisions import REASONS, Decision
from hitl_kit.domain.errors import HitlError, InputError, LedgerError
from hitl_kit.review import QueueRow, ReviewSession

from . import assets, cards, still

Message = dict[str, Any]
_log = logging.getLogger(__name__)
_FIRST = 3
_MOST = 50


class ReviewGrid(anywidget.AnyWidget):
    """A reviewer's queue and the package in front of them, with every verdict a key away.

    Beside the live view it displays a plain table of the queue, which the live view hides: a notebook that is exported,
    rendered by a schedule or opened without its kernel shows the queue and its verdicts.
    """

    _esm = assets.module(
        "text.js", "outbox.js", "card.js", "book.js", "seconds.js", "queue_list.js", "acts.js", "editor.js",
        "reasons.js", "status_bar.js", "keys.js", "light.js", "review_grid.js",
    )  # fmt: skip
    _css = assets.style("theme.css", "review_grid.css")

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self._still = short_id("still", str(id(self)), session.campaign, session.reviewer)
        self._shown = False
        super().__init__()
        self.on_msg(self._receive)

    # What the notebook keeps

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[Message, Message]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        words = {"text/plain": still.summary(self.session), "text/html": still.table(self.session, self._still)}
        return {**data, **words}, metadata

    def _ipython_display_(self) -> None:
        data, metadata = self._repr_mimebundle_()
        html = data.pop("text/html")
        display(data, metadata=metadata, raw=True)
        display(HTML(html), display_id=self._still)
        self._shown = True

    def _refresh_still(self) -> None:
        if self._shown:
            update_display(HTML(still.table(self.session, self._still)), display_id=self._still)

    # What the view asks for

    def _receive(self, _widget: object, message: Message, _buffers: object) -> None:
        """Answer one message. A refusal names its reason; a store that is away asks the view to try again."""
        handlers: dict[str, Callable[[Message], None]] = {
            "init": self._init, "get": self._get, "more": self._init, "renew": self._renew, "check": self._check,
            "decide": self._decide, "undo": self._undo,
        }  # fmt: skip
        try:
            handlers[str(message.get("op"))](message)
        except LedgerError as error:
            self._nack(message, error.message, error.mend, again=True)
        except HitlError as error:
            self._nack(message, error.message, error.mend)
        except (KeyError, TypeError, ValueError):
            _log.exception("a message of the review grid could not be read")
            self._nack(message, "the grid sent something that cannot be read", "reload the page")
        except Exception as error:  # the database is away, the disk is full: whatever it is, the verdict is not saved
            _log.exception("the review grid could not reach the ledger")
            self._nack(message, f"the ledger cannot be reached ({type(error).__name__})", again=True)

    def _nack(self, message: Message, error: str, mend: str = "", *, again: bool = False) -> None:
        """Say why not; a refusal brings the package as it stands, so that the view can show it."""
        now = {} if again else self._now(message.get("id"))
        self.send({"op": "nack", "uid": message.get("uid"), "error": error, "mend": mend, "again": again, **now})

    def _now(self, package_id: Any) -> Message:
        try:
            return {"row": list(astuple(self.session.row(package_id))), "card": self._details([package_id])[0]}
        except InputError:
            return {}

    def _init(self, message: Message) -> None:
        """The queue, after claiming what the reviewer may hold."""
        session = self.session
        session.claim()
        rows = session.queue()
        waiting = [row.package_id for row in rows if row.status == "waiting"]
        key = short_id(session.ledger.url, session.campaign, session.reviewer)
        self.send({
            "op": "queue", "view": message.get("view"), "key": key, "still": self._still,
            "campaign": session.campaign, "reviewer": session.reviewer, "columns": list(QueueRow.__dataclass_fields__),
            "rows": [list(astuple(row)) for row in rows], "first": self._details(waiting[:_FIRST]),
            "reasons": list(REASONS.items()), "progress": asdict(session.progress()),
            "target": session.review.target_seconds, "lease": session.review.lease_minutes * 60,
        })  # fmt: skip

    def _get(self, message: Message) -> None:
        self.send({"op": "details", "items": self._details(message["ids"][:_MOST])})

    def _details(self, ids: list[str]) -> list[Message]:
        found = []
        for package_id in ids:
            try:
                found.append(cards.card(self.session.look(package_id), self.session.history(package_id)))
            except InputError as error:
                found.append({"id": package_id, "error": error.message})
        return found

    def _renew(self, _message: Message) -> None:
        self.session.renew()
        self.send({"op": "progress", "progress": asdict(self.session.progress())})

    def _check(self, message: Message) -> None:
        found: list[Message]
        try:
            findings = self.session.check(str(message["id"]), str(message["subject"]), str(message["body"]))
            found = [f.model_dump(mode="json") for f in findings]
        except InputError as error:
            found = [{"check": "mail", "severity": "block", "message": error.message, "start": None, "end": None}]
        self.send({"op": "checked", "id": message["id"], "n": message.get("n"), "findings": found})

    def _decide(self, message: Message) -> None:
        session, package_id = self.session, str(message["id"])
        note, reason = str(message.get("note") or ""), str(message.get("reason") or "")
        common: dict[str, Any] = {"uid": str(message["uid"]), "seconds": float(message["seconds"])}
        match message["verdict"]:
            case "approve":
                decision = session.approve(package_id, note=note, **common)
            case "edit":
                decision = session.edit(
                    package_id, str(message["subject"]), str(message["body"]), note=note, **common
                )  # fmt: skip
            case "reject":
                decision = session.reject(package_id, reason, note, **common)
            case "hold":
                decision = session.hold(package_id, note, **common)
            case other:
                raise InputError(f"'{other}' is not a verdict")
        self._ack(message, decision)

    def _undo(self, message: Message) -> None:
        """Take back the verdict that stands on this package: the view names what it undoes, so that it is never
        another one that was written in the meantime."""
        self._ack(message, self.session.undo(package_id=str(message["id"]), uid=str(message["uid"])))

    def _ack(self, message: Message, decision: Decision) -> None:
        progress = asdict(self.session.progress())
        self.send({"op": "ack", "uid": message["uid"], "progress": progress, **self._now(decision.package_id)})
        self._refresh_still()

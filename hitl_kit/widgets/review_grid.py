"""ReviewGrid: the review session on screen. Nothing personal is in its saved state: packages travel as messages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, astuple
from threading import Thread
from typing import Any

from hitl_kit.domain.base import short_id
from hitl_kit.domain.decisions import REASONS, Decision
from hitl_kit.domain.drafts import Abstention
from hitl_kit.domain.errors import HitlError, InputError, LedgerError
from hitl_kit.review import ReviewSession

from . import assets, cards, still, wire
from .play_desk import PlayDesk, answer

Message = dict[str, Any]
_log = logging.getLogger(__name__)
_FIRST = 3
_MOST = 50


class ReviewGrid(still.Live):
    """A reviewer's queue and the package in front of them, with every verdict a key away."""

    _esm = assets.module(
        "text.js", "still.js", "difference.js", "outbox.js", "views.js", "book.js", "seconds.js", "findings.js",
        "draft.js", "facts.js", "row.js", "card.js", "queue_list.js", "filters.js", "summary.js", "acts.js",
        "editor.js", "reasons.js", "question.js", "bulk.js", "plays.js", "status_bar.js", "keys.js", "modal.js",
        "light.js", "answers.js", "review_grid.js",
    )  # fmt: skip
    _css = assets.style("theme.css", "review_grid.css", "review_card.css")

    def __init__(self, session: ReviewSession, *, plays: PlayDesk | None = None) -> None:
        self.plays = plays
        self.session = session
        self._writing: dict[str, Thread] = {}
        super().__init__(short_id("still", str(id(self)), session.campaign, session.reviewer))

    def _at_rest(self) -> tuple[str, str]:
        return still.summary(self.session), still.table(self.session, self._still)

    # What the view asks for

    def _receive(self, _widget: object, message: Message, _buffers: object) -> None:
        """Answer one message. A refusal names its reason; a store that is away asks the view to try again."""
        handlers: dict[str, Callable[[Message], None]] = {
            "init": self._init, "get": self._get, "more": self._init, "renew": self._renew, "check": self._check,
            "decide": self._decide, "undo": self._undo, "rows": self._rows, "cover": self._cover, "bulk": self._bulk,
            "rewrite": self._rewrite, "plays": self._plays, "summary": self._summary,
            "still": lambda _: self._refresh_still(),
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
            "campaign": session.campaign, "reviewer": session.reviewer, "columns": wire.COLUMNS, **wire.packed(rows),
            "first": self._details(waiting[:_FIRST]), "can_rewrite": session.can_rewrite,
            "has_plays": self.plays is not None,
            "reasons": list(REASONS.items()), "progress": asdict(session.progress()),
            "target": session.review.target_seconds, "lease": session.review.lease_minutes * 60,
        })  # fmt: skip

    def _get(self, message: Message) -> None:
        self.send({"op": "details", "items": self._details(message["ids"][:_MOST])})

    def _details(self, ids: list[str]) -> list[Message]:
        found = []
        for package_id in ids:
            try:
                item, history = self.session.look(package_id), self.session.history(package_id)
                found.append(cards.card(item, history, self.session.earlier(package_id), self.session.plan(package_id)))
            except InputError as error:
                found.append({"id": package_id, "error": error.message})
        return found

    def _renew(self, _message: Message) -> None:
        self.session.renew()
        self.send({"op": "progress", "progress": asdict(self.session.progress())})

    def _check(self, message: Message) -> None:
        found: list[Message]
        try:
            package_id, subject, body = (str(message[name]) for name in ("id", "subject", "body"))
            findings = self.session.check(package_id, subject, body, sha256=str(message.get("sha256") or ""))
            found = [f.model_dump(mode="json") for f in findings]
        except InputError as error:
            found = [{"check": "mail", "severity": "block", "message": error.message, "start": None, "end": None}]
        self.send({"op": "checked", "id": message["id"], "n": message.get("n"), "findings": found})

    def _decide(self, message: Message) -> None:
        session, package_id = self.session, str(message["id"])
        note, reason = str(message.get("note") or ""), str(message.get("reason") or "")
        common: dict[str, Any] = {
            "uid": str(message["uid"]), "seconds": float(message["seconds"]), "sha256": str(message.get("sha256") or "")
        }  # fmt: skip
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
        told = {"said": said} if (said := self.session.revealed(decision.package_id)) else {}
        self.send({"op": "ack", "uid": message["uid"], "progress": progress, **told, **self._now(decision.package_id)})

    # Several at once

    def _rows(self, message: Message) -> None:
        """The next page of all packages, whatever their status."""
        rows = self.session.everything(str(message.get("after") or ""))
        self.send({"op": "rows", "view": message.get("view"), "done": not rows, **wire.packed(rows)})

    def _cover(self, message: Message) -> None:
        """What a verdict would cover: on those packages, or on all that are like one of them."""
        of, like = str(message.get("of") or ""), message.get("like")
        ids = self.session.alike(of, like) if like in ("account", "angle") else list(map(str, message["ids"]))
        found = self.session.cover(ids, message["verdict"])
        self.send({
            "op": "cover", "n": message.get("n"), "covered": [list(astuple(c)) for c in found.covered],
            "left_out": [list(left) for left in found.left_out],
        })  # fmt: skip

    def _bulk(self, message: Message) -> None:
        items = [(str(package_id), str(sha256)) for package_id, sha256 in message["items"]]
        found = self.session.decide_all(
            items, message["verdict"], reason=str(message.get("reason") or ""), note=str(message.get("note") or ""),
            seconds=float(message["seconds"]), uid=str(message["uid"]),
        )  # fmt: skip
        rows = [list(astuple(row)) for row in self.session.rows([d.package_id for d in found])]
        self.send({"op": "ack", "uid": message["uid"], "rows": rows, "progress": asdict(self.session.progress())})

    # Plays, another version, and the end

    def _plays(self, message: Message) -> None:
        """The plays, one of them with a sample of what it writes, and the verdict on it where one is given."""
        try:
            self.send(answer(self.plays, message))
        except HitlError as error:
            self.send({"op": "plays-refused", "error": error.message, "mend": error.mend})

    def _rewrite(self, message: Message) -> None:
        """Have another version written. A drafter may take a while: verdicts go on meanwhile."""
        package_id, instruction = str(message["id"]), str(message["instruction"])
        if package_id not in self._writing:
            self._writing[package_id] = Thread(target=self._write, args=(package_id, instruction), daemon=True)
            self._writing[package_id].start()

    def _write(self, package_id: str, instruction: str) -> None:
        said: Message = {"op": "rewritten", "id": package_id, "error": "", "mend": ""}
        try:
            made = self.session.rewrite(package_id, instruction)
            said |= {"error": f"No other version: {made.reason}"} if isinstance(made, Abstention) else {}
        except HitlError as error:
            said |= {"error": error.message, "mend": error.mend}
        except Exception as error:  # whatever a drafter trips over, the reviewer is told, and the draft stands
            _log.exception("the drafter failed to write another version")
            said |= {"error": f"the drafter failed ({type(error).__name__})", "mend": "edit the draft, or ask again"}
        finally:
            self._writing.pop(package_id, None)
        with suppress(Exception):  # the view asks for the package again
            said |= self._now(package_id)
        self.send(said)

    def _summary(self, _message: Message) -> None:
        self.send({"op": "summary", **asdict(self.session.sum_up())})

"""HubSpot: opt-outs in both directions, over a real web server on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa

from hitl_kit import targeting
from hitl_kit.delivery import Synced, sync
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t
from hitl_kit.research.http import Door
from hitl_kit.research.unanswered import Unanswered


class Hub:
    """HubSpot with these contacts: address → whether they opted out."""

    def __init__(self, contacts: dict[str, bool]) -> None:
        self.contacts, self.asked, self.broken = contacts, list[str](), False
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.serve(self, write=False)

            def do_POST(self) -> None:
                hub.serve(self, write=True)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def serve(self, handler: BaseHTTPRequestHandler, *, write: bool) -> None:
        email = unquote(urlsplit(handler.path).path.split("/")[4])
        self.asked.append(f"{'POST' if write else 'GET'} {email}")
        if handler.headers["Authorization"] != "Bearer t" or self.broken:
            return self.answer(handler, 403 if self.broken else 401, {})
        if email not in self.contacts:
            return self.answer(handler, 404, {})
        self.contacts[email] |= write
        rows = [{"channel": "EMAIL", "status": "UNSUBSCRIBED", "wideStatusType": "PORTAL_WIDE"}]
        self.answer(handler, 200, {"status": "COMPLETE", "results": rows if self.contacts[email] else []})

    def answer(self, handler: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub({"out@a.example": True, "in@a.example": False, "no@a.example": False, "odd+x/y@a.example": True})
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def known(ledger: Ledger) -> Ledger:
    """A workspace that knows four addresses, and has suppressed another two."""
    emails = ("out@a.example", "in@a.example", "absent@a.example", "odd+x/y@a.example")
    with ledger.recording("x", "contacts.import", "demo") as recording:
        recording.add(t.contact, [{"campaign": "demo", "email": e, "account_key": "a", "content": '{"email": 1}',
                                   "simulated": False} for e in emails])  # fmt: skip
        recording.add(
            t.suppression, [{"kind": "address", "value": v, "reason": ""} for v in ("no@a.example", "gone@b.c")]
        )
    return ledger


def run(ledger: Ledger, hub: Hub, token: str = "t") -> Synced:
    with Door(user_agent="Test test@test.example", trusted=frozenset({("127.0.0.1", hub.port)})) as door:
        return sync(
            ledger, door, token, suppressed=targeting.suppressed, actor="cron", api=f"http://127.0.0.1:{hub.port}"
        )


def suppressed(ledger: Ledger) -> set[str]:
    return {row["value"] for row in ledger.rows(sa.select(t.suppression.c.value))}


def test_a_sync_is_a_union(known: Ledger, hub: Hub) -> None:
    assert run(known, hub) == Synced(asked=6, taken=2, given=1, absent=2)
    assert suppressed(known) == {"no@a.example", "gone@b.c", "out@a.example", "odd+x/y@a.example"}
    assert hub.contacts == {
        "out@a.example": True,
        "in@a.example": False,
        "no@a.example": True,
        "odd+x/y@a.example": True,
    }
    assert run(known, hub) == Synced(asked=6, taken=0, given=0, absent=2)  # and again changes nothing
    assert known.verify().intact


def test_nobody_is_opted_in_again(known: Ledger, hub: Hub) -> None:
    run(known, hub)
    hub.contacts["out@a.example"] = False  # somebody opted in there: here it stays, and there it is taken back
    assert run(known, hub).given == 1
    assert hub.contacts["out@a.example"]
    assert "out@a.example" in suppressed(known)


def test_what_was_learned_before_it_broke_is_kept(known: Ledger, hub: Hub) -> None:
    whole = hub.serve

    def breaking(handler: BaseHTTPRequestHandler, *, write: bool) -> None:
        hub.broken = len(hub.asked) >= 6
        whole(handler, write=write)

    hub.serve = breaking  # type: ignore[method-assign]
    with pytest.raises(Unanswered, match="refused: 403"):
        run(known, hub)
    assert suppressed(known) > {"no@a.example", "gone@b.c"}


def test_a_wrong_token_changes_nothing(known: Ledger, hub: Hub) -> None:
    with pytest.raises(Unanswered, match="refused: 401"):
        run(known, hub, "wrong")
    assert not [asked for asked in hub.asked if asked.startswith("POST")]
    assert suppressed(known) == {"no@a.example", "gone@b.c"}

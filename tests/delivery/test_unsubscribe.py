"""The endpoint behind one click, over a real server; and what a click does everywhere at once."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.delivery import Server, application, send, unsubscribe_key, unsubscribed
from hitl_kit.delivery.endpoint import MAX_BODY, _fields
from hitl_kit.delivery.message import read_back
from hitl_kit.delivery.tokens import KEY_FILE, token, touch_of_token
from hitl_kit.domain.errors import InputError, LedgerError
from hitl_kit.ledger import tables as t
from tests.delivery import post as p
from tests.delivery.post import Post
from tests.delivery.servers import Sink

FORM = "application/x-www-form-urlencoded"
CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--xyz\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xyz--\r\n',
    "multipart/form-data; boundary=xyz",
)


class Endpoint:
    """The application behind a real server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> tuple[int, str]:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request(method, path, body or None, {"Content-Type": kind} if body else {})
            answer = link.getresponse()
            return answer.status, answer.read().decode()
        finally:
            link.close()


@pytest.fixture
def endpoint(post: Post) -> Iterator[Endpoint]:
    app = application(p.KEY, lambda touch: unsubscribed(post.ledger, touch, post.clock()))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Endpoint(port)
    server.should_exit = True
    thread.join()


@pytest.fixture
def link(post: Post, server: Server, sink: Sink) -> str:
    """The path of the unsubscribe address of a mail that was sent."""
    p.approved(post.ledger, p.package(0, later=(p.follow_up(2),)))
    send(post.ledger, post.world, server, actor="cron")
    return urlsplit(read_back(sink.box[0][2]).unsubscribe).path


def suppressed(post: Post) -> list[str]:
    return [row["value"] for row in post.ledger.rows(sa.select(t.suppression.c.value))]


@pytest.mark.parametrize(("body", "kind"), [(CLICK, FORM), MULTIPART, (CLICK, f"{FORM}; charset=utf-8")])
def test_one_click_counts_at_once_and_everywhere(
    post: Post, endpoint: Endpoint, link: str, server: Server, sink: Sink, body: bytes, kind: str
) -> None:
    p.approved(post.ledger, p.package(0, id="q000", campaign="autumn"))
    assert endpoint.ask("POST", link, body, kind)[0] == 200
    assert suppressed(post) == ["ana.lindqvist@halden0.example"]
    assert endpoint.ask("POST", link, body, kind)[0] == 200  # a second click changes nothing
    rows = post.ledger.rows(sa.select(t.outcome.c.kind, t.outcome.c.package_id).order_by(t.outcome.c.id))
    assert [(r["kind"], r["package_id"]) for r in rows] == [("sent", "p000"), ("unsubscribed", "p000")]
    assert post.ledger.rows(sa.select(t.cadence.c.state)) == [{"state": "stopped"}]
    post.clock.move(days=3)
    for campaign in ("demo", "autumn"):
        post.world = replace(post.world, campaign=campaign)
        assert not send(post.ledger, post.world, server, actor="cron").sent
    assert len(sink.box) == 1
    assert post.ledger.verify().intact


def test_a_look_changes_nothing(post: Post, endpoint: Endpoint, link: str) -> None:
    for method in ("GET", "HEAD"):
        status, page = endpoint.ask(method, link)
        assert status == 200
        assert ("<form" in page) is (method == "GET")
    assert endpoint.ask("PUT", link, CLICK)[0] == 405
    assert suppressed(post) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"", FORM), (b"List-Unsubscribe=No", FORM), (b"x" * (MAX_BODY + 1), FORM), (b"\xff\xfe=\xff", FORM),
     (b"garbage", "multipart/form-data"), (b"--x\r\n", "multipart/form-data; boundary=x"), (CLICK, "text/plain\tx")],
)  # fmt: skip
def test_what_is_no_click_is_none(post: Post, endpoint: Endpoint, link: str, body: bytes, kind: str) -> None:
    status, _ = endpoint.ask("POST", link, body, kind)
    assert (status == 400) is (suppressed(post) == [])
    assert status in (200, 400)


@pytest.mark.parametrize("path", ["/", "/nothing", "/0000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "/../x"])
def test_a_made_up_token_is_nobodys(post: Post, endpoint: Endpoint, path: str) -> None:
    assert endpoint.ask("GET", path)[0] == 404
    assert endpoint.ask("POST", path, CLICK)[0] == 404
    assert suppressed(post) == []


def test_a_link_behind_another_path_is_understood(post: Post, endpoint: Endpoint, link: str) -> None:
    assert endpoint.ask("POST", f"/mail/out{link}/", CLICK)[0] == 200
    assert suppressed(post)


def test_no_such_touch(post: Post) -> None:
    assert not unsubscribed(post.ledger, "f" * 16, post.clock())
    assert suppressed(post) == []


def test_what_cannot_be_saved_is_not_confirmed() -> None:
    def broken(touch: str) -> bool:
        raise LedgerError("the disk is full")

    sent: list[dict[str, object]] = []

    async def run() -> None:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": CLICK, "more_body": False}

        async def put(message: object) -> None:
            sent.append(message)  # type: ignore[arg-type]

        scope = {"type": "http", "method": "POST", "path": f"/{token('0' * 16, p.KEY)}",
                 "headers": [(b"content-type", FORM.encode())]}  # fmt: skip
        await application(p.KEY, broken)(scope, receive, put)

    with ThreadPoolExecutor(1) as pool:  # a browser's tests leave a loop running in this thread
        pool.submit(lambda: asyncio.run(run())).result()
    assert sent[0]["status"] == 503


@given(st.binary(max_size=300), st.text(max_size=80))
def test_no_body_breaks_the_endpoint(body: bytes, kind: str) -> None:
    for given_kind in (kind, FORM, f"multipart/form-data; boundary={kind}"):
        assert isinstance(_fields(body, given_kind), dict)


@given(st.text(max_size=60))
def test_only_our_own_tokens_are_ours(text: str) -> None:
    assert touch_of_token(text, p.KEY) == ""
    good = token("0123456789abcdef", p.KEY)
    assert touch_of_token(good, p.KEY) == "0123456789abcdef"
    assert touch_of_token(good, b"another key") == ""


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = unsubscribe_key(tmp_path, {})
    assert unsubscribe_key(tmp_path, {}) == key
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / KEY_FILE]
    assert unsubscribe_key(tmp_path, {"HITL_UNSUBSCRIBE_KEY": "from the environment"}) == b"from the environment"
    with pytest.raises(InputError, match="too short"):
        unsubscribe_key(tmp_path, {"HITL_UNSUBSCRIBE_KEY": "short"})
    (tmp_path / KEY_FILE).chmod(0o644)
    with pytest.raises(InputError, match="can be read by others"):
        unsubscribe_key(tmp_path, {})

"""What the door gives for ordinary answers, and for those that are none."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BufferedIOBase

import pytest

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.research.http import Door, Response, Unanswered
from tests.research.door_server import Request, Web, answer, redirect, unused_port

BODY = b'{"jobs": [{"title": "Depot manager"}]}'


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.http._BACKOFF", 0.01)


def response(body: bytes, kind: str = "application/json") -> Response:
    return Response("https://acme.example/", 200, kind, body, utc_now(), False)


def test_an_answer(door: Door, web: Web) -> None:
    web.routes["/jobs"] = answer(BODY, "application/json; charset=utf-8")
    start = utc_now().replace(microsecond=0)
    got = door.get(web.url("/jobs?page=1"))
    assert (got.url, got.status, got.content_type) == (web.url("/jobs?page=1"), 200, "application/json; charset=utf-8")
    assert got.json()["jobs"][0]["title"] == "Depot manager"
    assert not got.from_cache
    assert start <= got.retrieved_at <= utc_now()
    (asked,) = web.requests
    assert asked.headers["user-agent"] == "hitl-kit tests@acme.example"
    assert asked.headers["accept"] == "application/json"
    assert asked.headers["accept-encoding"] == "gzip, deflate"


def test_the_callers_headers_are_sent(door: Door, web: Web) -> None:
    web.routes["/"] = answer(BODY, "application/vnd.github+json")
    door.get(web.url("/"), headers={"Authorization": "Bearer x", "Accept": "application/vnd.github+json"})
    assert web.requests[0].headers["authorization"] == "Bearer x"
    assert web.requests[0].headers["accept"] == "application/vnd.github+json"


def _bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", gzip.compress(BODY, mtime=0)), ("x-gzip", gzip.compress(BODY, mtime=0)), ("deflate", zlib.compress(BODY)),
     ("deflate", _bare(BODY)), ("identity", BODY), ("GZIP", gzip.compress(BODY, mtime=0) + b"trailing")],
    ids=["gzip", "x-gzip", "deflate", "bare deflate", "identity", "upper case, with a tail"],
)  # fmt: skip
def test_packed_answers(door: Door, web: Web, encoding: str, body: bytes) -> None:
    web.routes["/"] = answer(body, content_encoding=encoding)
    assert door.get(web.url("/")).body == BODY


def test_a_large_answer_within_the_bounds(door: Door, web: Web) -> None:
    body = b"[" + b",".join(b'{"id": %d}' % n for n in range(300_000)) + b"]"
    web.routes["/"] = answer(gzip.compress(body, 6), content_encoding="gzip")
    assert door.get(web.url("/")).body == body


def test_a_chunked_answer(door: Door, web: Web) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (BODY[:5], BODY[5:])) + b"0\r\n\r\n"
    web.routes["/"] = answer(transfer_encoding="chunked", content_length="") + chunks
    assert door.get(web.url("/")).body == BODY


def test_redirects_are_followed(door: Door, web: Web) -> None:
    web.routes |= {"/a": redirect("/b?x=1#here", "301 Moved"), "/b": redirect("c", "307 Temporary"), "/c": answer(BODY)}
    assert door.get(web.url("/a")).url == web.url("/c")


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_a_missing_page_is_an_answer_only_where_that_was_asked(door: Door, web: Web, status: str) -> None:
    web.routes["/no"] = answer(b"<h1>No", "text/html", status)
    assert door.get(web.url("/no"), missing_ok=True).status == int(status[:3])
    with pytest.raises(Unanswered, match=f"refused: {status[:3]}") as caught:
        door.get(web.url("/no"))
    assert caught.value.kind == "refused"


@pytest.mark.parametrize(
    ("status", "headers", "kind", "cause"),
    [
        ("400 Bad Request", {}, "refused", "refused: 400"),
        ("401 Unauthorized", {}, "refused", "refused: 401"),
        ("403 Forbidden", {}, "refused", "refused: 403"),
        ("403 Forbidden", {"x_ratelimit_remaining": "0"}, "rate limited", "too many requests"),
        ("429 Too Many", {"retry_after": "0"}, "rate limited", "too many requests"),
        ("300 Choices", {}, "refused", "refused: 300"),
        ("304 Not Modified", {}, "refused", "refused: 304"),
        ("302 Found", {}, "refused", "refused: 302"),
        ("500 Oops", {}, "unreachable", "the server failed: 500"),
        ("501 Never", {}, "unreachable", "the server failed: 501"),
    ],
)
def test_refusals(door: Door, web: Web, status: str, headers: dict[str, str], kind: str, cause: str) -> None:
    web.routes["/"] = answer(b"", "text/html", status, **headers)
    with pytest.raises(Unanswered, match=cause) as caught:
        door.get(web.url("/"), missing_ok=True)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("kind", "accept", "accepted"),
    [
        ("application/json", ("application/json",), True),
        ("APPLICATION/JSON ; charset=utf-8", ("application/json",), True),
        ("application/vnd.api+json", ("application/json",), True),
        ("application/rss+xml", ("application/xml",), True),
        ("application/rss+xml", ("application/rss+xml",), True),
        ("", ("application/json",), True),
        ("text/html", ("application/json",), False),
        ("text/html", ("*/*",), True),
        ("application/jsonx", ("application/json",), False),
        ("text/plain; x=application/json", ("application/json",), False),
    ],
)
def test_content_types(door: Door, web: Web, kind: str, accept: tuple[str, ...], accepted: bool) -> None:
    web.routes["/"] = answer(BODY, kind)
    if accepted:
        assert door.get(web.url("/"), accept=accept).body == BODY
    else:
        with pytest.raises(Unanswered, match="the answer is") as caught:
            door.get(web.url("/"), accept=accept)
        assert caught.value.kind == "bad answer"


@pytest.mark.parametrize("body", [b'{"jobs": [', b"", b"<html>", b"[" * 200_000, b"9" * 5000, b"\xff\xfe\x00"])
def test_what_is_not_json(body: bytes) -> None:
    with pytest.raises(Unanswered, match="not JSON") as caught:
        response(body).json()
    assert caught.value.kind == "bad answer"


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("Zürich".encode(), "text/html", "Zürich"),
        ("Zürich".encode("latin-1"), "text/html; charset=ISO-8859-1", "Zürich"),
        ("Zürich".encode("latin-1"), "text/html", "Zürich"),
        ("\ufeffZürich".encode(), 'text/html; charset="utf-8"', "Zürich"),
        ("<meta charset=iso-8859-2>Łódź".encode("iso-8859-2"), "text/html", "<meta charset=iso-8859-2>Łódź"),
        ("Zürich".encode(), "text/html; charset=no-such", "Zürich"),
        (b"a\xffb", "text/html; charset=utf-8", "a\ufffdb"),
        (b"abc", "text/html; charset=base64", "abc"),
    ],
)
def test_text(body: bytes, kind: str, text: str) -> None:
    assert response(body, kind).text == text


def test_nobody_listens() -> None:
    port = unused_port()
    with (
        Door(user_agent="hitl-kit tests", trusted=frozenset({("127.0.0.1", port)})) as door,
        pytest.raises(Unanswered, match="no connection") as caught,
    ):
        door.get(f"http://127.0.0.1:{port}/")
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    "url",
    ["", "acme.example", "/jobs", "http://", "http:///x", "http://a b.example/", "http://[fe80::1%25eth0]/",
     "http://a%2eb/", "https://a.example/\n", "data:,x"],
)  # fmt: skip
def test_what_is_no_address(door: Door, url: str) -> None:
    with pytest.raises(Unanswered) as caught:
        door.get(url)
    assert caught.value.kind == "not allowed"


def test_an_unknown_host(internet: Door, names: dict[str, list[str]]) -> None:
    with pytest.raises(Unanswered, match=r"nowhere\.example is not known") as caught:
        internet.get("https://nowhere.example/")
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize("agent", ["", "  ", "a\nb: c", "Zürich GmbH", "a\x00b"])
def test_a_user_agent_that_cannot_be_sent(agent: str) -> None:
    with pytest.raises(InputError, match="User-Agent"):
        Door(user_agent=agent)


def test_a_header_that_cannot_be_sent(door: Door, web: Web) -> None:
    with pytest.raises(Unanswered) as caught:
        door.get(web.url("/"), headers={"Authorization": "Bearer a\r\nX-Other: b"})
    assert caught.value.kind == "not allowed"
    assert "Bearer" not in str(caught.value)
    assert not web.requests


def test_connections_are_used_again(door: Door, web: Web) -> None:
    web.routes["/"] = answer(BODY)
    for _ in range(20):
        door.get(web.url("/"))
    assert web.connections == 1


def test_a_connection_that_the_server_closed_in_between_costs_no_answer(door: Door, web: Web) -> None:
    def once(out: BufferedIOBase, _: Request) -> None:
        out.write(answer(BODY))

    web.routes["/"] = once
    for _ in range(3):
        assert door.get(web.url("/")).body == BODY
        time.sleep(0.02)
    assert web.connections == 3


def test_many_threads_share_a_door(door: Door, web: Web) -> None:
    """Each gets its own answer, and one slow server holds up nobody else."""
    slow = threading.Event()

    def echo(out: BufferedIOBase, request: Request) -> None:
        out.write(answer(b'"%s"' % request.path.encode()))

    def wait(out: BufferedIOBase, _: Request) -> None:
        slow.wait(5)
        out.write(answer(b"{}"))

    web.routes |= {"/echo": echo, "/slow": wait}
    web.keep_open = True
    with ThreadPoolExecutor(32) as pool:
        late = pool.submit(door.get, web.url("/slow"))
        paths = [f"/echo?n={n}" for n in range(300)]
        got = list(pool.map(lambda path: door.get(web.url(path)).json(), paths))
        assert not late.done()
        slow.set()
        assert late.result().status == 200
    assert got == paths
    assert web.connections <= 33


def test_the_date_of_the_server_counts_unless_it_lies_ahead(door: Door, web: Web) -> None:
    web.routes |= {
        "/old": answer(BODY, date="Fri, 20 Nov 2020 08:00:00 GMT"),
        "/ahead": answer(BODY, date="Fri, 20 Nov 2999 08:00:00 GMT"),
        "/odd": answer(BODY, date="yesterday"),
    }
    assert door.get(web.url("/old")).retrieved_at == datetime(2020, 11, 20, 8, tzinfo=UTC)
    for path in ("/ahead", "/odd"):
        assert abs((door.get(web.url(path)).retrieved_at - utc_now()).total_seconds()) < 5


def test_the_module_loads_no_client() -> None:
    """Sources import its words; only a door that is opened needs httpx."""
    import subprocess
    import sys

    code = "import sys, hitl_kit.research.http; print(sorted({'httpx', 'hishel', 'protego'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

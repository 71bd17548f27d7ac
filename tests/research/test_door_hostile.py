"""The door against a hostile web: nothing inside is reached, and memory and time stay bounded."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from io import BufferedIOBase

import pytest

from hitl_kit.research.http import Door, Unanswered
from tests.research.door_server import Request, Web, answer, gzip_bomb, redirect

Names = dict[str, Sequence[str] | Callable[[], Sequence[str]]]
HTML = ("text/html",)


@contextlib.contextmanager
def bounded(megabytes: float) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < megabytes * 1e6


@pytest.fixture
def site(web: Web, names: Names) -> Web:
    names |= {"site.example": ["127.0.0.1"], "inside.example": ["127.0.0.2"]}
    return web


def refused(door: Door, url: str) -> Unanswered:
    with pytest.raises(Unanswered) as caught:
        door.get(url, accept=HTML)
    return caught.value


def test_an_ordinary_page_of_that_web(internet: Door, site: Web) -> None:
    """The control: the hostile cases below differ from this one in what they are about."""
    site.routes["/"] = answer(b"<p>Hello", "text/html")
    assert internet.get(site.url("/", "site.example"), accept=HTML).body == b"<p>Hello"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.2", "127.2", "0177.0.0.2", "0x7f.0.0.2", "2130706434", "[::ffff:127.0.0.2]", "[::127.0.0.2]",
     "[64:ff9b::7f00:2]", "[2002:7f00:2::]", "inside.example", "INSIDE.example", "inside.example.", "127.0.0.2.",
     "１２７.0.0.2", "127。0。0。2"],
)  # fmt: skip
@pytest.mark.parametrize("way", ["asked", "redirected"])
def test_nothing_inside_is_reached(internet: Door, site: Web, inside: Web, names: Names, host: str, way: str) -> None:
    names["inside.example."] = ["127.0.0.2"]
    target = f"http://{host}:{inside.port}/secret"
    if way == "redirected":
        site.routes["/go"] = redirect(target.encode().decode("latin-1"))
        target = site.url("/go", "site.example")
    error = refused(internet, target)
    assert error.kind in ("not allowed", "unreachable", "bad answer")
    assert inside.connections == 0


def test_one_private_address_among_public_ones_is_enough(internet: Door, site: Web, inside: Web, names: Names) -> None:
    names["mixed.example"] = ["127.0.0.1", "127.0.0.2"]
    assert "resolves to a private address" in refused(internet, site.url("/", "mixed.example")).message
    assert (site.connections, inside.connections) == (0, 0)


def test_a_name_that_changes_its_mind_is_looked_up_and_checked_each_time(
    internet: Door, site: Web, inside: Web, names: Names
) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    names["rebind.example"] = lambda: next(answers)
    site.routes["/"] = answer(b"ok", "text/html", connection="close")
    assert internet.get(site.url("/", "rebind.example"), accept=HTML).body == b"ok"
    assert refused(internet, site.url("/", "rebind.example")).kind == "not allowed"
    assert inside.connections == 0


def test_the_name_is_looked_up_once_for_a_connection(internet: Door, site: Web, inside: Web, names: Names) -> None:
    """A check and a later look-up of one's own could be told different things."""
    looked_up: list[str] = []

    def rebind() -> list[str]:
        looked_up.append("")
        return ["127.0.0.1"] if len(looked_up) == 1 else ["127.0.0.2"]

    names["rebind.example"] = rebind
    site.routes["/"] = answer(b"ok", "text/html")
    for _ in range(3):
        assert internet.get(site.url("/", "rebind.example"), accept=HTML).body == b"ok"
    assert len(looked_up) == 1
    assert (site.connections, inside.connections) == (1, 0)


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "file:///etc/passwd",
     "gopher://site.example/", "http://localhost/", "http://site.example:22/", "http://user:pass@site.example/",
     "//169.254.169.254/", "http://[fd00:ec2::254]/", "http://100.100.100.200/", "http://[::1", "javascript:alert(1)",
     "http://" + "a" * 3000 + ".example/"],
)  # fmt: skip
def test_redirects_to_where_nobody_may_go(internet: Door, site: Web, inside: Web, target: str) -> None:
    site.routes["/go"] = redirect(target)
    assert refused(internet, site.url("/go", "site.example")).kind in ("not allowed", "bad answer")
    assert inside.connections == 0


def test_a_site_cannot_send_the_door_to_a_host_the_caller_vouches_for(site: Web, inside: Web, internet: Door) -> None:
    site.routes["/go"] = redirect(inside.url("/secret"))
    with Door(user_agent="hitl-kit tests", timeout=3, trusted=frozenset({("127.0.0.2", inside.port)})) as trusting:
        assert refused(trusting, site.url("/go", "site.example")).kind == "not allowed"
    assert inside.connections == 0


def test_redirects_come_to_an_end(internet: Door, site: Web) -> None:
    site.routes["/loop"] = redirect("/loop")
    assert "more than 5 times" in refused(internet, site.url("/loop", "site.example")).message
    assert len(site.requests) == 6


def test_a_secret_header_stays_with_its_host(internet: Door, site: Web, names: Names) -> None:
    names["other.example"] = ["127.0.0.1"]
    site.routes |= {
        "/here": redirect("/there"), "/there": redirect(site.url("/other", "other.example")), "/other": answer(b"{}")
    }  # fmt: skip
    internet.get(site.url("/here", "site.example"), headers={"Authorization": "Bearer s3cret"})
    sent = [r.headers.get("authorization") for r in site.requests]
    assert sent == ["Bearer s3cret", "Bearer s3cret", None]


def test_cookies_are_not_kept(door: Door, web: Web) -> None:
    web.routes["/"] = answer(b"{}", set_cookie="id=1")
    door.get(web.url("/"))
    door.get(web.url("/"))
    assert "cookie" not in web.requests[1].headers


def test_no_proxy_of_the_environment_is_used(
    door: Door, web: Web, inside: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, inside.url(""))
    web.routes["/"] = answer(b"{}")
    with Door(user_agent="hitl-kit tests", trusted=frozenset({("127.0.0.1", web.port)})) as fresh:
        assert fresh.get(web.url("/")).status == 200
    assert inside.connections == 0


@pytest.mark.parametrize("megabytes", [4, 1024])
def test_a_gzip_bomb(door: Door, web: Web, megabytes: int) -> None:
    """The small one is within every bound but the ratio of its sizes."""
    web.routes["/bomb"] = answer(gzip_bomb(megabytes), "text/html", content_encoding="gzip")
    with bounded(12):
        assert refused(door, web.url("/bomb")).kind == "too large"


def test_a_body_without_end(door: Door, web: Web) -> None:
    def endless(out: BufferedIOBase, _: Request) -> None:
        out.write(answer(kind="text/html", content_length=""))
        while True:
            out.write(b"a" * 65536)

    web.routes["/endless"] = endless
    with bounded(25):
        assert refused(door, web.url("/endless")).message == "the answer has more than 5,000,000 bytes"


def test_a_body_that_says_it_is_too_large_is_not_begun(door: Door, web: Web) -> None:
    web.routes["/large"] = answer(b"", "text/html", content_length="99999999999")
    assert refused(door, web.url("/large")).kind == "too large"


def test_headers_without_end(door: Door, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.http._BACKOFF", 0.01)

    def endless(out: BufferedIOBase, _: Request) -> None:
        out.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            out.write(b"X-Filler: " + b"b" * 1000 + b"\r\n")

    web.routes["/headers"] = endless
    with bounded(25):
        assert refused(door, web.url("/headers")).kind == "bad answer"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", answer(kind="text/html", content_length="")])
def test_a_slow_drip_ends_with_the_budget(web: Web, head: bytes) -> None:
    """Every single byte comes in time: only the sum does not."""

    def drip(out: BufferedIOBase, _: Request) -> None:
        out.write(head)
        while True:
            out.write(b"a")
            time.sleep(0.05)

    web.routes["/drip"] = drip
    with Door(user_agent="hitl-kit tests", timeout=0.6, trusted=frozenset({("127.0.0.1", web.port)})) as door:
        start = time.monotonic()
        error = refused(door, web.url("/drip"))
    assert (error.kind, error.message) == ("timeout", "timed out after 0.6 s")
    assert time.monotonic() - start < 1.5


def test_a_body_below_the_minimum_rate(door: Door, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.limits._GRACE", 0.2)

    def drip(out: BufferedIOBase, _: Request) -> None:
        out.write(answer(kind="text/html", content_length=""))
        while True:
            out.write(b"a")
            time.sleep(0.02)

    web.routes["/drip"] = drip
    error = refused(door, web.url("/drip"))
    assert error.kind == "timeout"
    assert "too slowly" in error.message


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00" * 500, b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 999999 Odd\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nBad header\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50\r\n\r\nshort",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -5\r\n\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
     b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
     b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
     answer(b"not gzip", "text/html", content_encoding="gzip"), answer(b"x", "text/html", content_encoding="br"),
     answer(gzip_bomb(1)[:300], "text/html", content_encoding="gzip"),
     answer(b"MZ", "application/octet-stream")],
)  # fmt: skip
def test_what_is_no_answer(door: Door, web: Web, raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.http._BACKOFF", 0.01)

    def once(out: BufferedIOBase, _: Request) -> None:
        out.write(raw)

    web.routes["/"] = once
    assert refused(door, web.url("/")).kind in ("bad answer", "unreachable", "refused")

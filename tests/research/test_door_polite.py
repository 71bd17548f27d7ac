"""The door as a guest: turns, retries and robots.txt."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from io import BufferedIOBase
from pathlib import Path

import pytest

from hitl_kit.domain.base import utc_now
from hitl_kit.research.http import Door, Unanswered
from hitl_kit.research.limits import DEFAULT_RATES, Quotas
from tests.research.door_server import Request, Route, Web, answer, redirect

HTML = ("text/html",)


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.http._BACKOFF", 0.01)


def in_turn(*routes: bytes) -> Route:
    """A route that gives one answer after another, and the last from then on."""
    left = list(routes)

    def next_one(out: BufferedIOBase, _: Request) -> None:
        out.write(left.pop(0) if len(left) > 1 else left[0])

    return next_one


# Turns


def test_no_window_sees_more_than_the_rate_allows(web: Web) -> None:
    asked: list[float] = []

    def note(out: BufferedIOBase, _: Request) -> None:
        asked.append(time.monotonic())
        out.write(answer(b"{}"))

    web.routes["/"] = note
    trusted = frozenset({("127.0.0.1", web.port)})
    rates = {"127.0.0.1": (4, 0.3)}
    with Door(user_agent="hitl-kit tests", rates=rates, trusted=trusted) as door, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: door.get(web.url("/")), range(14)))
    # the moments are the server's: a fifth request within the window is one that came too early, give or take a thread
    assert all(later - earlier > 0.3 - 0.05 for earlier, later in zip(asked, asked[4:], strict=False))
    assert 0.85 < asked[-1] - asked[0] < 2


def test_turns_are_below_the_cache(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = answer(b"{}", cache_control="max-age=99")
    trusted = frozenset({("127.0.0.1", web.port)})
    rates = {"127.0.0.1": (1, 100.0)}
    with Door(user_agent="hitl-kit tests", rates=rates, trusted=trusted, cache=tmp_path) as door:
        start = time.monotonic()
        assert [door.get(web.url("/")).from_cache for _ in range(5)] == [False, True, True, True, True]
    assert time.monotonic() - start < 5


def test_waiting_in_line_is_not_counted_as_the_servers_time(web: Web) -> None:
    web.routes["/"] = answer(b"{}")
    trusted = frozenset({("127.0.0.1", web.port)})
    with Door(user_agent="hitl-kit tests", timeout=0.3, rates={"127.0.0.1": (1, 0.5)}, trusted=trusted) as door:
        start = time.monotonic()
        assert [door.get(web.url("/")).status for _ in range(2)] == [200, 200]
    assert time.monotonic() - start > 0.45


def test_a_turn_that_is_far_away_is_said_at_once() -> None:
    quotas = Quotas(DEFAULT_RATES)
    assert [quotas.turn("api.github.com") for _ in range(60)] == [0.0] * 60
    with pytest.raises(Unanswered, match=r"quota of api\.github\.com is used up: 60 in 3600 s") as caught:
        quotas.turn("api.github.com")
    assert caught.value.kind == "rate limited"


def test_subdomains_share_a_quota_and_others_do_not() -> None:
    quotas = Quotas({"sec.gov": (1, 100.0), "*": (2, 100.0)})
    assert quotas.turn("data.sec.gov") == 0
    assert quotas.turn("efts.sec.gov") == pytest.approx(100, abs=1)
    assert [quotas.turn("acme.example"), quotas.turn("acme.example"), quotas.turn("other.example")] == [0, 0, 0]
    assert quotas.turn("acme.example") > 99
    assert quotas.turn("notsec.gov") == 0


def test_a_host_without_a_rate() -> None:
    assert [Quotas({"a.example": (1, 9.0)}).turn("b.example") for _ in range(3)] == [0, 0, 0]
    quotas = Quotas({"*": (1, 9.0), "a.example": (1, 9.0)})
    assert [quotas.turn("b.example", unnamed=False) for _ in range(3)] == [0, 0, 0]
    assert [quotas.turn("a.example", unnamed=False) > 0 for _ in range(2)] == [False, True]


def test_hosts_whose_turns_are_past_are_forgotten_and_others_are_not() -> None:
    quotas = Quotas({"*": (1, 0.01), "slow.example": (1, 100.0)})
    quotas.turn("slow.example")
    for n in range(20_000):
        quotas.turn(f"host{n}.example")
    assert len(quotas._turns) < 10_000
    assert quotas.turn("slow.example") > 90


# Retries


@pytest.mark.parametrize("status", ["429 Too Many", "500 Oops", "502 Bad", "503 Busy", "504 Late"])
def test_a_passing_failure_is_tried_again(door: Door, web: Web, status: str) -> None:
    web.routes["/"] = in_turn(answer(status=status), answer(status=status), answer(b"{}"))
    assert door.get(web.url("/")).status == 200


@pytest.mark.parametrize("status", ["400 Bad", "403 No", "404 None", "501 Never"])
def test_a_lasting_failure_is_not(door: Door, web: Web, status: str) -> None:
    web.routes["/"] = answer(status=status)
    with pytest.raises(Unanswered):
        door.get(web.url("/"))
    assert len(web.requests) == 1


def test_few_tries(door: Door, web: Web) -> None:
    web.routes["/"] = answer(status="503 Busy")
    with pytest.raises(Unanswered, match="failed: 503"):
        door.get(web.url("/"))
    assert len(web.requests) == 3


def test_the_pause_that_a_server_asks_for_is_kept(door: Door, web: Web) -> None:
    web.routes["/"] = in_turn(answer(status="429 Too Many", retry_after="1"), answer(b"{}"))
    start = time.monotonic()
    assert door.get(web.url("/")).status == 200
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize(
    "after",
    ["31", "86400", "9" * 40, format_datetime(utc_now() + timedelta(hours=1), usegmt=True)],
    ids=["seconds", "a day", "for ever", "a date"],
)
def test_a_long_pause_is_not_waited_for(door: Door, web: Web, after: str) -> None:
    web.routes["/"] = answer(status="429 Too Many", retry_after=after)
    start = time.monotonic()
    with pytest.raises(Unanswered) as caught:
        door.get(web.url("/"))
    assert caught.value.kind == "rate limited"
    assert len(web.requests) == 1
    assert time.monotonic() - start < 1


def test_the_pauses_of_one_request_have_an_end(door: Door, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many redirects a server spreads them over."""
    monkeypatch.setattr("hitl_kit.research.http.MAX_WAIT", 1.5)
    wait = answer(status="503 Busy", retry_after="1")
    web.routes |= {"/": in_turn(wait, redirect("/on")), "/on": in_turn(wait, answer(b"{}"))}
    with pytest.raises(Unanswered, match="failed: 503"):
        door.get(web.url("/"))
    assert [r.path for r in web.requests] == ["/", "/", "/on"], "the second pause was not waited for"


@pytest.mark.parametrize("after", ["soon", "-5", "1e9", "٣", "Fri, 20 Nov 2020 08:00:00 GMT"])
def test_a_pause_that_means_nothing(door: Door, web: Web, after: str) -> None:
    web.routes["/"] = in_turn(answer(status="503 Busy", retry_after=after.encode().decode("latin-1")), answer(b"{}"))
    assert door.get(web.url("/")).status == 200


# robots.txt


@pytest.fixture
def site(web: Web) -> Web:
    web.routes |= {"/page": answer(b"<p>Hi", "text/html"), "/private/page": answer(b"<p>No", "text/html")}
    return web


def read(door: Door, web: Web, path: str = "/page") -> bytes:
    return door.get(web.url(path), accept=HTML, robots=True).body


def test_robots_are_heeded_and_read_once(door: Door, site: Web) -> None:
    site.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    assert read(door, site) == b"<p>Hi"
    with pytest.raises(Unanswered, match=r"robots\.txt asks not to") as caught:
        read(door, site, "/private/page")
    assert caught.value.kind == "robots"
    assert [r.path for r in site.requests] == ["/robots.txt", "/page"]


def test_robots_are_read_again_after_a_while(door: Door, site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.research.robots._SECONDS", 0.1)
    site.routes["/robots.txt"] = in_turn(answer(status="404 None"), answer(b"User-agent: *\nDisallow: /", "text/plain"))
    assert read(door, site) == b"<p>Hi"
    time.sleep(0.11)
    with pytest.raises(Unanswered, match="robots"):
        read(door, site)


def test_robots_are_not_asked_by_an_interface(door: Door, site: Web) -> None:
    site.routes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /\n", "text/plain")
    assert door.get(site.url("/page"), accept=HTML).status == 200
    assert not site.asked("/robots.txt")


def test_rules_for_this_agent_come_first(door: Door, site: Web) -> None:
    rules = b"User-agent: *\nDisallow:\n\nUser-agent: hitl-kit\nDisallow: /private/\n"
    site.routes["/robots.txt"] = answer(rules, "text/plain")
    with pytest.raises(Unanswered, match="robots"):
        read(door, site, "/private/page")


def test_a_redirect_into_what_robots_forbid(door: Door, site: Web) -> None:
    site.routes |= {
        "/robots.txt": answer(b"User-agent: *\nDisallow: /private/\n", "text/plain"), "/go": redirect("/private/page")
    }  # fmt: skip
    with pytest.raises(Unanswered, match="robots"):
        read(door, site, "/go")
    assert not site.asked("/private/page")


@pytest.mark.parametrize("status", ["404 None", "403 No", "410 Gone"])
def test_a_site_without_robots_may_be_read(door: Door, site: Web, status: str) -> None:
    site.routes["/robots.txt"] = answer(status=status)
    assert read(door, site) == b"<p>Hi"


def test_a_site_whose_robots_fail_is_not_read(door: Door, site: Web) -> None:
    site.routes["/robots.txt"] = answer(status="500 Oops")
    for _ in range(2):
        with pytest.raises(Unanswered, match="could not be read: the server failed: 500"):
            read(door, site)
    assert not site.asked("/page")
    assert len(site.asked("/robots.txt")) == 3


def test_a_robots_txt_of_10_mb_is_read_to_its_first_500_kb(door: Door, site: Web) -> None:
    filler = b"# " + b"x" * 1000 + b"\n"
    head = b"User-agent: *\nDisallow: /private/\n"
    site.routes["/robots.txt"] = answer(head + filler * 10_000 + b"Disallow: /page\n", "text/plain")
    start = time.monotonic()
    assert read(door, site) == b"<p>Hi"
    with pytest.raises(Unanswered, match="robots"):
        read(door, site, "/private/page")
    assert time.monotonic() - start < 3


@pytest.mark.parametrize(
    "rules",
    [b"User-agent: *\nDisallow: /" + b"*a" * 200_000 + b"$", b"Disallow: /%" * 40_000, b"\xff\x00" * 200_000,
     b"User-agent: *\n" + b"".join(b"Disallow: /%s%d\n" % (b"*p" * 20, n) for n in range(9_000))],
)  # fmt: skip
def test_robots_that_are_built_to_stall(door: Door, site: Web, rules: bytes) -> None:
    site.routes["/robots.txt"] = answer(rules, "text/plain")
    start = time.monotonic()
    assert read(door, site) == b"<p>Hi"
    assert time.monotonic() - start < 3


def test_threads_wait_for_the_one_that_reads_the_robots(door: Door, site: Web) -> None:
    begun = threading.Event()

    def slowly(out: BufferedIOBase, _: Request) -> None:
        begun.set()
        time.sleep(0.2)
        out.write(answer(b"User-agent: *\nDisallow: /private/\n", "text/plain"))

    site.routes["/robots.txt"] = slowly
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: read(door, site), range(8))) == {b"<p>Hi"}
    assert begun.is_set()
    assert len(site.asked("/robots.txt")) == 1

"""Which answers the door keeps, and for whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from io import BufferedIOBase
from pathlib import Path

import pytest

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.research.http import Door, Unanswered
from tests.research.door_server import Request, Web, answer


@pytest.fixture
def cached(web: Web, tmp_path: Path) -> Iterator[Door]:
    with Door(user_agent="hitl-kit tests", cache=tmp_path, trusted=frozenset({("127.0.0.1", web.port)})) as door:
        yield door


def test_a_fresh_answer_is_not_asked_for_again(cached: Door, web: Web) -> None:
    moment = (utc_now() - timedelta(minutes=10)).replace(microsecond=0)
    web.routes["/"] = answer(b"{}", cache_control="max-age=3600", date=format_datetime(moment, usegmt=True))
    first, second = cached.get(web.url("/")), cached.get(web.url("/"))
    assert (first.from_cache, second.from_cache) == (False, True)
    assert (second.body, second.url, second.status) == (first.body, first.url, 200)
    assert first.retrieved_at == second.retrieved_at == moment
    assert len(web.requests) == 1


def test_an_answer_without_a_date_is_dated_when_it_came(cached: Door, web: Web) -> None:
    web.routes["/"] = answer(b"{}", cache_control="max-age=3600")
    first, second = cached.get(web.url("/")), cached.get(web.url("/"))
    assert second.from_cache
    assert second.retrieved_at == first.retrieved_at


def test_it_survives_the_run(web: Web, tmp_path: Path) -> None:
    web.routes["/"] = answer(b'{"n": 1}', cache_control="max-age=3600")
    seen = []
    for _ in range(2):
        trusted = frozenset({("127.0.0.1", web.port)})
        with Door(user_agent="hitl-kit tests", cache=tmp_path / "new" / "folder", trusted=trusted) as door:
            seen.append(door.get(web.url("/")).from_cache)
    assert seen == [False, True]


@pytest.mark.parametrize("control", ["no-store", "private", "private, max-age=3600", "max-age=0", "no-cache"])
def test_what_may_not_be_used_again(cached: Door, web: Web, control: str) -> None:
    web.routes["/"] = answer(b"{}", cache_control=control)
    assert [cached.get(web.url("/")).from_cache for _ in range(2)] == [False, False]


def test_what_may_not_be_stored_is_not_on_the_disk(cached: Door, web: Web, tmp_path: Path) -> None:
    web.routes["/"] = answer(b'"keep this to yourself"', cache_control="no-store")
    cached.get(web.url("/"))
    cached.close()
    assert b"keep this to yourself" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_an_answer_of_one_host_is_not_given_for_another(web: Web, tmp_path: Path, names: dict[str, list[str]]) -> None:
    """The same path at two names of one server, asked directly and by way of a redirect that may be kept as well."""
    hosts = ("one.example", "two.example")
    names.update({host: ["127.0.0.1"] for host in hosts})

    def whose(out: BufferedIOBase, request: Request) -> None:
        out.write(answer(b'"%s"' % request.headers["host"].partition(":")[0].encode(), cache_control="max-age=99"))

    web.routes["/"] = whose
    there = web.url("/", "two.example")
    web.routes["/go"] = answer(status="301 Moved", location=there, cache_control="max-age=99")
    trusted = frozenset((host, web.port) for host in hosts)
    with Door(user_agent="hitl-kit tests", cache=tmp_path, trusted=trusted) as door:
        for _ in range(2):
            assert [door.get(web.url("/", host)).json() for host in hosts] == list(hosts)
            got = door.get(web.url("/go", "one.example"))
            assert (got.json(), got.url) == ("two.example", there)
        assert door.get(web.url("/?", "one.example")).json() == "one.example"
    assert len(web.asked("/")) == 3, "the two that were kept, and one with a query of its own"


def test_an_answer_for_one_language_is_not_given_for_another(cached: Door, web: Web) -> None:
    def by_language(out: BufferedIOBase, request: Request) -> None:
        language = request.headers.get("accept-language", "")
        out.write(answer(b'"%s"' % language.encode(), cache_control="max-age=3600", vary="Accept-Language"))

    web.routes["/"] = by_language
    for language in ("de", "fr", "de"):
        assert cached.get(web.url("/"), headers={"Accept-Language": language}).json() == language
    assert len(web.requests) == 2


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key", "Cookie"])
def test_a_secret_and_its_answer_stay_out_of_the_cache(cached: Door, web: Web, tmp_path: Path, header: str) -> None:
    """Even where the server allows it to be kept: the request would be kept with it."""

    def whose(out: BufferedIOBase, request: Request) -> None:
        out.write(
            answer(
                b'"for %s"' % request.headers.get(header.lower(), "all").encode(), cache_control="public, max-age=99"
            )
        )

    web.routes["/"] = whose
    for secret in ("s3cret-one", "s3cret-two"):
        assert cached.get(web.url("/"), headers={header: secret}).json() == f"for {secret}"
    assert cached.get(web.url("/")).json() == "for all"
    cached.close()
    assert b"s3cret" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_a_stale_answer_is_confirmed_and_dated_anew(cached: Door, web: Web) -> None:
    old = format_datetime(utc_now() - timedelta(hours=2), usegmt=True)

    def confirm(out: BufferedIOBase, request: Request) -> None:
        if request.headers.get("if-none-match") == '"v1"':
            out.write(answer(status="304 Not Modified", kind="", content_length="", etag='"v1"'))
        else:
            out.write(answer(b'{"v": 1}', cache_control="max-age=60", etag='"v1"', date=old))

    web.routes["/"] = confirm
    first, second = cached.get(web.url("/")), cached.get(web.url("/"))
    assert first.body == second.body
    assert second.from_cache
    assert second.retrieved_at - first.retrieved_at > timedelta(hours=1)
    assert len(web.requests) == 2


def test_a_refused_bomb_is_not_kept(cached: Door, web: Web) -> None:
    web.routes["/"] = answer(b"a" * 6_000_000, content_length="", connection="close", cache_control="max-age=99")
    for _ in range(2):
        with pytest.raises(Unanswered):
            cached.get(web.url("/"))
    assert len(web.requests) == 2


def test_a_packed_answer_comes_unpacked_out_of_the_cache(cached: Door, web: Web) -> None:
    import gzip

    web.routes["/"] = answer(gzip.compress(b'{"a": 1}'), content_encoding="gzip", cache_control="max-age=99")
    assert [cached.get(web.url("/")).json() for _ in range(2)] == [{"a": 1}, {"a": 1}]
    assert len(web.requests) == 1


def test_many_threads_share_a_cache(cached: Door, web: Web) -> None:
    def echo(out: BufferedIOBase, request: Request) -> None:
        out.write(answer(b'"%s"' % request.path.encode(), cache_control="max-age=99"))

    web.routes["/echo"] = echo
    web.keep_open = True
    paths = [f"/echo?n={n % 40}" for n in range(400)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda p: cached.get(web.url(p)), paths[:40]))
        got = list(pool.map(lambda p: cached.get(web.url(p)).json(), paths))
    assert got == paths
    assert len(web.requests) == 40


@pytest.mark.parametrize("what", ["another program's database", "no database", "not a folder"])
def test_a_cache_that_cannot_be_one(tmp_path: Path, what: str) -> None:
    if what == "not a folder":
        folder = tmp_path / "file"
        folder.write_text("x")
    elif what == "no database":
        folder = tmp_path
        (folder / "answers.db").write_bytes(b"torn" * 2000)
    else:
        folder = tmp_path
        connection = sqlite3.connect(folder / "answers.db")
        connection.execute("CREATE TABLE entries (name TEXT)")
        connection.close()
    with pytest.raises(InputError, match="cannot be used as the cache"):
        Door(user_agent="hitl-kit tests", cache=folder)

"""Hacker News: stories that link to the account's own site, page by page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP
from hitl_kit.research.feeds import HackerNews
from hitl_kit.research.feeds.hacker_news import MAX_PAGES
from hitl_kit.research.http import Door
from tests.research.door_server import Request, answer
from tests.research.feeds.shelf import HOSTILE, Asked, Shelf

PATH = "/api/v1/search_by_date"


@pytest.fixture
def source(door: Door, icp: ICP, shelf: Shelf) -> HackerNews:
    return HackerNews(door, icp, date(2026, 6, 1), base=shelf.base)


def hit(title: str, url: str | None = "https://acme-freight.example/router", story: str = "4001") -> dict[str, Any]:
    return {
        "objectID": story, "title": title, "url": url, "author": "somebody", "points": 12, "num_comments": 3,
        "created_at": "2026-10-05T08:25:23Z", "created_at_i": 1791188723,
    }  # fmt: skip


def stories(*hits: dict[str, Any], pages: int = 1) -> dict[str, Any]:
    return {"hits": list(hits), "nbHits": len(hits), "nbPages": pages, "page": 0, "hitsPerPage": 100}


def test_a_launch_and_a_cue(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(
        PATH, stories(hit("Show HN: A route planner for depots"), hit("Acme Freight opens a warehouse", story="7"))
    )
    found = ask(source)
    assert found.told() == [
        ("product_launch", "2026-10-05", "Show HN: A route planner for depots"),
        ("expansion", "2026-10-05", "Acme Freight opens a warehouse"),
    ]
    assert {(s.url, s.source_class) for s in found.research.sources} == {
        ("https://news.ycombinator.com/item?id=4001", "other"),
        ("https://news.ycombinator.com/item?id=7", "other"),
    }
    (asked,) = shelf.asked()
    query = parse_qs(urlsplit(asked).query)
    assert query["query"] == ["acme-freight.example"]
    assert query["numericFilters"] == ["created_at_i>1780272000"]


def test_only_the_accounts_own_site_counts(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    others = [
        "https://notacme-freight.example/", "https://acme-freight.example.evil.example/", None, "javascript:alert(1)",
        "https://evil.example/?u=https://acme-freight.example/", "https://acme-freight.example@evil.example/", "https://[",
    ]  # fmt: skip
    shelf.json(PATH, stories(*(hit("Show HN: Acme Freight is here", url) for url in others)))
    assert ask(source).answer == "not found"
    shelf.json(PATH, stories(hit("Show HN: Acme Freight is here", "https://docs.ACME-freight.example/a")))
    assert ask(source).answer == "found"


def test_all_pages_are_read(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    def paged(out: BufferedIOBase, request: Request) -> None:
        page = parse_qs(urlsplit(request.path).query)["page"][0]
        body = {"0": stories(pages=3), "1": stories(pages=3), "2": stories(hit("Launch HN: Acme Freight"), pages=3)}[
            page
        ]
        out.write(answer(json.dumps(body).encode()))

    shelf.web.keep_open = True
    shelf.web.routes[PATH] = paged
    assert ask(source).told() == [("product_launch", "2026-10-05", "Launch HN: Acme Freight")]
    assert len(shelf.asked()) == 3


def test_pages_without_end_are_bounded_and_said(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, stories(pages=1000))
    found = ask(source)
    assert (found.answer, found.cause) == ("not measured", "only the newest 500 stories were read")
    assert len(shelf.asked()) == MAX_PAGES


def test_nothing_is_an_answer(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, stories())
    assert ask(source).answer == "not found"


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        ("404 Not Found", b"{}", "refused: 404"),
        ("200 OK", b'{"hits": [{"obj', "not JSON"),
        ("200 OK", b'{"message": "too many requests"}', "there is no 'nbPages'"),
        ("200 OK", b'{"nbPages": "1", "hits": []}', "'nbPages' is a text, not a number"),
        ("200 OK", b'{"nbPages": 1, "hits": {}}', "'hits' is an object, not a list"),
        ("200 OK", b'{"nbPages": 1, "hits": [{"objectID": "1", "headline": "x"}]}', "there is no 'title'"),
        ("200 OK", b'{"nbPages": 1, "hits": [null]}', "there is no 'objectID'"),
        ("200 OK", b'{"nbPages": true, "hits": []}', "'nbPages' is true or false, not a number"),
    ],
)
def test_no_answer_is_not_measured(
    status: str, body: bytes, cause: str, source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.json(PATH, body, status)
    found = ask(source)
    assert found.answer == "not measured"
    assert cause in found.cause


def test_a_hostile_title_is_data(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, stories(hit(f"Show HN: {HOSTILE}\nSecond line \ud800")))
    (kind, _, quote), *_ = ask(source).told()
    assert kind == "expansion"
    assert "\u202e" not in quote
    assert "{{ 7*7 }}" in quote


def test_an_account_without_a_domain(source: HackerNews, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    assert ask(source, Account(name="Acme Freight Ltd")).cause == "the account has no domain"
    assert not shelf.asked()

"""GitHub: the organisation that the home page links to, its repositories page by page, and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, SignalPriority
from hitl_kit.research.feeds import GitHubOrganisation, Sites
from hitl_kit.research.feeds.github_org import linked_handles
from hitl_kit.research.http import Door
from tests.research.door_server import Request, answer
from tests.research.feeds.shelf import HOSTILE, Asked, Shelf

LINK = '<a href="https://github.com/acme-freight">Our code</a>'
PATH = "/orgs/acme-freight/repos"


@pytest.fixture
def source(door: Door, sites: Sites, icp: ICP, shelf: Shelf) -> GitHubOrganisation:
    return GitHubOrganisation(door, sites, icp, date(2026, 1, 1), base=shelf.base)


def repository(name: str = "router", **fields: Any) -> dict[str, Any]:
    return {
        "name": name, "language": "Rust", "topics": ["kafka", "routing"], "pushed_at": "2026-10-05T08:25:23Z",
        "fork": False, "archived": False, **fields,
    }  # fmt: skip


def test_languages_and_topics_dated_by_the_last_push(
    source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home(LINK)
    shelf.json(PATH, [
        repository(), repository("fork", fork=True), repository("gone", archived=True),
        repository("docs", language=None, topics=[]),
        repository("old", pushed_at="2019-01-01T00:00:00Z"), repository("site", language=None, topics=["hugo"]),
    ])  # fmt: skip
    found = ask(source)
    assert found.told() == [
        ("technology", "2026-10-05", "router: Rust; topics kafka, routing; last push 2026-10-05"),
        ("technology", "2026-10-05", "site: topics hugo; last push 2026-10-05"),
    ]
    (text,) = found.texts.values()
    assert found.research.sources[0].url == "https://github.com/acme-freight"
    assert "gone" not in text
    assert "old" not in text


def test_the_icps_cues_choose(door: Door, sites: Sites, icp: ICP, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    wanted = SignalPriority(kind="technology", priority=1, half_life_days=9, cues=("kafka",))
    icp = icp.model_copy(update={"signals": (wanted,)})
    shelf.home(LINK)
    shelf.json(PATH, [repository("a", topics=["hugo"]), repository("b")])
    found = ask(GitHubOrganisation(door, sites, icp, date(2026, 1, 1), base=shelf.base))
    assert [f.quote[:2] for f in found.facts] == ["b:"]
    shelf.json(PATH, [repository("a", topics=["hugo"])])
    assert ask(GitHubOrganisation(door, sites, icp, date(2026, 1, 1), base=shelf.base)).answer == "not found"


def test_an_icp_that_does_not_ask(door: Door, sites: Sites, icp: ICP, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    icp = icp.model_copy(update={"signals": icp.signals[:2]})
    found = ask(GitHubOrganisation(door, sites, icp, date(2026, 1, 1), base=shelf.base))
    assert (found.answer, found.cause) == ("not measured", "the ICP names no 'technology' signal")
    assert not shelf.asked()


def test_pages_until_the_pushes_are_old(source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    def paged(out: BufferedIOBase, request: Request) -> None:
        page = int(parse_qs(urlsplit(request.path).query)["page"][0])
        pushed = "2026-02-05T00:00:00Z" if page == 1 else "2024-02-05T00:00:00Z"
        out.write(answer(json.dumps([repository(f"r{page}-{n}", pushed_at=pushed) for n in range(100)]).encode()))

    shelf.home(LINK)
    shelf.web.keep_open = True
    shelf.web.routes[PATH] = paged
    found = ask(source)
    assert len(found.facts) == 10
    assert [p[-7:] for p in shelf.asked() if "orgs" in p] == ["&page=1", "&page=2"]


def test_pages_without_end_are_bounded(source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home(LINK)
    shelf.json(PATH, [repository(f"r{n}") for n in range(100)])
    assert "only the 300 repositories" in ask(source).cause


def test_which_links_lead_to_an_account() -> None:
    addresses = [
        "https://github.com/Acme-Freight/", "https://www.github.com/acme-freight?tab=repositories",
        "https://github.com/orgs/acme-labs", "https://github.com/someone/library", "https://github.com/features",
        "https://github.com/-no-", "https://notgithub.com/x", "https://github.com.evil.example/x",
        "https://github.com/a%2F..", "https://github.com/", "https://github.com/orgs/x/teams",
    ]  # fmt: skip
    assert linked_handles(addresses) == ["Acme-Freight", "acme-labs"]


@pytest.mark.parametrize(
    ("links", "cause"),
    [
        ("nothing", "links to no GitHub account"),
        ('<a href="https://github.com/someone/library">we like this</a>', "links to no GitHub account"),
        (LINK + '<a href="https://github.com/partner">a partner</a>', "links to 2 GitHub accounts, not one"),
    ],
)
def test_no_handle_is_guessed(
    links: str, cause: str, source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home(links)
    found = ask(source)
    assert found.answer == "not measured"
    assert cause in found.cause
    assert not [p for p in shelf.asked() if "orgs" in p]


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        ("404 Not Found", b'{"message": "Not Found"}', "GitHub knows no organisation 'acme-freight'"),
        ("403 Forbidden", b'{"message": "API rate limit exceeded"}', "refused: 403"),
        ("200 OK", b'{"message": "API rate limit exceeded"}', 'no list: {"message": "API rate limit exceeded"}'),
        ("200 OK", b'[{"name": "x"', "not JSON"),
        ("200 OK", json.dumps([{"name": "x"}]).encode(), "there is no 'topics'"),
        ("200 OK", json.dumps([repository(topics="kafka")]).encode(), "'topics' is a text, not a list"),
        ("200 OK", json.dumps([repository(fork="no")]).encode(), "'fork' is a text, not true or false"),
    ],
)
def test_no_answer_is_not_measured(
    status: str, body: bytes, cause: str, source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home(LINK)
    shelf.json(PATH, body, status)
    found = ask(source)
    assert found.answer == "not measured"
    assert cause in found.cause


def test_an_organisation_without_repositories(
    source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home(LINK)
    shelf.json(PATH, [])
    assert ask(source).answer == "not found"


def test_a_home_page_that_cannot_be_read(source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    assert ask(source).cause == "refused: 404"
    assert ask(source, Account(name="Acme")).cause == "the account has no domain"


def test_hostile_words_are_data(source: GitHubOrganisation, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home(LINK)
    shelf.json(PATH, [repository(HOSTILE, topics=["a\nb"])])
    (fact,) = ask(source).facts
    assert "\n" not in fact.quote
    assert "\u202e" not in fact.quote
    assert "topics a b" in fact.quote


def test_the_token_goes_to_github_alone(
    door: Door, sites: Sites, icp: ICP, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home(LINK)
    shelf.json(PATH, [repository()])
    assert ask(GitHubOrganisation(door, sites, icp, date(2026, 1, 1), token="t0ken", base=shelf.base)).answer == "found"
    sent = {r.path.split("?")[0]: r.headers.get("authorization") for r in shelf.web.requests}
    assert sent[PATH] == "Bearer t0ken"
    assert sent["/acme-freight.example/"] is None

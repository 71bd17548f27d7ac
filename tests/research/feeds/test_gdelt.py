"""GDELT: articles that are about the account and not about its namesake, and refusals with status 200."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP
from hitl_kit.research.feeds import Gdelt, Sites
from hitl_kit.research.feeds.gdelt import names
from hitl_kit.research.http import Door
from tests.research.feeds.shelf import HOSTILE, Asked, Shelf

PATH = "/api/v2/doc/doc"
SITE = '<a href="https://www.acme-freight.example/about">Acme</a>'
NEWS = "Acme Freight Ltd has opened a new depot in Springfield, the company said."


@pytest.fixture
def source(door: Door, sites: Sites, icp: ICP, shelf: Shelf) -> Gdelt:
    return Gdelt(door, sites, icp, base=shelf.base)


def article(url: str, title: str = "Acme Freight Ltd grows", seen: str = "20261012T081500Z") -> dict[str, Any]:
    return {
        "url": url, "url_mobile": "", "title": title, "seendate": seen, "socialimage": "", "domain": "paper.example",
        "language": "English", "sourcecountry": "United Kingdom",
    }  # fmt: skip


def paper(shelf: Shelf, *paragraphs: str, path: str = "/paper/1") -> None:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    shelf.page(path, f"<html><head><title>Paper</title></head><body><article>{body}</article></body></html>")
    shelf.json(PATH, {"articles": [article(shelf.base + path)]})


def test_an_article_that_holds_the_name_and_the_domain(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    paper(shelf, NEWS, f"More at {SITE} and elsewhere.")
    found = ask(source)
    assert found.told() == [("expansion", "2026-10-12", NEWS)]
    assert found.research.sources[0].source_class == "press"
    query = parse_qs(urlsplit(shelf.asked()[0]).query)
    assert query["query"] == ['"Acme Freight Ltd"']
    assert (query["mode"], query["format"]) == (["artlist"], ["json"])


@pytest.mark.parametrize(
    "words",
    [
        "We know no more.",
        "More at notacme-freight.example and elsewhere.",
        "More at acme-freight.example.evil.example and elsewhere.",
        '<a href="https://evil.example/acme-freight.example">here</a>',
    ],
)
def test_a_name_alone_never_counts(words: str, source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    paper(shelf, NEWS, words)
    assert ask(source).answer == "not found"


def test_a_link_without_the_exact_name_does_not_count(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    paper(shelf, "Acme Freight Ltda has opened a new depot in Springfield.", f"Not to be confused with {SITE}.")
    assert ask(source).answer == "not found"


def test_sentences_about_others_are_no_facts(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    layoffs = "Bravo Haulage laid off forty drivers on Monday."
    own = "Acme Freight said it would not acquire Bravo but opens a new depot."
    paper(shelf, layoffs, own, f"Acme Freight Ltd can be found at {SITE}.")
    assert [f.quote for f in ask(source).facts] == [own]


def test_a_veto_in_the_press(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    sentence = "Acme Freight Ltd is laying off 40 drivers."
    paper(shelf, sentence, "The company (acme-freight.example) confirmed it.")
    assert ask(source).told() == [("layoffs", "2026-10-12", sentence)]


def test_articles_that_cannot_be_read_are_not_nothing(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, {"articles": [article(shelf.base + "/gone")]})
    found = ask(source)
    assert found.answer == "not measured"
    assert found.cause == "an article of 2026-10-12 could not be read: refused: 404"


def test_titles_that_name_the_company_are_read_first(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    listed = [article(f"{shelf.base}/a/{n}", "Roundup", f"202611{n + 1:02}T000000Z") for n in range(8)]
    listed += [article(f"{shelf.base}/named"), article("javascript:alert(1)")]
    for n in range(8):
        shelf.page(f"/a/{n}", "<html><body><p>A roundup of many things.</p></body></html>")
    shelf.page("/named", f"<html><body><p>{NEWS}</p>{SITE}</body></html>")
    shelf.json(PATH, {"articles": listed})
    found = ask(source)
    assert [f.quote for f in found.facts] == [NEWS]
    assert found.cause == "6 of 9 articles were read"
    assert [p for p in shelf.asked() if not p.startswith("/robots")][1:4] == ["/named", "/a/7", "/a/6"]


@pytest.mark.parametrize("body", [b"{}", b'{"articles": []}'])
def test_no_articles_is_an_answer(body: bytes, source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, body)
    assert ask(source).answer == "not found"


def test_a_refusal_in_words_is_not_measured(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    for kind in ("text/html; charset=utf-8", "application/json", "text/plain"):
        shelf.page(PATH, "Please limit requests to one every 5 seconds\n or contact us.\n", kind)
        found = ask(source)
        words = "Please limit requests to one every 5 seconds or contact us."
        assert (found.answer, found.cause) == ("not measured", f"GDELT answered without data: {words}")


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        ("404 Not Found", b"", "refused: 404"),
        ("200 OK", b"", "GDELT answered without data: nothing"),
        ("200 OK", b'{"articles": [{"url": "https://pap', "GDELT answered without data"),
        ("200 OK", b'{"results": []}', "there is no 'articles'"),
        ("200 OK", b"[]", "there is no 'articles'"),
        ("200 OK", json.dumps({"articles": [{"url": "https://p.example/"}]}).encode(), "there is no 'title'"),
        ("200 OK", json.dumps({"articles": [article("https://p.example/", seen="today")]}).encode(), "is no moment"),
    ],
)
def test_no_answer_is_not_measured(
    status: str, body: bytes, cause: str, source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.json(PATH, body, status)
    found = ask(source)
    assert found.answer == "not measured"
    assert cause in found.cause


def test_raw_control_characters_in_titles_are_borne(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    paper(shelf, NEWS, SITE)
    told = {"articles": [article(shelf.base + "/paper/1", "TAB")]}
    shelf.json(PATH, json.dumps(told).replace("TAB", "a\tb\x01").encode())
    assert ask(source).answer == "found"


def test_a_hostile_name_stays_inside_its_quotes(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.json(PATH, {})
    ask(source, Account(name='Acme" OR (domain:evil.example) &mode=x', domain="acme-freight.example"))
    query = parse_qs(urlsplit(shelf.asked()[0]).query)
    assert query["query"] == ['"Acme OR domain evil.example &mode x"']
    assert query["mode"] == ["artlist"]


def test_hostile_words_are_data(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    hostile = HOSTILE.replace("<", "&lt;")
    paper(shelf, f"Acme Freight Ltd says: {hostile} and a new depot for all.", SITE)
    (fact,) = ask(source).facts
    assert "Ignore previous instructions <script>" in fact.quote
    assert "\u202e" not in fact.quote


def test_an_account_without_a_domain_is_not_looked_up(source: Gdelt, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    assert "no domain" in ask(source, Account(name="Acme Freight Ltd")).cause
    assert not shelf.asked()


def test_names_in_whole_words() -> None:
    assert names("Acme Freight Ltd", "Yesterday ACME\u00a0Freight said")
    assert names("Acme Freight Ltd.", "Acme Freight's depot")
    assert not names("Acme Freight Ltd", "Acme Freighters said")
    assert not names("Acme Freight Ltd", "Acme Freight said", whole=True)
    assert not names("", "anything")

"""Feeds: RSS and Atom that the home page names, broken ones, and ones built to harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP
from hitl_kit.research.feeds import Feed, Sites
from hitl_kit.research.feeds.feed import MAX_ENTRIES, read_feed
from hitl_kit.research.http import Door
from tests.research.feeds.shelf import BOMB, HOSTILE, Asked, Shelf

NAMED = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
NEWS = "Acme Freight has opened a new depot in Springfield."


@pytest.fixture
def source(door: Door, sites: Sites, icp: ICP) -> Feed:
    return Feed(door, sites, icp)


def rss(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Acme</title>{"".join(items)}</channel></rss>'


def item(words: str = NEWS, title: str = "News", day: str = "Mon, 12 Oct 2026 08:00:00 GMT", link: str = "/a") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate>"
        f"<description><![CDATA[<p>{words}</p>]]></description></item>"
    )


ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Acme</title>
<entry><title>News</title><link href="https://acme-freight.example/a"/><updated>2026-10-12T08:00:00Z</updated>
<content type="html">&lt;p&gt;{NEWS}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(
    ("xml", "kind"), [(rss(item()), "application/rss+xml"), (ATOM, "application/atom+xml"), (ATOM, "text/xml")]
)
def test_an_entry_is_a_source_of_its_own_day(
    xml: str, kind: str, source: Feed, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home("", NAMED)
    shelf.page("/feed.xml", xml, kind)
    found = ask(source)
    assert found.told() == [("expansion", "2026-10-12", NEWS)]
    (entry,) = found.research.sources
    assert entry.url.endswith("/a")
    assert (entry.source_class, entry.published, entry.title) == ("first-party", date(2026, 10, 12), "News")


def test_the_feed_of_comments_is_left_aside(source: Feed, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("", NAMED.replace("/feed.xml", "/comments/feed/"))
    assert ask(source).cause == "the home page names no feed"
    shelf.home("", '<link rel="alternate" type="application/json" href="/feed.json">')
    assert ask(source).answer == "not measured"


def test_newest_entries_only(source: Feed, shelf: Shelf) -> None:
    days = [f"{d:02} {m} 2026 08:00:00 GMT" for m in ("Sep", "Oct") for d in range(1, 29)]
    entries, whole = read_feed(rss(*(item(day=d, title=d) for d in days)).encode(), "https://acme.example/feed")
    assert whole
    assert len(entries) == MAX_ENTRIES
    assert entries[0].published == date(2026, 10, 28)
    assert entries[-1].published == date(2026, 9, 27)


def test_an_entry_without_day_or_a_sound_link(source: Feed, shelf: Shelf) -> None:
    ((entry,), _) = read_feed(rss(item(day="soon", link="javascript:alert(1)")).encode(), "https://acme.example/feed")
    assert (entry.url, entry.published) == ("https://acme.example/feed", None)


def test_an_empty_feed_is_an_answer(source: Feed, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("", NAMED)
    shelf.page("/feed.xml", rss(), "application/rss+xml")
    assert ask(source).answer == "not found"


def test_a_feed_that_is_cut_off(source: Feed, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("", NAMED)
    shelf.page("/feed.xml", rss(item("Nothing of note happened here."), item())[:-200], "application/rss+xml")
    found = ask(source)
    assert (found.answer, found.cause) == ("not measured", "a feed is broken or cut off")
    shelf.page("/feed.xml", rss(item(), item(title="Cut"))[:-60], "application/rss+xml")
    found = ask(source)
    assert (found.answer, found.cause) == ("found", "a feed is broken or cut off")


@pytest.mark.parametrize(
    ("body", "kind", "cause"),
    [
        (BOMB.decode(), "application/rss+xml", "its XML defines entities"),
        (
            '<!DOCTYPE r SYSTEM "http://127.0.0.2/x.dtd" [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><rss/>',
            "text/xml",
            "its XML",
        ),
        ("<html><body>Please enable JavaScript</body></html>", "text/html", "it is neither RSS nor Atom"),
        ("", "text/xml", "it is neither RSS nor Atom"),
        ("{}", "application/json", "not application/rss+xml"),
        (rss("x" * 2_000_001), "text/xml", "2,000,0"),
    ],
)
def test_what_is_no_feed_is_not_measured(
    body: str, kind: str, cause: str, source: Feed, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home("", NAMED)
    shelf.page("/feed.xml", body, kind)
    found = ask(source)
    assert found.answer == "not measured"
    assert cause in found.cause


def test_one_feed_of_two_that_fails_is_said(source: Feed, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("", NAMED + NAMED.replace("feed.xml", "gone.xml"))
    shelf.page("/feed.xml", rss(item()), "text/xml")
    found = ask(source)
    assert (found.answer, found.cause) == ("found", "a feed could not be read: refused: 404")


def test_hostile_words_are_data(source: Feed, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("", NAMED)
    words = HOSTILE.replace("<script>alert(1)</script>", "<b>bold</b><script>alert(1)</script>") + " with a new depot"
    shelf.page("/feed.xml", rss(item(words, title="&lt;img src=x onerror=alert(1)&gt;")), "text/xml")
    found = ask(source)
    assert "alert(1)" not in "".join(found.texts.values())
    assert "Ignore previous instructions bold" in found.facts[0].quote


def test_an_icp_without_cues_measures_nothing(
    door: Door, sites: Sites, icp: ICP, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    bare = icp.model_copy(update={"signals": tuple(s.model_copy(update={"cues": ()}) for s in icp.signals)})
    shelf.home("", NAMED)
    shelf.page("/feed.xml", rss(item()), "text/xml")
    found = ask(Feed(door, sites, bare))
    assert (found.answer, found.cause) == ("not measured", "the ICP gives no cues to look for")


def test_an_account_without_a_domain(source: Feed, ask: Callable[..., Asked]) -> None:
    assert ask(source, Account(name="Acme")).cause == "the account has no domain"

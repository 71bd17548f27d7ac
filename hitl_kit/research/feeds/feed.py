"""Feed: what a company announces in the RSS or Atom feed that its home page names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP

from ..html import Unreadable, html_text, plain_text
from ..http import Door
from ..pages import event_cues, event_facts
from ..sources import Reading
from ..unanswered import Unanswered
from .found import MAX_TEXT, Found, bare_domain, document, web_address
from .parsed import parsed
from .site import Sites
from .xml import HostileXml, read_xml

MAX_FEEDS = 2
MAX_ENTRIES = 30
MAX_BYTES = 2_000_000
_XML = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml", "text/html",
    "text/plain",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One entry of a feed: its address, title and words as plain text, and the day it was published."""

    url: str
    title: str
    text: str
    published: date | None


class Feed:
    """Reads the newest entries of the feeds that the account's home page names, by the ICP's cues; the feed of comments
    is left aside. A fact is dated by its sentence, else by the entry."""

    name = "feed"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, door: Door, sites: Sites, icp: ICP) -> None:
        self._door = door
        self._sites = sites
        self._cues = event_cues(icp)
        self._asks = any(s.cues for s in icp.signals)

    def read(self, account: Account) -> Reading:
        """What the newest entries tell; Unanswered where the home page or none of its feeds can be read."""
        if not bare_domain(account.domain):
            return Reading("not measured", "the account has no domain")
        feeds = [f for f in self._sites.home(account.domain).page.feeds if "comments" not in f.lower()][:MAX_FEEDS]
        if not feeds:
            return Reading("not measured", "the home page names no feed")
        found = Found(asks=self._asks)
        failures: list[Unanswered] = []
        for feed in feeds:
            try:
                self._entries(feed, account, found)
            except Unanswered as unanswered:
                failures.append(unanswered)
                found.leave_out(f"a feed could not be read: {unanswered.message}")
        if len(failures) == len(feeds):
            raise failures[0]
        return found.reading()

    def _entries(self, feed: str, account: Account, found: Found) -> None:
        response = self._door.get(feed, accept=_XML, robots=True)
        if len(response.body) > MAX_BYTES:
            raise Unanswered(f"the feed has {len(response.body):,} bytes", "too large")
        entries, whole = parsed("the feed", read_feed, response.body, response.url)
        for entry in entries:
            text = f"{entry.title}\n{entry.text}"
            source, kept = document(
                entry.url, entry.title, text, response.retrieved_at, "first-party", entry.published
            )  # fmt: skip
            found.add(source, kept, event_facts(self._cues, source, kept, naming=account.name))
        if not whole:
            found.leave_out("a feed is broken or cut off")


def read_feed(body: bytes, url: str) -> tuple[list[Entry], bool]:
    """The newest entries of a feed that lies at that address, and whether its XML was whole; ValueError where it has
    none to show for itself, or defines entities."""
    import feedparser

    try:
        read_xml(body)
        whole = True
    except HostileXml:
        raise
    except ValueError:
        whole = False
    told = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not told.get("version") or not (whole or told.entries):
        raise ValueError("it holds no entries" if told.get("version") else "it is neither RSS nor Atom")
    entries = [_entry(entry, url) for entry in told.entries]
    entries.sort(key=lambda e: e.published or date.min, reverse=True)
    return entries[:MAX_ENTRIES], whole


def _entry(entry: dict[str, object], url: str) -> Entry:
    content = entry.get("content")
    bodies = [c.get("value", "") for c in content if isinstance(c, dict)] if isinstance(content, list) else []
    longest = max([str(entry.get("summary") or ""), *map(str, bodies)], key=len)
    # an entry's own mapping gives one day for the other, with a warning
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        published = date(*moment[:3]) if isinstance(moment, tuple) else None
    except ValueError:
        published = None
    return Entry(
        url=web_address(entry.get("link"), url) or url, title=_plain(str(entry.get("title") or "")).replace("\n", " "),
        text=_plain(longest), published=published,
    )  # fmt: skip


def _plain(markup: str) -> str:
    try:
        return html_text(markup[: 4 * MAX_TEXT])[:MAX_TEXT] if "<" in markup else plain_text(markup[:MAX_TEXT])
    except Unreadable:
        return ""

"""Page: what one HTML page holds that sources look at. Read in a process that can be killed, for pages are hostile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from ..html import html_text, plain_text
from .found import web_address
from .shape import day

MAX_LINKS = 2000
_FEEDS = ("application/rss+xml", "application/atom+xml")
_PUBLISHED = (
    ("meta[property='article:published_time']", "content"),
    ("meta[name='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='date']", "content"),
    ("article time[datetime]", "datetime"),
)
_JSON_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Page:
    """A page as it was read: all its text, its main text, its links with their words, its feeds, and what it loads."""

    title: str
    text: str
    main: str
    links: tuple[tuple[str, str], ...]
    feeds: tuple[str, ...]
    assets: tuple[str, ...]
    published: date | None


def read_page(html: str, url: str) -> Page:
    """The parts of a page at that address; ValueError where it is built to stall a parser."""
    text = html_text(html)
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    links: dict[str, str] = {}
    feeds: dict[str, None] = {}
    assets: dict[str, None] = {}
    for node in tree.css("a[href]")[:MAX_LINKS]:
        if address := web_address(node.attributes.get("href"), url):
            links.setdefault(address.partition("#")[0], " ".join(node.text().split())[:200])
    for node in tree.css("link[href],script[src],iframe[src],img[src],form[action]")[:MAX_LINKS]:
        attributes = node.attributes
        address = web_address(attributes.get("href") or attributes.get("src") or attributes.get("action"), url)
        rel, kind = (attributes.get("rel") or "").lower(), (attributes.get("type") or "").lower()
        if address and node.tag == "link" and "alternate" in rel and kind in _FEEDS:
            feeds[address] = None
        elif address and (node.tag != "link" or "canonical" not in rel):
            assets[address] = None
    for node in tree.css("meta[name='generator' i][content]")[:3]:
        assets[f"generator: {plain_text(node.attributes.get('content') or '')[:100]}"] = None
    return Page(
        title=plain_text(title.text())[:300] if title else "", text=text, main=_main(html) or text,
        links=tuple(links.items()), feeds=tuple(feeds), assets=tuple(assets), published=_published(tree, html),
    )  # fmt: skip


def _main(html: str) -> str:
    """The page's main text, without menus, teasers and footers; '' where there is no telling."""
    import trafilatura

    return plain_text(trafilatura.extract(html, include_comments=False, include_tables=False) or "")


def _published(tree: LexborHTMLParser, html: str) -> date | None:
    """The day that the page itself says it was published on."""
    for selector, attribute in _PUBLISHED:
        node = tree.css_first(selector)
        if node is not None and (said := day(node.attributes.get(attribute))):
            return said
    named = _JSON_PUBLISHED.search(html)
    return day(named[1]) if named else None

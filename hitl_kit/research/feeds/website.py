"""Website: what a company says of itself on its home page and its news pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP

from ..pages import event_cues, event_facts
from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found, bare_domain, document
from .site import Sites, Visit

MAX_LISTS = 2
MAX_ARTICLES = 6
_NEWS = re.compile(
    r"news(?:room)?|press(?:-?(?:releases?|room))?|blog|updates|announcements|stories|aktuelles|presse|neuigkeiten"
    r"|actualites|noticias|nieuws|nyheter|nyheder|uutiset"
)


class Website:
    """Reads the home page, the lists of news that it links to, and the articles that these list first, by the ICP's
    cues: nine pages at most, all on the company's own site, as its robots.txt allows.

    A fact is dated by its sentence, else by the day that the article itself says it was published on.
    """

    name = "website"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, sites: Sites, icp: ICP) -> None:
        self._sites = sites
        self._cues = event_cues(icp)
        self._asks = any(s.cues for s in icp.signals)

    def read(self, account: Account) -> Reading:
        """What the pages tell; Unanswered where the home page cannot be read."""
        if not bare_domain(account.domain):
            return Reading("not measured", "the account has no domain")
        home = self._sites.home(account.domain)
        found = Found(asks=self._asks)
        lists, articles = news_links(home, account.domain)
        read = {a: v for a in lists[:MAX_LISTS] if (v := self._visit(a, found))}
        for listing in read.values():
            deeper = news_links(listing, account.domain)[1]
            articles += [a for a in deeper if a not in articles]
        # an article's own page says when it was published, so its words are taken there rather than from a list
        for address in articles[:MAX_ARTICLES]:
            if visit := self._visit(address, found):
                self._tell(account, visit, visit.page.main, found)
        for listing in (*read.values(), home):
            self._tell(account, listing, listing.page.text, found)
        return found.reading()

    def _visit(self, address: str, found: Found) -> Visit | None:
        try:
            return self._sites.visit(address)
        except Unanswered as unanswered:
            found.leave_out(f"{urlsplit(address).path[:100]} could not be read: {unanswered.message}")
            return None

    def _tell(self, account: Account, visit: Visit, words: str, found: Found) -> None:
        page = visit.page
        if not words:
            found.leave_out(f"{urlsplit(visit.url).path[:100]} holds no text")
        source, text = document(
            visit.url, page.title, words, visit.retrieved_at, "first-party", page.published
        )  # fmt: skip
        found.add(source, text, event_facts(self._cues, source, text, naming=account.name))


def news_links(visit: Visit, domain: str) -> tuple[list[str], list[str]]:
    """The lists of news that a page links to, and the articles below one, all on the company's own site."""
    lists: list[str] = []
    articles: list[str] = []
    for address, _ in visit.page.links:
        if address == visit.url or not visit.own(address, domain):
            continue
        place = _news_place(urlsplit(address).path.lower().split("/"))
        if place is not None:
            (articles if place else lists).append(address)
    return lists, articles


def _news_place(segments: Iterable[str]) -> int | None:
    """How many segments of a path follow the one that says news; None where none does."""
    parts = [s for s in segments if s]
    places = [i for i, part in enumerate(parts) if _NEWS.fullmatch(part.removesuffix(".html"))]
    return len(parts) - 1 - places[0] if places else None

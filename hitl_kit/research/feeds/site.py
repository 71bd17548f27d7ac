"""Sites: the pages of the companies' own sites, each home page read once however many sources look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from ..http import Door
from ..unanswered import Unanswered
from .found import bare_domain, belongs, host_of
from .page import Page, read_page
from .parsed import parsed

HTML = ("text/html", "application/xhtml+xml")
MAX_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Visit:
    """A page, the address where it was found in the end, and when."""

    url: str
    retrieved_at: datetime
    page: Page

    def own(self, address: str, domain: str) -> bool:
        """Whether an address lies on the same host as this page, or on the company's domain."""
        return belongs(address, domain) or host_of(address) == host_of(self.url)


class Sites:
    """Reads pages through the door. `home` says where a company's home page lies; `{domain}` stands for its domain."""

    def __init__(self, door: Door, home: str = "https://{domain}/") -> None:
        self._door = door
        self._home = home
        self._known: Callable[[str], Visit | Unanswered] = lru_cache(256)(self._home_page)

    def home(self, domain: str) -> Visit:
        """The home page of a domain; Unanswered where it cannot be read or now leads to somebody else's site."""
        known = self._known(bare_domain(domain))
        if isinstance(known, Unanswered):
            raise Unanswered(known.message, known.kind)
        return known

    def visit(self, address: str) -> Visit:
        """Any page; Unanswered where it cannot be read."""
        response = self._door.get(address, accept=HTML, robots=True)
        text = response.text
        if len(text) > MAX_CHARACTERS:
            raise Unanswered(f"the page has {len(text):,} characters", "too large")
        return Visit(response.url, response.retrieved_at, parsed("the page", read_page, text, response.url))

    def _home_page(self, domain: str) -> Visit | Unanswered:
        address = self._home.replace("{domain}", domain)
        try:
            visit = self.visit(address)
        except Unanswered as unanswered:
            return unanswered
        if not (belongs(visit.url, domain) or host_of(visit.url) == host_of(address)):
            return Unanswered(f"{domain} now leads to {host_of(visit.url)}", "bad answer")
        return visit

"""Gdelt: what the press writes about a company, found through GDELT and read on the papers' own pages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.evidence import fold
from hitl_kit.domain.icp import ICP

from ..html import plain_text
from ..http import Door
from ..pages import event_cues, event_facts
from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found, bare_domain, belongs, document, web_address
from .shape import part
from .site import Sites, Visit

MAX_ARTICLES = 6
"""At most so many articles are read, those first that name the company in their title, then the newest."""
_FORMS = re.compile(
    r"[\s,]+(?:inc|ltd|llc|llp|plc|corp|co|company|corporation|limited|gmbh|ag|se|kg|bv|b\.v|nv|n\.v|ab|as|a/s|aps|oy|oyj"
    r"|sa|s\.a|sas|sarl|spa|s\.p\.a|srl|holdings?|group)\.?$"
)


@dataclass(frozen=True)
class _Article:
    url: str
    title: str
    seen: date


class Gdelt:
    """Reads the articles of the last three months that hold the account's exact name, by the ICP's cues.

    A name alone never counts: an article is about the account where it lies on the account's domain, or where its page
    holds the exact name and also links to or writes out that domain; and of such a page only sentences that name the
    company are facts. A fact is dated by its sentence, else by the day that GDELT saw the article.
    """

    name = "GDELT"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, door: Door, sites: Sites, icp: ICP, *, base: str = "https://api.gdeltproject.org") -> None:
        self._door = door
        self._sites = sites
        self._cues = event_cues(icp)
        self._asks = any(s.cues for s in icp.signals)
        self._base = base

    def read(self, account: Account) -> Reading:
        """What the newest articles tell; Unanswered where GDELT refuses, which it does with status 200 and words."""
        if not bare_domain(account.domain):
            return Reading("not measured", "the account has no domain to tell it from others of its name")
        found = Found(asks=self._asks)
        articles = self._articles(account.name)
        for article in articles[:MAX_ARTICLES]:
            try:
                visit = self._sites.visit(article.url)
            except Unanswered as unanswered:
                found.leave_out(f"an article of {article.seen} could not be read: {unanswered.message}")
                continue
            self._told(account, article, visit, found)
        if len(articles) > MAX_ARTICLES:
            found.note(f"{MAX_ARTICLES} of {len(articles)} articles were read")
        return found.reading()

    def _articles(self, name: str) -> Sequence[_Article]:
        phrase = re.sub(r"[^\w\s.&'/-]", " ", name).strip()
        query = {
            "query": f'"{" ".join(phrase.split())}"', "mode": "artlist", "format": "json", "maxrecords": 250,
            "timespan": "3months", "sort": "datedesc",
        }  # fmt: skip
        url = f"{self._base}/api/v2/doc/doc?{urlencode(query)}"
        response = self._door.get(url, accept=("application/json", "text/html", "text/plain"))
        try:
            answer = json.loads(response.body, strict=False)  # its titles hold raw control characters
        except (ValueError, RecursionError):
            words = " ".join(plain_text(response.text[:300]).split())[:150]
            raise Unanswered(f"GDELT answered without data: {words or 'nothing'}", "bad answer") from None
        rows: list[Any] = [] if answer == {} else part(answer, "articles", list)
        articles = {a.url: a for a in map(_article, rows) if a}
        return sorted(articles.values(), key=lambda a: (fold(name) not in fold(a.title), -a.seen.toordinal()))

    def _told(self, account: Account, article: _Article, visit: Visit, found: Found) -> None:
        own = belongs(visit.url, account.domain)
        if not own and not about(account, visit):
            return
        page = visit.page
        source, text = document(
            visit.url, page.title or article.title, page.main, visit.retrieved_at, "first-party" if own else "press",
            article.seen,
        )  # fmt: skip
        facts = event_facts(self._cues, source, text, naming=account.name)
        found.add(source, text, facts if own else [f for f in facts if names(account.name, f.quote)])


def about(account: Account, visit: Visit) -> bool:
    """Whether a page of somebody else's holds the account's exact name and links to or writes out its domain."""
    text = fold(visit.page.text)
    written = re.search(rf"(?<![\w.@-]){re.escape(bare_domain(account.domain))}(?![\w-]|\.\w)", text)
    linked = any(belongs(address, account.domain) for address, _ in visit.page.links)
    return names(account.name, text, whole=True) and bool(written or linked)


def names(name: str, text: str, *, whole: bool = False) -> bool:
    """Whether a text holds a company's name in whole words; its legal form may be missing unless `whole`."""
    wanted = fold(name) if whole else _FORMS.sub("", fold(name))
    return bool(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", fold(text)) is not None


def _article(row: object) -> _Article | None:
    url, title, seen = web_address(part(row, "url", str)), part(row, "title", str), part(row, "seendate", str)
    try:
        day = datetime.strptime(seen, "%Y%m%dT%H%M%SZ").date()  # noqa: DTZ007 (the Z is UTC, and only the day is kept)
    except ValueError:
        raise Unanswered("its answer has changed: 'seendate' is no moment", "bad answer") from None
    return _Article(url, plain_text(title[:1000]).replace("\n", " "), day) if url else None

"""HackerNews: stories on Hacker News that link to a company's own site."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP

from ..html import plain_text
from ..http import Door
from ..pages import event_cues, event_facts
from ..sources import Reading
from .found import Found, bare_domain, belongs, document, stated
from .shape import day, part

MAX_PAGES = 5
"""At most so many pages of a hundred stories are read; the interface gives no more than 1,000."""
_LAUNCH = re.compile(r"(?:show|launch) hn\b", re.I)


class HackerNews:
    """Reads titles of stories: "Show HN" and "Launch HN" are of the kind `launch`, others by the ICP's cues.

    Matched by the story's address, which must lie on the account's domain or below it; a name alone never counts. A
    fact is dated by the day of the story. The words are whoever's submitted it, so the class is "other".
    """

    name = "Hacker News"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(
        self, door: Door, icp: ICP, since: date, *, launch: str = "product_launch", base: str = "https://hn.algolia.com"
    ) -> None:
        self._door = door
        self._cues = event_cues(icp)
        self._launch = launch
        self._since = int(datetime.combine(since, time.min, UTC).timestamp())
        self._base = base

    def read(self, account: Account) -> Reading:
        """The stories since that day, the newest first; Unanswered where the search does not answer."""
        domain = bare_domain(account.domain)
        if not domain:
            return Reading("not measured", "the account has no domain")
        found = Found()
        page, pages = 0, 1
        while page < pages:
            if page == MAX_PAGES:
                found.leave_out(f"only the newest {100 * MAX_PAGES} stories were read")
                break
            query = {
                "query": domain, "restrictSearchableAttributes": "url", "tags": "story",
                "numericFilters": f"created_at_i>{self._since}", "hitsPerPage": 100, "page": page,
            }  # fmt: skip
            response = self._door.get(f"{self._base}/api/v1/search_by_date?{urlencode(query)}")
            answer = response.json()
            pages = part(answer, "nbPages", int)
            for hit in part(answer, "hits", list):
                self._story(hit, account, response.retrieved_at, found)
            page += 1
        return found.reading()

    def _story(self, hit: object, account: Account, retrieved_at: datetime, found: Found) -> None:
        story, title = part(hit, "objectID", str), plain_text(part(hit, "title", str)[:1000]).replace("\n", " ")
        address = hit.get("url") if isinstance(hit, dict) else None  # a question to the readers has none
        if not isinstance(address, str) or not belongs(address, account.domain) or not story.isdecimal():
            return
        submitted = day(part(hit, "created_at", str))
        url = f"https://news.ycombinator.com/item?id={story}"
        text = f"{title}\n{address[:500]}\nSubmitted to Hacker News on {submitted}"
        source, kept = document(url, title, text, retrieved_at, "other", submitted)
        headline = kept.partition("\n")[0]
        facts = event_facts(self._cues, source, headline, naming=account.name)
        if _LAUNCH.match(headline):
            facts.append(stated(source, self._launch, headline, submitted))
        found.add(source, kept, facts)

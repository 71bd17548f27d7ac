"""GitHubOrganisation: what a company builds with, out of the public repositories of its GitHub organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import urlsplit

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP

from ..html import plain_text
from ..http import Door
from ..pages import event_cues
from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found, bare_domain, document, host_of, stated
from .shape import day, part, texts
from .site import Sites
from .technology import TECHNOLOGY, telling, unasked

MAX_PAGES = 3
"""At most so many pages of a hundred repositories are read, those first that were worked on last."""
_PAGE = 100
_HANDLE = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}")
_NO_HANDLE = frozenset(str.split(
    "about apps blog collections contact customer-stories enterprise events explore features join login marketplace"
    " orgs pricing readme search security settings signup site sponsors team topics trending users"
))  # fmt: skip


class GitHubOrganisation:
    """Reads languages and topics of repositories, dated by the last push; forks and archived ones are left out.

    Matched by a link on the account's home page to exactly one GitHub account (a link to a repository is none). Which
    lines become facts the ICP's `technology` signal says by its cues; without cues, the newest ten.
    """

    name = "GitHub"
    problems: tuple[str, ...] = ()

    def __init__(
        self, door: Door, sites: Sites, icp: ICP, since: date, *, token: str = "", base: str = "https://api.github.com"
    ) -> None:
        self._door = door
        self._sites = sites
        self._cues = next((c for c in event_cues(icp) if c.kind == TECHNOLOGY), None)
        self._since = since
        self._headers: Mapping[str, str] = {"Authorization": f"Bearer {token}"} if token else {}
        self._base = base
        self.unavailable = unasked(icp)

    def read(self, account: Account) -> Reading:
        """What the repositories are written in; Unanswered where the home page or GitHub does not answer."""
        if not bare_domain(account.domain):
            return Reading("not measured", "the account has no domain")
        handles = linked_handles(address for address, _ in self._sites.home(account.domain).page.links)
        if len(handles) != 1:
            cause = f"links to {len(handles)} GitHub accounts, not one" if handles else "links to no GitHub account"
            return Reading("not measured", f"the home page {cause}")
        found = Found()
        lines: dict[str, date] = {}
        for page in range(1, MAX_PAGES + 1):
            url = f"{self._base}/orgs/{handles[0]}/repos?sort=pushed&per_page={_PAGE}&page={page}"
            response = self._door.get(url, headers=self._headers, missing_ok=True)
            if response.status != 200:
                return Reading("not measured", f"GitHub knows no organisation '{handles[0]}'")
            repositories = response.json()
            if not isinstance(repositories, list):
                raise Unanswered(f"GitHub answered with no list: {plain_text(response.text[:200])}", "bad answer")
            read = [_line(repository) for repository in repositories]
            lines |= {line: pushed for line, pushed in read if line and pushed and pushed >= self._since}
            if len(repositories) < _PAGE or (read[-1][1] or self._since) < self._since:
                break
        else:
            found.leave_out(f"only the {_PAGE * MAX_PAGES} repositories with the latest pushes were read")
        address = f"https://github.com/{handles[0]}"
        if lines:
            source, kept = document(
                address, f"{account.name} on GitHub", "\n".join(lines), response.retrieved_at, "first-party"
            )
            told = telling(kept.splitlines(), self._cues)
            found.add(source, kept, [stated(source, TECHNOLOGY, line, lines.get(line)) for line in told])
        return found.reading()


def linked_handles(addresses: Iterable[str]) -> list[str]:
    """The GitHub accounts that addresses lead to, each once: https://github.com/acme, not its repositories."""
    found: dict[str, str] = {}
    for address in addresses:
        if host_of(address) != "github.com":
            continue
        parts = [p for p in urlsplit(address).path.split("/") if p]
        handle = parts[1] if len(parts) == 2 and parts[0] == "orgs" else parts[0] if len(parts) == 1 else ""
        if _HANDLE.fullmatch(handle) and handle.lower() not in _NO_HANDLE:
            found.setdefault(handle.lower(), handle)
    return list(found.values())


def _line(repository: object) -> tuple[str, date | None]:
    """A repository in one line, and the day of its last push; '' where it is a fork, archived or says nothing."""
    name, topics = part(repository, "name", str), texts(repository, "topics")
    fork, archived = part(repository, "fork", bool), part(repository, "archived", bool)
    assert isinstance(repository, dict)
    language, pushed = repository.get("language"), day(repository.get("pushed_at"))
    if fork or archived or pushed is None or not (language or topics):
        return "", pushed
    what = [f"{language}"] if isinstance(language, str) and language else []
    what += [f"topics {', '.join(topics[:20])}"] if topics else []
    return " ".join(plain_text(f"{name[:100]}: {'; '.join(what)}; last push {pushed}").split())[:600], pushed

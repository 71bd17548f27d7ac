"""The catalog of sources: every one by its name, where it looks, and how a campaign gets those that it asks for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.icp import ICP
from hitl_kit.ledger import Ledger

from .pages import PageFolder
from .remote import Remote
from .research import VETO_MAX_AGE_DAYS
from .signal_file import SignalFile
from .sources import SignalSource

if TYPE_CHECKING:
    from .http import Door

NOTES = ("crm-notes.csv", "crm-notes")
"""Where a campaign's CRM notes lie: a file, or a folder with a file an account."""
OWN_MAIL = "own mail"
_GITHUB_RATE = (5000, 3600.0)
"""Requests per seconds that GitHub grants to a token."""


@dataclass(frozen=True)
class Listed:
    """A source as people name it, where it looks, what it needs to know of an account, and what it can tell."""

    name: str
    where: Literal["local", "web"]
    looks_at: str
    needs: str
    kinds: str

    @property
    def option(self) -> str:
        """The name as the command line takes it."""
        return _plain(self.name)


CATALOG = (
    Listed("pages", "local", "saved pages: `pages/index.csv`", "key or domain", "by cues"),
    Listed("signals file", "local", "`signals.csv`", "key or domain", "any that the ICP names"),
    Listed("CRM notes", "local", "`crm-notes.csv` or `crm-notes/`", "key or domain", "relationship, by cues"),
    Listed(
        OWN_MAIL, "local", "the ledger: who answered or was written to lately, in any campaign", "key or domain",
        "relationship",
    ),
    Listed(
        "job boards", "web",
        "Greenhouse, Lever, Ashby, Workable, SmartRecruiters, Recruitee: the boards that the company's pages link to",
        "domain", "hiring, by roles",
    ),
    Listed("website", "web", "home page and news pages", "domain", "by cues"),
    Listed("feed", "web", "RSS and Atom feeds that the home page names", "domain", "by cues"),
    Listed("SEC 8-K", "web", "items 5.02, 1.03, 2.05 and 5.01 of Forms 8-K", "CIK", "leadership, vetoes"),
    Listed("SEC Form D", "web", "notices of new offerings", "CIK", "funding"),
    Listed("Hacker News", "web", "stories that lead to the company's domain", "domain", "launch, by cues"),
    Listed("GitHub", "web", "languages and topics of the organisation's repositories", "domain", "technology"),
    Listed("GDELT", "web", "news of the last three months", "name and domain", "by cues"),
    Listed("technology", "web", "marks in the home page and in MX and TXT records", "domain", "technology"),
)  # fmt: skip
"""Every source that comes with the kit."""


def chosen(names: Iterable[str], folder: Path) -> list[Listed]:
    """The sources that these names mean, in the order of the catalog; `all` and `local` mean several.

    `local` leaves the CRM notes out where the campaign brings none. InputError where a name means nothing.
    """
    wanted: set[Listed] = set()
    by_name = {listed.option: listed for listed in CATALOG}
    for name in names:
        if _plain(name) == "all":
            wanted |= set(CATALOG)
        elif _plain(name) == "local":
            local = [listed for listed in CATALOG if listed.where == "local"]
            wanted |= {listed for listed in local if listed.name != "CRM notes" or _notes(folder).exists()}
        elif (listed := by_name.get(_plain(name))) is not None:
            wanted.add(listed)
        else:
            mend = meant(_plain(name), ["all", "local", *by_name], "the sources are")
            raise InputError(f"there is no source '{name}'", mend=mend)
    return [listed for listed in CATALOG if listed in wanted]


def campaign_sources(
    names: Iterable[str], folder: Path, icp: ICP, as_of: date, *, doors: Doors, contact: str,
    ledger: Ledger | None = None, campaign: str = "",
) -> list[SignalSource]:  # fmt: skip
    """The sources of those names for one campaign; the web's stand behind a circuit breaker. InputError where the web
    is to be asked and nobody said who asks. Our own mail is read where a `ledger` is given; `campaign` is its slug."""
    wanted = [listed for listed in chosen(names, folder) if listed.name != OWN_MAIL or ledger]
    built: dict[str, SignalSource] = {}
    for listed in wanted:
        if listed.name == OWN_MAIL and ledger:
            from .feeds import OwnMail

            built[listed.name] = OwnMail(ledger, campaign, as_of)
        elif listed.where == "local":
            built[listed.name] = _local(listed.name, folder, icp)
    if remote := [listed for listed in wanted if listed.where == "web"]:
        found = {s.name: s for s in _web(doors.open(contact), icp, as_of)}
        built |= {listed.name: Remote(found[listed.name]) for listed in remote}
    return [built[listed.name] for listed in wanted]


def _local(name: str, folder: Path, icp: ICP) -> SignalSource:
    if name == "pages":
        return PageFolder(folder / "pages", icp)
    if name == "signals file":
        return SignalFile(folder / "signals.csv")
    from .feeds import CrmNotes

    return CrmNotes(_notes(folder), icp)


def _web(door: Door, icp: ICP, as_of: date) -> Sequence[SignalSource]:
    from .boards import HiringSource, job_boards
    from .feeds import web_feeds

    longest = max(VETO_MAX_AGE_DAYS, *(s.max_age_days for s in icp.signals))
    feeds = web_feeds(door, icp, as_of - timedelta(days=longest), github_token=os.environ.get("GITHUB_TOKEN", ""))
    return [HiringSource(door, icp, job_boards(door)), *feeds]


def _notes(folder: Path) -> Path:
    return next((path for name in NOTES if (path := folder / name).exists()), folder / NOTES[0])


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())


class Doors:
    """The ways to the web of one workspace: one for each contact, opened when it is first needed and then kept, so that
    every campaign shares the quotas. `cache` is the folder of answers that may be kept."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._open: dict[str, Door] = {}

    def open(self, contact: str) -> Door:
        """The door that says it is `contact`: a company and an address."""
        from .http import Door
        from .limits import DEFAULT_RATES

        if "@" not in contact or len(contact.split()) < 2:
            said = f"'{contact[:80]}' does not say who asks" if contact else "policy.yaml does not say who asks"
            mend = 'write into policy.yaml: research: {contact: "Your Company ops@your-company.example"}'
            raise InputError(f"web sources are asked under a company's name and address, and {said}", mend=mend)
        if contact not in self._open:
            granted = {"api.github.com": _GITHUB_RATE} if os.environ.get("GITHUB_TOKEN") else {}
            self._open[contact] = Door(user_agent=contact, cache=self._cache, rates={**DEFAULT_RATES, **granted})
        return self._open[contact]

    def close(self) -> None:
        """Hang up."""
        while self._open:
            self._open.popitem()[1].close()

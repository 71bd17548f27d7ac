"""Sources of news, filings, technology and what we know ourselves: a small class each, with the face of SignalSource.

website, feed, gdelt, hacker_news (by site, the pages of a company's own and of others: site, page)
edgar with eight_k, form_d (by submissions, the list of filings) · github_org, technology · crm_notes, own_mail
found (what a source gathers, and its Reading) · shape, xml, parsed (answers that are checked before they are believed)

Each answers found, not found or not measured. Where the other side gave no answer at all, `read` raises Unanswered,
which research records as "not measured" with its cause.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hitl_kit.domain.icp import ICP

from ..http import Door
from ..sources import SignalSource
from .crm_notes import CrmNotes
from .edgar import Edgar
from .feed import Feed
from .form_d import FormD
from .gdelt import Gdelt
from .github_org import GitHubOrganisation
from .hacker_news import HackerNews
from .own_mail import OwnMail
from .site import Sites
from .submissions import Submissions
from .technology import MARKS, Mark, Technology
from .website import Website

if TYPE_CHECKING:
    from dns.resolver import Resolver

__all__ = [
    "MARKS",
    "CrmNotes",
    "Edgar",
    "Feed",
    "FormD",
    "Gdelt",
    "GitHubOrganisation",
    "HackerNews",
    "Mark",
    "OwnMail",
    "Sites",
    "Submissions",
    "Technology",
    "Website",
    "web_feeds",
]


def web_feeds(
    door: Door, icp: ICP, since: date, *, github_token: str = "", resolver: Resolver | None = None
) -> list[SignalSource]:
    """Every source of this folder that asks the web, for events since a day. They share what they read of a company's
    home page and of its list of filings."""
    sites, submissions = Sites(door), Submissions(door, since)
    return [
        Website(sites, icp),
        Feed(door, sites, icp),
        Edgar(submissions),
        FormD(submissions),
        HackerNews(door, icp, since),
        GitHubOrganisation(door, sites, icp, since, token=github_token),
        Gdelt(door, sites, icp),
        Technology(sites, icp, resolver=resolver),
    ]

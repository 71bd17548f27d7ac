"""Lever: the postings API, in pages, on its global and its European servers."""

from __future__ import annotations

import html

from pydantic import RootModel

from ..careers import Link
from .board import MAX_POSTINGS, Address, Day, Id, JobBoard, Posting, Shape, Title, Words, plain_slug, web_address

_PAGE = 100


class _Categories(Shape):
    department: Words = ""
    team: Words = ""
    location: Words = ""


class _List(Shape):
    text: Words = ""
    content: Words = ""


class _Job(Shape):
    id: Id
    text: Title
    hostedUrl: Address  # noqa: N815  (the field's name at Lever)
    createdAt: Day = None  # noqa: N815
    categories: _Categories = _Categories()
    descriptionPlain: Words = ""  # noqa: N815
    description: Words = ""
    lists: list[_List] = []


class _Page(RootModel[list[_Job]]):
    pass


class Lever(JobBoard):
    """Positions on Lever. Where the plain description is empty, the one in markup and its lists stand in."""

    name = "Lever"
    api = "https://api.lever.co"
    hosts = ("jobs.lever.co", "api.lever.co")

    def slug(self, link: Link) -> str:
        site, api = self.hosts
        if link.host == api and link.path[:2] == ("v0", "postings"):
            return plain_slug((*link.path[2:], "")[0])
        return plain_slug(link.path[0]) if link.host == site and link.path else ""

    def postings(self, slug: str) -> list[Posting]:
        found: dict[str, Posting] = {}
        for skip in range(0, MAX_POSTINGS, _PAGE):
            query = {"mode": "json", "skip": skip, "limit": _PAGE}
            page, at = self._ask(_Page, "/v0/postings/{slug}", slug, query)
            before = len(found)
            for job in page.root:
                plain = job.descriptionPlain.strip()
                found[str(job.id)] = Posting(
                    board=self.name, id=str(job.id), title=job.text,
                    url=web_address(job.hostedUrl, f"https://{self.hosts[0]}/{slug}"), retrieved_at=at,
                    department=job.categories.department or job.categories.team, location=job.categories.location,
                    published=job.createdAt, description=plain or _markup(job), markup="" if plain else "html",
                )  # fmt: skip
            if len(page.root) < _PAGE:
                return list(found.values())
            if len(found) == before:
                raise self._changed("every page is the same")
        raise self._too_many()


def _markup(job: _Job) -> str:
    return job.description + "".join(f"<h3>{html.escape(part.text)}</h3>{part.content}" for part in job.lists)


class LeverEurope(Lever):
    """Positions on Lever's European servers, which know other companies than the global ones."""

    name = "Lever (EU)"
    api = "https://api.eu.lever.co"
    hosts = ("jobs.eu.lever.co", "api.eu.lever.co")

"""SmartRecruiters: the posting API, in pages."""

from __future__ import annotations

from ..careers import Link
from ..unanswered import Unanswered
from .board import MAX_POSTINGS, Day, Id, JobBoard, Posting, Shape, Title, Words, plain_slug, web_address

_PAGE = 100
_SITES = ("careers.smartrecruiters.com", "jobs.smartrecruiters.com")
_OWN_PAGES = ("oneclick-ui", "my-applications", "sr-jobs", "api", "app", "static")


class _Labelled(Shape):
    label: Words = ""


class _Location(Shape):
    city: Words = ""
    country: Words = ""


class _Job(Shape):
    id: Id
    name: Title
    ref: Words = ""
    releasedDate: Day = None  # noqa: N815  (the field's name at SmartRecruiters)
    department: _Labelled | None = None
    location: _Location | None = None


class _Page(Shape):
    totalFound: int  # noqa: N815
    content: list[_Job]


class SmartRecruiters(JobBoard):
    """Positions on SmartRecruiters, without their descriptions.

    It answers "0 found" for a company that it does not know, so that nothing can be read out of a zero.
    """

    name = "SmartRecruiters"
    api = "https://api.smartrecruiters.com"

    def slug(self, link: Link) -> str:
        if link.host == "api.smartrecruiters.com" and link.path[:2] == ("v1", "companies"):
            return plain_slug((*link.path[2:], "")[0])
        return plain_slug(link.path[0], *_OWN_PAGES) if link.host in _SITES and link.path else ""

    def postings(self, slug: str) -> list[Posting]:
        found: dict[str, Posting] = {}
        for offset in range(0, MAX_POSTINGS, _PAGE):
            query = {"limit": _PAGE, "offset": offset}
            page, at = self._ask(_Page, "/v1/companies/{slug}/postings", slug, query)
            if page.totalFound == 0:
                raise Unanswered(f"{self.name}: no position of '{slug}', or no such company", "bad answer")
            before = len(found)
            for job in page.content:
                place = job.location or _Location()
                found[str(job.id)] = Posting(
                    board=self.name, id=str(job.id), title=job.name,
                    url=web_address(job.ref, f"https://careers.smartrecruiters.com/{slug}"), retrieved_at=at,
                    department=job.department.label if job.department else "",
                    location=", ".join(filter(None, (place.city, place.country.upper()))), published=job.releasedDate,
                )  # fmt: skip
            if offset + _PAGE >= page.totalFound:
                return list(found.values())
            if len(found) == before:
                raise self._changed(f"{page.totalFound} found, but its pages end after {before}")
        raise self._too_many()

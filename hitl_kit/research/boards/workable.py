"""Workable: the widget's API, all positions in one answer."""

from __future__ import annotations

from ..careers import Link
from .board import Address, Day, JobBoard, Posting, Shape, Title, Words, plain_slug, web_address

_OWN_PAGES = ("api", "j", "jobs", "oauth", "assets", "static")
_OWN_HOSTS = ("www", "apply", "jobs", "help", "resources", "id", "api", "developers", "status", "careers", "app")


class _Job(Shape):
    title: Title
    shortcode: Title
    url: Address
    published_on: Day = None
    department: Words = ""
    city: Words = ""
    country: Words = ""
    description: Words = ""


class _Account(Shape):
    name: Title
    jobs: list[_Job]


class Workable(JobBoard):
    """Positions on Workable. A link to a single position (apply.workable.com/j/…) does not name the company."""

    name = "Workable"
    api = "https://apply.workable.com"

    def slug(self, link: Link) -> str:
        if link.host == "apply.workable.com":
            widget = link.path[:4] == ("api", "v1", "widget", "accounts")
            return plain_slug((*link.path[4 if widget else 0 :], "")[0], *_OWN_PAGES)
        if link.host == "www.workable.com" and link.path[:2] == ("api", "accounts"):
            return plain_slug((*link.path[2:], "")[0])
        company, _, rest = link.host.partition(".")
        return plain_slug(company, *_OWN_HOSTS) if rest == "workable.com" else ""

    def postings(self, slug: str) -> list[Posting]:
        account, at = self._ask(_Account, "/api/v1/widget/accounts/{slug}", slug, {"details": "true"})
        return [
            Posting(
                board=self.name, id=job.shortcode, title=job.title,
                url=web_address(job.url, f"https://apply.workable.com/{slug}/"), retrieved_at=at,
                department=job.department, location=", ".join(filter(None, (job.city, job.country))),
                published=job.published_on, description=job.description, markup="html",
            )
            for job in account.jobs
        ]  # fmt: skip

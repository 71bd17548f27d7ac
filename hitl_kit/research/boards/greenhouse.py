"""Greenhouse: the job board API, all positions in one answer."""

from __future__ import annotations

from ..careers import Link
from .board import Address, Day, Id, JobBoard, Posting, Shape, Title, Words, plain_slug, web_address

_HOSTS = frozenset(f"{name}{region}.greenhouse.io" for name in ("boards", "job-boards") for region in ("", ".eu"))


class _Named(Shape):
    name: Words = ""


class _Job(Shape):
    id: Id
    title: Title
    absolute_url: Address
    first_published: Day = None
    location: _Named | None = None
    departments: list[_Named] = []
    content: Words = ""


class _Board(Shape):
    jobs: list[_Job]


class Greenhouse(JobBoard):
    """Positions on Greenhouse, dated by their first publication: `updated_at` moves with every correction."""

    name = "Greenhouse"
    api = "https://boards-api.greenhouse.io"

    def slug(self, link: Link) -> str:
        if link.host == "boards-api.greenhouse.io" and link.path[:2] == ("v1", "boards"):
            return plain_slug((*link.path[2:], "")[0])
        if link.host not in _HOSTS or not link.path:
            return ""
        return plain_slug(link.query.get("for", "") if link.path[0] == "embed" else link.path[0])

    def postings(self, slug: str) -> list[Posting]:
        board, at = self._ask(_Board, "/v1/boards/{slug}/jobs", slug, {"content": "true"})
        page = f"https://boards.greenhouse.io/{slug}"
        return [
            Posting(
                board=self.name, id=str(job.id), title=job.title, url=web_address(job.absolute_url, page),
                retrieved_at=at, department=", ".join(d.name for d in job.departments if d.name),
                location=job.location.name if job.location else "", published=job.first_published,
                description=job.content, markup="escaped html",
            )
            for job in board.jobs
        ]  # fmt: skip

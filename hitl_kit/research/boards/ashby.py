"""Ashby: the posting API, all positions in one answer."""

from __future__ import annotations

import re
from urllib.parse import quote

from ..careers import Link
from .board import Address, Day, Id, JobBoard, Posting, Shape, Title, Words, web_address

_NAME = re.compile(r"[^\W_](?:[\w .&'+-]{0,98}[\w.])?")


class _Job(Shape):
    id: Id
    title: Title
    jobUrl: Address  # noqa: N815  (the field's name at Ashby)
    isListed: bool = True  # noqa: N815
    publishedAt: Day = None  # noqa: N815
    department: Words = ""
    team: Words = ""
    location: Words = ""
    descriptionPlain: Words = ""  # noqa: N815


class _Board(Shape):
    jobs: list[_Job]


class Ashby(JobBoard):
    """Positions on Ashby that are listed in public. A company's name there has its own case, and may have spaces."""

    name = "Ashby"
    api = "https://api.ashbyhq.com"

    def slug(self, link: Link) -> str:
        segment = ""
        if link.host == "jobs.ashbyhq.com":
            segment = (*link.path, "")[0]
        elif link.host == "api.ashbyhq.com" and link.path[:2] == ("posting-api", "job-board"):
            segment = (*link.path[2:], "")[0]
        return segment if _NAME.fullmatch(segment) else ""

    def postings(self, slug: str) -> list[Posting]:
        board, at = self._ask(_Board, "/posting-api/job-board/{slug}", slug, {"includeCompensation": "true"})
        return [
            Posting(
                board=self.name, id=str(job.id), title=job.title,
                url=web_address(job.jobUrl, f"https://jobs.ashbyhq.com/{quote(slug)}"), retrieved_at=at,
                department=job.department or job.team, location=job.location, published=job.publishedAt,
                description=job.descriptionPlain,
            )
            for job in board.jobs
            if job.isListed
        ]  # fmt: skip

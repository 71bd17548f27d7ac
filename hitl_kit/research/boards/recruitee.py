"""Recruitee: the careers site API, all positions in one answer."""

from __future__ import annotations

from ..careers import Link
from .board import Address, Day, Id, JobBoard, Posting, Shape, Title, Words, plain_slug, web_address

_OWN_HOSTS = ("www", "api", "app", "docs", "help", "support", "blog", "status", "careers", "auth", "developers", "cdn")


class _Offer(Shape):
    id: Id
    title: Title
    careers_url: Address
    published_at: Day = None
    department: Words = ""
    city: Words = ""
    country_code: Words = ""
    description: Words = ""


class _Offers(Shape):
    offers: list[_Offer]


class Recruitee(JobBoard):
    """Positions on Recruitee, where every company has a host of its own."""

    name = "Recruitee"
    api = "https://{slug}.recruitee.com"

    def slug(self, link: Link) -> str:
        company, _, rest = link.host.partition(".")
        return plain_slug(company, *_OWN_HOSTS) if rest == "recruitee.com" else ""

    def postings(self, slug: str) -> list[Posting]:
        answer, at = self._ask(_Offers, "/api/offers/", slug)
        return [
            Posting(
                board=self.name, id=str(offer.id), title=offer.title,
                url=web_address(offer.careers_url, f"https://{slug}.recruitee.com/"), retrieved_at=at,
                department=offer.department, location=", ".join(filter(None, (offer.city, offer.country_code))),
                published=offer.published_at, description=offer.description, markup="html",
            )
            for offer in answer.offers
        ]  # fmt: skip

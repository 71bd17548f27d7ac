"""Account and Contact: a company that may be written to, and a person who works there."""

from __future__ import annotations

import re
import unicodedata

from pydantic import Field

from .base import Word


def name_key(name: str) -> str:
    """A company name folded for exact comparison only: never a reason to merge two accounts."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+", "-", folded).strip("-")


class Account(Word):
    """A company. Its key is its domain, else its CIK, else the list's own id, else its exact name."""

    name: str = Field(min_length=1, max_length=300)
    domain: str = ""
    cik: str = ""
    external_id: str = ""
    industry: str = ""
    sub_industry: str = ""
    employees: int | None = Field(default=None, ge=0)
    revenue: float | None = Field(default=None, ge=0)
    country: str = ""
    region: str = ""
    city: str = ""
    location: str = ""
    technologies: tuple[str, ...] = ()
    attributes: dict[str, str] = {}

    @property
    def key(self) -> str:
        """The account's identity within a campaign."""
        if self.domain:
            return self.domain
        if self.cik:
            return f"cik:{self.cik}"
        return f"id:{self.external_id}" if self.external_id else f"name:{name_key(self.name)}"


class Contact(Word):
    """A person at an account, with the address as it may be written to."""

    email: str = Field(min_length=3, max_length=320)
    account_key: str
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    linkedin_url: str = ""
    attributes: dict[str, str] = {}

    @property
    def full_name(self) -> str:
        """First and last name, or the address where the list has neither."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

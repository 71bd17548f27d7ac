"""A source of the tests: it asks a server what it says about an account."""

from __future__ import annotations

from datetime import date

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex, short_id
from hitl_kit.domain.evidence import Fact, Source
from hitl_kit.research import Reading
from hitl_kit.research.http import Door

DAY = date(2026, 11, 10)


class Jobs:
    """Asks `base`/KEY; a sentence about a depot is a fact of the kind "expansion", dated DAY."""

    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, door: Door, base: str, name: str = "jobs") -> None:
        self._door, self._base, self.name = door, base.rstrip("/"), name

    def read(self, account: Account) -> Reading:
        """The server's word on the account."""
        response = self._door.get(f"{self._base}/{account.key}")
        said = str(response.json()["said"])
        if "depot" not in said:
            return Reading("not found")
        source = Source(
            id=short_id(account.key), url=response.url, title="Jobs", retrieved_at=response.retrieved_at,
            sha256=sha256_hex(said), source_class="first-party",
        )  # fmt: skip
        fact = Fact(id=short_id(source.id, said), source_id=source.id, kind="expansion", quote=said, dated=DAY)
        return Reading("found", "", (source,), (fact,), {source.sha256: said}, {fact.id: 1.0})

"""Allocation: which play and which variants a company gets, drawn at random from a seed that the ledger keeps.

Every draw is a hash of the seed, the cohort (week and sending domain), the company and what is drawn for. So a company
gets the same all week, whatever batch or contact it comes up with, two companies' draws are independent, and anybody
who has the ledger can draw each of them again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from math import log
from typing import Self

import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import Ledger, tables

_PURPOSE = "allocation"
_BITS = 64


def campaign_seed(ledger: Ledger, campaign: str, *, actor: str, value: str = "") -> str:
    """The seed of a campaign's draws. Drawn when it is first asked for, recorded, and never another one afterwards.

    `value` is what it becomes if there is none yet: for a campaign that has to come out the same wherever it is run,
    such as the demo's.
    """
    s = tables.seed
    select = sa.select(s.c.value).where(s.c.campaign == campaign, s.c.purpose == _PURPOSE)
    if known := ledger.rows(select):
        return str(known[0]["value"])
    with ledger.recording(actor, "seed.draw", campaign) as recording:
        if known := recording.rows(select):  # somebody else was first
            return str(known[0]["value"])
        drawn = value or secrets.token_hex(16)
        recording.add_one(s, {"campaign": campaign, "purpose": _PURPOSE, "value": drawn, "at": iso(utc_now())})
        recording.note(purpose=_PURPOSE, given=bool(value))
    return drawn


def cohort(as_of: date, sender_email: str) -> str:
    """The week (ISO 8601) and the sending domain within which a company keeps what was drawn for it."""
    year, week, _ = as_of.isocalendar()
    return f"{year}-W{week:02} {sender_email.rpartition('@')[2].strip().casefold()}"


@dataclass(frozen=True)
class Draws:
    """The draws for one company in one cohort."""

    seed: str
    cohort: str
    company: str

    @classmethod
    def of(cls, seed: str, as_of: date, sender_email: str, company: str) -> Self:
        """The draws of a company as of a day, for mails of that sender."""
        return cls(seed, cohort(as_of, sender_email), company)

    def turn(self, weight: float, *what: str) -> float:
        """When this one's turn comes (the smallest is first): of several, each comes first as often as its weight says,
        and after any are left out, of the rest likewise (the first of independent exponential times)."""
        return -log((self._number(*what) + 1) / 2**_BITS) / weight

    def pick(self, among: int, *what: str) -> int:
        """A number below `among`, each as often as any other."""
        return self._number(*what) % among

    def _number(self, *what: str) -> int:
        text = "\x1f".join((self.seed, self.cohort, self.company, *what))
        return int.from_bytes(blake2b(text.encode(), digest_size=_BITS // 8).digest(), "big")

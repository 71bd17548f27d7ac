"""Submissions: what a company filed with the SEC, by its CIK alone (a name is never looked up)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from hitl_kit.domain.accounts import Account

from ..http import Door, Response
from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found
from .shape import day, part, texts

_FIELDS = ("form", "filingDate", "reportDate", "items", "accessionNumber", "primaryDocument")
_OLDER = re.compile(r"CIK\d{10}-submissions-\d{3}\.json")
_ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")
_DOCUMENT = re.compile(r"(?:[\w-]+/)?[\w-][\w.-]{0,150}", re.ASCII)


@dataclass(frozen=True)
class Filing:
    """One filing: its form, the days it was filed and reports on, an 8-K's items, and where its document lies."""

    form: str
    filed: date
    reported: date
    items: tuple[str, ...]
    url: str


class Submissions:
    """Reads the list of a company's filings since a day from data.sec.gov, older parts of the list included.

    The SEC wants a User-Agent that names a company and an address; without one it answers 403.
    """

    def __init__(
        self, door: Door, since: date, *, data: str = "https://data.sec.gov",
        archives: str = "https://www.sec.gov/Archives/edgar/data",
    ) -> None:  # fmt: skip
        self._door = door
        self._since = since
        self._data = data
        self._archives = archives
        self._known: Callable[[str], Sequence[Filing] | Unanswered] = lru_cache(64)(self._listed)

    def filings(self, account: Account) -> Sequence[Filing]:
        """The account's filings since that day, the newest first; Unanswered where the list cannot be read."""
        known = self._known(account.cik.strip().zfill(10))
        if isinstance(known, Unanswered):
            raise Unanswered(known.message, known.kind, mend=known.mend)
        return known

    def get(self, url: str, accept: Sequence[str]) -> Response:
        """A document of a filing, through the same door as the list."""
        return self._door.get(url, accept=accept)

    def _listed(self, cik: str) -> Sequence[Filing] | Unanswered:
        try:
            return self._read(cik)
        except Unanswered as unanswered:
            return unanswered

    def _read(self, cik: str) -> Sequence[Filing]:
        response = self._door.get(f"{self._data}/submissions/CIK{cik}.json", missing_ok=True)
        if response.status != 200:
            raise Unanswered(f"the SEC knows no filer with the CIK {int(cik)}", "refused")
        answer = response.json()
        named = part(answer, "cik", str)
        if not named.isdecimal() or int(named) != int(cik):
            raise Unanswered(f"its answer is about the CIK {named[:20]}, not {int(cik)}", "bad answer")
        found = self._filings(part(answer, "filings.recent", dict), cik)
        for older in part(answer, "filings.files", list):
            name, until = part(older, "name", str), day(part(older, "filingTo", str))
            if not _OLDER.fullmatch(name):
                raise Unanswered("its answer has changed: 'filings.files' names no list of filings", "bad answer")
            if until is None or until >= self._since:
                found += self._filings(self._door.get(f"{self._data}/submissions/{name}").json(), cik)
        return sorted(found, key=lambda f: f.filed, reverse=True)

    def _filings(self, table: object, cik: str) -> list[Filing]:
        columns = [texts(table, name) for name in _FIELDS]
        if any(len(a) != len(b) for a, b in pairwise(columns)):
            raise Unanswered("its answer has changed: the columns of the filings differ in length", "bad answer")
        rows = zip(*columns, strict=True)
        return [f for row in rows if (f := self._filing(row, int(cik))) and f.filed >= self._since]

    def _filing(self, row: tuple[str, ...], cik: int) -> Filing | None:
        form, filed_on, reported_on, items, accession, name = row
        filed = day(filed_on)
        if filed is None or not _ACCESSION.fullmatch(accession):
            raise Unanswered("its answer has changed: a filing has no date or number", "bad answer")
        if not _DOCUMENT.fullmatch(name):
            return None  # paper filings have no document
        reported = day(reported_on) or filed
        url = f"{self._archives}/{cik}/{accession.replace('-', '')}/{name}"
        return Filing(form, filed, min(filed, reported), tuple(i.strip() for i in items.split(",") if i.strip()), url)


def read_newest(
    filings: Sequence[Filing], at_most: int, found: Found, form: str, read: Callable[[Filing], None]
) -> None:
    """Read the newest filings one by one; `found` is told of those that were left unread or could not be read."""
    if len(filings) > at_most:
        found.note(f"{at_most} of {len(filings)} filings of {form} were read")
    for filing in filings[:at_most]:
        try:
            read(filing)
        except Unanswered as unanswered:
            found.leave_out(f"the {form} of {filing.filed} could not be read: {unanswered.message}")


def no_cik(account: Account) -> Reading | None:
    """Why the SEC cannot be asked about an account, or None where it can."""
    cik = account.cik.strip()
    if not cik:
        return Reading("not measured", "the account has no CIK")
    if not (cik.isascii() and cik.isdecimal() and len(cik) <= 10 and int(cik)):
        return Reading("not measured", f"the account's CIK is no number of up to ten digits: '{cik[:30]}'")
    return None

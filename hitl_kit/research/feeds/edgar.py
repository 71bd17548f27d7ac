"""Edgar: changes at the top of a listed company, and what holds a package, out of its 8-K reports to the SEC."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.evidence import Fact, Source

from ..html import decoded, html_text, plain_text
from ..sentences import sentences
from ..sources import Reading
from .eight_k import changes, elsewhere, section
from .found import Found, document, stated
from .parsed import parsed
from .submissions import Filing, Submissions, no_cik, read_newest

MAX_FILINGS = 8
"""At most so many reports of one company are read, the newest first."""
FACTS_A_FILING = 2
VETO_ITEMS = {"1.03": "controversy", "2.05": "layoffs", "5.01": "merger"}
"""Bankruptcy, the costs of closing and dismissal, and a change of control: the report of such an item is the event."""
_DOCUMENTS = ("text/html", "application/xhtml+xml", "text/plain")


class Edgar:
    """Reads 8-K items by section. Item 5.02 is of the kind `leadership` where an officer or a director comes or goes
    (pay alone is not); items 1.03, 2.05 and 5.01 hold a package. Amendments (8-K/A) repeat their report and are left.

    Matched by the account's CIK alone. A fact is dated by the day that the report is about.
    """

    name = "SEC 8-K"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, submissions: Submissions, *, leadership: str = "leadership") -> None:
        self._submissions = submissions
        self._kinds = {"5.02": leadership, **VETO_ITEMS}

    def read(self, account: Account) -> Reading:
        """What the newest reports say; Unanswered where the SEC does not list the account's filings."""
        if refusal := no_cik(account):
            return refusal
        found = Found()
        telling = [
            f for f in self._submissions.filings(account) if f.form == "8-K" and self._kinds.keys() & set(f.items)
        ]
        read_newest(telling, MAX_FILINGS, found, "8-K", lambda filing: self._report(filing, account, found))
        return found.reading()

    def _report(self, filing: Filing, account: Account, found: Found) -> None:
        response = self._submissions.get(filing.url, _DOCUMENTS)
        text = parsed("the report", report_text, response.body)
        for item in filing.items:
            if item not in self._kinds:
                continue
            body = section(text, item)
            if not body:
                found.leave_out(f"the 8-K of {filing.filed} has no section for its item {item}")
                continue
            title = f"{account.name}: 8-K of {filing.filed}, item {item}"
            source, kept = document(response.url, title, body, response.retrieved_at, "filing", filing.filed)
            facts = self._facts(source, item, kept, filing)
            if not facts and elsewhere(kept):
                found.leave_out(f"the 8-K of {filing.filed} tells of its item {item} elsewhere")
            found.add(source, kept, facts)

    def _facts(self, source: Source, item: str, text: str, filing: Filing) -> Sequence[Fact]:
        told = changes(text) if item == "5.02" else [s for s in sentences(text) if len(s.split()) >= 5]
        return [stated(source, self._kinds[item], s, filing.reported) for s in told[:FACTS_A_FILING]]


def report_text(body: bytes) -> str:
    """The plain text of a report, with each item's heading at the beginning of a line; ValueError where it has none."""
    raw = decoded(body)
    text = html_text(raw) if re.search(r"<(?:html|body|div|p|table)\b", raw[:20_000], re.I) else plain_text(raw)
    if not text:
        raise ValueError("it holds no text")
    return re.sub(r"(?i)(?<=[.;:] )(item\s*\d\s*\.\s*\d\d\b)(?=[.:]?\s+[A-Z])", r"\n\1", text)

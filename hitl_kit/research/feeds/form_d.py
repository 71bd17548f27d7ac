"""FormD: money that a company has raised, out of its notices of exempt offerings to the SEC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from hitl_kit.domain.accounts import Account

from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found, document, stated
from .shape import day
from .submissions import Filing, Submissions, no_cik, read_newest
from .xml import read_xml

MAX_FILINGS = 5
_FUND = "Pooled Investment Fund"


@dataclass(frozen=True)
class Offering:
    """A notice in its parts: who, in which industry, what was offered and sold, and the day of the first sale."""

    entity: str
    cik: str
    industry: str
    offered: str
    sold: int
    first_sale: date | None
    dropped: str
    """Why the notice tells of no funding of the company, or ''."""

    @property
    def sentence(self) -> str:
        """What the notice says, in one sentence."""
        of = f" of an offering of ${int(self.offered):,}" if self.offered.isdecimal() else ""
        since = f" since {self.first_sale}" if self.first_sale else ""
        return f"{self.entity} has sold ${self.sold:,}{of} to investors{since}."


class FormD:
    """Reads Form D notices of the kind `funding`. Funds, amendments, business combinations and offerings of which
    nothing is sold yet are dropped.

    Matched by the account's CIK alone, which must also be the issuer's in the notice. A fact is dated by the first
    sale.
    """

    name = "SEC Form D"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, submissions: Submissions, *, funding: str = "funding") -> None:
        self._submissions = submissions
        self._kind = funding

    def read(self, account: Account) -> Reading:
        """What the newest notices say; Unanswered where the SEC does not list the account's filings."""
        if refusal := no_cik(account):
            return refusal
        found = Found()
        notices = [f for f in self._submissions.filings(account) if f.form == "D"]
        read_newest(notices, MAX_FILINGS, found, "Form D", lambda filing: self._notice(filing, account, found))
        return found.reading()

    def _notice(self, filing: Filing, account: Account, found: Found) -> None:
        # the list names the rendered page (xslFormDX01/primary_doc.xml); the data lies beside it
        folder, _, name = filing.url.rpartition("/")
        plain = f"{folder.rpartition('/')[0] if folder.rpartition('/')[2].startswith('xsl') else folder}/{name}"
        response = self._submissions.get(plain, ("application/xml", "text/xml"))
        offering = read_offering(response.body)
        if not offering.cik.isdecimal() or int(offering.cik) != int(account.cik):
            raise Unanswered("its issuer is another company", "bad answer")
        if offering.dropped:
            return
        dated = min(offering.first_sale or filing.filed, filing.filed)
        text = (
            f"{offering.sentence}\nForm D filed on {filing.filed}\nEntity name: {offering.entity}\n"
            f"Industry group: {offering.industry}\nTotal offering amount: {offering.offered}\n"
            f"Total amount sold: {offering.sold}\nDate of first sale: {offering.first_sale or 'not given'}"
        )
        title = f"{account.name}: Form D of {filing.filed}"
        source, kept = document(response.url, title, text, response.retrieved_at, "filing", filing.filed)
        found.add(source, kept, [stated(source, self._kind, kept.splitlines()[0], dated)])


def read_offering(body: bytes) -> Offering:
    """The parts of a Form D's XML; Unanswered where it is no such notice, or built to harm its reader."""
    try:
        root = read_xml(body)
    except ValueError as error:
        raise Unanswered(str(error), "bad answer") from None
    amendment = _text(root, "offeringData/typeOfFiling/newOrAmendment/isAmendment")
    industry = _text(root, "offeringData/industryGroup/industryGroupType")
    sold = _text(root, "offeringData/offeringSalesAmounts/totalAmountSold")
    if not sold.isdecimal():
        raise Unanswered("its answer has changed: 'totalAmountSold' is no number", "bad answer")
    pooled = _true(root, "offeringData/typesOfSecuritiesOffered/isPooledInvestmentFundType")
    combination = _true(root, "offeringData/businessCombinationTransaction/isBusinessCombinationTransaction")
    reasons = {
        "an amendment": amendment == "true" or root.findtext("submissionType", "").strip() != "D",
        "a fund": industry == _FUND or pooled,
        "part of a business combination": combination,
        "nothing sold yet": int(sold) == 0,
    }
    return Offering(
        entity=" ".join(_text(root, "primaryIssuer/entityName").split())[:200], cik=_text(root, "primaryIssuer/cik"),
        industry=industry[:100], offered=_text(root, "offeringData/offeringSalesAmounts/totalOfferingAmount")[:30],
        sold=int(sold), first_sale=day(root.findtext("offeringData/typeOfFiling/dateOfFirstSale/value", "").strip()),
        dropped=", ".join(reason for reason, holds in reasons.items() if holds),
    )  # fmt: skip


def _text(root: Element, path: str) -> str:
    text = (root.findtext(path) or "").strip()
    if not text:
        raise Unanswered(f"its answer has changed: there is no '{path.rpartition('/')[2]}'", "bad answer")
    return text


def _true(root: Element, path: str) -> bool:
    return root.findtext(path, "").strip().lower() == "true"

"""Technology: what a company uses, by marks that its home page and its DNS records show to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.evidence import fold
from hitl_kit.domain.icp import ICP

from ..html import plain_text
from ..pages import event_cues
from ..sentences import Cues
from ..sources import Reading
from ..unanswered import Unanswered
from .found import Found, bare_domain, belongs, document, stated
from .site import Sites

if TYPE_CHECKING:
    from dns.resolver import Resolver

TECHNOLOGY = "technology"
MAX_FACTS = 10
SECONDS = 5.0
_MAX_RECORDS = 50


@dataclass(frozen=True)
class Mark:
    """A technology and where it shows. page: the host of something that the home page loads · generator: how the page
    says it was made begins so · mx: the host that takes the mail · txt: a word of a TXT record begins so."""

    technology: str
    where: Literal["page", "generator", "mx", "txt"]
    sign: str


MARKS = (
    Mark("Google Workspace", "mx", "google.com"),
    Mark("Google Workspace", "mx", "googlemail.com"),
    Mark("Microsoft 365", "mx", "mail.protection.outlook.com"),
    Mark("Mimecast", "mx", "mimecast.com"),
    Mark("Proofpoint", "mx", "pphosted.com"),
    Mark("Zoho Mail", "mx", "zoho.com"),
    Mark("Zoho Mail", "mx", "zoho.eu"),
    Mark("Amazon SES", "txt", "include:amazonses.com"),
    Mark("Atlassian", "txt", "atlassian-domain-verification="),
    Mark("DocuSign", "txt", "docusign="),
    Mark("HubSpot", "txt", "hubspot-developer-verification="),
    Mark("Mailchimp", "txt", "include:servers.mcsv.net"),
    Mark("Mailgun", "txt", "include:mailgun.org"),
    Mark("Microsoft 365", "txt", "include:spf.protection.outlook.com"),
    Mark("Salesforce", "txt", "include:_spf.salesforce.com"),
    Mark("SendGrid", "txt", "include:sendgrid.net"),
    Mark("Slack", "txt", "slack-domain-verification="),
    Mark("Stripe", "txt", "stripe-verification="),
    Mark("Zendesk", "txt", "include:mail.zendesk.com"),
    Mark("Zoom", "txt", "ZOOM_verify_"),
    Mark("Drift", "page", "js.driftt.com"),
    Mark("Google Tag Manager", "page", "googletagmanager.com"),
    Mark("HubSpot", "page", "hs-scripts.com"),
    Mark("HubSpot", "page", "hsforms.net"),
    Mark("Intercom", "page", "widget.intercom.io"),
    Mark("Marketo", "page", "munchkin.marketo.net"),
    Mark("Pardot", "page", "pi.pardot.com"),
    Mark("Segment", "page", "cdn.segment.com"),
    Mark("Shopify", "page", "cdn.shopify.com"),
    Mark("Stripe", "page", "js.stripe.com"),
    Mark("Zendesk", "page", "zdassets.com"),
    Mark("Drupal", "generator", "Drupal"),
    Mark("TYPO3", "generator", "TYPO3"),
    Mark("Wix", "generator", "Wix.com"),
    Mark("WordPress", "generator", "WordPress"),
)  # fmt: skip
"""The marks that come with the package; a list of one's own is handed to Technology."""


class Technology:
    """Reads marks off the home page and the MX and TXT records of the account's domain; a fact is the line that shows
    one, dated by the day it was seen.

    Which lines become facts the ICP's `technology` signal says by its cues; without cues, the first ten.
    """

    name = "technology"
    problems: tuple[str, ...] = ()

    def __init__(
        self, sites: Sites, icp: ICP, *, resolver: Resolver | None = None, marks: Sequence[Mark] = MARKS
    ) -> None:
        self._sites = sites
        self._cues = next((c for c in event_cues(icp) if c.kind == TECHNOLOGY), None)
        self._resolver = resolver
        self._marks = marks
        self.unavailable = unasked(icp)

    def read(self, account: Account) -> Reading:
        """The marks of an account; Unanswered where neither its page nor its DNS records can be read."""
        domain = bare_domain(account.domain)
        if not domain:
            return Reading("not measured", "the account has no domain")
        found = Found()
        failures: list[Unanswered] = []
        looks = {
            "the home page": self._on_page, "its MX records": self._in_mx, "its TXT records": self._in_txt
        }  # fmt: skip
        for where, look in looks.items():
            try:
                url, lines = look(domain)
            except Unanswered as unanswered:
                failures.append(unanswered)
                found.leave_out(f"{where}: {unanswered.message}")
                continue
            seen = utc_now()
            source, kept = document(url, f"{domain}: {where}", "\n".join(dict.fromkeys(lines)), seen, "first-party")
            told = telling(kept.splitlines(), self._cues)
            found.add(source, kept, [stated(source, TECHNOLOGY, line, seen.date()) for line in told])
        if len(failures) == len(looks):
            raise failures[0]
        return found.reading()

    def _on_page(self, domain: str) -> tuple[str, list[str]]:
        visit = self._sites.home(domain)
        lines = []
        for mark in self._marks:
            for asset in visit.page.assets:
                if mark.where == "page" and belongs(asset, mark.sign):
                    lines.append(f"{mark.technology}: the home page loads {asset[:300]}")
                elif mark.where == "generator" and fold(asset).startswith(f"generator: {fold(mark.sign)}"):
                    lines.append(f"{mark.technology}: the home page names {asset[:300]}")
        return visit.url, lines

    def _in_mx(self, domain: str) -> tuple[str, list[str]]:
        lines = []
        for record in self._records(domain, "MX"):
            exchange = record.rpartition(" ")[2].rstrip(".").lower()
            lines += [
                f"{mark.technology}: {domain} MX {record[:300]}"
                for mark in self._marks
                if mark.where == "mx" and belongs(f"//{exchange}", mark.sign)
            ]
        return f"dns:{domain}?type=MX", lines

    def _in_txt(self, domain: str) -> tuple[str, list[str]]:
        lines = []
        for record in self._records(domain, "TXT"):
            words = [word.strip('"').lower() for word in record.split()]
            lines += [
                f"{mark.technology}: {domain} TXT {record[:300]}"
                for mark in self._marks
                if mark.where == "txt" and any(word.startswith(mark.sign.lower()) for word in words)
            ]
        return f"dns:{domain}?type=TXT", lines

    def _records(self, domain: str, kind: str) -> list[str]:
        """The records of a domain; none is an answer, no such domain and no answer are Unanswered."""
        from dns.exception import DNSException
        from dns.resolver import NXDOMAIN, NoAnswer, Resolver

        try:
            resolver = self._resolver or Resolver()
            records = [record.to_text() for record in resolver.resolve(domain, kind, lifetime=SECONDS)]
        except NoAnswer:
            return []
        except NXDOMAIN:
            raise Unanswered(f"there is no domain {domain}", "refused") from None
        except DNSException as error:
            words = "timed out" if "Timeout" in type(error).__name__ else "its name servers do not answer"
            raise Unanswered(words, "unreachable") from None
        return [" ".join(plain_text(record).split()) for record in sorted(records)[:_MAX_RECORDS]]


def telling(lines: Iterable[str], cues: Cues | None) -> list[str]:
    """The lines that hold one of the ICP's cues for technology, or the first ones where it gives none."""
    return [line for line in lines if cues is None or cues.hits(fold(line))][:MAX_FACTS]


def unasked(icp: ICP) -> str:
    """Why an ICP asks for no technology, or ''."""
    return "" if icp.signal(TECHNOLOGY) else f"the ICP names no '{TECHNOLOGY}' signal"

"""Technology: marks on the page and in DNS, asked of a real name server on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.icp import ICP, SignalPriority
from hitl_kit.research.feeds import Mark, Sites, Technology
from tests.research.door_server import unused_port
from tests.research.feeds.shelf import HOSTILE, Asked, Shelf

DOMAIN = "acme-freight.example"
Zone = dict[str, list[str]]


@pytest.fixture
def zone() -> Zone:
    """What the name server knows of the account's domain, by type; without an entry, it knows the domain alone."""
    return {}


@pytest.fixture
def resolver(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            data, sock = self.request
            query = dns.message.from_wire(data)
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.RA
            (question,) = query.question
            kind = dns.rdatatype.to_text(question.rdtype)
            if str(question.name) != f"{DOMAIN}." or "NXDOMAIN" in zone:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            elif "SERVFAIL" in zone:
                reply.set_rcode(dns.rcode.SERVFAIL)
            elif zone.get(kind):
                reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, zone[kind]))
            sock.sendto(reply.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        found = dns.resolver.Resolver(configure=False)
        found.nameservers = ["127.0.0.1"]
        found.port = server.server_address[1]
        yield found
        server.shutdown()
        thread.join()


@pytest.fixture
def source(sites: Sites, icp: ICP, resolver: dns.resolver.Resolver) -> Technology:
    return Technology(sites, icp, resolver=resolver)


def test_marks_on_the_page_and_in_dns(source: Technology, zone: Zone, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home(
        '<script src="https://js.hs-scripts.com/1.js"></script>', '<meta name="Generator" content="WordPress 6.8">'
    )
    zone["MX"] = ["10 acme.mail.protection.outlook.com."]
    zone["TXT"] = ['"v=spf1 include:sendgrid.net -all"', '"unrelated"']
    found = ask(source)
    assert {f.quote for f in found.facts} == {
        "HubSpot: the home page loads https://js.hs-scripts.com/1.js",
        "WordPress: the home page names generator: WordPress 6.8",
        "Microsoft 365: acme-freight.example MX 10 acme.mail.protection.outlook.com.",
        'SendGrid: acme-freight.example TXT "v=spf1 include:sendgrid.net -all"',
    }
    assert {f.kind for f in found.facts} == {"technology"}
    assert {s.url for s in found.research.sources} == {
        f"{shelf.base}/{DOMAIN}/", f"dns:{DOMAIN}?type=MX", f"dns:{DOMAIN}?type=TXT"
    }  # fmt: skip


def test_lookalikes_are_no_marks(source: Technology, zone: Zone, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home(
        '<script src="https://js.hs-scripts.com.evil.example/1.js"></script><a href="https://js.stripe.com/">x</a>'
    )
    zone["MX"] = ["10 notgoogle.com.", "20 google.com.evil.example."]
    zone["TXT"] = [
        '"we do not include:sendgrid.net.evil xinclude:sendgrid.net"'.replace(" include:sendgrid.net.evil", "")
    ]
    found = ask(source)
    assert (found.answer, found.cause) == ("not found", "")


def test_own_marks_and_the_icps_cues(
    sites: Sites, icp: ICP, zone: Zone, resolver: dns.resolver.Resolver, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    shelf.home('<script src="https://cdn.depotmind.example/x.js"></script>')
    zone["MX"] = ["1 aspmx.l.google.com."]
    wanted = SignalPriority(kind="technology", priority=1, half_life_days=9, cues=("depotmind",))
    icp = icp.model_copy(update={"signals": (wanted,)})
    marks = (Mark("DepotMind", "page", "depotmind.example"), Mark("Google", "mx", "google.com"))
    found = ask(Technology(sites, icp, resolver=resolver, marks=marks))
    assert [f.quote.split(":")[0] for f in found.facts] == ["DepotMind"]


@pytest.mark.parametrize(
    ("trouble", "cause"), [("NXDOMAIN", f"there is no domain {DOMAIN}"), ("SERVFAIL", "name servers")]
)
def test_dns_that_does_not_answer_is_said(
    trouble: str, cause: str, source: Technology, zone: Zone, shelf: Shelf, ask: Callable[..., Asked]
) -> None:
    zone[trouble] = []
    shelf.home("<p>Nothing to see.</p>")
    found = ask(source)
    assert found.answer == "not measured"
    assert f"its MX records: {cause}" in found.cause or cause in found.cause


def test_a_page_that_cannot_be_read_leaves_the_records(
    source: Technology, zone: Zone, ask: Callable[..., Asked]
) -> None:
    zone["MX"] = ["1 aspmx.l.google.com."]
    found = ask(source, as_of=utc_now().date())  # a record is seen on the day on which it is asked for
    assert (found.answer, found.cause) == ("found", "the home page: refused: 404")


def test_no_name_server_and_no_page(sites: Sites, icp: ICP, ask: Callable[..., Asked], monkeypatch: Any) -> None:
    monkeypatch.setattr("hitl_kit.research.feeds.technology.SECONDS", 0.2)
    silent = dns.resolver.Resolver(configure=False)
    silent.nameservers, silent.port = ["127.0.0.1"], unused_port()
    assert ask(Technology(sites, icp, resolver=silent)).cause == "refused: 404"


def test_hostile_records_are_data(source: Technology, zone: Zone, shelf: Shelf, ask: Callable[..., Asked]) -> None:
    shelf.home("<p>Nothing to see.</p>")
    text = HOSTILE.replace("\u202e", "").replace('"', "")
    zone["TXT"] = [f'"MS=1 stripe-verification=1 {text}"']
    (fact,) = ask(source).facts
    assert "<script>alert(1)</script> {{ 7*7 }}" in fact.quote


def test_who_is_not_asked_about(source: Technology, sites: Sites, icp: ICP, ask: Callable[..., Asked]) -> None:
    assert ask(source, Account(name="Acme")).cause == "the account has no domain"
    bare = icp.model_copy(update={"signals": icp.signals[:2]})
    assert ask(Technology(sites, bare)).cause == "the ICP names no 'technology' signal"

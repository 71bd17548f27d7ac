"""Authentication: whether the sending domain publishes SPF, DKIM and DMARC, as mailbox providers ask. What DNS does not
answer is unknown, and unknown holds mail as much as missing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hitl_kit.domain.errors import InputError

if TYPE_CHECKING:
    import dns.resolver

_SECONDS = 4.0
SERVER_VARIABLE = "HITL_DNS_SERVER"
"""host:port of another DNS server than the machine's, for closed networks and tests."""


@dataclass(frozen=True)
class Authentication:
    """What is wrong with each record of a domain; '' where it is in order."""

    domain: str
    spf: str
    dkim: str
    dmarc: str

    @property
    def wrong(self) -> str:
        """Every fault in one line, '' where all are in order."""
        named = (("SPF", self.spf), ("DKIM", self.dkim), ("DMARC", self.dmarc))
        return "; ".join(f"{name} of {self.domain}: {fault}" for name, fault in named if fault)


def resolver(environment: Mapping[str, str]) -> dns.resolver.Resolver:
    """The machine's DNS, or the one that the environment names. InputError where that is no address."""
    import dns.resolver

    found = environment.get(SERVER_VARIABLE, "")
    made = dns.resolver.Resolver(configure=not found)
    if found:
        host, _, port = found.rpartition(":")
        if not host or not port.isdigit():
            raise InputError(f"{SERVER_VARIABLE} is '{found}'", mend="write it as host:port, such as 127.0.0.1:53")
        made.nameservers, made.port = [host], int(port)
    made.lifetime = _SECONDS
    return made


def authentication(domain: str, selectors: Sequence[str], dns_of: dns.resolver.Resolver) -> Authentication:
    """Looks the records up, each time anew. `selectors` are the names under which our DKIM keys are published."""
    from checkdmarc.utils import DNS_CACHE

    DNS_CACHE.clear()  # it would keep an answer for half an hour
    return Authentication(
        domain,
        _asked(lambda: _spf(domain, dns_of)), _dkim(domain, selectors, dns_of), _asked(lambda: _dmarc(domain, dns_of)),
    )  # fmt: skip


def _asked(look: Callable[[], str]) -> str:
    """What a look found; a question that DNS leaves open is said as that."""
    import dns.exception

    try:
        return look()
    except (dns.exception.DNSException, OSError) as error:
        return f"unknown, DNS does not answer ({type(error).__name__})"


def _texts(name: str, dns_of: dns.resolver.Resolver) -> list[str]:
    """The TXT records at a name; none where there is no such name."""
    import dns.resolver

    try:
        answer = dns_of.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _spf(domain: str, dns_of: dns.resolver.Resolver) -> str:
    from checkdmarc.spf import check_spf

    records = [text for text in _texts(domain, dns_of) if text.lower().startswith("v=spf1")]
    if len(records) != 1:
        return "there is none" if not records else f"there are {len(records)}, and only one may stand"
    if any(term.lower() in ("+all", "all") for term in records[0].split()):
        return "'+all' lets everybody send in its name"
    checked: dict[str, Any] = dict(check_spf(domain, resolver=dns_of, timeout=_SECONDS))
    return "" if checked.get("valid") else f"not valid: {checked.get('error', 'it cannot be read')}"


def _dmarc(domain: str, dns_of: dns.resolver.Resolver) -> str:
    from checkdmarc.dmarc import check_dmarc
    from checkdmarc.utils import get_base_domain

    names = dict.fromkeys((domain, get_base_domain(domain)))
    if not any(t.lower().startswith("v=dmarc1") for n in names for t in _texts(f"_dmarc.{n}", dns_of)):
        return "there is none"
    checked: dict[str, Any] = dict(check_dmarc(domain, resolver=dns_of, timeout=_SECONDS))
    return "" if checked.get("valid") else f"not valid: {checked.get('error', 'it cannot be read')}"


def _dkim(domain: str, selectors: Sequence[str], dns_of: dns.resolver.Resolver) -> str:
    if not selectors:
        return "unknown: name the key's selector in policy.yaml, sending: {dkim_selectors: [...]}"
    faults = []
    for selector in selectors:
        fault = _asked(lambda name=selector: _key(f"{name}._domainkey.{domain}", dns_of))  # type: ignore[misc]
        if not fault:
            return ""
        faults.append(f"{selector}: {fault}")
    return "; ".join(faults)


def _key(name: str, dns_of: dns.resolver.Resolver) -> str:
    for text in _texts(name, dns_of):
        tags = dict(part.strip().partition("=")[::2] for part in text.split(";") if "=" in part)
        if tags.get("v", "DKIM1").strip() == "DKIM1" and "p" in tags:
            if not tags["p"].strip():
                return "the key is revoked"
            return "the key is marked as a test (t=y)" if "y" in tags.get("t", "").split(":") else ""
    return "no key is published there"

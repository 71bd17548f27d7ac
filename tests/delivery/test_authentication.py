"""SPF, DKIM and DMARC, asked of a real DNS server on loopback."""

from __future__ import annotations

import pytest

from hitl_kit.delivery import authentication, resolver
from hitl_kit.domain.errors import InputError
from tests.delivery.servers import GOOD, Dns, Zone

DOMAIN = "routewise.example"
KEY = f"k1._domainkey.{DOMAIN}"


def look(
    texts: dict[str, list[str]], selectors: tuple[str, ...] = ("k1",), silent: frozenset[str] = frozenset()
) -> str:
    with Dns(Zone(texts, silent)) as dns:
        found = resolver({"HITL_DNS_SERVER": f"127.0.0.1:{dns.port}"})
        return authentication(DOMAIN, selectors, found).wrong


def test_a_domain_in_order() -> None:
    assert look(GOOD) == ""
    assert look({**GOOD, KEY: ["v=DKIM1; p=" + "A" * 400]}) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({DOMAIN: ["another text"]}, "SPF of routewise.example: there is none"),
        ({DOMAIN: ["v=spf1 -all", "v=spf1 ~all"]}, "there are 2"),
        ({DOMAIN: ["v=spf1 +all"]}, "lets everybody send"),
        ({DOMAIN: ["v=spf1 ip4:nonsense -all"]}, "SPF of routewise.example: not valid"),
        ({KEY: ["v=DKIM1; p="]}, "the key is revoked"),
        ({KEY: ["v=DKIM1; t=y; p=abc"]}, "marked as a test"),
        ({KEY: []}, "no key is published"),
        ({f"_dmarc.{DOMAIN}": []}, "DMARC of routewise.example: there is none"),
        ({f"_dmarc.{DOMAIN}": ["v=DMARC1; p=perhaps"]}, "DMARC of routewise.example: not valid"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, list[str]], words: str) -> None:
    assert words in look({**GOOD, **change})


@pytest.mark.parametrize("silent", [DOMAIN, KEY, f"_dmarc.{DOMAIN}"])
def test_what_dns_does_not_answer_is_unknown_and_holds(silent: str) -> None:
    assert "unknown, DNS does not answer" in look(GOOD, silent=frozenset({silent}))


def test_a_key_that_nobody_named_is_unknown() -> None:
    assert "name the key's selector" in look(GOOD, selectors=())
    assert look(GOOD, selectors=("old", "k1")) == ""


def test_no_server_at_all() -> None:
    with Dns(Zone(GOOD)) as dns:
        port = dns.port
    found = resolver({"HITL_DNS_SERVER": f"127.0.0.1:{port}"})
    found.lifetime = 0.5
    assert authentication(DOMAIN, ("k1",), found).wrong.count("unknown") == 3
    with pytest.raises(InputError, match="HITL_DNS_SERVER"):
        resolver({"HITL_DNS_SERVER": "nonsense"})

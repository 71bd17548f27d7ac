"""Which addresses and names are public."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest

from hitl_kit.research.addresses import addresses_of, is_private_name, is_public
from hitl_kit.research.http import Unanswered


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450:4001:81b::200e", "64:ff9b::808:808"],
)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:2800:220:1::1%eth0", "fec0::1", "ff02::1", "5f00::1",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "intranet", "2130706433", "printer.local", "metadata.google.internal", "a.localhost",
     "nas.home.arpa", "x.onion", ""],
)  # fmt: skip
def test_private_names(host: str) -> None:
    assert is_private_name(host)


@pytest.mark.parametrize("host", ["acme.example", "local.acme.example", "notlocalhost.example", "2606:2800::1"])
def test_public_names(host: str) -> None:
    assert not is_private_name(host)


def test_a_number_is_its_own_address() -> None:
    assert addresses_of("93.184.216.34", 80, 1) == ["93.184.216.34"]


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: Any, **__: Any) -> Any:
        time.sleep(1)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    start = time.monotonic()
    with pytest.raises(Unanswered, match=r"no answer for acme\.example") as caught:
        addresses_of("acme.example", 443, 0.1)
    assert caught.value.kind == "timeout"
    assert time.monotonic() - start < 0.8


@pytest.mark.parametrize("host", ["a" * 64 + ".example", ".example", "x" * 300 + ".example"])
def test_a_name_that_cannot_be_one(host: str) -> None:
    with pytest.raises(Unanswered, match="is not known"):
        addresses_of(host, 443, 5)

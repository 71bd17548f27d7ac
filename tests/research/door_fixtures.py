"""The web as the tests of the door see it: fixtures that tests/research/conftest.py hands on."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from hitl_kit.research import addresses, http
from hitl_kit.research.http import Door
from tests.research.door_server import Web


@pytest.fixture
def web() -> Iterator[Web]:
    """An ordinary server on loopback."""
    with Web() as server:
        yield server


@pytest.fixture
def door(web: Web) -> Iterator[Door]:
    """A door without a cache that trusts the server of the test."""
    with Door(
        user_agent="hitl-kit tests@acme.example", timeout=5, trusted=frozenset({("127.0.0.1", web.port)})
    ) as door:
        yield door


@pytest.fixture
def inside(web: Web) -> Iterator[Web]:
    """A listener inside, on the very port of `web`, that nothing may reach."""
    with Web("127.0.0.2", web.port) as server:
        yield server


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, Sequence[str] | Callable[[], Sequence[str]]]:
    """What each host's name resolves to; a name that is not here is not known, and nobody else is asked."""
    known: dict[str, Sequence[str] | Callable[[], Sequence[str]]] = {}
    real = socket.getaddrinfo

    def look_up(host: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(host, str) and host.endswith(".example"):
            found = known.get(host)
            if found is None:
                raise socket.gaierror(socket.EAI_NONAME, "not known")
            numbers = found() if callable(found) else found
            return [entry for n in numbers for entry in real(n, port, *args, **kwargs)]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def internet(web: Web, inside: Web, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """A door that vouches for nobody, in a world where 127.0.0.1 is public and its port is the web's: `web` is a site,
    and 127.0.0.2, `inside`, stays what it is."""
    is_public = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda a: a == "127.0.0.1" or is_public(a))
    for module in (addresses, http):
        monkeypatch.setattr(module, "PORTS", frozenset({80, 443, web.port}))
    with Door(user_agent="hitl-kit tests@acme.example", timeout=3) as door:
        yield door

"""The door under TLS: the address is pinned, and the certificate must still be the name's."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from io import BufferedIOBase
from pathlib import Path

import certifi
import pytest

from hitl_kit.research.http import Door, Unanswered
from tests.research.door_server import Request, Web, answer, redirect

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="makes its certificate with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for site.example, with its key, that signs itself."""
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=site.example"
    extra = ["-addext", "subjectAltName=DNS:site.example", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run([*command.split(), *extra], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[Web]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Web(context=context) as server:
        yield server


@pytest.fixture
def known(
    secure: Web, names: dict[str, Sequence[str] | Callable[[], Sequence[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names |= {"site.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}


def opened(secure: Web, *hosts: str) -> Door:
    return Door(user_agent="hitl-kit tests", timeout=5, trusted=frozenset((host, secure.port) for host in hosts))


@pytest.mark.usefixtures("known")
def test_a_certificate_of_the_name(secure: Web, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    secure.routes["/"] = answer(b"{}")
    with opened(secure, "site.example") as door:
        assert door.get(f"https://site.example:{secure.port}/").status == 200


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("host", ["site.example", "other.example"])
def test_a_certificate_of_nobody_or_of_another(
    secure: Web, certificate: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    if host == "other.example":
        monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    monkeypatch.setattr("hitl_kit.research.http._BACKOFF", 0.01)
    with opened(secure, host) as door, pytest.raises(Unanswered, match="certificate is not valid") as caught:
        door.get(f"https://{host}:{secure.port}/")
    assert caught.value.kind == "unreachable"
    assert not secure.requests


@pytest.mark.usefixtures("known")
def test_a_slow_drip_under_tls(secure: Web, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))

    def drip(out: BufferedIOBase, _: Request) -> None:
        out.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            out.write(b"a")
            time.sleep(0.05)

    secure.routes["/"] = drip
    trusted = frozenset({("site.example", secure.port)})
    start = time.monotonic()
    with Door(user_agent="hitl-kit tests", timeout=0.6, trusted=trusted) as door, pytest.raises(Unanswered) as caught:
        door.get(f"https://site.example:{secure.port}/")
    assert caught.value.message == "timed out after 0.6 s"
    assert time.monotonic() - start < 1.5


def test_a_host_that_never_shakes_hands() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        trusted = frozenset({("127.0.0.1", port)})
        start = time.monotonic()
        with (
            Door(user_agent="hitl-kit tests", timeout=0.4, trusted=trusted) as door,
            pytest.raises(Unanswered) as caught,
        ):
            door.get(f"https://127.0.0.1:{silent.getsockname()[1]}/")
    assert caught.value.kind == "timeout"
    assert time.monotonic() - start < 1.5


@pytest.mark.usefixtures("known")
def test_a_redirect_out_of_tls(secure: Web, certificate: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    secure.routes["/"] = redirect(web.url("/"))
    trusted = frozenset({("site.example", secure.port), ("127.0.0.1", web.port)})
    with Door(user_agent="hitl-kit tests", trusted=trusted) as door, pytest.raises(Unanswered, match="https to http"):
        door.get(f"https://site.example:{secure.port}/")
    assert web.connections == 0

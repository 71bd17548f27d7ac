"""Which addresses are public, and connections that go to a checked address and nowhere else."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Container, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any

from .limits import current_budget
from .unanswered import Unanswered

if TYPE_CHECKING:
    from httpcore import SOCKET_OPTION, NetworkStream

PORTS = frozenset({80, 443})
_TRIES = 3
_PRIVATE_NAMES = (
    "localhost", ".localhost", ".local", ".internal", ".intranet", ".private", ".corp", ".home", ".lan", ".home.arpa",
    ".onion",
)  # fmt: skip
_NOT_PUBLIC_4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32",
)))  # fmt: skip
"""What `is_global` lets pass in some versions, or everywhere: old relays, and Azure's machine endpoint."""
_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet: no host, network, tunnel or relay that may lead inside."""
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip in n for n in _NOT_PUBLIC_4)
    if ip.scope_id:
        return False
    if ip in _NAT64:
        return is_public(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and ip in _UNICAST_6 and not any(ip in n for n in _NOT_PUBLIC_6)


def is_private_name(host: str) -> bool:
    """Whether a host's name can only mean something inside: without a dot, or under a name kept for that."""
    bare = host.rstrip(".").lower()
    return ("." not in bare and ":" not in bare) or bare.endswith(_PRIVATE_NAMES)


def addresses_of(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host, as this machine resolves it; Unanswered where there are none in time."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    # the system's resolver knows no timeout: a thread of its own is left behind where it hangs
    threading.Thread(target=look_up, daemon=True, name="look-up").start()
    try:
        found = answers.get(timeout=seconds)
    except queue.Empty:
        raise Unanswered(f"the name servers gave no answer for {host} in {seconds:.0f} s", "timeout") from None
    if isinstance(found, OSError) or not found:
        raise Unanswered(f"the host {host} is not known", "unreachable")
    return found


class PinnedBackend:
    """Opens connections for httpcore: resolves once, refuses a host with any address that is not public, and connects
    to the very address that was checked. TLS still asks for the certificate of the name."""

    def __init__(self, trusted: Container[tuple[str, int]]) -> None:
        import httpcore

        self._trusted = trusted
        self._plain = httpcore.SyncBackend()
        self._retry = (httpcore.ConnectError, httpcore.ConnectTimeout)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> PinnedStream:
        """A connection to one of the host's addresses, all of which were found public."""
        trusted = (host, port) in self._trusted
        if not trusted and port not in PORTS:
            raise Unanswered(f"port {port} is not one of the web's", "not allowed")
        addresses = addresses_of(host, port, _shorter(timeout))
        if not trusted and not all(is_public(a) for a in addresses):
            raise Unanswered(f"the host {host} resolves to a private address", "not allowed")
        for place, address in enumerate(addresses[:_TRIES], 1):
            try:
                stream = self._plain.connect_tcp(address, port, _shorter(timeout), local_address, socket_options)
            except self._retry:
                if place == min(len(addresses), _TRIES):
                    raise
                continue
            peer = stream.get_extra_info("server_addr")
            if ip_address(peer[0]) != ip_address(address):
                stream.close()
                raise Unanswered(f"{host} was answered from another address", "not allowed")
            return PinnedStream(stream)
        raise AssertionError("a host has an address, or was refused")

    def connect_unix_socket(self, *_: Any, **__: Any) -> PinnedStream:
        """Never: a file of this machine is no web server."""
        raise Unanswered("a socket of this machine is not read", "not allowed")

    def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its tries."""
        self._plain.sleep(seconds)


class PinnedStream:
    """A connection whose every read and write ends when the budget of the current request does: one byte now and then
    keeps no request alive."""

    def __init__(self, inner: NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes."""
        return self._inner.read(max_bytes, _shorter(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send these bytes."""
        self._inner.write(buffer, _shorter(timeout))

    def close(self) -> None:
        """Hang up."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> PinnedStream:
        """The same connection under TLS."""
        return PinnedStream(self._inner.start_tls(ssl_context, server_hostname, _shorter(timeout)))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks about the socket."""
        return self._inner.get_extra_info(info)


def _shorter(timeout: float | None) -> float:
    left = current_budget.get().left()
    return left if timeout is None else min(timeout, left)

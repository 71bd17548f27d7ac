"""Servers on loopback: one that takes mail, with faults on order, and one that answers DNS questions."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from dnslib import QTYPE, RCODE, RR, TXT
from dnslib.server import BaseResolver, DNSLogger, DNSServer

USER, PASSWORD = "sam", "a loopback secret"


@dataclass
class Sink:
    """Keeps what is handed in: (sender, recipients, bytes). `at_mail`, `at_rcpt`, `at_data` are replies to give
    instead, one after the other; `drop_after_data` takes the mail and hangs up before it says so."""

    box: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    at_mail: list[str] = field(default_factory=list)
    at_rcpt: list[str] = field(default_factory=list)
    at_data: list[str] = field(default_factory=list)
    drop_after_data: bool = False
    drop_at_rcpt: bool = False

    async def handle_MAIL(  # noqa: N802 - as aiosmtpd calls it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.at_mail:
            return self.at_mail.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.drop_at_rcpt:
            server.transport.abort()
        if self.at_rcpt:
            return self.at_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        if self.at_data:
            return self.at_data.pop(0)
        self.box.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.drop_after_data:
            server.transport.abort()
        return "250 2.0.0 taken"


def _login(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


class SmtpServer(Controller):
    """An SMTP server on a free port of this machine; with `tls`, STARTTLS and a login are required."""

    def __init__(self, sink: Sink, tls: ssl.SSLContext | None = None) -> None:
        secured: dict[str, Any] = {
            "tls_context": tls,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": _login,
        }
        super().__init__(sink, hostname="127.0.0.1", port=0, **(secured if tls else {}))

    def __enter__(self) -> Self:
        self.start()
        self.port = self._real_port()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _trigger_server(self) -> None:  # its own would connect to port 0
        with socket.create_connection(("127.0.0.1", self._real_port()), 5) as link:
            link.recv(128)

    def _real_port(self) -> int:
        server: Any = self.server
        return int(server.sockets[0].getsockname()[1])


class Zone(BaseResolver):  # type: ignore[misc]
    """Name → its TXT records; a name that is not there does not exist, one of `silent` fails."""

    def __init__(self, texts: Mapping[str, Sequence[str]], silent: frozenset[str] = frozenset()) -> None:
        self.texts, self.silent = dict(texts), silent

    def resolve(self, request: Any, handler: Any) -> Any:
        reply, name = request.reply(), str(request.q.qname).rstrip(".").lower()
        if name in self.silent:
            reply.header.rcode = RCODE.SERVFAIL
        elif name not in self.texts and not any(known.endswith(f".{name}") for known in self.texts):
            reply.header.rcode = RCODE.NXDOMAIN
        elif QTYPE[request.q.qtype] == "TXT":
            for text in self.texts.get(name, ()):
                raw = text.encode()
                parts = [raw[n : n + 255] for n in range(0, len(raw), 255)]
                reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(parts), ttl=60))
        return reply


class Dns:
    """A DNS server on a free port of this machine."""

    def __init__(self, zone: Zone) -> None:
        self._zone = zone

    def __enter__(self) -> Self:
        quiet = DNSLogger(log="-request,-reply,-truncated,-error,-recv,-send,-data", prefix=False)
        for tries_left in reversed(range(20)):  # what is free for UDP may be taken for TCP
            self._server = DNSServer(self._zone, address="127.0.0.1", port=0, logger=quiet)
            self.port = int(self._server.server.server_address[1])
            try:
                self._tcp = DNSServer(self._zone, address="127.0.0.1", port=self.port, tcp=True, logger=quiet)
                break
            except OSError:
                self._server.server.server_close()
                if not tries_left:
                    raise
        self._server.start_thread()
        self._tcp.start_thread()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for server in (self._server, self._tcp):
            server.stop()
            server.server.server_close()


GOOD = {
    "routewise.example": ["v=spf1 ip4:192.0.2.1 -all"],
    "k1._domainkey.routewise.example": ["v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3"],
    "_dmarc.routewise.example": ["v=DMARC1; p=none; rua=mailto:dmarc@routewise.example"],
}
"""The records of a sending domain that is in order."""

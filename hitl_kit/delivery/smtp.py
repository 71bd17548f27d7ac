"""SMTP: one mail to one server, over a connection whose certificate is verified. The phase in which it stops decides
whether trying again is safe."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import aiosmtplib

from hitl_kit.domain.errors import InputError

from .mailbox import REFUSED

HOST, PORT, TLS = "HITL_SMTP_HOST", "HITL_SMTP_PORT", "HITL_SMTP_TLS"
USER, PASSWORD = "HITL_SMTP_USER", "HITL_SMTP_PASSWORD"
UNSAFE = "HITL_SMTP_PLAIN_LOOPBACK"
"""Set to 1, a server on this machine is spoken to without encryption: for tests and development."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_OURS = ("connect", "MAIL")
"""Phases that say nothing about the recipient: the next mail would meet the same."""
_BROKEN = (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError, asyncio.IncompleteReadError)
T = TypeVar("T")
SECONDS = 60.0
"""A server that answers nothing for so long is given up; a claim lasts longer than all of them together."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed in. `tls`: starttls (usual on port 587), tls (465), or none (this machine, tests only)."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    seconds: float = SECONDS


def missing(environment: Mapping[str, str]) -> list[str]:
    """The variables without which nothing can be sent."""
    wanted = [HOST] if environment.get(TLS) == "none" else [HOST, USER, PASSWORD]
    return [name for name in wanted if not environment.get(name)]


def server(environment: Mapping[str, str]) -> Server:
    """The server that the environment names. InputError where something is missing, or encryption is off for a server
    that is not on this machine."""
    if lacks := missing(environment):
        raise InputError(f"nothing can be sent: {', '.join(lacks)} is not set", mend="docs/delivery.md lists them all")
    host, tls = environment[HOST], environment.get(TLS) or ("tls" if environment.get(PORT) == "465" else "starttls")
    port = environment.get(PORT) or ("465" if tls == "tls" else "587")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise InputError(f"{PORT} is '{port}'", mend="write a number, such as 587")
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if tls == "none":
        if host not in _LOOPBACK or environment.get(UNSAFE) != "1":
            mend = f"use starttls or tls; only a server on this machine may go without, where {UNSAFE}=1"
            raise InputError(f"{TLS}=none would send mail and password unencrypted", mend=mend)
        return Server(host, int(port), user, password, "none")
    if tls not in ("starttls", "tls"):
        raise InputError(f"{TLS} is '{tls}'", mend="write starttls or tls")
    return Server(host, int(port), user, password, "tls" if tls == "tls" else "starttls")


@dataclass(frozen=True)
class Answered:
    """What became of one try. sent: the server has it · later: it certainly has not, and may be asked again · failed:
    it refused for good · unknown: it may have it. `ours`: the fault lies with our server or account, and the next mail
    would meet it too."""

    state: Literal["sent", "later", "failed", "unknown"]
    why: str
    ours: bool = False


def transmit(at: Server, sender: str, recipient: str, raw: bytes) -> Answered:
    """Hand one mail in. Never raises for what a server or a network does."""
    return _waited(lambda: _transmit(at, sender, recipient, raw))


def reach(at: Server) -> str:
    """Why the server would take no mail from us, '' where it lets us in: it is connected to and logged in to, over TLS
    unless said otherwise, and handed nothing."""
    return _waited(lambda: _reach(at))


def _waited(talk: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a conversation comes to. A notebook has a loop of its own already, so it runs on a thread; and nobody who
    gives up waits for a server that hangs."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(asyncio.run(talk()))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result()


def _client(at: Server, name: str) -> aiosmtplib.SMTP:
    """A connection that is not open yet; `name` is what we are called there."""
    return aiosmtplib.SMTP(
        hostname=at.host, port=at.port, use_tls=at.tls == "tls", start_tls=at.tls == "starttls", timeout=at.seconds,
        tls_context=None if at.tls == "none" else ssl.create_default_context(), local_hostname=name,
    )  # fmt: skip


async def _enter(client: aiosmtplib.SMTP, at: Server) -> None:
    """Connect and log in. Not in one call: that forgets the connection when the login fails, and leaves it open."""
    await client.connect()
    if at.user:
        await client.login(at.user, at.password)


async def _reach(at: Server) -> str:
    client = _client(at, "localhost")
    try:
        await _enter(client, at)
        await client.ehlo()
    except aiosmtplib.SMTPResponseException as refused:
        return f"{refused.code} {' '.join(str(refused.message).split())}"[:300]
    except _BROKEN as error:
        return _words(error, "connect")
    finally:
        await _part(client)
    return ""


async def _part(client: aiosmtplib.SMTP) -> None:
    line = client.transport
    with suppress(Exception):  # all that mattered is known by now, however the parting goes
        await asyncio.wait_for(client.quit() if client.is_connected else asyncio.sleep(0), 5)
    client.close()
    if isinstance(line, asyncio.WriteTransport):
        line.abort()  # the server may be slow to take leave, and the loop ends now
        await asyncio.sleep(0)


def _words(error: Exception, phase: str) -> str:
    if "CERTIFICATE" in str(error).upper():
        return "its certificate is not valid"
    return f"the connection failed at {phase} ({type(error).__name__})"


async def _transmit(at: Server, sender: str, recipient: str, raw: bytes) -> Answered:
    phase = "connect"
    client = _client(at, sender.rpartition("@")[2])
    try:
        await _enter(client, at)
        phase = "MAIL"
        await client.mail(sender)
        phase = "RCPT"
        await client.rcpt(recipient)
        phase = "DATA"
        reply = await client.data(raw)
    except aiosmtplib.SMTPResponseException as refused:
        return _refused(phase, refused.code, str(refused.message))
    except _BROKEN as error:
        if phase == "DATA":
            return Answered("unknown", f"no answer after DATA ({type(error).__name__})")
        return Answered("later", _words(error, phase), ours=phase in _OURS)
    finally:
        await _part(client)
    return Answered("sent", f"{reply[0]} {reply[1]}" if isinstance(reply, tuple) else str(reply))


def _refused(phase: str, code: int, text: str) -> Answered:
    said = f"refused at {phase}: {code} {' '.join(text.split())}"[:300]
    if phase in _OURS:
        return Answered("later", said, ours=True)
    if phase == "DATA" and not 400 <= code < 600:
        return Answered("unknown", f"no usable answer after DATA: {code}")
    if code < 500:
        return Answered("later", said)
    if phase == "RCPT" and (code in (530, 535) or text.startswith("5.7.")):  # login wanted, relaying denied
        return Answered("later", said, ours=True)
    assert phase != "RCPT" or said.startswith(REFUSED)
    return Answered("failed", said)

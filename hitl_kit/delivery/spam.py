"""Spam: what filters look at in plain mail, and what SpamAssassin says where one runs on this machine."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass

from hitl_kit.domain.errors import InputError
from hitl_kit.domain.spam import HELD
from hitl_kit.domain.wordings import holds

_LINK = re.compile(r"(?i)\bhttps?://|\bwww\.")
_IMAGE = re.compile(r"(?i)\.(?:png|jpe?g|gif|webp)\b")
_SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
_SHORT_LINK = re.compile(r"(?i)\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|cutt\.ly|rb\.gy)/")
_MOST_LINKS = 2
_MOST_WORDS = 400


def lint(subject: str, body: str, *, first: bool) -> list[str]:
    """What a spam filter would count against a mail; nothing where it is plain. `first`: it begins a thread."""
    text = f"{subject}\n{body}"
    links, words = len(_LINK.findall(body)), len(body.split())
    shouted = [w for w in _SHOUTED.findall(text) if not w.isdigit()]
    found = [f"the phrase '{phrase}'" for phrase in HELD if holds(text, phrase)]
    if links > _MOST_LINKS:
        found.append(f"{links} links, at most {_MOST_LINKS} are usual")
    if _IMAGE.search(body):
        found.append("a picture's address")
    if _SHORT_LINK.search(body):
        found.append("a shortened link hides where it leads")
    if len(shouted) > 3 or (subject.isupper() and len(subject) > 5):
        found.append(f"words in capitals ({', '.join(shouted[:3])})")
    if text.count("!") > 2 or "!" in subject:
        found.append("exclamation marks")
    if words > _MOST_WORDS:
        found.append(f"{words} words")
    if first and re.match(r"(?i)\s*(re|fwd?|aw|wg)\s*:", subject):
        found.append("the subject pretends to be an answer")
    return found


@dataclass(frozen=True)
class Spamd:
    """SpamAssassin's daemon on this machine."""

    host: str
    port: int
    seconds: float = 20.0

    @classmethod
    def at(cls, address: str) -> Spamd:
        """The daemon at host:port. InputError where it is not on this machine: mails are not shown to others."""
        host, _, port = address.rpartition(":")
        if host not in ("127.0.0.1", "localhost", "[::1]", "::1") or not port.isdigit():
            raise InputError(f"spamd '{address}' is no address on this machine", mend="such as 127.0.0.1:783")
        return cls(host.strip("[]"), int(port))

    def score(self, raw: bytes) -> float:
        """Its score of a mail. OSError where it does not answer, ValueError where it is no answer."""
        head = f"CHECK SPAMC/1.5\r\nContent-length: {len(raw)}\r\n\r\n".encode()
        with socket.create_connection((self.host, self.port), self.seconds) as link:
            link.sendall(head + raw)
            link.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := link.recv(4096):
                answer += chunk
                if len(answer) > 65_536:
                    raise ValueError("too long an answer")
        found = re.search(rb"(?im)^Spam:\s*\w+\s*;\s*(-?[\d.]+)\s*/", answer)
        if not answer.startswith(b"SPAMD/") or found is None:
            raise ValueError("no score in its answer")
        return float(found.group(1))


class Remembered:
    """The scores of mails, each asked for once, also where there was none: so that nothing is asked over the network
    while the ledger is held."""

    def __init__(self, score: Callable[[bytes], float]) -> None:
        self._score = score
        self._known: dict[bytes, float | OSError | ValueError] = {}

    def __call__(self, raw: bytes) -> float:
        key = hashlib.sha256(raw).digest()
        if key not in self._known:
            try:
                self._known[key] = self._score(raw)
            except (OSError, ValueError) as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, Exception):
            raise found
        return found

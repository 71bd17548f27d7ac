"""A message's bytes as headers and parts, with bounded work and without a traceback, whatever the bytes are."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import compat32
from functools import cached_property

from .decoding import clean, decoded, forget_strange_charset

_LARGE = 1 << 20
_LARGEST = 4 << 20
_LONGEST_HEADER = 8_000
_DEEPEST = 60
_MOST_PARTS = 300
_BASE64_RUN = re.compile(rb"(?m)^(?:[A-Za-z0-9+/]{40,100}={0,2}[ \t]*\r?\n)++")
_SMALL_RUN = 400_000
_NESTING = re.compile(rb"(?im)^content-type:[ \t]*(?:multipart|message)/")
_MESSAGE_ID = re.compile(r"<[^<>\s\"]{1,400}>")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class Mail:
    """One message: decoded headers, its leaf parts, and what had to be left out (`unread`, in words)."""

    def __init__(self, raw: bytes) -> None:
        self.unread: list[str] = []
        self._raw = self._bounded(raw)
        self.message = self._parsed(self._raw)
        for part in self.message.walk():
            forget_strange_charset(part)

    def in_ascii(self) -> Message:
        """The message with a question mark for every byte beyond ASCII, for readers that know no others."""
        return self._parsed(self._raw.decode("ascii", "replace").replace("\ufffd", "?").encode("ascii"))

    def _bounded(self, raw: bytes) -> bytes:
        """The bytes without huge attachments, whose content says nothing here; cut where even that is too long."""
        if len(raw) <= _LARGE:
            return raw
        raw = _BASE64_RUN.sub(lambda run: b"" if run.end() - run.start() > _SMALL_RUN else run[0], raw)
        if len(raw) > _LARGEST:
            self.unread.append(f"everything after the first {_LARGEST >> 20} MiB")
            raw = raw[:_LARGEST]
        return raw

    def _parsed(self, raw: bytes) -> Message:
        deep = sum(1 for _ in _NESTING.finditer(raw)) > _DEEPEST
        if not deep:
            try:
                return BytesParser(policy=compat32).parsebytes(raw)
            except Exception:  # the parser of the standard library has raised a dozen kinds of errors over the years
                self.unread.append("the parts: the message is malformed")
        else:
            self.unread.append("the parts: they are nested too deeply")
        head, _, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        try:
            message = BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n")
        except Exception:
            message = Message(policy=compat32)
        for name in ("Content-Type", "Content-Transfer-Encoding"):
            del message[name]
        message.set_payload(rest[:_LARGE].decode("ascii", "surrogateescape"))
        return message

    @cached_property
    def _headers(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.message.raw_items():
            found.setdefault(name.lower(), []).append(str(value)[:_LONGEST_HEADER])
        return found

    def header(self, name: str) -> str:
        """A header decoded to one line of clean text; '' where there is none."""
        values = self._headers.get(name.lower())
        return header_text(values[0]) if values else ""

    def headers(self, name: str) -> list[str]:
        """Every header of that name, in their order."""
        return [header_text(value) for value in self._headers.get(name.lower(), ())]

    def addresses(self, *names: str) -> list[tuple[str, str]]:
        """(name, address) pairs of these headers, the address in lower case; anything that is none is left out."""
        pairs = [
            pair for name in names for value in self._headers.get(name.lower(), ()) for pair in address_pairs(value)
        ]
        return [(header_text(shown), address.lower()) for shown, address in pairs]

    def message_ids(self, name: str) -> list[str]:
        """The Message-IDs in a header, in their order."""
        return _MESSAGE_ID.findall(" ".join(self.headers(name)))

    @cached_property
    def sent_at(self) -> datetime | None:
        """When it was sent: its own date, else that of the last server that took it; None where neither can be."""
        stamps = [self.header("Date"), *(value.rpartition(";")[2] for value in self.headers("Received"))]
        for stamp in stamps:
            try:
                moment = email.utils.parsedate_to_datetime(stamp.strip())
                moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
                if moment.astimezone(UTC) > _EARLIEST:
                    return moment
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
        return None

    @cached_property
    def parts(self) -> list[Message]:
        """The leaf parts; an enclosed message counts as a leaf, so that nobody takes its words for this message's."""
        return list(self._leaves())

    def _leaves(self) -> Iterator[Message]:
        waiting, count = [self.message], 0
        while waiting:
            part = waiting.pop()
            count += 1
            if count > _MOST_PARTS:
                self.unread.append(f"all but the first {_MOST_PARTS} parts")
                return
            if part.get_content_maintype() == "multipart" and part.is_multipart():
                waiting.extend(reversed(inner_parts(part)))
            else:
                yield part


def is_broken(part: Message) -> bool:
    """Whether a part should hold others, but what parts them is not to be found; its text is all of them in one."""
    return part.get_content_maintype() == "multipart" and not part.is_multipart()


def inner_parts(part: Message) -> list[Message]:
    """The messages or parts that a part holds; [] where it holds text."""
    payload = part.get_payload() if part.is_multipart() else []
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def header_text(value: str) -> str:
    """A raw header as one line: encoded words and 8-bit bytes decoded, line breaks and control characters gone."""
    text = decoded(value.encode("utf-8", "surrogateescape"), "")[0]
    if "=?" in text:
        try:
            pieces = decode_header(text)
            text = "".join(p if isinstance(p, str) else decoded(p, charset or "")[0] for p, charset in pieces)
        except (ValueError, LookupError, TypeError):  # binascii.Error and HeaderParseError are ValueErrors
            pass
    return " ".join(clean(text).split())


def address_pairs(value: str) -> list[tuple[str, str]]:
    """(shown name, address) pairs in a raw address header; anything that is no address is left out."""
    plain = " ".join(clean(decoded(value.encode("utf-8", "surrogateescape"), "")[0]).split())
    try:
        pairs = email.utils.getaddresses([plain[:4000]])
    except (ValueError, IndexError, TypeError, RecursionError):
        return []
    readable = [(name, header_text(address) if "=?" in address else address.strip()) for name, address in pairs]
    return [pair for pair in readable if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", pair[1])]

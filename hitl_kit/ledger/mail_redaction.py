"""A person's words taken out of a mail's bytes, also where its encoding hides them from a search."""

from __future__ import annotations

from base64 import encodebytes
from email.header import Header, decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from .redaction import Terms

_ENCODED = (b"base64", b"quoted-printable", b"=?")


def redacted(raw: bytes, terms: Terms) -> bytes:
    """The mail without the words: in its bytes as they are, in texts and headers that are encoded. What is no text, an
    attached picture or PDF, stays. A mail without the words comes back as it was, byte for byte."""
    text = raw.decode("utf-8", "surrogateescape")
    if terms.within(text):
        raw = terms.redact(text).encode("utf-8", "surrogateescape")
    lowered = raw[: 1 << 16].lower() if len(raw) > 1 << 20 else raw.lower()
    if not any(mark in lowered for mark in _ENCODED):
        return raw
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        changed = [_in_headers(part, terms) | _in_text(part, terms) for part in message.walk()]
        return message.as_bytes() if any(changed) else raw
    except Exception:  # malformed beyond reading: what could be found in its bytes is gone from them
        return raw


def _in_headers(part: Message, terms: Terms) -> bool:
    """Redact headers whose encoded words hold the words; whether there were any."""
    found = False
    for name, value in dict.fromkeys(part.raw_items()):
        if "=?" not in str(value):
            continue
        decoded = "".join(_text(piece, charset) for piece, charset in decode_header(str(value)))
        if terms.within(decoded):
            part.replace_header(name, Header(terms.redact(decoded), "utf-8").encode())
            found = True
    return found


def _in_text(part: Message, terms: Terms) -> bool:
    """Redact a text part that is encoded; whether it held the words."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if part.is_multipart() or part.get_content_maintype() != "text" or encoding not in ("base64", "quoted-printable"):
        return False
    content = part.get_payload(decode=True)
    text = _text(content if isinstance(content, bytes) else b"", part.get_content_charset())
    if not terms.within(text):
        return False
    part.set_param("charset", "utf-8")
    part.replace_header("Content-Transfer-Encoding", "base64")
    part.set_payload(encodebytes(terms.redact(text).encode("utf-8", "replace")).decode("ascii"))
    return True


def _text(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, UnicodeError, ValueError):
        return content.decode("cp1252", "replace")

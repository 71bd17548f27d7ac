"""Message: the bytes of a mail, and what a reader finds in them again."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime
from typing import Any

from hitl_kit.domain.errors import InputError

_WORDS = ("subject", "from", "to")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_BREAKING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_MOST = 998
"""Characters of a line that every server takes (RFC 5322)."""


class _Folding(email.policy.EmailPolicy):
    """Words are folded as RFC 2047 wants them; addresses of the web and Message-IDs stay in one piece, as Python would
    otherwise encode those that are longer than a line."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        return (email.policy.SMTP if name.lower() in _WORDS else _WHOLE).fold_binary(name, value)


_WHOLE = email.policy.SMTP.clone(max_line_length=_MOST)
_POLICY = _Folding(linesep="\r\n", max_line_length=78)


@dataclass(frozen=True)
class Written:
    """A mail as its words: from whom to whom, and what it answers. `unsubscribe` is the address of its one-click
    endpoint, '' for a person's own answer, which needs none."""

    from_name: str
    from_email: str
    to_name: str
    to_email: str
    subject: str
    body: str
    message_id: str
    in_reply_to: str = ""
    references: Sequence[str] = ()
    unsubscribe: str = ""


def as_bytes(mail: Written, at: datetime) -> bytes:
    """The mail as it leaves, dated `at`. InputError where a header would break out of its line, or an address is none
    that can be written in ASCII."""
    made = EmailMessage(policy=_POLICY)
    made["From"] = _address(mail.from_name, mail.from_email)
    made["To"] = _address(mail.to_name, mail.to_email)
    made["Subject"] = _line(mail.subject, "the subject")
    made["Date"] = format_datetime(at)
    made["Message-ID"] = _id(mail.message_id)
    if mail.in_reply_to:
        made["In-Reply-To"] = _id(mail.in_reply_to)
        made["References"] = " ".join(map(_id, dict.fromkeys((*mail.references, mail.in_reply_to))))
    if mail.unsubscribe:
        mailto = f"mailto:{mail.from_email}?subject=unsubscribe"
        made["List-Unsubscribe"] = f"<{_line(mail.unsubscribe, 'the unsubscribe address')}>, <{mailto}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    body = mail.body.replace("\r\n", "\n")
    if not body.strip() or _BREAKING.search(body):
        raise InputError("the mail's text is empty or holds a control character", mend="type it again")
    short = body.isascii() and all(len(line) <= 78 for line in body.split("\n"))
    made.set_content(body, charset="utf-8", cte="7bit" if short else "quoted-printable")
    return made.as_bytes()


@dataclass(frozen=True)
class Read:
    """What a reader finds in the bytes of a mail."""

    subject: str
    body: str
    recipients: tuple[str, ...]
    message_id: str
    unsubscribe: str
    one_click: bool


def read_back(raw: bytes) -> Read:
    """The words of a mail that `as_bytes` wrote."""
    found = BytesParser(policy=email.policy.SMTP).parsebytes(raw)
    listed = str(found.get("List-Unsubscribe", ""))
    https = re.findall(r"<(https://[^>\s]+)>", listed)
    to = found.get_all("To", []) + found.get_all("Cc", []) + found.get_all("Bcc", [])
    return Read(
        str(found.get("Subject", "")),
        str(found.get_content()).replace("\r\n", "\n").removesuffix("\n"),
        tuple(address.addr_spec for header in to for address in header.addresses),
        str(found.get("Message-ID", "")).strip(),
        https[0] if len(https) == 1 else "",
        str(found.get("List-Unsubscribe-Post", "")).strip() == "List-Unsubscribe=One-Click",
    )


def message_id(touch_id: str, mailbox: str) -> str:
    """The Message-ID of a touch: the same however often it is made."""
    return f"<{touch_id}@{mailbox.rpartition('@')[2]}>"


def reply_subject(subject: str) -> str:
    """The subject of a mail that goes on in the same thread."""
    return subject if re.match(r"(?i)re\s*:", subject) else f"Re: {subject}"


def _address(name: str, address: str) -> Address:
    _line(address, "the address")
    if not address.isascii():
        raise InputError(f"the address {address!r} holds letters beyond ASCII", mend="look at it: it may be imitated")
    try:
        return Address(display_name=_CONTROL.sub(" ", name).strip(), addr_spec=address)
    except Exception:  # the parser of headers raises many kinds of its own
        raise InputError(f"{address!r} is no address", mend="correct it in the list it came from") from None


def _line(text: str, what: str) -> str:
    if not text.strip() or _CONTROL.search(text):
        raise InputError(f"{what} is empty or has more than one line")
    return text


def _id(text: str) -> str:
    if not re.fullmatch(r"<[^<>\s]{1,900}>", text) or not text.isascii():
        raise InputError(f"{text[:80]!r} is no Message-ID")
    return text

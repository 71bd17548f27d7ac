"""Complaints: a mailbox provider tells that somebody marked our mail as spam (RFC 5965, and Microsoft's older form)."""

from __future__ import annotations

import re
from email.message import Message

from .mail import Mail, address_pairs, is_broken
from .verdict import Verdict, fields, returned_headers

_NO_COMPLAINT = ("not-spam", "auth-failure", "dkim")
_ID = re.compile(r"<[^<>\s]{1,400}>")


def complaint(mail: Mail) -> Verdict | None:
    """A complaint, or a report in a complaint's form that is none; None for any other message."""
    part = next((p for p in mail.parts if p.get_content_type() == "message/feedback-report" or _is_report(p)), None)
    outer = mail.header("Content-Type").lower()
    said = {name: value for block in reversed(fields(part)) for name, value in block.items()} if part else {}
    returned = returned_headers(mail)
    if part is None and "feedback-report" not in outer:
        microsoft = returned.get("x-hmxmroriginalrecipient") or mail.header("X-HmXmrOriginalRecipient")
        if not microsoft or _sent_by_person(mail):
            return None
        return Verdict("complaint", "abuse", "Microsoft's junk mail report", _address(microsoft),
                       returned_message_id=_message_id(returned))  # fmt: skip
    kind = said.get("feedback-type", "abuse").lower().strip() or "abuse"
    recipient = next(
        (a for name in ("original-rcpt-to", "removal-recipient") if (a := _address(said.get(name, "")))), ""
    ) or _address(returned.get("x-hmxmroriginalrecipient", "") or returned.get("to", ""))
    return Verdict(
        "report" if kind in _NO_COMPLAINT else "complaint", kind, "a feedback report (RFC 5965)", recipient,
        returned_message_id=_message_id(returned),
    )  # fmt: skip


def _is_report(part: Message) -> bool:
    """Whether a part is a feedback report that its type does not name."""
    if part.get_content_type() != "text/plain" and not is_broken(part):
        return False
    return any("feedback-type" in block and "user-agent" in block for block in fields(part))


def _sent_by_person(mail: Mail) -> bool:
    if mail.header("Subject").lower().startswith("complaint about message from"):
        return False
    return not any(
        re.match(r"staff@|postmaster@|complaint|feedback|fbl|jmrp|no-?reply", a) for _, a in mail.addresses("From")
    )


def _address(text: str) -> str:
    pairs = address_pairs(text.rpartition(";")[2])
    return pairs[0][1].lower() if pairs else ""


def _message_id(returned: dict[str, str]) -> str:
    found = _ID.search(returned.get("message-id", ""))
    return found[0] if found else ""

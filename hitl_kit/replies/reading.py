"""One message from a mailbox, read: what kind it is, what it reports, what the writer's own words are."""

from __future__ import annotations

from datetime import date

from hitl_kit.domain.inbound import Inbound

from .auto_replies import auto_reply, back_on, null_sender
from .bounces import bounce
from .complaints import complaint
from .decoding import part_text
from .html_body import html_body
from .mail import Mail, is_broken
from .quoting import strip_quotes
from .senders import suspicions
from .verdict import Verdict

_LONGEST_BODY = 400_000


def read_message(raw: bytes, *, received: date | None = None) -> Inbound:
    """What a message says, from its bytes; never an error, whatever the bytes are (keep them: `unread` names what is
    missing here).

    The kinds are asked for in this order: complaint, bounce, auto-reply, a message without an envelope sender, a
    person's. `received` is the day on which it came in, for messages without a readable date of their own.
    """
    mail = Mail(raw)
    body = _body(mail)
    text = strip_quotes(body)
    verdict = (
        complaint(mail)
        or bounce(mail)
        or _report(mail)
        or auto_reply(mail, text or body, quoted=len(text) + 20 < len(body))
        or null_sender(mail, text or body)
        or Verdict("person", "", "nothing says that a machine wrote it")
    )
    names = mail.addresses("From") or mail.addresses("Sender", "Reply-To", "Return-Path")
    name, sender = names[0] if names else (mail.header("From"), "")
    away = verdict.kind == "auto_reply" and verdict.subtype == "out_of_office"
    envelope = mail.addresses("Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To")
    delivered = [address for _, address in envelope + mail.addresses("To", "Cc")]
    return Inbound(
        kind=verdict.kind, subtype=verdict.subtype, recipient=verdict.recipient, because=verdict.because,
        return_date=back_on(mail, text or body, received) if away else None,
        text=text, body=body, status=verdict.status, diagnostic=verdict.diagnostic,
        message_id=next(iter(mail.message_ids("Message-ID")), ""),
        in_reply_to=next(iter(mail.message_ids("In-Reply-To")), ""),
        references=tuple(dict.fromkeys(mail.message_ids("References"))),
        returned_message_id=verdict.returned_message_id,
        sender=sender, sender_name=name, delivered_to=tuple(dict.fromkeys(delivered))[:50],
        subject=mail.header("Subject"), sent_at=mail.sent_at,
        unread=tuple(dict.fromkeys(mail.unread)), suspicious=suspicions(name, sender),
    )  # fmt: skip


def _report(mail: Mail) -> Verdict | None:
    """A provider's daily DMARC report, which says nothing about a recipient."""
    is_one = (
        mail.header("Subject").lower().startswith("report domain:") and "submitter:" in mail.header("Subject").lower()
    )
    return Verdict("report", "dmarc", "its subject is that of a DMARC report") if is_one else None


def _body(mail: Mail) -> str:
    """The readable text: every plain part that is no attachment, else the HTML parts turned into text."""
    plain: list[str] = []
    markup: list[str] = []
    for part in mail.parts:
        kind = part.get_content_type()
        if not (kind in ("text/plain", "text/html") or is_broken(part)) or _attached(part):
            continue
        text, wrong = part_text(part)
        if wrong:
            mail.unread.append(wrong)
        if sum(map(len, plain)) + sum(map(len, markup)) < _LONGEST_BODY:
            (markup if kind == "text/html" else plain).append(text[:_LONGEST_BODY])
    said = "\n".join(text.strip("\n") for text in plain if text.strip())
    if said.strip() or not markup:
        return said
    texts = []
    for html in markup:
        text, wrong = html_body(html)
        if wrong:
            mail.unread.append(wrong)
        texts.append(text)
    return "\n".join(texts)


def _attached(part: object) -> bool:
    try:
        return str(getattr(part, "get_content_disposition")() or "") == "attachment"  # noqa: B009
    except Exception:  # a malformed header, on which the standard library stumbles
        return False

"""Answers to what the depots campaign sent, as bytes; and the campaign with its mails gone out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.delivery.message import Written, as_bytes, message_id
from hitl_kit.delivery.outbox import record
from hitl_kit.domain.base import short_id
from hitl_kit.domain.delivery import Touch
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t
from hitl_kit.retrospect import record_outcomes
from tests.replies.machine_mail import ADDRESS, BOUNCES, COMPLAINTS, OURS

SENT = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
MAILBOX = "rep@sender.example"


def sent(campaign: Campaign, count: int = 5) -> dict[str, Touch]:
    """Drafts approved and sent from here, as touches by their person's address."""
    campaign.generate(count)
    session = campaign.session()
    for package_id in session.claim():
        session.approve(package_id)
    ledger, touches = campaign.workbench.ledger, dict[str, Touch]()
    for row in ledger.rows(sa.select(t.package.c.content).order_by(t.package.c.id)):
        package = Package.model_validate_json(row["content"])
        if package.draft is None or package.contact is None:
            continue
        touch_id = f"{len(touches):x}".rjust(16, "a")
        mail = Written(
            "Rep", MAILBOX, package.contact.full_name, package.contact.email, package.draft.subject,
            package.draft.body, message_id(touch_id, MAILBOX),
        )  # fmt: skip
        touches[package.contact.email] = Touch(
            id=touch_id, campaign=campaign.slug, package_id=package.id, kind="first", step=1, channel="email",
            email=package.contact.email, mailbox=MAILBOX, message_id=mail.message_id, raw=as_bytes(mail, SENT),
            content_sha256=package.draft.sha256, due_at=SENT, by="Dana", at=SENT,
        )  # fmt: skip
    with ledger.recording("Dana", "test", campaign.slug) as recording:
        for touch in touches.values():
            record(recording, touch)
    outcomes = [Outcome(package_id=touch.package_id, kind="sent", at=SENT) for touch in touches.values()]
    record_outcomes(ledger, campaign.slug, outcomes, actor="Dana", simulated=False)
    return touches


def answer(touch: Touch, text: str, *, days: float = 1, **headers: Any) -> bytes:
    """What the touch's person writes back, quoting us; `headers` replace others or are added, '' is none."""
    mail = EmailMessage()
    found = {
        "From": f"Mara <{touch.email}>", "To": MAILBOX, "Subject": "Re: a note", "In-Reply-To": touch.message_id,
        "Date": format_datetime(SENT + timedelta(days=days)),
        "Message-ID": f"<{short_id(text)}.{touch.id}@mail.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    for name, value in found.items():
        if value:
            mail[name] = value
    mail.set_content(f"{text}\n\nOn Monday Rep <{MAILBOX}> wrote:\n> a note that we sent\n")
    return mail.as_bytes()


def machine(touch: Touch, name: str = "postfix") -> bytes:
    """A bounce, complaint or note of absence of that name in machine_mail, about this touch."""
    found = {b[0]: b[2] for b in BOUNCES} | {c[0]: c[1] for c in COMPLAINTS}
    return _about(found[name], touch)


def away(touch: Touch, words: str, subject: str = "Automatic reply: a note") -> bytes:
    """A note that the touch's person is away."""
    return answer(touch, words, Subject=subject, Auto_Submitted="auto-replied")


def _about(raw: bytes, touch: Touch) -> bytes:
    unlike = b"<report-1@", f"<{touch.id}-report@".encode()
    return (
        raw.replace(ADDRESS.encode(), touch.email.encode())
        .replace(OURS.encode(), touch.message_id.encode())
        .replace(*unlike)
    )


def rows(campaign: Campaign, table: sa.Table) -> list[dict[str, Any]]:
    """Every row of a table."""
    first = table.primary_key.columns[0]
    return [dict(row) for row in campaign.workbench.ledger.rows(sa.select(table).order_by(first))]

"""Inbound: one message that came back, as far as its bytes alone tell; and what a person's words may intend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from .base import Word

InboundKind = Literal["complaint", "bounce", "auto_reply", "report", "person"]
"""complaint: a mailbox provider says that the recipient marked our mail as spam (subtype: the provider's word, such as
abuse or fraud) · bounce: our mail was not, or not yet, delivered (subtype hard, soft, blocked) · auto_reply: a machine
answered for the recipient (subtype out_of_office, left, ticket, challenge, automatic) · report: a machine's notice that
asks for nothing (subtype delivered, read, deleted, not-spam, auth-failure, dmarc) · person: everything else."""

Intent = Literal[
    "positive", "question", "objection", "pricing", "meeting", "referral", "wrong_person", "not_now", "not_interested",
    "unsubscribe", "angry", "other", "unsure",
]  # fmt: skip
"""What a person's answer intends. referral: names somebody else; wrong_person: names nobody · not_now: later, with or
without a date · angry: hostile, or asks who we are · other: nothing to act on, such as thanks · unsure: the rules saw
nothing, or things that contradict each other, and a person reads it."""

INTENTS: tuple[Intent, ...] = (
    "positive", "question", "objection", "pricing", "meeting", "referral", "wrong_person", "not_now", "not_interested",
    "unsubscribe", "angry", "other", "unsure",
)  # fmt: skip


class Unsure(Word):
    """A person's answer that the rules are not sure about: `text` is their own words, without what they quote."""

    inbound_id: int
    package_id: str
    subject: str
    text: str


class Guess(Word):
    """How a model reads such an answer: `quote` stands in its text and shows the intent; `by` is the model's id."""

    inbound_id: int
    intent: Intent
    quote: str
    by: str


class Inbound(Word):
    """One message from a mailbox. Every text is safe to store: no control characters, no broken Unicode."""

    kind: InboundKind
    subtype: str = ""
    recipient: str = ""
    """Whom we had written to, where the message says so itself: a bounce's failed address, a complaint's complainer."""
    return_date: date | None = None
    """The day from which the recipient is back, as an auto-reply says it."""
    text: str = ""
    """The words of this message alone, without what it quotes."""
    body: str = ""
    """The whole readable text; quotes stand behind '> '. `strip_quotes` with our own text cuts it finer."""
    because: str = ""
    """How the kind was recognised, in words."""
    status: str = ""
    """A bounce's enhanced status code, such as 5.1.1."""
    diagnostic: str = ""
    """What the refusing server said."""

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    """Message-IDs of the thread, the oldest first."""
    returned_message_id: str = ""
    """The Message-ID of our own mail where the message carries it back (bounce, complaint, report)."""
    sender: str = ""
    sender_name: str = ""
    delivered_to: tuple[str, ...] = ()
    """Addresses at which it arrived: envelope first, then To and Cc. A bounce address may carry a token."""
    subject: str = ""
    sent_at: datetime | None = None

    unread: tuple[str, ...] = ()
    """What could not be read or was left out, in words; the raw message has it."""
    suspicious: tuple[str, ...] = ()
    """Why the sender may not be who it seems, in words."""

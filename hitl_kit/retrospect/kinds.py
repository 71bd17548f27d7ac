"""How other tools name what happened to a mail: headers, events and details, each folded to one of our words."""

from __future__ import annotations

import re

from hitl_kit.domain.outcomes import OutcomeKind
from hitl_kit.files import Column

IDENTITY = (
    Column("package_id", ("package", "hitl_package_id", "custom_id", "external_id")),
    Column("email", (
        "email_address", "recipient", "recipient_email", "to", "to_email", "lead_email", "contact_email",
        "prospect_email", "lead",
    )),
)  # fmt: skip
"""Either of these says which mail a row is about."""

LONG = (
    Column("kind", ("event", "event_type", "event_name", "type", "activity", "activity_type", "outcome")),
    Column("at", (
        "date", "time", "timestamp", "datetime", "event_at", "event_date", "event_time", "event_timestamp",
        "occurred_at", "activity_date",
    )),
)  # fmt: skip
"""One event a row."""

WIDE: dict[OutcomeKind, Column] = {
    "sent": Column(
        "sent_at", ("sent", "sent_on", "sent_date", "date_sent", "sent_time", "email_sent_at", "first_sent_at")
    ),
    "delivered": Column("delivered_at", ("delivered", "delivered_on", "delivered_date", "delivery_date")),
    "bounced": Column("bounced_at", ("bounced", "bounced_on", "bounce_date", "bounced_date", "bounce_at")),
    "replied": Column(
        "replied_at",
        ("replied", "replied_on", "reply_date", "replied_date", "reply_at", "first_reply_at", "reply_time"),
    ),
    "positive": Column(
        "positive_at", ("positive", "positive_reply_at", "interested_at", "interested", "positive_reply_date")
    ),
    "unsubscribed": Column(
        "unsubscribed_at",
        ("unsubscribed", "unsubscribed_on", "unsubscribe_date", "opted_out_at", "opt_out_date", "unsubscribe_at"),
    ),
    "complained": Column(
        "complained_at", ("complained", "complaint_at", "complaint_date", "spam_complaint_at", "marked_as_spam_at")
    ),
}
"""One mail a row, one column an event."""

DETAIL = Column(
    "detail", ("details", "bounce_type", "bounce_reason", "reply_type", "reply_category", "sentiment", "category")
)

_EVENTS: dict[str, tuple[OutcomeKind, str]] = {
    "sent": ("sent", ""), "send": ("sent", ""), "email_sent": ("sent", ""), "first_email_sent": ("sent", ""),
    "delivered": ("delivered", ""), "email_delivered": ("delivered", ""), "delivery": ("delivered", ""),
    "bounced": ("bounced", ""), "bounce": ("bounced", ""), "email_bounced": ("bounced", ""),
    "hard_bounce": ("bounced", "hard"), "hard_bounced": ("bounced", "hard"),
    "soft_bounce": ("bounced", "soft"), "soft_bounced": ("bounced", "soft"), "blocked": ("bounced", "blocked"),
    "replied": ("replied", ""), "reply": ("replied", ""), "email_replied": ("replied", ""),
    "reply_received": ("replied", ""), "email_reply": ("replied", ""),
    "negative_reply": ("replied", "negative"), "not_interested": ("replied", "negative"),
    "lead_not_interested": ("replied", "negative"), "wrong_person": ("replied", "wrong_person"),
    "out_of_office": ("replied", "out_of_office"), "auto_reply": ("replied", "out_of_office"),
    "positive": ("positive", ""), "positive_reply": ("positive", ""), "interested": ("positive", ""),
    "lead_interested": ("positive", ""),
    "unsubscribed": ("unsubscribed", ""), "unsubscribe": ("unsubscribed", ""), "opt_out": ("unsubscribed", ""),
    "opted_out": ("unsubscribed", ""), "email_unsubscribed": ("unsubscribed", ""),
    "lead_unsubscribed": ("unsubscribed", ""),
    "complained": ("complained", ""), "complaint": ("complained", ""), "spam": ("complained", ""),
    "spam_complaint": ("complained", ""), "spam_report": ("complained", ""), "marked_as_spam": ("complained", ""),
}  # fmt: skip

_DETAILS: dict[tuple[OutcomeKind, str], str] = {
    ("bounced", "hard_bounce"): "hard", ("bounced", "permanent"): "hard", ("bounced", "invalid"): "hard",
    ("bounced", "soft_bounce"): "soft", ("bounced", "transient"): "soft", ("bounced", "temporary"): "soft",
    ("bounced", "block"): "blocked", ("bounced", "spam_block"): "blocked", ("bounced", "rejected"): "blocked",
    ("replied", "not_interested"): "negative", ("replied", "no"): "negative", ("replied", "refusal"): "negative",
    ("replied", "negative_reply"): "negative", ("replied", "objection"): "negative",
    ("replied", "wrong_contact"): "wrong_person", ("replied", "not_the_right_person"): "wrong_person",
    ("replied", "referral"): "wrong_person", ("replied", "hostile"): "angry", ("replied", "angry_reply"): "angry",
    ("replied", "ooo"): "out_of_office", ("replied", "auto_reply"): "out_of_office",
    ("replied", "automatic_reply"): "out_of_office", ("replied", "vacation"): "out_of_office",
}  # fmt: skip


def folded(text: str) -> str:
    """Lower case, and anything but letters and digits as one underscore: 'Hard Bounce' → 'hard_bounce'."""
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")


def event_kind(text: str) -> tuple[OutcomeKind, str]:
    """Our kind for another tool's event, and the detail in its name; ValueError for one that is not counted."""
    found = _EVENTS.get(folded(text))
    if found is None:
        raise ValueError(f"'{text}' is not an event that is counted; those are {', '.join(WIDE)}")
    return found


def detail_word(kind: OutcomeKind, text: str) -> str:
    """A detail as reports count it (hard, soft, blocked; negative, wrong_person, angry, out_of_office), or as it is."""
    word = folded(text)
    known = _DETAILS.get((kind, word))
    if known is not None:
        return known
    return word if word in _COUNTED.get(kind, ()) else text


_COUNTED: dict[OutcomeKind, tuple[str, ...]] = {
    "bounced": ("hard", "soft", "blocked"),
    "replied": ("negative", "wrong_person", "angry", "out_of_office"),
}

FAILURES: dict[tuple[OutcomeKind, str], str] = {
    ("bounced", "hard"): "hard bounce",
    ("bounced", "soft"): "soft bounce",
    ("bounced", "blocked"): "blocked",
    ("bounced", ""): "bounce, type unknown",
    ("complained", ""): "spam complaint",
    ("unsubscribed", ""): "unsubscribed",
    ("replied", "negative"): "negative reply",
    ("replied", "wrong_person"): "wrong person",
    ("replied", "angry"): "angry reply",
}
"""What counts as a failure, by kind and detail, in the order in which reports show them."""

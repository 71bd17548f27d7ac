"""Outcome: what became of a mail after it left, as reported by the tool or the mailbox that sent it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from typing import Literal

from .base import Word

OutcomeKind = Literal["sent", "delivered", "bounced", "replied", "positive", "unsubscribed", "complained"]
"""sent · delivered · bounced (detail: hard, soft, blocked) · replied: a person answered (detail: negative,
wrong_person, angry …) · positive: the answer is interested · unsubscribed · complained: marked as spam."""


class Outcome(Word):
    """One event in the life of one sent mail."""

    package_id: str
    kind: OutcomeKind
    at: datetime
    detail: str = ""


class Suppression(Word):
    """An address or a whole domain that is never contacted, from any campaign. "hash": the address of a person who was
    erased, known by its `suppression_hash` alone."""

    kind: Literal["address", "domain", "hash"]
    value: str
    reason: str = ""


def suppression_hash(address: str, salt: str) -> str:
    """What is kept of an erased address: the salt, '$', and the address's HMAC-SHA256 under that salt in hex."""
    return f"{salt}${hmac.new(salt.encode(), address.encode(), hashlib.sha256).hexdigest()}"

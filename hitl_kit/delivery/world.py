"""World: what delivery is given from outside of it, by the campaign that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.delivery import Sending
from hitl_kit.domain.plays import Play, Sender

from .authentication import Authentication

Rows = Callable[[sa.Select[Any]], Sequence[sa.RowMapping]]
"""Reads rows: `ledger.rows`, or `recording.rows` under the write lock."""

HELD = "nobody says that its certificate holds"


def held_always(package_id: str) -> str:
    """Where nobody says whether an automatic approval holds, it does not."""
    del package_id
    return HELD


@dataclass(frozen=True)
class World:
    """One campaign's sending. `suppressed` says why an address may not be written to, `holds_now` why an automatic
    approval of a package does not hold now ('' where it does), `score` gives SpamAssassin's score of a mail, or raises
    OSError or ValueError; `authentication` is what DNS says about the sending domain, None where nobody has looked."""

    campaign: str
    sender: Sender
    sending: Sending
    plays: Mapping[str, Play]
    key: bytes
    suppressed: Callable[[Rows, str], str]
    holds_now: Callable[[str], str] = held_always
    authentication: Authentication | None = None
    score: Callable[[bytes], float] | None = None
    clock: Callable[[], datetime] = field(default=utc_now)

    @property
    def mailbox(self) -> str:
        """The address that the mails come from, as touches name it."""
        return self.sender.email.casefold()

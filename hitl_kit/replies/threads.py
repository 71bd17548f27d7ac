"""Which of our touches a message answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hitl_kit.domain.inbound import Inbound

How = Literal["in_reply_to", "references", "returned", "verp", "address"]
"""in_reply_to, references: it names our Message-ID · returned: a report carries our message back · verp: it came to a
bounce address that we made for one touch · address: it comes from (or is about) a person whom we wrote to, which is
weak: nothing says that it answers us."""


@dataclass(frozen=True)
class Match:
    """The touch that a message answers, and how that is known."""

    touch: str
    how: How


def matched(
    inbound: Inbound, *, message_ids: Mapping[str, str], tokens: Mapping[str, str], addresses: Mapping[str, str]
) -> Match | None:
    """The touch that a message answers, by the surest sign that it has; None where it has none.

    `message_ids`: our Message-IDs, with their angle brackets; `tokens`: the tokens of our bounce addresses
    (bounces+TOKEN@…); `addresses`: people's addresses in lower case. Each gives a touch (of an address: the newest).
    """
    named: list[tuple[How, str]] = [("in_reply_to", inbound.in_reply_to)]
    named += [("references", reference) for reference in reversed(inbound.references)]
    named.append(("returned", inbound.returned_message_id))
    for how, message_id in named:
        if message_id and (touch := message_ids.get(message_id)):
            return Match(touch, how)
    for address in inbound.delivered_to:
        for token in re.split(r"[+=]", address.partition("@")[0])[1:]:
            if touch := tokens.get(token):
                return Match(touch, "verp")
    for address in (inbound.recipient, inbound.sender):
        if address and (touch := addresses.get(address.lower())):
            return Match(touch, "address")
    return None

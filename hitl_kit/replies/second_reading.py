"""Second reading: what the rules are unsure about is shown to a model, and a person confirms how it reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.inbound import Guess, Unsure
from hitl_kit.ledger import Ledger, Recording, tables

from .consequences import follows_guess
from .conversations import list_threads, standing_readings
from .triaging import RULES

Asking = Callable[[Sequence[Unsure]], Iterable[Guess]]
"""Gives how a model reads each of these answers, as far as it can be had and in any order."""


def read_unsure(ledger: Ledger, campaign: str, ask: Asking, *, actor: str) -> Iterator[Guess]:
    """How a model reads the newest message of each open conversation that the rules are unsure about, each recorded.

    Such a message is stored, read as "unsure" and its person paused already. What comes back is one more reading of it:
    it sorts and labels the conversation, and nothing else follows. Whatever `ask` raises comes out of here, and what
    was recorded before stays. What nobody answered is as it was, and is asked about the next time.
    """
    if unsure := _unsure(ledger, campaign):
        for guess in ask(unsure):
            with ledger.recording(actor, "inbound.read", "workspace") as recording:
                recorded = _record(recording, guess)
            if recorded:
                yield guess


def _unsure(ledger: Ledger, campaign: str) -> list[Unsure]:
    return [
        Unsure(inbound_id=t.inbound_id, package_id=t.package_id, subject=t.subject, text=t.text)
        for t in list_threads(ledger, campaign, simulated=False)
        if t.state == "open" and (t.intent, t.by) == ("unsure", RULES) and t.text.strip()
    ]


def _record(recording: Recording, guess: Guess) -> bool:
    """Add the reading, unless somebody else has read the message in the meantime."""
    r = standing_readings()
    mine = sa.select(r).where(r.c.inbound_id == guess.inbound_id, r.c.intent == "unsure", r.c.by == RULES)
    stands = next(iter(recording.rows(mine)), None)
    content = json.loads(stands["content"]) if stands else {}
    if stands is None or "text" not in content:  # corrected, or erased
        return False
    follows = follows_guess(guess.intent, guess.by)
    start = content["text"].find(guess.quote) if guess.quote else -1
    words = [[guess.intent, start, start + len(guess.quote)]] if start >= 0 else []
    recording.add_one(tables.reading, {
        "inbound_id": guess.inbound_id, "kind": stands["kind"], "subtype": stands["subtype"], "intent": guess.intent,
        "content": canonical_json({**content, "guessed": True, "who": follows.who, "words": words}),
        "why": follows.why, "by": guess.by, "at": iso(utc_now()), "simulated": stands["simulated"],
    })  # fmt: skip
    return True

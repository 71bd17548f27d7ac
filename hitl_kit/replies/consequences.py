"""What follows from how a message was read: what a report counts, who is never written to again, and who answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from hitl_kit.domain.answering import Answering
from hitl_kit.domain.cadence import CadenceState
from hitl_kit.domain.inbound import Inbound, Intent
from hitl_kit.domain.outcomes import OutcomeKind

Who = Literal["nobody", "person", "lead"]
"""nobody: it is settled, or asks for nothing · person: whoever answers replies · lead: who answers for the campaign."""

_LONGEST_AWAY = 366


@dataclass(frozen=True)
class Consequence:
    """outcomes: (kind, detail) as reports count them · suppress: why the person is never written to again, else ''
    · cadence: what becomes of it, None to let it be as it was before the message · until: the day to which it is
    postponed · why: in a sentence."""

    outcomes: tuple[tuple[OutcomeKind, str], ...] = ()
    suppress: str = ""
    cadence: CadenceState | None = "paused"
    until: date | None = None
    who: Who = "nobody"
    why: str = ""


_PAUSED = "the cadence stays paused until a person says what follows"

_OF_INTENT: dict[Intent, Consequence] = {
    "positive": Consequence((("replied", ""), ("positive", "")), who="person", why=f"interested: {_PAUSED}"),
    "meeting": Consequence((("replied", ""), ("positive", "")), who="person", why=f"wants to talk: {_PAUSED}"),
    "pricing": Consequence((("replied", "pricing"),), who="person", why=f"asks about the price: {_PAUSED}"),
    "question": Consequence((("replied", "question"),), who="person", why=f"asks something: {_PAUSED}"),
    "objection": Consequence((("replied", "negative"),), who="person", why=f"objects: {_PAUSED}"),
    "referral": Consequence((("replied", "wrong_person"),), who="person", why=f"names somebody else: {_PAUSED}"),
    "wrong_person": Consequence((("replied", "wrong_person"),), who="person", why=f"is the wrong person: {_PAUSED}"),
    "not_now": Consequence((("replied", "not_now"),), who="person", why=f"not now: {_PAUSED}"),
    "not_interested": Consequence(
        (("replied", "negative"),), "said no", "stopped", why="a clear no: stopped and suppressed"
    ),
    "unsubscribe": Consequence(
        (("replied", "unsubscribe"), ("unsubscribed", "")), "asked not to be written to", "stopped",
        why="wants no more mail: stopped and suppressed at once",
    ),
    "angry": Consequence(
        (("replied", "angry"),), cadence="stopped", who="lead", why="angry, or asks who we are: stopped; a lead answers"
    ),
    "other": Consequence((("replied", "other"),), who="person", why=f"nothing to act on: {_PAUSED}"),
    "unsure": Consequence((("replied", ""),), who="person", why=f"the rules are not sure: {_PAUSED}"),
}  # fmt: skip


def follows(
    message: Inbound, intent: Intent | Literal[""], *, high_value: bool, policy: Answering, day: date
) -> Consequence:
    """What follows from a message read on `day`. A clear no and an unsubscribe count at once, but a person looks at
    what comes from the high-value tier all the same."""
    if message.kind != "person":
        return _of_machine(message, policy, day)
    found = _OF_INTENT[intent or "unsure"]
    if high_value and found.who == "nobody":
        return replace(found, who="person", why=f"{found.why}; high-value tier: a person looks at it")
    return found


def follows_guess(intent: Intent, by: str) -> Consequence:
    """What follows from how a model reads an answer that the rules are unsure about: where it is shown, and to whom.

    Nobody is stopped, suppressed or counted before a person confirms it, and nothing is settled.
    """
    if intent == "unsure":
        return replace(_OF_INTENT["unsure"], outcomes=(), why=f"neither the rules nor {by} are sure: {_PAUSED}")
    who: Who = "lead" if intent == "angry" else "person"
    return Consequence(who=who, why=f"probably {intent.replace('_', ' ')}, as {by} reads it: please confirm; {_PAUSED}")


def _of_machine(message: Inbound, policy: Answering, day: date) -> Consequence:
    match message.kind, message.subtype:
        case "complaint", _:
            why = "marked our mail as spam: stopped and suppressed"
            return Consequence((("complained", ""),), "marked our mail as spam", "stopped", why=why)
        case "bounce", "hard":
            code = f" ({message.status})" if message.status else ""
            why = f"the address is dead{code}: stopped and suppressed"
            return Consequence((("bounced", "hard"),), f"hard bounce{code}", "stopped", why=why)
        case "bounce", "soft":
            until = day + timedelta(days=policy.retry_days)
            return Consequence((("bounced", "soft"),), cadence="postponed", until=until,
                               why=f"not delivered for now: postponed to {until}")  # fmt: skip
        case "bounce", _:
            why = "blocked, which says nothing about the address: paused until a person has looked at the cause"
            return Consequence((("bounced", "blocked"),), who="person", why=why)
        case "auto_reply", "out_of_office":
            given = message.return_date
            known = given is not None and day < given <= day + timedelta(days=_LONGEST_AWAY)
            until = given if given is not None and known else day + timedelta(days=policy.away_days)
            why = f"away: postponed to {until}" + ("" if known else ", as no day of return is given")
            return Consequence((("replied", "out_of_office"),), cadence="postponed", until=until, why=why)
        case "auto_reply", "left":
            return Consequence(
                cadence="stopped", who="person", why="has left the company: stopped; somebody else is needed"
            )
        case "auto_reply", "challenge":
            return Consequence(who="person", why="their server wants a person to confirm our mail: paused until then")
        case "report", "delivered":
            return Consequence((("delivered", ""),), cadence=None, why="delivered: the cadence goes on")
        case _:
            return Consequence(cadence=None, why="a machine's note that asks for nothing: the cadence goes on")

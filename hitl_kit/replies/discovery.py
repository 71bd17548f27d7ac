"""Questions that a person may want to have answered before they answer: MEDDIC and BANT, by what the reply intends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question, and which part of MEDDIC or BANT it fills."""

    part: str
    text: str


_METRICS = Question("Metrics (MEDDIC)", "What would have to be better, by how much, for this to be worth their time?")
_BUYER = Question("Economic buyer (MEDDIC)", "Who decides on money for this, and has this person spoken with them?")
_CRITERIA = Question("Decision criteria (MEDDIC)", "By what will they compare us: price, effort, risk, a feature?")
_PROCESS = Question("Decision process (MEDDIC)", "Which steps lie between a yes from this person and a signature?")
_PAIN = Question("Identify pain (MEDDIC)", "What happens today because of the problem, and how often?")
_CHAMPION = Question(
    "Champion (MEDDIC)", "Does this person want it enough to speak for it when we are not in the room?"
)
_BUDGET = Question("Budget (BANT)", "Is there a budget, or a cost today that it would replace?")
_AUTHORITY = Question("Authority (BANT)", "Can this person say yes, or whom would they ask?")
_NEED = Question("Need (BANT)", "Do they have the problem that our mail supposed, in their own words?")
_TIMING = Question("Timing (BANT)", "What makes now, or the date they name, the right time?")

_BY_INTENT: dict[str, tuple[Question, ...]] = {
    "positive": (_PAIN, _NEED, _METRICS, _AUTHORITY),
    "question": (_NEED, _PAIN, _CRITERIA),
    "objection": (_CRITERIA, _PAIN, _PROCESS),
    "pricing": (_BUDGET, _METRICS, _BUYER, _PROCESS),
    "meeting": (_PAIN, _BUYER, _CHAMPION, _TIMING),
    "referral": (_AUTHORITY, _NEED, _BUYER),
    "wrong_person": (_AUTHORITY,),
    "not_now": (_TIMING, _BUDGET, _NEED),
    "unsure": (_NEED, _TIMING),
}


def questions(intents: Sequence[str]) -> tuple[Question, ...]:
    """The questions that go with what a reply shows, each once, those of the first intent first. Nobody who is angry or
    wants no more mail is asked anything."""
    return tuple(dict.fromkeys(q for intent in intents for q in _BY_INTENT.get(intent, ())))

"""What a person's answer intends, by rules that show the words they went by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hitl_kit.domain.inbound import Intent

from .intent_rules import FAVOUR, rules

_READ = 4_000
_CLEAR_NO_WORDS = 40
_DENIED = re.compile(
    r"\b(?:not|no|never|nothing|nicht|kein\w*|nichts|ne|pas|jamais|non|nunca|não|nada|niet|geen|nooit|nie|nigdy)\b[^.,;!?\n]*$"
    r"|n't\b[^.,;!?\n]*$",
    re.I,
)
"""A denial right before words that would be interest without it."""
_APOSTROPHES = str.maketrans("’‘ʼ´`", "'''''")
_ORDER: tuple[Intent, ...] = (
    "unsubscribe", "angry", "referral", "wrong_person", "not_now", "meeting", "pricing", "objection", "not_interested",
    "question", "positive", "other",
)  # fmt: skip
"""Which intent counts where an answer shows several: what must not be missed first, then what says most."""
_OPENS: tuple[Intent, ...] = ("positive", "meeting", "pricing", "question")


@dataclass(frozen=True)
class Words:
    """Words of an answer that speak for an intent: where they stand (start, end) in the text, and they themselves."""

    intent: Intent
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Reading:
    """What an answer intends, and the words that decided; `also` are the other intents that it shows."""

    intent: Intent
    because: tuple[Words, ...]
    also: tuple[Intent, ...] = ()


def read_intent(text: str) -> Reading:
    """What a person's own words (without what they quote) intend, in any of eight languages.

    "unsure" where no rule speaks, or where a no stands beside something that is none: a person reads those. An answer
    is a clear no only if it is short, asks nothing and shows nothing else.
    """
    words = text[:_READ].translate(_APOSTROPHES)
    found = [
        Words(intent, match.start(), match.end(), text[match.start() : match.end()])
        for intent in _ORDER
        for rule in rules().get(intent, ())
        if (match := rule.search(words)) is not None
        and not (intent == "positive" and _DENIED.search(words, max(0, match.start() - 30), match.start()))
    ]
    asked = re.finditer(r"[^\n.!?¿]{3,}[?？]", re.sub(r"https?://\S+", lambda url: "x" * len(url[0]), words))
    question = next((q for q in asked if not FAVOUR.search(q[0])), None)
    if question is not None:
        found.append(Words("question", question.start(), question.end(), text[question.start() : question.end()]))
    shown = tuple(intent for intent in _ORDER if any(f.intent == intent for f in found))
    if not shown:
        return Reading("unsure", ())
    intent = _decided(shown, found, words)
    also = tuple(other for other in shown if other != intent)
    return Reading(intent, tuple(f for f in found if intent in (f.intent, "unsure")), also)


def _decided(shown: tuple[Intent, ...], found: list[Words], words: str) -> Intent:
    first = shown[0]
    if first == "question" and "positive" in shown:
        return "positive"  # "can you send me more?" asks for it politely
    if first == "not_interested":
        clear = len(words.split()) <= _CLEAR_NO_WORDS and not set(shown) & set(_OPENS)
        return "not_interested" if clear else "unsure"
    if first == "not_now" and (_apart(found, "meeting") or _apart(found, "pricing")):
        return "unsure"  # a later start and a talk tomorrow: which of them counts, a person sees
    return first


def _apart(found: list[Words], other: Intent) -> bool:
    """Whether the other intent has words of its own, which are not those of the delay."""
    delays = [f for f in found if f.intent == "not_now"]
    return any(all(f.end <= d.start or f.start >= d.end for d in delays) for f in found if f.intent == other)

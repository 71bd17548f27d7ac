"""Lesson: one rule that verdicts have taught, in a form that every drafter can follow once a person has accepted it."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Word, short_id

LessonKind = Literal[
    "remove", "replace", "greeting", "signoff", "cta", "max_words", "min_words", "tone", "topic", "angle"
]
"""remove: these words go · replace: these words become others · greeting, signoff, cta: this one, always
max_words, min_words: the length without the sign-off · tone: short forms ("informal") or full ones ("formal")
topic: no sentence that mentions it · angle: no mail with that angle."""

LessonVerdict = Literal["accept", "decline", "unlearn"]
"""accept: drafts follow it from now on · decline: do not propose it again · unlearn: it no longer holds."""

FIELDS: dict[str, str] = {
    "[name]": "contact.name",
    "[first name]": "greeting_name",
    "[last name]": "contact.last_name",
    "[company]": "account.name",
    "[sender]": "sender.name",
    "[our company]": "sender.company",
}
"""What stands in a rule for what differs from mail to mail → the template's name for it."""

_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\uf8ff\ufeff]")
_LONGEST = 400


class Lesson(Word):
    """A rule. `text` is what it is about (the words, the topic, the angle's id), `into` what becomes of it or is said
    instead, `words` a bound of length."""

    kind: LessonKind
    text: str = Field(default="", max_length=_LONGEST)
    into: str = Field(default="", max_length=_LONGEST)
    words: int = Field(default=0, ge=0, le=2000)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for text in (self.text, self.into):
            if _TEMPLATE.search(text):
                raise ValueError("a rule holds no template syntax")
            if _UNSEEN.search(text):
                raise ValueError("a rule holds no invisible or control characters")
        needs_text = self.kind in ("remove", "replace", "topic", "angle", "tone")
        needs_into = self.kind in ("replace", "greeting", "signoff", "cta")
        if (needs_text and not self.text) or (needs_into and not self.into):
            raise ValueError(f"a rule of the kind {self.kind} needs its words")
        if self.kind in ("max_words", "min_words") and not self.words:
            raise ValueError("a rule about length needs a number of words")
        if self.kind == "tone" and self.text not in ("formal", "informal"):
            raise ValueError("a tone is formal or informal")
        return self

    @property
    def id(self) -> str:
        """The same rule has the same id, wherever it is learned."""
        return short_id("lesson", self.kind, self.text.casefold(), self.into, str(self.words))[:10]

    @property
    def rule(self) -> str:
        """The rule in a sentence."""
        into = self.into.replace("\n", " / ")
        match self.kind:
            case "remove":
                return f'leave out "{self.text}"'
            case "replace":
                return f'write "{into}" for "{self.text}"'
            case "greeting":
                return f'greet with "{into}"'
            case "signoff":
                return f'sign off with "{into}"'
            case "cta":
                return f'ask "{into}"'
            case "max_words":
                return f"at most {self.words} words without the sign-off"
            case "min_words":
                return f"at least {self.words} words without the sign-off" + (f', adding "{into}"' if into else "")
            case "tone":
                return "use short forms (it's)" if self.text == "informal" else "use full forms (it is)"
            case "topic":
                return f'do not mention "{self.text}"'
            case "angle":
                return f"no mail with the angle {self.text}"


class Voice(Word):
    """What one reviewer says to a rule: in `agreed` of `of` mails to which it applies they did what it says, in
    `other` of them something else about the same thing; in the rest they left it as it was."""

    reviewer: str
    agreed: int = Field(ge=0)
    of: int = Field(ge=0)
    other: int = Field(default=0, ge=0)


class Candidate(Word):
    """A rule with its evidence. `low` and `high` are the ends of the exact 95% interval for the share of mails in which
    those who ask for it do so; `differs` names who does otherwise or leaves it."""

    lesson: Lesson
    voices: tuple[Voice, ...]
    asked: int
    of: int
    low: float
    high: float
    differs: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def evidence(self) -> str:
        """The evidence in words: 12 of 12 mails."""
        return f"{self.asked} of {self.of} mails"

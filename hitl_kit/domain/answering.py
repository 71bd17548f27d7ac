"""Answering: what the policy says about replies. What it cannot say: who writes them. People do."""

from __future__ import annotations

import string
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Word
from .inbound import Intent

ALONE: tuple[Intent, ...] = ("objection", "pricing", "meeting", "angry", "unsubscribe", "unsure")
"""Answers of people for which nothing is ever suggested: a person writes those from an empty box."""

PLACES = ("first_name", "company", "sender")
"""What a suggestion may leave open, in braces; it is filled in from the package."""


class Answering(Word):
    """How replies are handled. `suggestions` are words that the team has agreed on, by intent: they are shown beside
    the empty answer box, marked as suggestions, and only a person puts them into it. `reader` claude: what the rules
    are unsure about is shown to Claude, and so leaves this machine; how it is read then, a person confirms."""

    reader: Literal["rules", "claude"] = "rules"
    target_minutes: int = Field(default=240, ge=1, le=43_200, description="how soon a person should have answered")
    away_days: int = Field(
        default=7, ge=1, le=90, description="how long to wait for somebody who is away, no day given"
    )
    retry_days: int = Field(
        default=3, ge=1, le=30, description="how long to wait after a mailbox that was full or busy"
    )
    suggestions: dict[Intent, str] = {}

    @model_validator(mode="after")
    def _some_are_written_from_nothing(self) -> Self:
        for intent, text in self.suggestions.items():
            if intent in ALONE:
                raise ValueError(f"nothing may be suggested for '{intent}': those answers are a person's own")
            try:
                names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            except ValueError:
                raise ValueError(f"the suggestion for '{intent}' has a brace that does not close") from None
            if unknown := sorted(names - set(PLACES)):
                raise ValueError(f"the suggestion for '{intent}' names {{{unknown[0]}}}; there are {', '.join(PLACES)}")
        return self

    def suggestion(self, intent: str, *, high_value: bool) -> str:
        """The agreed words for an answer, '' where there are none or none may be shown."""
        allowed = not high_value and intent not in ALONE
        return next((text for known, text in self.suggestions.items() if allowed and known == intent), "")

"""SignalSource: whatever can say what happened at an account, and Reading: its answer for one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.evidence import Answer, Fact, Source, SourceClass

STRENGTH: dict[SourceClass, float] = {"first-party": 1.0, "filing": 1.0, "press": 0.8, "crm": 0.7, "other": 0.5}
"""How strong a signal is by who says so, where the source gives no strength of its own."""


@dataclass(frozen=True)
class Reading:
    """What a source answered for one account: found, not found, or not measured and the cause.

    `texts` maps the SHA-256 of each source to its text; `strengths` maps the id of a fact to its strength (0 to 1).
    `lasting` says that the answer stands for the day: the source is not asked again for the same account and ICP.
    """

    answer: Answer
    cause: str = ""
    sources: tuple[Source, ...] = ()
    facts: tuple[Fact, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    strengths: Mapping[str, float] = field(default_factory=dict)
    lasting: bool = False


class SignalSource(Protocol):
    """A source of facts. `unavailable` says up front why no account can be read ('' where they can),
    `problems` what it had to leave out, in words for the person who can mend it."""

    @property
    def name(self) -> str:
        """What the source is called in reports."""

    @property
    def unavailable(self) -> str:
        """Why it can answer for no account at all, or ''."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Rows and files that were left out, each with the reason."""

    def read(self, account: Account) -> Reading:
        """What it knows about one account. Several threads call this at once."""

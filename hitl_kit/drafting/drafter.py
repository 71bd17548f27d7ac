"""Drafter: whatever writes a mail from verified facts, and DraftRequest: all that it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.evidence import AccountResearch, Fact
from hitl_kit.domain.packages import Package, ScoreTerm

Texts = Callable[[Iterable[str]], Mapping[str, str]]
"""Gives the stored texts of these SHA-256; LedgerError where one is missing or was altered."""


@dataclass(frozen=True)
class DraftRequest:
    """Who is written to, what is known of the company, and which angles people have retired."""

    package_id: str
    account: Account
    contact: Contact | None
    persona_id: str
    research: AccountResearch
    score_terms: tuple[ScoreTerm, ...]
    retired_angles: frozenset[str]
    as_of: date
    unread: Abstention | None = None
    """Why the drafter, asked to read the sources, could not: it then writes nothing."""
    seed: str = ""
    """From which plays and variants are drawn (`allocation.campaign_seed`)."""
    play_id: str = ""
    """The one play that is asked for; '' for whichever fits best."""
    watched_angles: frozenset[str] = frozenset()
    """Angles that people have decided to watch: they are drawn half as often."""

    @classmethod
    def of(cls, package: Package, retired_angles: frozenset[str] = frozenset()) -> Self:
        """The request that a package was drafted from, so that its text can be checked again."""
        return cls(
            package.id, package.account, package.contact, package.persona_id, package.research, package.score_terms,
            retired_angles, package.as_of,
        )  # fmt: skip

    def best_fact(self, kind: str) -> Fact | None:
        """The fact to cite for a kind: the one behind its score, else the newest that is not in the future."""
        facts = {f.id: f for f in self.research.facts if f.kind == kind}
        for term in self.score_terms:
            for signal in self.research.signals:
                scored = (term.kind, term.strength, term.age_days)
                age = (self.as_of - signal.dated).days
                if term.kind == kind and (signal.kind, signal.strength, age) == scored and signal.fact_id in facts:
                    return facts[signal.fact_id]
        past = [f for f in facts.values() if f.dated is None or f.dated <= self.as_of]
        return max(past, key=lambda f: f.dated or date.min, default=None)


class Drafter(Protocol):
    """Reads and writes for many packages at once, in any order. The packages that a reading holds are the caller's to
    take out between the two steps."""

    @property
    def label(self) -> str:
        """Who writes, in words that a reviewer reads."""

    @property
    def version(self) -> str:
        """What the approval of a play binds to: another one wherever it writes in another way."""

    @property
    def spent(self) -> str:
        """What it has cost so far, in words; '' where it costs nothing."""

    def read_all(self, requests: Iterable[DraftRequest], texts: Texts) -> Iterator[DraftRequest]:
        """The requests, with the further facts that it found in the sources' stored texts."""

    def draft_all(self, requests: Iterable[DraftRequest]) -> Iterator[tuple[DraftRequest, Draft | Abstention]]:
        """Each request with its draft, in typed segments whose claims cite facts, or the reason why there is none."""

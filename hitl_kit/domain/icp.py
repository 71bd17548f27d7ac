"""ICP: whom a campaign is for, what makes an account worth writing to now, and which accounts matter most."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from .base import Word

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""A name for machines and people alike: lower case, digits and underscores."""


def _text(value: object) -> object:
    """YAML reads 2024 as a number and yes as a truth; a rule's value is what the person typed."""
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


Value = Annotated[str, BeforeValidator(_text), Field(min_length=1)]


def _domain(value: object) -> object:
    return value.strip().casefold().removeprefix("www.") if isinstance(value, str) else value


Domain = Annotated[str, BeforeValidator(_domain), Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
"""A company's domain, such as acme.example."""


class Rule(Word):
    """One condition on one field of an account; all the conditions that it names must hold."""

    field: str = Field(min_length=1)
    any_of: tuple[Value, ...] = ()
    none_of: tuple[Value, ...] = ()
    min: float | None = None
    max: float | None = None
    if_missing: Literal["fail", "pass"] = "fail"
    why: str = ""

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if not (self.any_of or self.none_of or self.min is not None or self.max is not None):
            raise ValueError("needs one of any_of, none_of, min, max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is above max {self.max:g}")
        return self

    @property
    def label(self) -> str:
        """The rule in words, as the funnel shows it."""
        parts = []
        if self.any_of:
            parts.append(("is " if len(self.any_of) == 1 else "is one of ") + ", ".join(self.any_of))
        if self.none_of:
            parts.append("is not " + " or ".join(self.none_of))
        if self.min is not None:
            parts.append(f"at least {self.min:,.15g}")
        if self.max is not None:
            parts.append(f"at most {self.max:,.15g}")
        return f"{self.field.replace('_', ' ')} {' and '.join(parts)}"


class Persona(Word):
    """Who is written to at an account: titles in the order of preference, and those to leave out."""

    id: Identifier
    name: str = Field(min_length=1)
    titles: tuple[Value, ...] = Field(min_length=1)
    exclude_titles: tuple[Value, ...] = ()


class SignalPriority(Word):
    """How much one kind of signal counts, how fast it fades, and the words by which it is found: `cues` in a page,
    `roles` in the titles of open positions (none: any position is a signal of the kind "hiring", and of no other)."""

    kind: Identifier
    priority: float = Field(gt=0, le=10)
    half_life_days: float = Field(gt=0, le=3650)
    max_age_days: int = Field(default=180, gt=0, le=3650)
    cues: tuple[Value, ...] = ()
    roles: tuple[Value, ...] = ()


class Tier(Word):
    """A class of accounts: an account's tier is the first whose rules all hold; one without rules takes the rest."""

    name: str = Field(min_length=1, max_length=20)
    high_value: bool = False
    rules: tuple[Rule, ...] = ()


class ICP(Word):
    """The ideal customer profile that a person approves before any research begins."""

    version: int = Field(default=1, ge=1)
    name: str = Field(min_length=1)
    description: str = ""
    firmographics: tuple[Rule, ...] = Field(min_length=1)
    exclusions: tuple[Rule, ...] = ()
    personas: tuple[Persona, ...] = Field(min_length=1)
    signals: tuple[SignalPriority, ...] = Field(min_length=1)
    competitors: tuple[Domain, ...] = ()
    tiers: tuple[Tier, ...] = Field(min_length=1)

    @field_validator("personas", "signals", "tiers")
    @classmethod
    def _named_once(cls, items: tuple[Word, ...]) -> tuple[Word, ...]:
        names = [str(getattr(i, "id", "") or getattr(i, "kind", "") or getattr(i, "name", "")) for i in items]
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            raise ValueError(f"named more than once: {', '.join(twice)}")
        return items

    @field_validator("tiers")
    @classmethod
    def _tiers_cover(cls, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
        if not any(t.high_value for t in tiers):
            raise ValueError("no tier is marked 'high_value: true'; accounts that a person must always review need one")
        if tiers[-1].rules:
            raise ValueError(f"the last tier ({tiers[-1].name}) must have no rules, so that every account has a tier")
        for tier in tiers[:-1]:
            if not tier.rules:
                raise ValueError(f"tier {tier.name} has no rules, so the tiers after it can never be reached")
        return tiers

    def persona(self, persona_id: str) -> Persona:
        """The persona of that id; KeyError if there is none."""
        return next(p for p in self.personas if p.id == persona_id)

    def signal(self, kind: str) -> SignalPriority | None:
        """How signals of that kind count, or None where the ICP does not name it."""
        return next((s for s in self.signals if s.kind == kind), None)

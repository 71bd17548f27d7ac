"""Angle and Play: the arguments that a campaign may make, and what sets each of them off."""

from __future__ import annotations

from collections import Counter
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Word
from .icp import Identifier

SegmentKind = Literal["greeting", "claim", "angle", "cta", "signoff"]
"""greeting · claim: something about the account, citing facts · angle: the approved argument, word for word
cta: the one question or call to action · signoff: name, company, postal line and opt-out."""


class SegmentTemplate(Word):
    """One paragraph of a mail: templates to choose from, and for a claim the kind of fact that it quotes."""

    kind: SegmentKind
    fact: Identifier | None = None
    variants: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _claims_cite(self) -> Self:
        if self.kind == "claim" and not self.fact:
            raise ValueError("a claim needs 'fact:', the kind of fact that it quotes")
        if self.kind != "claim" and self.fact:
            raise ValueError(f"only a claim cites a fact; this segment is a {self.kind}")
        return self


class Angle(Word):
    """An argument: why this matters to that persona, and the words that a person approved for it."""

    id: Identifier
    version: int = Field(default=1, ge=1)
    argument: str = Field(min_length=1)
    subject: tuple[str, ...] = Field(min_length=1)
    segments: tuple[SegmentTemplate, ...] = Field(min_length=1)

    @property
    def required_facts(self) -> frozenset[str]:
        """The kinds of fact without which this angle has nothing to say."""
        return frozenset(s.fact for s in self.segments if s.fact)


class Step(Word):
    """One touch of a sequence: how many business days after the step before, and over which channel."""

    after_days: int = Field(ge=0, le=90)
    channel: Literal["email", "linkedin", "call"] = "email"


class Play(Word):
    """Signal → persona → angle → sequence: the unit that a person approves as a pattern."""

    id: Identifier
    signal: Identifier
    persona: Identifier
    angle: Identifier
    weight: int = Field(default=1, ge=1, le=100)
    sequence: tuple[Step, ...] = (Step(after_days=0),)


class Sender(Word):
    """Whose name stands under the mails; the postal address is required by law in most places."""

    name: str = Field(min_length=1)
    company: str = Field(min_length=1)
    email: str = Field(min_length=3)
    postal_address: str = Field(min_length=8)
    opt_out: str = 'If this is not for you, reply "no" and I will not write again.'


class AngleLibrary(Word):
    """angles.yaml: the sender, the angles, and the plays that choose among them."""

    version: int = Field(default=1, ge=1)
    sender: Sender
    angles: tuple[Angle, ...] = Field(min_length=1)
    plays: tuple[Play, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _plays_fit(self) -> Self:
        for what, ids in (("angle", [a.id for a in self.angles]), ("play", [p.id for p in self.plays])):
            twice = [i for i, n in Counter(ids).items() if n > 1]
            if twice:
                raise ValueError(f"{what} named more than once: {', '.join(twice)}")
        known = {a.id for a in self.angles}
        for play in self.plays:
            if play.angle not in known:
                raise ValueError(f"play {play.id} names the angle '{play.angle}', which is not in angles")
        return self

    def angle(self, angle_id: str) -> Angle:
        """The angle of that id; StopIteration if there is none."""
        return next(a for a in self.angles if a.id == angle_id)

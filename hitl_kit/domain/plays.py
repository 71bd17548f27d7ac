"""Angle and Play: the arguments that a campaign may make, and what sets each of them off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Fault, Word, faults
from .icp import Identifier

SegmentKind = Literal["greeting", "claim", "angle", "proof", "cta", "signoff"]
"""greeting · claim: something about the account, citing facts · angle: the approved argument, word for word
proof: an approved line that supports it, word for word · cta: the one question or call to action
signoff: name, company, postal line and opt-out."""

Channel = Literal["email", "linkedin", "call"]
"""email: sent from here · linkedin, call: a task for a person."""

AngleState = Literal["draft", "active", "retired"]
"""draft: still being written, no mail is drafted with it · active · retired: no mail is drafted with it any more."""


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
    """An argument: why this matters to that persona, and the words that a person approved for it.

    `triggers` are the kinds of signal that may set it off and `personas` whom it is for; where none are named, those
    of its plays.
    """

    id: Identifier
    version: int = Field(default=1, ge=1)
    state: AngleState = "active"
    triggers: tuple[Identifier, ...] = ()
    personas: tuple[Identifier, ...] = ()
    argument: str = Field(min_length=1)
    subject: tuple[str, ...] = Field(min_length=1)
    segments: tuple[SegmentTemplate, ...] = Field(min_length=1)

    @property
    def required_facts(self) -> frozenset[str]:
        """The kinds of fact without which this angle has nothing to say."""
        return frozenset(s.fact for s in self.segments if s.fact)

    def words(self, kind: SegmentKind) -> tuple[str, ...]:
        """The templates of every segment of a kind, such as its proof or its call to action."""
        return tuple(variant for s in self.segments if s.kind == kind for variant in s.variants)


class Step(Word):
    """One touch of a sequence: how many business days after the step before, and over which channel.

    `words` are templates to choose from. A later email without them is not sent; for a task they are what to say. The
    greeting and the sign-off of the first mail are put around those of an email.
    """

    after_days: int = Field(ge=0, le=90)
    channel: Channel = "email"
    words: tuple[str, ...] = Field(default=(), exclude_if=lambda words: not words)  # so that older approvals hold


class Play(Word):
    """Signal → persona → angle → sequence: the unit that a person approves as a pattern."""

    id: Identifier
    signal: Identifier
    persona: Identifier
    angle: Identifier
    weight: int = Field(default=1, ge=1, le=100)
    sequence: tuple[Step, ...] = (Step(after_days=0),)

    @property
    def mail_step(self) -> int:
        """The number of the step that is the draft itself: the first email, or the first step where there is none."""
        return next((n for n, step in enumerate(self.sequence, 1) if step.channel == "email"), 1)


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
        faults([*self._named_twice(), *self._unfitting()])
        return self

    def _named_twice(self) -> Iterator[Fault]:
        for what, ids in (("angle", [a.id for a in self.angles]), ("play", [p.id for p in self.plays])):
            for name in (name for name, count in Counter(ids).items() if count > 1):
                place = len(ids) - 1 - ids[::-1].index(name)
                yield Fault((f"{what}s", place, "id"), f"{what} named more than once: {name}", "give each its own id")

    def _unfitting(self) -> Iterator[Fault]:
        known = {a.id: a for a in self.angles}
        for n, play in enumerate(self.plays):
            angle = known.get(play.angle)
            if angle is None:
                words = f"play {play.id} names the angle '{play.angle}', which is not in angles"
                yield Fault(("plays", n, "angle"), words, f"the angles are: {', '.join(known)}")
                continue
            for key, allowed in (("signal", angle.triggers), ("persona", angle.personas)):
                chosen = getattr(play, key)
                if allowed and chosen not in allowed:
                    name = "triggers" if key == "signal" else "personas"
                    words = f"the angle {angle.id} is not for the {key} '{chosen}': its {name} are {', '.join(allowed)}"
                    yield Fault(("plays", n, key), words, f"use one of these, or add {chosen} to the angle's {name}")

    def angle(self, angle_id: str) -> Angle:
        """The angle of that id; StopIteration if there is none."""
        return next(a for a in self.angles if a.id == angle_id)

    def triggers(self, angle: Angle) -> tuple[str, ...]:
        """The kinds of signal that may set an angle off: those that it names, else those of its plays."""
        return angle.triggers or tuple(dict.fromkeys(p.signal for p in self.plays if p.angle == angle.id))

    def personas(self, angle: Angle) -> tuple[str, ...]:
        """Whom an angle is for: those that it names, else those of its plays."""
        return angle.personas or tuple(dict.fromkeys(p.persona for p in self.plays if p.angle == angle.id))

"""Draft and Finding: a mail in typed segments, and what the checks have to say about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from .base import Word, canonical_json, sha256_hex
from .delivery import FollowUp
from .plays import SegmentKind

Severity = Literal["block", "warn", "note"]
"""block: a person must change it before it may go · warn: a person should look · note: good to know."""


class Segment(Word):
    """One paragraph and the ids of the facts that it cites (claims only)."""

    kind: SegmentKind
    text: str = Field(min_length=1)
    fact_ids: tuple[str, ...] = ()


class Draft(Word):
    """A mail and how it came about. `drafter` says who wrote it, in words that a reviewer reads.

    `cohort` is the week and the sending domain for which play and variant were drawn; with tier, industry, persona and
    signal of its package it is the stratum of the draw ('' where nothing was drawn). `follow_ups` are the later steps
    of its sequence, where any of them has words: approving the draft approves these too.
    """

    subject: str = Field(min_length=1)
    segments: tuple[Segment, ...] = Field(min_length=1)
    play_id: str
    angle_id: str
    angle_version: int
    variant: str
    drafter: str
    cohort: str = ""
    follow_ups: tuple[FollowUp, ...] = Field(default=(), exclude_if=lambda steps: not steps)

    @property
    def body(self) -> str:
        """The mail's text: the segments as paragraphs."""
        return "\n\n".join(s.text for s in self.segments)

    @property
    def sha256(self) -> str:
        """What an approval binds to: subject, body and what follows, byte for byte."""
        return mail_sha256(self.subject, self.body, self.follow_ups)


def mail_sha256(subject: str, body: str, follow_ups: Sequence[FollowUp | dict[str, Any]] = ()) -> str:
    """The SHA-256 of a mail as a reader would see it, and of the steps that follow it, if any."""
    return sha256_hex(canonical_json([subject, body, *([list(follow_ups)] if follow_ups else [])]))


class Abstention(Word):
    """No draft, and the reason that a person reads instead. `again`: it is open still, and the next run of the same
    batch tries once more."""

    reason: str
    again: bool = False


class Finding(Word):
    """What one check saw: where it stands in the body (`start`, `end`; characters) if it has a place."""

    check: str
    severity: Severity
    message: str
    start: int | None = None
    end: int | None = None

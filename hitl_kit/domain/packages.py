"""Package: all that a reviewer needs to decide about one mail, as it stood when it was made."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from .accounts import Account, Contact
from .base import Word
from .drafts import Draft, Finding
from .evidence import AccountResearch
from .trust import Versions

Decider = Literal["human", "auto", "spot-check", "hold", "nobody"]
"""human: a person decides · auto: a certificate decides · spot-check: auto, but drawn for a blind look
hold: a person must settle something first · nobody: there is no draft to decide on."""

Band = Literal["high", "medium", "low"]

Status = Literal["waiting", "automatic", "approved", "edited", "rejected", "held", "abstained", "revealed"]
"""waiting: for a verdict · automatic: for a certificate · approved, edited, rejected: by a verdict
held: by a veto, a verdict, or two reviewers who differ · abstained: no draft was written
revealed: it had a known defect, to measure attention, and never can be sent.
Derived from the route and the verdicts that stand."""


class Route(Word):
    """Who decides, and why. `reviewers` is 2 where the package was drawn for a second, independent verdict."""

    decider: Decider
    reason: str
    reviewers: Literal[1, 2] = 1


class ScoreTerm(Word):
    """One signal's share of the score: priority × strength × 0.5^(age / half-life)."""

    kind: str
    priority: float
    strength: float
    age_days: int
    half_life_days: float
    points: float


class Confidence(Word):
    """What the checks make of a draft: a band and its reasons. `number` is the chance that a person approves it as it
    stands, fitted to earlier verdicts; None before there are 200 of them."""

    band: Band
    basis: str
    number: float | None = Field(default=None, ge=0, le=1, exclude_if=lambda number: number is None)


class Package(Word):
    """Account, contact, research, draft, checks and route: one row of the review grid."""

    id: str
    campaign: str
    batch_id: str
    account: Account
    contact: Contact | None = None
    persona_id: str = ""
    tier: str
    high_value: bool
    score: float
    score_terms: tuple[ScoreTerm, ...] = ()
    research: AccountResearch
    draft: Draft | None = None
    abstained: str = ""
    findings: tuple[Finding, ...] = ()
    confidence: Confidence | None = None
    route: Route
    made_with: Versions | None = Field(default=None, exclude_if=lambda versions: versions is None)
    as_of: date
    simulated: bool = False

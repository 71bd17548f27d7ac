"""Package: all that a reviewer needs to decide about one mail, as it stood when it was made."""

from __future__ import annotations

from datetime import date
from typing import Literal

from .accounts import Account, Contact
from .base import Word
from .drafts import Draft, Finding
from .evidence import AccountResearch

Decider = Literal["human", "auto", "spot-check", "hold", "nobody"]
"""human: a person decides · auto: a certificate decides · spot-check: auto, but drawn for a blind look
hold: a person must settle something first · nobody: there is no draft to decide on."""

Band = Literal["high", "medium", "low"]

Status = Literal["waiting", "automatic", "approved", "edited", "rejected", "held", "abstained"]
"""waiting: for a verdict · automatic: for a certificate · approved, edited, rejected: by a verdict
held: by a veto, a verdict, or two reviewers who differ · abstained: no draft was written.
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
    """What the checks make of a draft: a band and its reasons; a percentage needs 200 decisions first."""

    band: Band
    basis: str


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
    as_of: date
    simulated: bool = False

"""Trust: how far a play as one drafter writes it has earned to go without a person, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import Fault, Word, canonical_json, faults, sha256_hex
from .errors import InputError

TrustLevel = Literal[1, 2, 3, 4]

Ending = Literal["demote", "lapse"]
"""demote: taken back, by spot-checks or by a person · lapse: what it was given for is another by now."""

LEVELS: dict[TrustLevel, str] = {
    1: "verify everything",
    2: "verify exceptions",
    3: "periodic audit",
    4: "strategic oversight",
}
"""1: a person reads every draft · 2: clean drafts above the threshold go by themselves, apart from spot-checks
3: the same on a claim twice as strong · 4: the same after 200 reviews and more."""


@dataclass(frozen=True)
class Bounds:
    """What a certificate claims to lie below these: the share of automatic drafts that a person would have rejected,
    and the share that a person would have rejected or changed."""

    reject: float
    change: float


BOUNDS: dict[TrustLevel, Bounds] = {2: Bounds(0.10, 0.20), 3: Bounds(0.05, 0.20), 4: Bounds(0.05, 0.20)}
"""The claim of each level. No policy loosens them."""

DELTA = 0.05
"""The chance at most, over all looks together, that a certificate is given though its claim is false."""


class Scope(Word):
    """What is trusted: one play, as one drafter writes it."""

    play: str = Field(min_length=1)
    drafter: str = Field(min_length=1)

    def __str__(self) -> str:
        return f"{self.play}/{self.drafter}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """A scope from play/drafter."""
        play, _, drafter = text.strip().partition("/")
        if not play or not drafter:
            raise InputError(f"'{text}' is not a scope", mend="write play/drafter, such as expansion_ops/template")
        return cls(play=play, drafter=drafter)


class Versions(Word):
    """What a draft was made by: the drafter's version (which covers its prompt and model), and the SHA-256 of the play
    with its angle and of the ICP. A certificate holds for these alone."""

    drafter: str
    play: str
    icp: str

    @property
    def sha256(self) -> str:
        """One hash of all of them."""
        return sha256_hex(canonical_json(self))

    def changed(self, now: Versions) -> str:
        """What is another by now, in words; '' where nothing is."""
        said = {"drafter": "the drafter or its prompt", "play": "the play or its angle", "icp": "the ICP"}
        other = [words for name, words in said.items() if getattr(self, name) != getattr(now, name)]
        return " and ".join(other)


class CatchRate(Word):
    """How many of the seeded defects reviewers caught, with the ends of its 95% interval (measured by review)."""

    caught: int = Field(ge=0)
    shown: int = Field(ge=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Trust(Word):
    """trust: in policy.yaml. What is necessary beside a certificate, and how much is looked at after one.

    `thresholds` are tried in their order; nothing below `floor` goes by itself. `reviews`, `agreement` and
    `reviews_for_oversight` are the counts that vendors ask for. `spot_checks` is the share of automatic drafts that a
    person reads, and at least `spot_checks_a_week` of each play (all, where there are fewer). `catch_rate` is what the
    lower end of the interval for seeded defects must reach before a level opens.
    """

    thresholds: tuple[float, ...] = Field(default=(0.90, 0.85, 0.80), min_length=1, max_length=10)
    floor: float = Field(default=0.85, ge=0.5, lt=1)
    reviews: int = Field(default=50, ge=0)
    agreement: float = Field(default=0.80, ge=0, le=1)
    reviews_for_oversight: int = Field(default=200, ge=0)
    spot_checks: float = Field(default=0.15, ge=0.05, le=1)
    spot_checks_a_week: int = Field(default=20, ge=10)
    cool_down_days: int = Field(default=14, ge=0, le=365)
    catch_rate: float = Field(default=0.5, ge=0.3, le=1)

    @model_validator(mode="after")
    def _thresholds_fall(self) -> Self:
        within = all(0.5 <= t < 1 for t in self.thresholds)
        if not within or list(self.thresholds) != sorted(set(self.thresholds), reverse=True):
            mend = "write them falling, each from 0.5 to below 1, such as [0.90, 0.85]"
            faults([Fault(("thresholds",), "thresholds are tried from the strictest on", mend)])
        if not self.steps:
            faults([Fault(("floor",), f"no threshold reaches the floor {self.floor}", "lower it, or add a threshold")])
        return self

    @property
    def steps(self) -> tuple[float, ...]:
        """The thresholds at or above the floor, in the order in which they are tried."""
        return tuple(t for t in self.thresholds if t >= self.floor)

    def step_of(self, band: str, number: float | None) -> int | None:
        """The first of the steps that a draft reaches, or None where it lies below all of them. The band high stands
        for the first one while confidence is no number yet."""
        if number is None:
            return 0 if band == "high" else None
        return next((n for n, step in enumerate(self.steps) if number >= step), None)


class Certificate(Word):
    """A level that a person gave a scope on evidence: from which confidence up, for which tiers and versions. A draft
    without a number counts as at the first threshold where its band is high, and as below all of them else."""

    scope: Scope
    level: TrustLevel
    floor: float
    tiers: tuple[str, ...]
    versions: Versions
    by: str
    at: datetime
    event: int
    """The ledger's event that gave the level: spot-checks decided later are about it."""


class Condition(Word):
    """One thing that a level takes: what, how it stands, and whether that is enough."""

    what: str
    stands: str
    met: bool
    mend: str = ""


class Offer(Word):
    """The next level of a scope, or a lower floor at the same: what it takes, and whether a person may take it now.
    `floor` is None where no threshold is certified."""

    level: TrustLevel
    floor: float | None
    conditions: tuple[Condition, ...]

    @property
    def open(self) -> bool:
        """Whether every condition is met."""
        return all(c.met for c in self.conditions)

    @property
    def missing(self) -> str:
        """What is not met, in words."""
        return "; ".join(f"{c.what}: {c.stands}" for c in self.conditions if not c.met)

"""Setting: a campaign as its files stand now, which trust is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hitl_kit.domain.base import short_id
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.tasks import SENDS
from hitl_kit.domain.trust import Scope, TrustLevel, Versions


@dataclass(frozen=True)
class Setting:
    """A campaign as its files stand now.

    `versions` has every play that may be written and what it is made by, `approved` those of them whose play a person
    approved as it is, `tiers` the ICP's tiers and whether each is high-value. `seed` is the campaign's, from which
    spot-checks are drawn. Simulated packages earn no trust for real ones, nor the other way round.
    """

    campaign: str
    policy: Policy
    versions: Mapping[Scope, Versions]
    tiers: Mapping[str, bool]
    approved: frozenset[Scope] = field(default=frozenset())
    seed: str = ""
    simulated: bool = False

    def may_go(self, tier: str, level: TrustLevel, *, follow_ups: bool = False) -> bool:
        """Whether the policy lets a draft for that tier go by itself at that level."""
        tasks = SENDS if follow_ups else SENDS[:2]
        owners = {self.policy.owner(task, tier, level) for task in tasks}
        return not self.tiers.get(tier, True) and owners == {"agent after validation"}

    def tiers_at(self, level: TrustLevel) -> tuple[str, ...]:
        """The tiers whose drafts the policy lets go by themselves at that level."""
        return tuple(t for t in self.tiers if self.may_go(t, level))

    def drawn(self, package_id: str) -> float:
        """Where a package stands in the order in which spot-checks are drawn: evenly from 0 to 1, by its id alone."""
        return int(short_id(self.seed, "spot-check", package_id), 16) / 16**16


def drafter_name(version: str) -> str:
    """The drafter that a version belongs to: "template 2" → template, "claude-sonnet-5-5 f00d" → claude."""
    return version.split()[0].split("-")[0] if version.split() else ""


def scope_of(play: str, versions: Versions) -> Scope:
    """What a draft's trust is booked under."""
    return Scope(play=play, drafter=drafter_name(versions.drafter))

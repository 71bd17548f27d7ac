"""Trust of a campaign: at which level each play stands, what opens the next one, and what another policy would do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import pipeline, review, routing
from hitl_kit.domain.intervals import exact_interval
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.trust import LEVELS, CatchRate, Certificate, Scope
from hitl_kit.files import read_yaml

from .plays import Plays

if TYPE_CHECKING:
    import plotly.graph_objects as go

COLUMNS = [
    "scope", "level", "means", "reviews", "could_go", "rejected", "rejected_at_most", "changed", "changed_at_most",
    "agreement", "kappa", "next", "missing", "note",
]  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    """What another policy would have come to: a row for each play and drafter, and one for all. Shares with the ends of
    their 95% intervals. `unknowable` is what the records do not tell."""

    table: pd.DataFrame
    unknowable: tuple[str, ...]


class Trusting(Plays):
    """Who decides, and what has earned it."""

    def trust_setting(
        self, drafter: str = "", *, simulated: bool = False, policy: Policy | None = None
    ) -> routing.Setting:
        """The files as they stand, as far as trust goes by them, for one drafter (by default the policy's)."""
        name = drafter or self.policy.value.drafting.drafter
        found = pipeline.trust_setting(self._ledger, self.brief(sources=(), drafter=name, simulated=simulated))
        return replace(found, policy=policy) if policy else found

    def ladder(
        self, drafter: str = "", *, simulated: bool = False, catch_rate: CatchRate | None = None,
        now: datetime | None = None,
    ) -> list[routing.Rung]:  # fmt: skip
        """Each play with its level, what verdicts have shown and what opens the next level. What is due by itself
        (demotions, lapses) is recorded first."""
        self.attend_trust(simulated=simulated, now=now)
        setting = self.trust_setting(drafter, simulated=simulated)
        known = catch_rate or self.catch_rate(simulated=simulated)
        return routing.ladder(self._ledger, setting, catch_rate=known, now=now)

    def trust(self, drafter: str = "", *, simulated: bool = False) -> pd.DataFrame:
        """The ladder as a table, a row for each play. `could_go` are reviewed drafts that could have gone by
        themselves at the first threshold; of them `rejected` and `changed`, with the upper ends of 95% intervals."""
        rows = []
        for rung in self.ladder(drafter, simulated=simulated):
            band, record = rung.record.bands[0], rung.record
            _, high = exact_interval([band.rejected, band.changed], [band.n, band.n])
            following = next((o for o in rung.offers if o.level > rung.level), None)
            rows.append([
                str(rung.scope), rung.level, LEVELS[rung.level], record.reviews, band.n,
                band.rejected, round(float(high[0]), 3), band.changed, round(float(high[1]), 3), record.agreement,
                record.kappa, "" if following is None else "open" if following.open else "closed",
                following.missing if following else "", rung.holds or rung.given.ended,
            ])  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS)

    def promote(
        self, scope: str, level: int, *, by: str = "", reason: str, simulated: bool = False,
        catch_rate: CatchRate | None = None, now: datetime | None = None,
    ) -> Certificate:  # fmt: skip
        """Take the level that is offered for a play and drafter (play/drafter), in the name of the user or of whom `by`
        names. NotAllowed where the policy gives that to other roles, NotApproved where the evidence does not carry it.
        """
        name, parsed = self.workbench.signer(by), Scope.parse(scope)
        authority = self.authority()
        authority.require("promote", name)
        self.attend_trust(simulated=simulated, now=now)
        return routing.promote(
            self._ledger, self.trust_setting(parsed.drafter, simulated=simulated), parsed, level,
            by=authority.spelled(name), reason=reason, catch_rate=catch_rate or self.catch_rate(simulated=simulated),
            now=now,
        )  # fmt: skip

    def demote(
        self, scope: str, *, by: str = "", reason: str, simulated: bool = False, now: datetime | None = None
    ) -> routing.Change:
        """Take a level back. Whoever reviews may do that at any time."""
        name, parsed = self.workbench.signer(by), Scope.parse(scope)
        self.authority().require("review", name)
        setting = self.trust_setting(parsed.drafter, simulated=simulated)
        return routing.demote(self._ledger, setting, parsed, by=name, reason=reason, now=now)

    def attend_trust(self, *, simulated: bool = False, now: datetime | None = None) -> list[routing.Change]:
        """Record what happens to trust by itself: demotions, lapses, further spot-checks. Says what changed; costs one
        small query while nothing has a level."""
        drafters = routing.drafters_with_a_level(self._ledger, self.slug, simulated=simulated)
        return [
            change
            for drafter in drafters
            for change in routing.attend(self._ledger, self.trust_setting(drafter, simulated=simulated), now=now)
        ]

    def catch_rate(self, *, simulated: bool = False) -> CatchRate | None:
        """What reviewers catch of seeded defects; None while none was shown to them."""
        return review.catch_rate(self._ledger, self.slug, simulated=simulated)

    def calibration(self, *, simulated: bool = False) -> routing.Calibration | routing.TooFew:
        """Confidence as a number, with how it did on later drafts; or why it is a band until now."""
        return routing.calibrate(self._ledger, self.slug, simulated=simulated)

    def reliability(self, *, simulated: bool = False) -> go.Figure:
        """How often drafts of a confidence were approved as they were, on drafts that it was not fitted to."""
        from hitl_kit.widgets.trust_card import reliability_figure

        return reliability_figure(self.calibration(simulated=simulated), simulated=simulated)

    def replay(self, policy: str | Path, *, drafter: str = "", simulated: bool = False) -> Replayed:
        """The recorded drafts and verdicts under the policy of another file."""
        tiers = {"high_value": {t.name: t.high_value for t in self.icp.value.tiers}}
        other = read_yaml(Path(policy), Policy, beside=tiers).value
        found = routing.replay(self._ledger, self.trust_setting(drafter, simulated=simulated, policy=other))
        return Replayed(_replay_table(found), found.unknowable)


def _replay_table(found: routing.Replay) -> pd.DataFrame:
    columns = [
        "scope", "highest_level", "drafts", "by_itself", "spot_checks", "judged", "rejected", "rejected_low",
        "rejected_high", "changed", "changed_low", "changed_high", "unknown", "minutes_saved", "minutes_low",
        "minutes_high", "demotions",
    ]  # fmt: skip
    rows = []
    for s in (*found.scopes, found.together):
        low, high = exact_interval([s.rejected, s.changed], [s.known, s.known])
        rows.append([
            str(s.scope) if s.scope else "all", s.highest, s.drafts, s.by_itself, s.spot_checks, s.known,
            s.rejected, float(low[0]), float(high[0]), s.changed, float(low[1]), float(high[1]), s.unknown,
            s.minutes, *s.minutes_between(), s.demotions,
        ])  # fmt: skip
    return pd.DataFrame(rows, columns=columns)

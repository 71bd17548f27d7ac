"""Replay: the recorded verdicts under another policy. What would have gone by itself, and what people said of it.

Drafts come in the order in which batches were made, verdicts in the order in which they were given. A draft that would
have been read gives its verdict to the evidence, as it did; one that would have gone by itself does not, and its
recorded verdict is what the policy is held against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
import orjson
import sqlalchemy as sa

from hitl_kit.domain.trust import Scope, TrustLevel, Versions
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from .trust.judged import Judged, Made, judged, of_content
from .trust.record import RANDOM, Record, Watch
from .trust.setting import Setting

Way = Literal["human", "spot-check", "auto"]
Week = tuple[int, int]
Drafts = list[tuple[Made, Week]]
"""What was made together, each with the week it was made in."""
_OVERSIGHT, _AUDIT = 4, 3
_RESAMPLES = 2000


@dataclass
class Replayed:
    """One scope under the other policy. `seconds` are those that people took for drafts that would have gone by
    themselves; `unknown` are such drafts on which there is no verdict that can be counted."""

    scope: Scope | None
    drafts: int = 0
    by_itself: int = 0
    spot_checks: int = 0
    rejected: int = 0
    changed: int = 0
    unknown: int = 0
    seconds: list[float] = field(default_factory=list)
    highest: TrustLevel = 1
    demotions: int = 0

    @property
    def minutes(self) -> float:
        """The minutes that people took for the drafts that would have gone by themselves, as far as they are known."""
        return sum(self.seconds) / 60

    def minutes_between(self) -> tuple[float, float]:
        """Within what their sum lies for as many other drafts like them, at 95%: the recorded times drawn again, with
        one and the same seed. 0 and 0 where nothing is known."""
        if not self.seconds:
            return 0.0, 0.0
        rng = np.random.default_rng(0)
        drawn = rng.choice(np.asarray(self.seconds), (_RESAMPLES, len(self.seconds))).sum(axis=1) / 60
        low, high = np.quantile(drawn, [0.025, 0.975])
        return float(low), float(high)

    @property
    def known(self) -> int:
        """Of those that would have gone by themselves, how many people have judged."""
        return len(self.seconds)


@dataclass(frozen=True)
class Replay:
    """What another policy would have come to: each scope, how many drafts could not be replayed, and what nobody can
    know from the records."""

    scopes: tuple[Replayed, ...]
    left_out: int
    verdicts: int

    @property
    def together(self) -> Replayed:
        """All scopes as one."""
        found = Replayed(None, highest=max((s.highest for s in self.scopes), default=1))
        for s in self.scopes:
            for name in ("drafts", "by_itself", "spot_checks", "rejected", "changed", "unknown", "demotions"):
                setattr(found, name, getattr(found, name) + getattr(s, name))
            found.seconds += s.seconds
        return found

    @property
    def unknowable(self) -> tuple[str, ...]:
        """What the records do not tell, a sentence each."""
        unknown = sum(s.unknown for s in self.scopes)
        told = [
            "That a person would have taken each level as soon as it was offered, and that seeded defects would have"
            " been caught, is assumed: the records hold neither.",
            "Reviewers with fewer drafts to read might have read them otherwise.",
            "Checks and confidence are as they were recorded: other rules for words or checks are not replayed.",
        ]
        if unknown:
            told.append(
                f"{unknown} of the drafts that would have gone by themselves have no verdict of a person that counts:"
                " whether they would have been rejected is not known, and they are in no rate."
            )
        if self.left_out:
            told.append(f"{self.left_out} drafts were made before it was kept what made them: they are left out.")
        return tuple(told)


class _State:
    """A scope made by one set of versions, as it would stand at a moment of the replay."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.level: TrustLevel = 1
        self.floor = 1.0
        self.watch: Watch | None = None
        self.cool: datetime | None = None
        self.records = self._anew()

    def _anew(self) -> dict[TrustLevel, Record]:
        levels: tuple[TrustLevel, ...] = (2, 3, 4)
        return {n: Record(self._setting.policy.trust, self._setting.tiers_at(n)) for n in levels}

    def way(self, made: Made) -> Way:
        """Who would have decided, before spot-checks are drawn."""
        trust = self._setting.policy.trust
        if self.level == 1 or not self._setting.may_go(made.tier, self.level, follow_ups=made.follow_ups):
            return "human"
        step = made.step(trust, self._setting.tiers_at(self.level))
        return "auto" if step is not None and trust.steps[step] >= self.floor else "human"

    def learn(self, verdict: Judged) -> bool:
        """Take a verdict into account; returns whether it takes the level back."""
        for record in self.records.values():
            record.take(verdict)
        if self.watch is not None and self.watch.take(verdict):
            at = datetime.fromisoformat(verdict.at)
            self.level, self.watch, self.records = 1, None, self._anew()
            self.cool = at + timedelta(days=self._setting.policy.trust.cool_down_days)
            return True
        self._climb(datetime.fromisoformat(verdict.at))
        return False

    def _climb(self, at: datetime) -> None:
        if self.cool is not None and at < self.cool:
            return
        following: dict[TrustLevel, TrustLevel] = {1: 2, 2: 3, 3: 4}
        offered = following.get(self.level)
        if offered is not None and (floor := self._opens(offered)) is not None:
            self.level, self.floor, self.watch = offered, floor, Watch(offered)
        elif self.level > 1 and (floor := self.records[self.level].floor(self.level)) is not None:
            self.floor = min(self.floor, floor)

    def _opens(self, level: TrustLevel) -> float | None:
        trust, record = self._setting.policy.trust, self.records[level]
        wanted = trust.reviews_for_oversight if level == _OVERSIGHT else trust.reviews
        if not self._setting.tiers_at(level) or record.reviews < wanted:
            return None
        if level >= _AUDIT and (record.agreement or 0.0) < trust.agreement:
            return None
        return record.floor(level)


def replay(ledger: Ledger, setting: Setting) -> Replay:
    """The recorded drafts and verdicts of a campaign under the policy of `setting`."""
    verdicts = judged(ledger, setting.campaign, simulated=setting.simulated)
    batches, left_out = _batches(ledger, setting)
    found: dict[Scope, Replayed] = {}
    states: dict[tuple[Scope, Versions], _State] = {}
    drawn: dict[tuple[Scope, Week], int] = defaultdict(int)
    ways: dict[str, Way] = {}
    for event in _in_order(batches, verdicts):
        if isinstance(event, Judged):
            _judge(event, ways.get(event.made.package_id, "human"), states, found)
            continue
        going: dict[tuple[Scope, Week], list[str]] = defaultdict(list)
        for made, week in event:
            state = states.setdefault((made.scope, made.versions), _State(setting))
            ways[made.package_id] = state.way(made)
            found.setdefault(made.scope, Replayed(made.scope)).drafts += 1
            if ways[made.package_id] == "auto":
                going[made.scope, week].append(made.package_id)
        for key, ids in going.items():
            for package in _drawn(setting, ids, setting.policy.trust.spot_checks_a_week - drawn[key]):
                ways[package] = "spot-check"
                drawn[key] += 1
    judged_ids = {v.made.package_id for v in verdicts if v.decider in RANDOM}
    scope_of = {made.package_id: made.scope for batch in batches for made, _ in batch.drafts}
    for package, way in ways.items():
        of = found[scope_of[package]]
        of.by_itself += way == "auto"
        of.spot_checks += way == "spot-check"
        of.unknown += way == "auto" and package not in judged_ids
    for (scope, _), state in states.items():
        found[scope].highest = max(found[scope].highest, state.level)
    return Replay(tuple(found.values()), left_out, len(verdicts))


def _drawn(setting: Setting, ids: Iterable[str], missing: int) -> list[str]:
    """The spot-checks among these: the policy's share, and at least as many as the week is missing."""
    first = sorted(ids, key=setting.drawn)
    return [x for n, x in enumerate(first) if n < missing or setting.drawn(x) < setting.policy.trust.spot_checks]


def _judge(
    verdict: Judged, way: Way, states: Mapping[tuple[Scope, Versions], _State], found: Mapping[Scope, Replayed]
) -> None:
    made = verdict.made
    state, of = states.get((made.scope, made.versions)), found.get(made.scope)
    if state is None or of is None or verdict.decider not in RANDOM:
        return
    if way == "auto":
        of.rejected += verdict.rejected
        of.changed += verdict.changed
        of.seconds.append(verdict.seconds)
        return
    if state.learn(replace(verdict, decider=way)):
        of.demotions += 1
    of.highest = max(of.highest, state.level)


@dataclass
class _Batch:
    event: int
    drafts: Drafts


def _batches(ledger: Ledger, setting: Setting) -> tuple[list[_Batch], int]:
    """The drafts by batch with the week they were made in, and how many cannot be replayed."""
    p, s = t.package, t.standing
    select = (
        sa.select(p.c.event, p.c.batch_id, p.c.as_of, p.c.content)
        .join(s, s.c.package_id == p.c.id)
        .where(p.c.campaign == setting.campaign, p.c.simulated == setting.simulated)
        .where(p.c.content_sha256 != "", s.c.decider != "planted")
        .order_by(p.c.event, p.c.id)
    )
    found: dict[str, _Batch] = {}
    left_out = 0
    for row in ledger.stream(select):
        made = of_content(orjson.loads(row["content"]))
        if made is None:
            left_out += 1
            continue
        year, week, _ = date.fromisoformat(row["as_of"]).isocalendar()
        found.setdefault(row["batch_id"], _Batch(row["event"], [])).drafts.append((made, (year, week)))
    return list(found.values()), left_out


def _in_order(batches: Iterable[_Batch], verdicts: Iterable[Judged]) -> Iterator[Drafts | Judged]:
    """Batches and verdicts as they came, a batch at its first event."""
    events = [(b.event, 0, b.drafts) for b in batches] + [(v.event, 1, v) for v in verdicts]
    return (what for _, _, what in sorted(events, key=lambda e: e[:2]))

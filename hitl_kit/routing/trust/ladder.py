"""The ladder: at which level each scope stands, what the verdicts have shown, and what opens the next level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.trust import BOUNDS, DELTA, CatchRate, Condition, Offer, Scope, TrustLevel, Versions
from hitl_kit.ledger import Ledger

from .eprocess import ALARM, clean_needed
from .given import Given, given
from .judged import Judged, judged, unread
from .record import Record, Watch
from .setting import Setting

_OVERSIGHT = 4
_AUDIT = 3


@dataclass(frozen=True)
class Rung:
    """One scope: how it stands, what was shown, and what is offered. `holds` says why a certificate of the ledger does
    not hold at this moment ('' where it does, or where there is none), `unread` why it is of no use for now. `offers`
    are the next level, and a lower floor at this one where it is certified."""

    scope: Scope
    versions: Versions | None
    given: Given
    record: Record
    watch: Watch | None
    holds: str
    offers: tuple[Offer, ...]
    unread: str = ""

    @property
    def level(self) -> TrustLevel:
        """The level that is in force now."""
        return 1 if self.holds else self.given.level

    @property
    def following(self) -> Offer | None:
        """What it takes to get to the next level; None at the last, and while the certificate does not hold."""
        return next((o for o in self.offers if o.level > self.level), None)

    @property
    def happened(self) -> str:
        """Why a level ended, or since when one holds and how near it is to an alarm; '' where there was never one."""
        certificate = self.given.certificate
        if self.holds or certificate is None:
            return self.holds or self.given.ended
        given = f"given by {certificate.by} on {certificate.at:%Y-%m-%d}, from confidence {certificate.floor:.2f}"
        if self.watch is None:
            return given
        late = f"; {self.unread}" if self.unread else ""
        return (
            f"{given}; {self.watch.reject.n} spot-checks since, and the detector stands at {self.watch.level:,.1f} of"
            f" {ALARM:,.0f}{late}"
        )

    def offer(self, level: int) -> Offer | None:
        """What it takes to get to that level, None where it is not the next one."""
        return next((o for o in self.offers if o.level == level), None)


def ladder(
    ledger: Ledger, setting: Setting, *, catch_rate: CatchRate | None = None, now: datetime | None = None
) -> list[Rung]:
    """Every scope that may be written now, and of the same drafters every other that has a level; in that order.
    Nothing is recorded: `attend` does that.

    `catch_rate` is what reviewers catch of seeded defects; while it is not known, no level opens.
    """
    verdicts: dict[Scope, list[Judged]] = defaultdict(list)
    for verdict in judged(ledger, setting.campaign, simulated=setting.simulated):
        verdicts[verdict.made.scope].append(verdict)
    states = given(ledger.rows, setting.campaign, simulated=setting.simulated)
    drafters = {scope.drafter for scope in setting.versions}
    scopes = dict.fromkeys([*setting.versions, *(s for s in states if s.drafter in drafters)])
    moment = now or utc_now()
    rungs = [climb(setting, states.get(s, Given(s)), verdicts[s], catch_rate=catch_rate, now=moment) for s in scopes]
    return [
        replace(rung, unread=unread(ledger, setting.campaign, rung.scope, simulated=setting.simulated, now=moment))
        if rung.given.certificate
        else rung
        for rung in rungs
    ]


def climb(
    setting: Setting, stands: Given, verdicts: Sequence[Judged], *, catch_rate: CatchRate | None, now: datetime
) -> Rung:
    """How one scope stands by these verdicts (those of other scopes are passed over)."""
    scope, certificate = stands.scope, stands.certificate
    versions = setting.versions.get(scope)
    about = certificate.versions if certificate else versions
    own = [v for v in verdicts if v.made.scope == scope and v.made.versions == about]
    record = _record(setting, stands, own, _next(stands.level))
    watch = None
    if certificate is not None:
        watch = Watch(certificate.level)
        for verdict in own:
            if verdict.event > certificate.event:
                watch.take(verdict)
    holds = why_not_given(setting, stands) or (watch.alarm if watch else "")
    offers: tuple[Offer, ...] = ()
    if versions is not None and not holds:
        alike = _tiers(setting, stands.level) == _tiers(setting, _next(stands.level))
        same = record if alike else _record(setting, stands, own, stands.level)
        offers = tuple(_offers(setting, stands, record, same, catch_rate, now))
    return Rung(scope, versions, stands, record, watch, holds, offers)


def _record(setting: Setting, stands: Given, own: Sequence[Judged], level: TrustLevel) -> Record:
    """What the verdicts show about the drafts that could go by themselves at that level; where the policy lets none,
    about all that are not of the high-value tier."""
    record = Record(setting.policy.trust, _tiers(setting, level))
    for verdict in own:
        if verdict.event > stands.since:
            record.take(verdict)
    return record


def _tiers(setting: Setting, level: TrustLevel) -> tuple[str, ...]:
    return setting.tiers_at(level) or tuple(t for t, high in setting.tiers.items() if not high)


def why_not_given(setting: Setting, stands: Given) -> str:
    """Why a certificate of the ledger does not hold for the files as they stand, '' where it does or there is none."""
    if stands.certificate is None:
        return ""
    now = setting.versions.get(stands.scope)
    if now is None:
        return "the play is no longer written by this drafter"
    if changed := stands.certificate.versions.changed(now):
        return f"{changed} is another than the certificate was given for"
    if stands.scope not in setting.approved:
        return "no approval of the play holds"
    return ""


def _next(level: TrustLevel) -> TrustLevel:
    levels: tuple[TrustLevel, ...] = get_args(TrustLevel)
    return levels[min(level, len(levels) - 1)]


def _offers(
    setting: Setting, stands: Given, record: Record, same: Record, catch_rate: CatchRate | None, now: datetime
) -> Iterator[Offer]:
    level, certificate = _next(stands.level), stands.certificate
    if level != stands.level:
        conditions = tuple(_conditions(setting, stands, record, catch_rate, now, level))
        yield Offer(level=level, floor=record.floor(level), conditions=conditions)
    if certificate is not None:
        floor = same.floor(certificate.level)
        wider = set(setting.tiers_at(certificate.level)) - set(certificate.tiers)
        if floor is not None and (floor < certificate.floor or wider):
            conditions = tuple(_conditions(setting, stands, same, catch_rate, now, certificate.level))
            yield Offer(level=certificate.level, floor=floor, conditions=conditions)


def _conditions(
    setting: Setting, stands: Given, record: Record, catch_rate: CatchRate | None, now: datetime, level: TrustLevel
) -> Iterator[Condition]:
    trust = setting.policy.trust
    yield from _claims(record, level)
    wanted = trust.reviews_for_oversight if level == _OVERSIGHT else trust.reviews
    yield Condition(
        what=f"{wanted} reviews or more", stands=f"{record.reviews}", met=record.reviews >= wanted,
        mend=f"review {wanted - record.reviews} more",
    )  # fmt: skip
    if level >= _AUDIT:
        agreement = record.agreement
        yield Condition(
            what=f"people approve {trust.agreement:.0%} or more as they are",
            stands="none yet" if agreement is None else f"{agreement:.0%}",
            met=agreement is not None and agreement >= trust.agreement, mend="see which edits come again and again",
        )  # fmt: skip
    yield _attention(trust.catch_rate, catch_rate)
    cool = stands.cooling_from and stands.cooling_from + timedelta(days=trust.cool_down_days)
    if cool:
        yield Condition(
            what=f"{trust.cool_down_days} days since it was taken back", stands=f"over on {cool:%Y-%m-%d}",
            met=now >= cool, mend="what was decided since counts already",
        )  # fmt: skip
    yield Condition(
        what="a person approved the play", stands="holds" if stands.scope in setting.approved else "does not hold",
        met=stands.scope in setting.approved, mend=f"hitl approve play {setting.campaign} {stands.scope.play}",
    )  # fmt: skip
    tiers = setting.tiers_at(level)
    yield Condition(
        what="policy.yaml lets drafts go by themselves",
        stands=f"tier {', '.join(tiers)}" if tiers else "for no tier", met=bool(tiers),
        mend="under tasks:, 'draft approval' and 'first touch': agent after validation",
    )  # fmt: skip


def _claims(record: Record, level: TrustLevel) -> Iterator[Condition]:
    """What a certificate claims, for the strictest threshold: the others only lower the floor."""
    band = record.bands[0]
    bounds = BOUNDS[level]
    for loss, k, epsilon in (("reject", band.rejected, bounds.reject), ("change", band.changed, bounds.change)):
        e = band.e_value(loss, epsilon)
        words = "would reject" if loss == "reject" else "would reject or change"
        need = clean_needed(epsilon)
        yield Condition(
            what=f"people {words} fewer than {epsilon:.0%} of those at {band.threshold:.2f} or above",
            stands=f"{k} of {band.n}; e-value at its highest {e:,.1f} of {1 / DELTA:g}", met=e >= 1 / DELTA,
            mend=f"without a single one it takes {need} verdicts",
        )  # fmt: skip


def _attention(wanted: float, rate: CatchRate | None) -> Condition:
    stands = "not measured: no defect was seeded yet"
    if rate is not None:
        stands = f"{rate.caught} of {rate.shown} caught, at least {rate.low:.0%}"
    return Condition(
        what=f"reviewers catch {wanted:.0%} or more of seeded defects, with 95% certainty", stands=stands,
        met=rate is not None and rate.low >= wanted, mend="an approval says nothing where defects pass too",
    )  # fmt: skip

"""Acts: a level is taken by a person or lost by itself; each is a row, and packages change their route with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.errors import InputError, NotApproved, meant
from hitl_kit.domain.trust import LEVELS, CatchRate, Certificate, Ending, Scope
from hitl_kit.ledger import Ledger, Recording
from hitl_kit.ledger import tables as t

from ..queue import BACK
from ..route import PLAIN
from .given import Given, given, given_to
from .judged import drafter_version
from .ladder import Rung, ladder
from .setting import Setting, drafter_name

ITSELF = "hitl-kit"
"""Who takes trust back where no person does."""


@dataclass(frozen=True)
class Change:
    """Something that happened by itself: to which scope, what, why, and how many packages changed their route."""

    scope: Scope
    what: str
    why: str
    packages: int

    @property
    def words(self) -> str:
        """The change in a sentence."""
        many = f"{self.packages} package{'s' * (self.packages != 1)}"
        if self.what == "sample":
            return f"{self.scope}: {many} more drawn for a person to read"
        ended = "is at level 1 again" if self.what == "demote" else "lapsed to level 1"
        return f"{self.scope} {ended}: {self.why}. {many} went back to people"


def promote(
    ledger: Ledger, setting: Setting, scope: Scope, level: int, *, by: str, reason: str,
    catch_rate: CatchRate | None = None, now: datetime | None = None,
) -> Certificate:  # fmt: skip
    """A person takes the level that is offered, or a lower floor at the same. NotApproved with what is missing where
    nothing is offered, which is recorded too. Who may do it is the caller's to ask (the action "promote")."""
    moment = now or utc_now()
    if not reason.strip():
        raise InputError("a promotion needs its reason", mend='say why in a sentence: --reason "…"')
    rung = _rung(ledger, setting, scope, catch_rate, moment)
    offer = rung.offer(level)
    if offer is None or not offer.open or offer.floor is None:
        with ledger.recording(by, "trust.refused", f"{setting.campaign}/{scope}") as recording:
            recording.note(level=level, stands=rung.level)
        raise NotApproved(_why_refused(rung, level), mend=f"see what opens it: hitl trust {setting.campaign}")
    assert rung.versions is not None, "what is offered is written now"
    evidence = {
        "floor": offer.floor, "tiers": list(setting.tiers_at(offer.level)),
        "conditions": {c.what: c.stands for c in offer.conditions},
    }  # fmt: skip
    with ledger.recording(by, "trust.promote", f"{setting.campaign}/{scope}") as recording:
        if (
            given(recording.rows, setting.campaign, simulated=setting.simulated, scope=scope).get(scope, Given(scope))
            != rung.given
        ):
            raise NotApproved(f"{scope} has changed its level meanwhile", mend="look again")
        _add(
            recording,
            setting,
            scope,
            offer.level,
            "promote",
            canonical_json(rung.versions),
            by,
            reason,
            evidence,
            moment,
        )
        recording.note(level=offer.level, floor=offer.floor, versions=rung.versions.sha256)
    found = given_to(ledger, setting.campaign, scope, simulated=setting.simulated).certificate
    assert found is not None, "it was just recorded"
    return found


def demote(
    ledger: Ledger, setting: Setting, scope: Scope, *, by: str, reason: str, now: datetime | None = None
) -> Change:
    """A person takes a level back; what was automatic and not sent waits for people."""
    if not reason.strip():
        raise InputError("taking trust back needs its reason", mend='say why in a sentence: --reason "…"')
    if given_to(ledger, setting.campaign, scope, simulated=setting.simulated).certificate is None:
        raise InputError(f"{scope} has no level to take back: it is at level 1")
    return _end(ledger, setting, scope, "demote", by, reason, now or utc_now())


def attend(ledger: Ledger, setting: Setting, *, now: datetime | None = None) -> list[Change]:
    """Record what happens by itself: a level whose spot-checks alarm is taken back, one whose drafter, play or ICP is
    another by now lapses, and a week with too few spot-checks gets more. Says what changed; twice changes nothing."""
    moment, found = now or utc_now(), list[Change]()
    states = given(ledger.rows, setting.campaign, simulated=setting.simulated)
    if not any(s.certificate for s in states.values()):
        return found
    for rung in ladder(ledger, setting, now=moment):
        certificate = rung.given.certificate
        if certificate is None:
            continue
        if rung.watch and rung.watch.alarm:
            found.append(_end(ledger, setting, rung.scope, "demote", ITSELF, rung.watch.alarm, moment))
        elif rung.holds:
            found.append(_end(ledger, setting, rung.scope, "lapse", ITSELF, rung.holds, moment))
        elif drawn := _draw_more(ledger, setting, certificate, moment):
            found.append(Change(rung.scope, "sample", "", drawn))
    return found


def _rung(ledger: Ledger, setting: Setting, scope: Scope, catch_rate: CatchRate | None, now: datetime) -> Rung:
    rungs = {r.scope: r for r in ladder(ledger, setting, catch_rate=catch_rate, now=now)}
    if scope not in rungs:
        known = [str(s) for s in rungs]
        raise InputError(f"there is no scope '{scope}'", mend=meant(str(scope), known, "the scopes are"))
    return rungs[scope]


def _why_refused(rung: Rung, level: int) -> str:
    offer = rung.offer(level)
    at = f"{rung.scope} is at level {rung.level} ({LEVELS[rung.level]})"
    if rung.holds:
        return f"{at}: {rung.holds}"
    if offer is None:
        following = ", ".join(str(o.level) for o in rung.offers) or "none"
        return f"{at}, and level {level} is not the next: {following} is"
    return f"{at}, and level {level} is not open: {offer.missing or 'no threshold is certified'}"


def _add(
    recording: Recording, setting: Setting, scope: Scope, level: int, verdict: str, versions: str, by: str, reason: str,
    evidence: Mapping[str, Any], now: datetime,
) -> None:  # fmt: skip
    row = {
        "campaign": setting.campaign, "scope": str(scope), "level": level, "verdict": verdict, "versions": versions,
        "by": by, "reason": " ".join(reason.split()), "evidence": canonical_json(evidence), "at": iso(now),
        "simulated": setting.simulated,
    }  # fmt: skip
    recording.add_one(t.level, row)


def _end(ledger: Ledger, setting: Setting, scope: Scope, ending: Ending, by: str, reason: str, now: datetime) -> Change:
    with ledger.recording(by, f"trust.{ending}", f"{setting.campaign}/{scope}") as recording:
        stands = given(recording.rows, setting.campaign, simulated=setting.simulated, scope=scope).get(scope)
        if stands is None or stands.certificate is None:  # somebody was first
            return Change(scope, ending, reason, 0)
        versions = canonical_json(stands.certificate.versions)
        _add(recording, setting, scope, 1, ending, versions, by, reason, {}, now)
        back = _automatic(recording, setting, scope)
        why = reason if by == ITSELF else f"{by} took the level back"  # what people write stays in its own row
        _reroute(recording, [row["package_id"] for row in back], "human", f"{BACK}; then {why}", now)
        recording.note(level=1, packages=len(back))
    return Change(scope, ending, reason, len(back))


def _automatic(recording: Recording, setting: Setting, scope: Scope) -> list[sa.RowMapping]:
    """The scope's automatic packages that have not left."""
    s = t.standing
    return _of_scope(recording, setting, scope, s.c.status == "automatic", s.c.sent_at.is_(None))


def _of_scope(recording: Recording, setting: Setting, scope: Scope, *conditions: Any) -> list[sa.RowMapping]:
    """Packages of a scope: id and the day they were made as of."""
    s, p = t.standing, t.package
    drafter = drafter_version(recording.connection.dialect.name)
    select = sa.select(s.c.package_id, s.c.as_of, drafter.label("drafter")).join(p, p.c.id == s.c.package_id)
    of = s.c.campaign == setting.campaign, s.c.simulated == setting.simulated, s.c.play == scope.play
    rows = recording.rows(select.where(*of, *conditions))
    return [row for row in rows if drafter_name(row["drafter"] or "") == scope.drafter]


def _reroute(recording: Recording, ids: list[str], decider: str, reason: str, now: datetime) -> None:
    recording.add(t.reroute, [{"package_id": i, "decider": decider, "reason": reason, "at": iso(now)} for i in ids])


def _draw_more(ledger: Ledger, setting: Setting, certificate: Certificate, now: datetime) -> int:
    """Draw further spot-checks where a week has fewer than the policy's count, those that come first by their ids."""
    wanted, scope = setting.policy.trust.spot_checks_a_week, certificate.scope
    with ledger.recording(ITSELF, "trust.sample", f"{setting.campaign}/{scope}") as recording:
        weeks: dict[tuple[int, int], list[str]] = defaultdict(list)
        for row in _automatic(recording, setting, scope):
            weeks[_week(row)].append(row["package_id"])
        if not weeks:
            return 0
        known = _spot_checks(recording, setting, scope)
        drawn = [
            package
            for week, ids in weeks.items()
            for package in sorted(ids, key=setting.drawn)[: max(wanted - known.get(week, 0), 0)]
        ]
        if not drawn:
            return 0
        _reroute(recording, drawn, "spot-check", PLAIN, now)
        recording.note(packages=len(drawn))
    return len(drawn)


def _spot_checks(recording: Recording, setting: Setting, scope: Scope) -> dict[tuple[int, int], int]:
    """How many spot-checks each week has, by the week that the packages were made in."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for row in _of_scope(recording, setting, scope, t.standing.c.decider == "spot-check"):
        found[_week(row)] += 1
    return found


def _week(row: sa.RowMapping) -> tuple[int, int]:
    year, week, _ = date.fromisoformat(row["as_of"]).isocalendar()
    return year, week

"""Now: whether a certificate lets a draft go by itself, when it is made and once more when it is sent."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.packages import Package, Route
from hitl_kit.domain.trust import Certificate, Scope
from hitl_kit.ledger import Ledger, content_of
from hitl_kit.ledger import tables as t

from ..route import route_draft
from .given import given, given_to
from .judged import Made, judged, of_content, of_package, unread
from .ladder import Rung, ladder, why_not_given
from .record import Watch
from .setting import Setting


class Router:
    """The routes of new drafts, by the certificates that hold when it is made."""

    def __init__(self, ledger: Ledger, setting: Setting, *, now: datetime | None = None) -> None:
        self._setting = setting
        any_level = drafters_with_a_level(ledger, setting.campaign, simulated=setting.simulated)
        rungs = ladder(ledger, setting, now=now) if any_level else []
        self._rungs: dict[Scope, Rung] = {rung.scope: rung for rung in rungs}

    def route(self, package: Package, reviewers: int = 1) -> Route:
        """The route of a package that has its draft, findings, confidence and versions."""
        human = route_draft(
            tier=package.tier, high_value=package.high_value, findings=package.findings,
            reviewers=2 if reviewers == 2 else 1,
        )  # fmt: skip
        made = of_package(package)
        rung = self._rungs.get(made.scope) if made else None
        certificate = rung.given.certificate if rung else None
        if made is None or rung is None or certificate is None or human.reviewers == 2:
            return human
        if rung.holds or rung.unread or why_not(made, certificate, self._setting):
            return human
        if self._setting.drawn(package.id) < self._setting.policy.trust.spot_checks:
            return Route(decider="spot-check", reason=human.reason)
        reason = (
            f"Goes by itself: play {made.scope.play} as {made.scope.drafter} writes it is at level {certificate.level},"
            f" given by {certificate.by} on {certificate.at:%Y-%m-%d}"
        )
        return Route(decider="auto", reason=reason)


def why_not(made: Made, certificate: Certificate, setting: Setting | None) -> str:
    """Why a certificate does not cover a draft, '' where it does. `setting` are the files as they stand, if known."""
    if made.high_value:
        return f"tier {made.tier} is high-value: a person always reviews it"
    if not made.clean:
        return "a check blocks or warns"
    if made.versions != certificate.versions:
        return f"{made.versions.changed(certificate.versions)} is another than the certificate was given for"
    if made.tier not in certificate.tiers:
        return f"the certificate does not cover tier {made.tier}"
    if made.number is None and made.band != "high":
        return f"confidence is {made.band or 'not known'}, and no number yet"
    if made.number is not None and made.number < certificate.floor:
        return f"confidence {made.number:.2f} is below {certificate.floor:.2f}"
    if setting is None:
        return ""
    if made.number is not None and made.number < setting.policy.trust.floor:
        return f"confidence {made.number:.2f} is below the policy's floor of {setting.policy.trust.floor:.2f}"
    if not setting.may_go(made.tier, certificate.level, follow_ups=made.follow_ups):
        return f"policy.yaml gives drafts for tier {made.tier} to people at level {certificate.level}"
    return ""


def holds_now(
    ledger: Ledger, campaign: str, package_id: str, setting: Setting | None = None, *, now: datetime | None = None
) -> str:
    """Why an automatic package may not be sent at this moment, '' where it may: its certificate holds, for exactly what
    made it, its spot-checks are read, and no alarm stands. Reads the ledger as it is now.

    Without `setting` (the files as they stand) a change of files counts from when `attend` has recorded it.
    """
    s, p = t.standing, t.package
    select = (
        sa.select(s.c.status, s.c.decider, p.c.content, p.c.simulated)
        .join(p, p.c.id == s.c.package_id)
        .where(s.c.package_id == package_id, s.c.campaign == campaign)
    )
    rows = ledger.rows(select)
    if not rows or rows[0]["status"] != "automatic":
        return "it is not automatic: a person decides about it"
    made = of_content(content_of(rows[0]))
    if made is None:
        return "it is not known what made it"
    simulated = bool(rows[0]["simulated"])
    stands = given_to(ledger, campaign, made.scope, simulated=simulated)
    certificate = stands.certificate
    if certificate is None:
        return f"{made.scope} is at level 1" + (f" ({stands.ended})" if stands.ended else "")
    if reason := why_not(made, certificate, setting):
        return reason
    if setting is not None and (reason := why_not_given(setting, stands)):
        return reason
    if late := unread(ledger, campaign, made.scope, simulated=simulated, now=now or utc_now()):
        return late
    watch = Watch(certificate.level)
    for verdict in judged(ledger, campaign, simulated=simulated, play=made.scope.play, after=certificate.event):
        if verdict.made.scope == made.scope and verdict.made.versions == certificate.versions:
            watch.take(verdict)
    return watch.alarm


def drafters_with_a_level(ledger: Ledger, campaign: str, *, simulated: bool = False) -> list[str]:
    """The drafters of which some play has a level: where none has, no verdict has to be read."""
    states = given(ledger.rows, campaign, simulated=simulated)
    return sorted({scope.drafter for scope, stands in states.items() if stands.certificate})

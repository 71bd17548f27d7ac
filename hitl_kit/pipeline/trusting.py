"""What trust is judged by, as a brief has it: the plays with what makes them now, and which a person approved."""

from __future__ import annotations

from hitl_kit import drafting, routing, targeting
from hitl_kit.domain.trust import Scope, Versions
from hitl_kit.ledger import Ledger

from .brief import Brief


def versions(brief: Brief) -> dict[Scope, Versions]:
    """What each play is made by now, as the brief's drafter writes it."""
    found = {}
    for play in brief.library.value.plays:
        document = drafting.play_document(brief.library, brief.icp.value, play.id, brief.drafter.version)
        made_with = Versions(drafter=brief.drafter.version, play=document.sha256, icp=brief.icp.sha256)
        found[routing.scope_of(play.id, made_with)] = made_with
    return found


def trust_setting(ledger: Ledger, brief: Brief) -> routing.Setting:
    """The campaign as its files stand now, for the brief's drafter."""
    library, icp = brief.library, brief.icp.value
    approved = set()
    for scope in (made_with := versions(brief)):
        document = drafting.play_document(library, icp, scope.play, brief.drafter.version)
        given = targeting.play_approval(ledger, brief.campaign, scope.play, document)
        if given is not None and given.current:
            approved.add(scope)
    return routing.Setting(
        campaign=brief.campaign, policy=brief.policy.value, versions=made_with,
        tiers={t.name: t.high_value for t in icp.tiers}, approved=frozenset(approved),
        seed=drafting.campaign_seed(ledger, brief.campaign, actor=brief.actor), simulated=brief.simulated,
    )  # fmt: skip

"""What trust is judged by, as a brief has it: the plays with what makes them now, and which a person approved."""

from __future__ import annotations

from hitl_kit import drafting, routing, targeting
from hitl_kit.domain.trust import Versions
from hitl_kit.ledger import Ledger

from .brief import Brief


def trust_setting(ledger: Ledger, brief: Brief) -> routing.Setting:
    """The campaign as its files stand now, for the brief's drafter."""
    icp, writer = brief.icp.value, brief.drafter.version
    versions, approved = {}, set()
    for play in brief.library.value.plays:
        document = drafting.play_document(brief.library, icp, play.id, writer)
        made_with = Versions(drafter=writer, play=document.sha256, icp=brief.icp.sha256)
        scope = routing.scope_of(play.id, made_with)
        versions[scope] = made_with
        given = targeting.play_approval(ledger, brief.campaign, play.id, document)
        if given is not None and given.current:
            approved.add(scope)
    return routing.Setting(
        campaign=brief.campaign, policy=brief.policy.value, versions=versions,
        tiers={t.name: t.high_value for t in icp.tiers}, approved=frozenset(approved),
        seed=drafting.campaign_seed(ledger, brief.campaign, actor=brief.actor), simulated=brief.simulated,
    )  # fmt: skip

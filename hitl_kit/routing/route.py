"""Who decides about a package, and why. In this version that is a person for every draft."""

from __future__ import annotations

from collections.abc import Sequence

from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.evidence import VETO_KINDS, Fact
from hitl_kit.domain.packages import Route


def route_without_draft(vetoes: Sequence[Fact], reason: str) -> Route:
    """The route of a package for which nothing was written: held for a person by a veto, else nobody's."""
    if vetoes:
        what = "; ".join(dict.fromkeys(VETO_KINDS[f.kind] for f in vetoes))
        return Route(decider="hold", reason=f'Held: {what}. Read: "{vetoes[0].quote}"')
    return Route(decider="nobody", reason=reason)


def route_draft(*, tier: str, high_value: bool, findings: Sequence[Finding]) -> Route:
    """The route of a draft, with the strongest reason first."""
    blocking = [f for f in findings if f.severity == "block"]
    if blocking:
        return Route(decider="human", reason=f"Must be edited before it can go: {blocking[0].message}")
    if high_value:
        return Route(decider="human", reason=f"Tier {tier} is high-value: a person always reviews it")
    warnings = [f for f in findings if f.severity == "warn"]
    if warnings:
        return Route(decider="human", reason=f"First touch, and a check warns: {warnings[0].message}")
    return Route(decider="human", reason="First touch: a person approves every one")

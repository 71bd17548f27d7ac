"""Who decides about a package, and why: a person, unless everything speaks for letting it go by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from hitl_kit.domain.base import short_id
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.evidence import VETO_KINDS, Fact
from hitl_kit.domain.packages import Route

PLAIN = "First touch: a person reads it"
"""The reason where none is stronger. A spot-check has the same, so that nobody can tell it from other drafts."""


def route_without_draft(vetoes: Sequence[Fact], reason: str) -> Route:
    """The route of a package for which nothing was written: held for a person by a veto, else nobody's."""
    if vetoes:
        what = "; ".join(dict.fromkeys(VETO_KINDS[f.kind] for f in vetoes))
        return Route(decider="hold", reason=f'Held: {what}. Read: "{vetoes[0].quote}"')
    return Route(decider="nobody", reason=reason)


def route_draft(*, tier: str, high_value: bool, findings: Sequence[Finding], reviewers: Literal[1, 2] = 1) -> Route:
    """The route to a person, with the strongest reason first; PLAIN where a certificate might decide instead."""
    blocking = [f for f in findings if f.severity == "block"]
    warnings = [f for f in findings if f.severity == "warn"]
    if blocking:
        reason = f"Must be edited before it can go: {blocking[0].message}"
    elif high_value:
        reason = f"Tier {tier} is high-value: a person always reviews it"
    elif warnings:
        reason = f"First touch, and a check warns: {warnings[0].message}"
    else:
        reason = PLAIN
    return Route(decider="human", reason=reason, reviewers=reviewers)


def draw_reviewers(package_id: str, share: float) -> Literal[1, 2]:
    """How many people review a package: two for that share of all, drawn by the package's id, so that nobody chooses
    and a batch made again draws the same."""
    drawn = int(short_id("double review", package_id), 16) / 16**16
    return 2 if drawn < share else 1

"""A made-up play on a ledger, for the tests of trust: drafts as the pipeline leaves them, verdicts as sessions give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hitl_kit.domain.packages import Confidence, Package, Route
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.trust import CatchRate, Scope, Versions
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession
from hitl_kit.routing.trust import Router, Setting
from tests.review.factory import package, store

SCOPE = Scope(play="expansion_ops", drafter="template")
VERSIONS = Versions(drafter="template 2", play="play-1", icp="icp-1")
TASKS: dict[str, Any] = {"draft approval": "agent after validation", "first touch": "agent after validation"}
ATTENTIVE = CatchRate(caught=10, shown=10, low=0.69, high=1.0)
ASLEEP = CatchRate(caught=0, shown=10, low=0.0, high=0.31)
WHY = "the evidence is there"


def setting(versions: Versions = VERSIONS, *, tasks: dict[str, Any] | None = None, **trust: Any) -> Setting:
    """The campaign's files: one play, approved, tiers A (high-value), B and C, and a policy that lets drafts go."""
    policy = Policy(tasks=TASKS if tasks is None else tasks, trust=trust)
    return Setting(
        campaign="demo", policy=policy, versions={SCOPE: versions}, tiers={"A": True, "B": False, "C": False},
        approved=frozenset({SCOPE}), seed="a seed",
    )  # fmt: skip


def draft(name: str, **changes: Any) -> Package:
    """A clean draft for tier B; `changes` replace fields of its package."""
    fields: dict[str, Any] = {
        "id": name, "tier": "B", "high_value": False, "findings": (), "made_with": VERSIONS,
        "confidence": Confidence(band="high", basis="no warnings"), "as_of": date(2026, 3, 2),
    }  # fmt: skip
    return package(1, **fields | changes)


def make(ledger: Ledger, files: Setting, names: Iterable[str], **changes: Any) -> list[Package]:
    """Drafts with the routes that they get now, in the ledger."""
    router = Router(ledger, files)
    drafts = [draft(name, **changes) for name in names]
    return store(ledger, [d.model_copy(update={"route": router.route(d)}) for d in drafts])


def read(ledger: Ledger, names: Iterable[str], *, rejected: Iterable[str] = (), edited: Iterable[str] = ()) -> None:
    """A person reads these drafts and approves them, apart from those named."""
    session = ReviewSession(ledger, "demo", "Ana")
    no, other = set(rejected), set(edited)
    for name in names:
        if name in no:
            session.reject(name, "tone", seconds=60.0)
        elif name in other:
            session.edit(name, "Another subject", "Another body, as a person would have it.", seconds=120.0)
        else:
            session.approve(name, seconds=30.0)


def names(count: int, prefix: str = "d") -> list[str]:
    """So many ids."""
    return [f"{prefix}{n:04d}" for n in range(count)]


def other(files: Setting, **changes: Any) -> Setting:
    """The same files with another version of something, or of the policy."""
    versions = files.versions[SCOPE].model_copy(update=changes)
    return replace(files, versions={SCOPE: versions})


def by_hand(decider: Any) -> Route:
    """A route to somebody."""
    return Route(decider=decider, reason="as a test wants it")

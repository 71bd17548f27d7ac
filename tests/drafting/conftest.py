"""A library, a request whose evidence holds, and the texts behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.drafting import DraftRequest
from tests.drafting.bench import AS_OF, SENDER, Bench, angle, evidence, play, research, terms


@pytest.fixture
def library() -> AngleLibrary:
    return AngleLibrary(
        sender=SENDER,
        angles=(angle("depots"), angle("drivers", "hiring")),
        plays=(play("grow", "expansion", "depots"), play("hire", "hiring", "drivers")),
    )


@pytest.fixture
def icp() -> ICP:
    return ICP(
        name="fleets",
        firmographics=(Rule(field="industry", any_of=("Logistics",)),),
        personas=(Persona(id="head_ops", name="Head of operations", titles=("COO",)),),
        signals=(
            SignalPriority(kind="expansion", priority=5, half_life_days=60, max_age_days=180),
            SignalPriority(kind="hiring", priority=4, half_life_days=30, max_age_days=90),
        ),
        tiers=(Tier(name="A", high_value=True, rules=(Rule(field="employees", min=1000),)), Tier(name="B")),
    )


@pytest.fixture
def request_of() -> Callable[..., DraftRequest]:
    """A request with this research and these changes."""

    def make(known: AccountResearch | None = None, **changes: Any) -> DraftRequest:
        known = research(evidence()) if known is None else known
        made = DraftRequest(
            package_id="p1", account=Account(name="Acme Freight Ltd", domain="acme-freight.example"),
            contact=Contact(email="dana@acme-freight.example", account_key="acme-freight.example",
                            first_name="Dana", last_name="Roe", title="COO"),
            persona_id="head_ops", research=known, score_terms=terms(known), retired_angles=frozenset(), as_of=AS_OF,
        )  # fmt: skip
        return replace(made, **changes)

    return make


@pytest.fixture
def bench(library: AngleLibrary, icp: ICP, request_of: Callable[..., DraftRequest]) -> Bench:
    return Bench(library, icp, request_of())

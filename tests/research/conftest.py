"""An ICP, an account and a folder of saved pages that the tests of research share."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.research.pages import INDEX_HEADER
from tests.research.door_fixtures import door, inside, internet, names, web

__all__ = ["door", "inside", "internet", "names", "web"]


@pytest.fixture
def icp() -> ICP:
    return ICP(
        name="fleets",
        firmographics=(Rule(field="industry", any_of=("Logistics",)),),
        personas=(
            Persona(
                id="head_ops", name="Head of operations", titles=("COO", "VP Operations", "Head of Operations"),
                exclude_titles=("IT Operations",),
            ),
            Persona(id="people", name="Head of people", titles=("Head of People", "HR Director")),
        ),
        signals=(
            SignalPriority(kind="expansion", priority=5, half_life_days=60, max_age_days=180,
                           cues=("new depot", "open* a warehouse")),
            SignalPriority(kind="hiring", priority=4, half_life_days=30, max_age_days=90,
                           cues=("is hiring", "vacanc*")),
            SignalPriority(kind="funding", priority=3, half_life_days=90, max_age_days=180),
        ),
        tiers=(Tier(name="A", high_value=True, rules=(Rule(field="employees", min=1000),)), Tier(name="B")),
    )  # fmt: skip


@pytest.fixture
def acme() -> Account:
    return Account(name="Acme Freight Ltd", domain="acme-freight.example", industry="Logistics")


@pytest.fixture
def pages(tmp_path: Path) -> Callable[..., Path]:
    """Writes a page and its row in the index; returns the folder."""
    folder = tmp_path / "pages"

    def write(file: str, content: str | bytes, **row: str) -> Path:
        folder.mkdir(exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        if ".." not in file:
            (folder / file).write_bytes(content)
        cells = {
            "file": file, "account": "acme-freight.example", "url": f"https://acme-freight.example/{file}",
            "title": "Acme news", "retrieved_at": "2026-11-15T06:00:00Z", "published": "2026-10-12",
            "source_class": "first-party", **row,
        }  # fmt: skip
        index = folder / "index.csv"
        new = not index.exists()
        with index.open("a", newline="") as handle:
            writer = csv.writer(handle)
            if new:
                writer.writerow(INDEX_HEADER)
            writer.writerow([cells[name] for name in INDEX_HEADER])
        return folder

    return write

"""A process may be killed at any moment: what it was told is saved stays saved, and nothing else is there."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables, views
from tests.faults.writers import Team
from tests.review import factory

KILLS = 120
PACKAGES = 4000


@pytest.mark.slow
def test_a_hundred_kills_under_eight_writers_lose_nothing(database_url: str, tmp_path: Path) -> None:
    ledger = Ledger.open(database_url)
    factory.store(ledger, [factory.package(n) for n in range(PACKAGES)])
    log = tmp_path / "acknowledged"
    chance = random.Random(4)
    team = Team(database_url, log)
    try:
        _wait_for(log)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.01, 0.09))
            team.kill(chance.randrange(len(team)))
        time.sleep(1)
    finally:
        team.stop()
    acknowledged = [line.split() for line in log.read_text().splitlines()]
    assert len(acknowledged) > KILLS, "the reviewers got work done between the kills"
    recorded = {str(r["id"]): r["package_id"] for r in ledger.rows(sa.select(tables.decision))}
    assert dict(acknowledged).items() <= recorded.items()
    standing = [r["package_id"] for r in ledger.rows(views.standing_decisions())]
    assert len(standing) == len(set(standing)) == len(recorded), "no package was decided twice"
    found = ledger.verify()
    assert found.fault == ""
    assert found.events > len(recorded)
    ledger.close()


def _wait_for(log: Path) -> None:
    """Until the first verdict is acknowledged: interpreters take a while to start."""
    end = time.monotonic() + 60
    while not log.exists() or not log.stat().st_size:
        assert time.monotonic() < end, "no reviewer got started"
        time.sleep(0.05)

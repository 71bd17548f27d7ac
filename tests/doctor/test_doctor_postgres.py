"""The doctor on PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from hitl_kit.doctor import CHECKS, database, examine
from hitl_kit.domain.base import utc_now
from hitl_kit.ledger import Ledger
from tests.doctor.looking import alone, few, look
from tests.postgres import Cluster

pytestmark = pytest.mark.sqlite


@pytest.fixture
def on_postgres(workspace: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HITL_DATABASE_URL", postgres_url)
    few(monkeypatch, *(name for name in CHECKS if name != "kernel"))
    return workspace


@pytest.mark.slow
def test_a_sound_ledger_on_postgresql(on_postgres: Path, postgres_url: str) -> None:
    ledger = Ledger.open(postgres_url)
    with ledger.recording("Test Analyst", "test", "one") as recording:
        recording.note(n=1)
    found = {check.name: check for check in examine(on_postgres)}
    assert {n: c.words for n, c in found.items() if c.state == "fail"} == {}
    assert set(CHECKS) - set(found) == {"sqlite", "file system", "permissions", "kernel"}
    assert found["database"].words.startswith("PostgreSQL ")
    assert found["write"].state == "ok"
    assert found["chain"].words.startswith("1 events")
    assert found["identity"].state == "warn"  # the owner of the tables
    assert "'Test Analyst'" in found["identity"].words
    assert found["clock"].state == "ok"
    assert ledger.head()[0] == 1
    ledger.close()


@pytest.mark.slow
def test_a_reader_of_the_database_cannot_write_and_a_writer_can(
    on_postgres: Path, postgres: Cluster, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres_url.rpartition("/")[2]
    role = f"r{name}"
    postgres.execute(f"create role {role} login")
    postgres.execute(f"grant select on all tables in schema public to {role}", name)
    monkeypatch.setenv("HITL_DATABASE_URL", postgres.url(name, role))
    found = {check.name: check for check in examine(on_postgres)}
    assert found["identity"].state == "ok"
    assert found["write"].state == "fail"
    assert "permission denied" in found["write"].words
    postgres.execute(f"grant insert on all tables in schema public to {role}", name)
    assert look(on_postgres, "write").state == "ok"


@pytest.mark.slow
def test_another_writer_on_postgresql_is_a_warning(
    on_postgres: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.open(postgres_url)
    with ledger.recording("Test Analyst", "test", "one"):
        (found,) = alone(on_postgres, monkeypatch, "write")
    assert found.state == "warn"
    assert "another program has been writing" in found.words
    ledger.close()


@pytest.mark.slow
def test_a_clock_that_disagrees_with_the_databases(on_postgres: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "utc_now", lambda: utc_now() + timedelta(minutes=5))
    (found,) = alone(on_postgres, monkeypatch, "clock")
    assert found.state == "warn"
    assert "5 minutes behind" in found.words


@pytest.mark.slow
def test_a_blank_database_on_postgresql_stays_blank(
    on_postgres: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"b{uuid.uuid4().hex}"
    postgres.execute(f"create database {name}")
    monkeypatch.setenv("HITL_DATABASE_URL", postgres.url(name, quote("Test Analyst")))
    for _ in range(2):
        assert look(on_postgres, "schema").words.startswith("the database is blank")

"""On PostgreSQL the database knows who writes: two people, and neither can write as the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from hitl_kit import Campaign, Workbench
from hitl_kit.domain.errors import LedgerError, NotAllowed
from hitl_kit.ledger import Ledger, tables
from tests.postgres import Cluster


@pytest.fixture
def addresses(postgres: Cluster, postgres_url: str, workspace: Path) -> dict[str, str]:
    """The ledger's address for two people who may add to it and own nothing."""
    database = postgres_url.rpartition("/")[2]
    found = {}
    for name in ("ana", "bo"):
        postgres.execute(
            f"do $$ begin if not exists (select from pg_roles where rolname = '{name}') then create role {name} login; "
            "end if; end $$"
        )
        postgres.execute(f"grant usage on schema public to {name}", database)
        for what in ("select, insert on all tables", "usage on all sequences"):
            postgres.execute(f"grant {what} in schema public to {name}", database)
        postgres.execute(f"grant update on standing to {name}", database)
        found[name] = postgres.url(database, name)
    return found


@pytest.fixture
def as_(addresses: dict[str, str], workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The small campaign as one of the two sees it."""
    opened: list[Workbench] = []

    def campaign(name: str) -> Campaign:
        monkeypatch.setenv("HITL_DATABASE_URL", addresses[name])
        monkeypatch.setenv("HITL_USER", "somebody else")
        opened.append(Workbench(workspace))
        return opened[-1].campaign("depots")

    yield campaign
    for workbench in opened:
        workbench.close()


def actors(campaign: Campaign) -> list[tuple[str, str]]:
    e = tables.event
    return [(r["actor"], r["kind"]) for r in campaign.workbench.ledger.rows(sa.select(e).order_by(e.c.seq))]


def test_the_database_user_is_the_identity_whatever_else_is_said(as_: Any) -> None:
    ana = as_("ana")
    assert ana.workbench.user == "ana"
    assert ana.workbench.identity_words("bo") == "You are 'ana', as PostgreSQL knows you."
    assert "approved by ana" in ana.approve("icp")
    assert "approved by ana" in ana.approve("icp", by=" ANA ")
    assert ana.session().reviewer == "ana"
    panel = ana.approve_panel()
    assert panel.name.value == "ana"
    assert "as PostgreSQL knows you" in panel.still()


def test_another_persons_name_is_refused_and_the_attempt_recorded(as_: Any) -> None:
    bo = as_("bo")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: bo.approve("icp", by="ana"),
        lambda: bo.session("ana"),
        lambda: bo.decide("multi_depot", "keep", by="ana", reason="x"),
        lambda: bo.hand_over("p", to="cy", by="ana"),
        lambda: bo.workbench.require("erase", "ana"),
    )
    for attempt in attempts:
        with pytest.raises(
            NotAllowed, match="PostgreSQL knows you as 'bo', so nothing is recorded in the name of 'ana'"
        ):
            attempt()
    assert actors(bo) == [("bo", "name.refused")] * len(attempts)
    assert bo.never_approved("icp")


def test_past_our_code_the_database_refuses_it_too(as_: Any, addresses: dict[str, str]) -> None:
    as_("ana").approve("icp")
    ledger = Ledger.open(addresses["bo"])
    with (
        pytest.raises(LedgerError, match="may not write in the name of ana"),
        ledger.recording("ana", "icp.approve", "x") as r,
    ):
        r.note(forged=True)
    ledger.close()
    address = addresses["bo"].replace("+psycopg", "")
    with psycopg.connect(address) as connection, pytest.raises(psycopg.Error, match="may not write in the name of"):
        connection.execute("insert into event values (2, 'now', 'ana', 'k', 's', '{}', 'p', 'h')")
    with psycopg.connect(address) as connection, pytest.raises(psycopg.Error, match="permission denied"):
        connection.execute("update event set actor = 'bo'")


def test_roles_go_by_the_databases_name(as_: Any) -> None:
    ana, bo = as_("ana"), None
    (ana.folder / "policy.yaml").write_text("version: 1\ntoday: 2026-11-16\nroles:\n  reviewer: [bo]\n  admin: [Ana]\n")
    ana.approve("policy")
    bo = as_("bo")
    with pytest.raises(NotAllowed, match="'bo' is a reviewer"):
        bo.approve("icp")
    ana.approve("icp")
    ana.import_accounts(ana.folder / "accounts.csv")
    ana.import_contacts(ana.folder / "contacts.csv")
    ana.generate(2)
    mine = bo.session()
    mine.approve(mine.claim(1)[0])
    with pytest.raises(NotAllowed):
        bo.session("ana")
    assert not mine.lead
    assert ana.session().lead
    assert ("bo", "role.refused") in actors(ana)
    assert ("bo", "review.approve") in actors(ana)
    assert ana.workbench.verify().intact

"""The schema: what a blank database becomes, and what is refused with a mend."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hitl_kit.domain.errors import LedgerError
from hitl_kit.ledger import Ledger, engine, schema, tables


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def set_version(ledger: Ledger, version: str) -> None:
    engine_ = sa.create_engine(ledger.url)
    with engine_.begin() as connection:
        connection.execute(sa.text("update alembic_version set version_num = :v"), {"v": version})
    engine_.dispose()


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(ledger: Ledger) -> None:
    """All but the derived one, which every upgrade makes from the code's own definition."""
    options = {"include_object": lambda _o, name, *_: "standing" not in name}
    found = sa.create_engine(ledger.url)
    with found.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata) == []
    found.dispose()


def test_the_code_knows_the_newest_migration() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).parent / "migrations"))
    assert scripts.get_current_head() == schema.HEAD


def test_a_blank_database_becomes_an_empty_ledger_for_this_users_eyes(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "hitl.db"
    ledger = Ledger.open(url(path))
    assert ledger.head() == (0, "0" * 64)
    assert ledger.verify().intact
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    ledger.close()


def test_an_old_ledger_asks_for_the_upgrade(ledger: Ledger) -> None:
    set_version(ledger, "0000")
    with pytest.raises(LedgerError, match="older hitl-kit") as caught:
        Ledger.open(ledger.url)
    assert "hitl db upgrade" in caught.value.mend


def test_a_newer_ledger_asks_for_a_newer_hitl_kit(ledger: Ledger) -> None:
    set_version(ledger, "9999")
    with pytest.raises(LedgerError, match=f"has schema 9999, this hitl-kit knows {schema.HEAD}") as caught:
        Ledger.open(ledger.url)
    assert caught.value.mend == "update hitl-kit"


def test_the_state_is_told_apart(ledger: Ledger, tmp_path: Path) -> None:
    current, blank = engine.writer(ledger.url), engine.writer(url(tmp_path / "blank.db"))
    assert (schema.state(current), schema.state(blank)) == ("current", "blank")
    set_version(ledger, "0000")
    assert schema.state(current) == "older"
    set_version(ledger, "9999")
    assert schema.state(current) == "newer"
    current.dispose()
    blank.dispose()


@pytest.mark.parametrize("database", ["sqlite://", "sqlite:///:memory:"])
def test_a_ledger_in_memory_is_refused(database: str) -> None:
    with pytest.raises(LedgerError, match="needs a file"):
        Ledger.open(database)


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "hitl.db"
    path.write_text("name,domain\n" * 1000)
    with pytest.raises(LedgerError, match="cannot open the ledger"):
        Ledger.open(url(path))


def test_a_folder_in_the_ledgers_place_says_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot open the ledger"):
        Ledger.open(url(tmp_path))


@pytest.mark.parametrize("address", ["not an address", "", "sqlite+none:///x", "nonesuch://host/x"])
def test_an_unusable_address_says_so(address: str) -> None:
    with pytest.raises(LedgerError, match="address cannot be used") as caught:
        Ledger.open(address)
    assert "HITL_DATABASE_URL" in caught.value.mend


def test_an_odd_path_is_read_and_written_alike(tmp_path: Path) -> None:
    path = tmp_path / "a b#c%20?é" / "hitl.db"
    ledger = Ledger.open(sa.URL.create("sqlite", database=str(path)).render_as_string())
    assert ledger.path == path
    with ledger.recording("ana", "test", "x") as recording:
        recording.note(n=1)
    assert ledger.head()[0] == 1
    ledger.close()
    assert [p.name for p in tmp_path.iterdir()] == [path.parent.name]

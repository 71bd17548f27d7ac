"""The database file: each thing that goes wrong with it, done for real."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hitl_kit.doctor import Check, database, examine
from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import engine
from tests.doctor.looking import NOBODY, REPOSITORY, alone, change, look, record, rows

pytestmark = pytest.mark.sqlite


def test_the_trap_of_sqlites_log(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    (found,) = alone(workspace, monkeypatch, "sqlite")
    assert found.state == "warn"
    assert "locks a file around each write" in found.words
    for version in (engine.WAL_RESET_FIXED, (3, 6, 23)):
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert examine(workspace)[0].state == "ok"


@pytest.mark.usefixtures("kernel_not_asked")
@pytest.mark.parametrize(
    ("version", "words", "mend"),
    [("0000", "is older than", "hitl db upgrade"), ("9999", "schema 9999 is newer than", "update hitl-kit")],
)
def test_a_schema_of_another_version_fails_and_is_left_alone(
    workspace: Path, version: str, words: str, mend: str
) -> None:
    change(workspace, "update alembic_version set version_num = ?", version)
    before = rows(workspace / "hitl.db")
    found = look(workspace, "schema")
    assert (found.state, found.mend) == ("fail", mend)
    assert words in found.words
    assert rows(workspace / "hitl.db") == before


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_blank_database_and_one_of_something_else(workspace: Path) -> None:
    path = workspace / "hitl.db"
    path.unlink()
    path.touch(0o600)
    assert look(workspace, "schema").words.startswith("the database is blank")
    change(workspace, "create table invoices (id)")
    found = look(workspace, "schema")
    assert found.state == "warn"
    assert "tables of something else: invoices" in found.words


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_file_that_is_no_database_fails_once(workspace: Path) -> None:
    (workspace / "hitl.db").write_text("name,domain\n" * 1000)
    found = {check.name: check for check in examine(workspace) if check.state == "fail"}
    assert "is no ledger, or a damaged one" in found.pop("database").words
    assert set(found) <= {"permissions"}


@pytest.mark.usefixtures("kernel_not_asked")
def test_damaged_pages_are_told_as_damage(workspace: Path) -> None:
    record(workspace, *map(str, range(50)))
    path = workspace / "hitl.db"
    whole = bytearray(path.read_bytes())
    whole[4096 * 2 :] = os.urandom(len(whole) - 4096 * 2)
    path.write_bytes(whole)
    failed = {check.name: check for check in examine(workspace) if check.state == "fail"}
    assert failed
    assert any("damaged" in check.words for check in failed.values())


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_folder_in_the_ledgers_place_fails(workspace: Path) -> None:
    (workspace / "hitl.db").unlink()
    (workspace / "hitl.db").mkdir()
    assert look(workspace, "database").state == "fail"


def test_a_log_that_is_never_worked_off(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(workspace, "one")
    (found,) = alone(workspace, monkeypatch, "size")
    assert found.state == "ok"
    connection = sqlite3.connect(workspace / "hitl.db")
    connection.execute(
        "insert into snapshot (event, sha256, content, characters) values (1, 'x', ?, 1)", [b"x" * 100_000]
    )
    connection.commit()
    monkeypatch.setattr(database, "LONG_LOG", 50_000)
    (found,) = examine(workspace)
    assert found.state == "warn"
    assert "cannot be worked off" in found.words
    connection.close()


def test_a_writer_that_does_not_end_is_a_warning_and_soon_told(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(workspace / "hitl.db", isolation_level=None)
    connection.execute("begin immediate")
    begun = time.monotonic()
    (found,) = alone(workspace, monkeypatch, "write")
    assert time.monotonic() - begun < 3
    assert found.state == "warn"
    assert "another program has been writing" in found.words
    connection.execute("rollback")
    connection.close()
    assert examine(workspace)[0] == Check("write", "ok", "a row was written and taken back")


@pytest.mark.usefixtures("kernel_not_asked")
def test_a_program_that_holds_the_file_for_itself(workspace: Path) -> None:
    connection = sqlite3.connect(workspace / "hitl.db", isolation_level=None)
    connection.execute("pragma journal_mode=delete")
    connection.execute("begin exclusive")
    begun = time.monotonic()
    found = look(workspace, "database")
    assert time.monotonic() - begun < 5
    assert found.state == "fail"
    assert "another program holds" in found.words
    connection.close()


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from hitl_kit.doctor import CHECKS, examine
for name in ("kernel", "notebooks", "browser"):
    del CHECKS[name]
examine(sys.argv[1])  # loads all that is loaded late
os.setgroups([]); os.setgid(int(sys.argv[3])); os.setuid(int(sys.argv[3]))
print(json.dumps([check._asdict() for check in examine(sys.argv[2])]))
"""


@pytest.fixture
def other(workspace: Path) -> Iterator[Path]:
    """A copy of the workspace where other users come by: pytest's own folders are closed to them."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(shutil.copytree(workspace, Path(folder) / "other"))


def as_nobody(sound: Path, folder: Path) -> dict[str, dict[str, str]]:
    """What the examination says to a user who owns nothing."""
    command = [sys.executable, "-c", AS_NOBODY, str(sound), str(folder), str(NOBODY)]
    environment = {n: v for n, v in os.environ.items() if not n.startswith("HITL_")} | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")
    assert done.returncode == 0, done.stderr
    return {check["name"]: check for check in json.loads(done.stdout)}


def test_a_file_that_this_user_may_read_and_not_write(workspace: Path, other: Path) -> None:
    other.chmod(0o777)
    (other / "hitl.db").chmod(0o644)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "ok"
    assert found["write"]["state"] == "fail"
    assert "you may not write hitl.db" in found["write"]["words"]
    assert sorted(p.name for p in other.iterdir()) == ["campaigns", "hitl.db"]  # no log of a stranger's beside it


def test_a_file_that_this_user_may_not_read(workspace: Path, other: Path) -> None:
    (other / "hitl.db").chmod(0o600)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "fail"
    assert "cannot be opened" in found["database"]["words"]
    assert "write" not in found


def test_a_folder_that_this_user_may_not_write(workspace: Path, other: Path) -> None:
    os.chown(other / "hitl.db", NOBODY, NOBODY)
    other.chmod(0o755)
    found = as_nobody(workspace, other)
    assert "fail" in {found[name]["state"] for name in ("database", "write") if name in found}


def test_a_folder_that_this_user_may_not_enter(workspace: Path, other: Path) -> None:
    other.chmod(0o700)
    found = as_nobody(workspace, other)
    assert found["database"]["state"] == "fail"
    assert "cannot be reached" in found["database"]["words"]
    assert found["permissions"]["state"] == "fail"
    assert found["python"]["state"] == "ok"


def test_a_newest_event_that_was_edited(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "chain")
    assert found.words == "no events yet"
    record(workspace, "one")
    assert examine(workspace)[0].words.startswith("1 events, head ")
    record(workspace, "two")
    change(workspace, "drop trigger no_update_event")
    change(workspace, "update event set actor = 'bob' where seq = 2")
    (found,) = examine(workspace)
    assert (found.state, found.mend) == ("fail", "hitl verify")
    change(workspace, "update event set actor = 'ana' where seq = 2")
    change(workspace, "update event set hash = 'x' where seq = 1")
    assert examine(workspace)[0].state == "fail"


def test_an_event_from_the_future(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(workspace, "one", "two")
    (found,) = alone(workspace, monkeypatch, "clock")
    assert found.state == "ok"
    assert "no event is from the future" in found.words
    change(workspace, "drop trigger no_update_event")
    change(workspace, "update event set at = ? where seq = 1", iso(utc_now() + timedelta(hours=5, minutes=1)))
    (found,) = examine(workspace)
    assert found.state == "warn"
    assert "an event is 5 hours in the future: the clock went back" in found.words


def test_an_unknown_time_zone(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Nothing")
    (found,) = alone(workspace, monkeypatch, "clock")
    assert found.state == "warn"
    assert "TZ=Nowhere/Nothing" in found.words
    monkeypatch.setenv("TZ", "Europe/Stockholm")
    assert examine(workspace)[0].state == "ok"


def test_the_identity_says_where_the_name_comes_from(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HITL_USER", "Dana Moss")
    (found,) = alone(workspace, monkeypatch, "identity")
    assert "'Dana Moss': HITL_USER says so; that is attribution, not authentication" in found.words
    monkeypatch.delenv("HITL_USER")
    monkeypatch.setenv("LOGNAME", "dana")
    assert "'dana': the operating system says so" in examine(workspace)[0].words

"""Restoring: from either database to either, all of it or nothing, and nothing that was there is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import Conflict, HitlError, InputError, LedgerBusy, LedgerError
from hitl_kit.ledger import Ledger, content_of, copying, restoring, tables
from tests.ledger.behind import tamper
from tests.ledger.copies import contents, hears_ctrl_c, populate
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
WHO = "Test Analyst"


@pytest.fixture
def backup(blank_database: Path, tmp_path: Path) -> Path:
    """A backup of five events with a row in every table."""
    (tmp_path / "origin").mkdir()
    path = tmp_path / "origin" / "hitl.db"
    shutil.copy(blank_database, path)
    origin = Ledger.open(copying.file_url(path))
    populate(origin)
    copying.backup(origin.url, tmp_path / "backup.db")
    origin.close()
    return tmp_path / "backup.db"


@pytest.fixture
def team_url(postgres: Cluster) -> str:
    """A blank ledger on PostgreSQL, beside the one that the test's own ledger may stand on."""
    name = f"team{uuid.uuid4().hex}"
    postgres.execute(f'create database {name} template blank owner "{WHO}"')
    return postgres.url(name, quote(WHO))


def of_backup(path: Path) -> dict[str, list[tuple[object, ...]]]:
    copy = Ledger.open(copying.file_url(path))
    found = contents(copy)
    copy.close()
    copying.settle(path)
    return found


def require_goes_on(ledger: Ledger, before: dict[str, list[tuple[object, ...]]]) -> None:
    """Every row is there under its number, the restore is the one event more, and what is added comes after."""
    after = contents(ledger)
    added = [r for r in after["event"] if r not in before["event"]]
    assert [(r[0], r[2], r[3]) for r in added] == [(len(before["event"]) + 1, WHO, "ledger.restore")]
    assert {**after, "event": before["event"]} == before
    populate(ledger, 6, 7)
    found = ledger.verify()
    assert (found.fault, found.events) == ("", len(before["event"]) + 3)
    for table in tables.RECORDED:
        if any(tables.is_row_number(c) for c in table.columns):
            assert sorted(r["id"] for r in ledger.rows(sa.select(table.c.id))) == [1, 2, 3, 4, 5, 6, 7], table.name


def test_a_blank_ledger_takes_a_backup(ledger: Ledger, backup: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    ledger.close()
    restored = restoring.restore(ledger.url, backup, actor=WHO, progress=lambda *step: steps.append(step))
    assert restored.aside is None
    assert restored.backup.intact
    assert restored.backup.events == 5
    assert steps[-1][1] == steps[-1][2] == 5 + 5 * len(tables.RECORDED)
    target = Ledger.open(ledger.url)
    event = target.rows(sa.select(tables.event).where(tables.event.c.kind == "ledger.restore"))[0]
    assert content_of(event, "payload") == {"events": 5, "head": restored.backup.head, "fault": ""}
    require_goes_on(target, of_backup(backup))
    target.close()


def test_there_and_back_again(ledger: Ledger, team_url: str, tmp_path: Path) -> None:
    """Whatever the ledger stands on: into a file, up to PostgreSQL, back into a file, and into a file-based ledger."""
    populate(ledger)
    before = contents(ledger)
    copying.backup(ledger.url, tmp_path / "first.db")
    restoring.restore(team_url, tmp_path / "first.db", actor=WHO)
    server = Ledger.open(team_url)
    require_goes_on(server, before)
    there = contents(server)
    server.close()
    copying.backup(team_url, tmp_path / "second.db")
    assert of_backup(tmp_path / "second.db") == there
    url = copying.file_url(tmp_path / "new" / "hitl.db")
    found = restoring.restore(url, tmp_path / "second.db", actor=WHO)
    assert (found.backup.fault, found.backup.events) == ("", 8)
    back = Ledger.open(url)
    assert [r for r in contents(back)["event"] if r in there["event"]] == there["event"]
    assert back.verify().intact
    back.close()


@pytest.mark.sqlite
def test_a_workspace_without_a_ledger_gets_one(tmp_path: Path, backup: Path) -> None:
    path = tmp_path / "new" / "folder" / "hitl.db"
    restoring.restore(copying.file_url(path), backup, actor=WHO)
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.name for p in path.parent.iterdir()} <= {"hitl.db", "hitl.db.lock"}, "nothing is left beside it"
    restored = Ledger.open(copying.file_url(path))
    require_goes_on(restored, of_backup(backup))
    restored.close()


def test_a_ledger_that_holds_events_is_refused(ledger: Ledger, backup: Path) -> None:
    populate(ledger, 8, 8)
    before = contents(ledger)
    with pytest.raises(Conflict, match="holds events"):
        restoring.restore(ledger.url, backup, actor=WHO)
    assert contents(ledger) == before


@pytest.mark.sqlite
def test_a_replaced_ledger_is_set_aside_whole(ledger: Ledger, backup: Path) -> None:
    assert ledger.path is not None
    populate(ledger, 8, 8)
    before = contents(ledger)
    ledger.close()
    for n in range(2):
        restored = restoring.restore(ledger.url, backup, actor=WHO, replace=True)
        assert restored.aside is not None
        assert restored.aside.name.startswith("hitl.db.before-restore-2")
        if n == 0:
            kept = Ledger.open(copying.file_url(restored.aside))
            assert contents(kept) == before
            kept.close()
    target = Ledger.open(ledger.url)
    require_goes_on(target, of_backup(backup))
    target.close()
    assert len(list(ledger.path.parent.glob("hitl.db.before-restore-*Z"))) == 2


def test_a_log_left_by_a_crash_is_part_of_what_is_set_aside(ledger: Ledger, backup: Path) -> None:
    """A killed writer leaves its rows in the log; they belong to the old ledger, never to the new one."""
    if ledger.path is None:
        pytest.skip("about SQLite's log")
    code = (
        "import os, sys; from hitl_kit.ledger import Ledger; from tests.ledger.copies import populate\n"
        "ledger = Ledger.open(sys.argv[1]); populate(ledger, 1, 3); os.kill(os.getpid(), 9)"
    )
    ledger.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run([sys.executable, "-c", code, ledger.url], cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert ledger.path.with_name("hitl.db-wal").stat().st_size > 0
    restored = restoring.restore(ledger.url, backup, actor=WHO, replace=True)
    assert restored.aside is not None
    kept, target = Ledger.open(copying.file_url(restored.aside)), Ledger.open(ledger.url)
    assert (kept.head()[0], target.head()[0]) == (3, 6)
    assert kept.verify().intact
    assert target.verify().intact
    kept.close()
    target.close()


@pytest.mark.sqlite
def test_a_ledger_that_another_program_has_open_is_not_replaced(
    ledger: Ledger, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ledger.path is not None
    monkeypatch.setattr(restoring, "_PATIENCE", 0.1)
    populate(ledger, 8, 8)
    folder = sorted(p.name for p in ledger.path.parent.iterdir())
    with pytest.raises(LedgerBusy, match=r"has the ledger at .* open; nothing was changed"):
        restoring.restore(ledger.url, backup, actor=WHO, replace=True)
    assert sorted(p.name for p in ledger.path.parent.iterdir()) == folder
    populate(ledger, 9, 9)
    assert ledger.verify().intact


@pytest.mark.sqlite
def test_a_damaged_ledger_can_be_replaced(ledger: Ledger, backup: Path) -> None:
    assert ledger.path is not None
    ledger.close()
    rubbish = b"SQLite format 3\x00" + os.urandom(20_000)
    ledger.path.write_bytes(rubbish)
    with pytest.raises(Conflict):
        restoring.restore(ledger.url, backup, actor=WHO)
    restored = restoring.restore(ledger.url, backup, actor=WHO, replace=True)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == rubbish
    target = Ledger.open(ledger.url)
    assert target.verify().intact
    target.close()


def test_on_postgresql_nothing_is_replaced(postgres_url: str, backup: Path) -> None:
    with pytest.raises(InputError, match="--replace is for a ledger in a file"):
        restoring.restore(postgres_url, backup, actor=WHO, replace=True)


TAMPERED = {
    "row": "update decision set verdict = 'reject' where id = 3",
    "event": "update event set actor = 'somebody else' where seq = 2",
    "gap": "delete from event where seq = 4",
    "added": "insert into suppression (event, kind, value, reason) values (2, 'address', 'x@y.example', '')",
    "not a number": "update decision set seconds = 'soon' where id = 1",
    "not a text": "update account set content = x'ff00' where id = 1",
    "not a payload": "update event set payload = '[[[' where seq = 5",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_backup_is_refused(ledger: Ledger, backup: Path, statement: str) -> None:
    copy = Ledger.open(copying.file_url(backup))
    tamper(copy, statement)
    copy.close()
    ledger.close()
    with pytest.raises(LedgerError):
        restoring.restore(ledger.url, backup, actor=WHO)
    target = Ledger.open(ledger.url)
    assert target.head()[0] == 0
    assert not any(target.rows(sa.select(t)) for t in tables.RECORDED)
    target.close()


def test_what_does_not_verify_is_taken_only_when_told_and_the_event_says_so(ledger: Ledger, backup: Path) -> None:
    copy = Ledger.open(copying.file_url(backup))
    tamper(copy, TAMPERED["row"])
    copy.close()
    ledger.close()
    restored = restoring.restore(ledger.url, backup, actor=WHO, unverified=True)
    assert "event 3: rows of 'decision'" in restored.backup.fault
    target = Ledger.open(ledger.url)
    event = target.rows(sa.select(tables.event).where(tables.event.c.kind == "ledger.restore"))[0]
    assert content_of(event, "payload")["fault"] == restored.backup.fault
    assert not target.verify().intact
    target.close()


@pytest.mark.sqlite
def test_what_else_a_file_brings_along_stays_behind(ledger: Ledger, backup: Path) -> None:
    connection = sqlite3.connect(backup)
    connection.executescript(
        "create trigger slipped_in after insert on event begin insert into slipped_in values (1); end;"
        "create table slipped_in (n); create view spy as select * from contact;"
    )
    connection.close()
    ledger.close()
    restoring.restore(ledger.url, backup, actor=WHO)
    connection = sqlite3.connect(ledger.path or "")
    assert connection.execute("select name from sqlite_master where name in ('slipped_in', 'spy')").fetchall() == []
    connection.close()


@pytest.mark.parametrize(
    ("version", "words"),
    [("9999", "this hitl-kit knows"), ("0000", "cannot be upgraded"), ("'; --", "cannot be upgraded")],
)
def test_a_schema_that_the_code_does_not_know_is_refused(
    ledger: Ledger, backup: Path, version: str, words: str
) -> None:
    with sqlite3.connect(backup) as connection:
        connection.execute("update alembic_version set version_num = ?", [version])
    connection.close()
    with pytest.raises(HitlError, match=words):
        restoring.restore(ledger.url, backup, actor=WHO)
    assert ledger.head()[0] == 0


def test_an_older_backup_is_upgraded_on_the_way(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path)
    connection.executescript((ROOT / "tests/data/ledgers/0001.sql").read_text())
    (events,) = connection.execute("select count(*) from event").fetchone()
    connection.close()
    before = path.read_bytes()
    ledger.close()
    assert restoring.restore(ledger.url, path, actor=WHO).backup.events == events
    assert path.read_bytes() == before
    target = Ledger.open(ledger.url)
    found = target.verify()
    assert (found.fault, found.events) == ("", events + 1)
    target.close()


@pytest.mark.parametrize("content", [None, b"", b"name,domain\n" * 1000, "another database"])
def test_what_is_no_backup_says_so(ledger: Ledger, tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "backup.db"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        connection = sqlite3.connect(path)
        connection.execute("create table recipes (name)")
        connection.close()
    with pytest.raises(InputError, match=r"is not a ledger|there is no file"):
        restoring.restore(ledger.url, path, actor=WHO)
    with pytest.raises(InputError, match="there is no file"):
        restoring.restore(ledger.url, tmp_path, actor=WHO)
    assert ledger.head()[0] == 0


@pytest.mark.sqlite
def test_a_ledger_is_not_restored_from_itself(ledger: Ledger) -> None:
    assert ledger.path is not None
    with pytest.raises(InputError, match="is the ledger itself"):
        restoring.restore(ledger.url, ledger.path, actor=WHO, replace=True)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_the_ledger_is_as_it_was(ledger: Ledger, backup: Path, blow: signal.Signals) -> None:
    code = (
        "import sys, time; from pathlib import Path; from hitl_kit.ledger import restoring\n"
        "def wait(*_): print('half', flush=True); time.sleep(60)\n"
        f"restoring.restore(sys.argv[1], Path(sys.argv[2]), actor='{WHO}', progress=wait)"
    )
    ledger.close()
    process = subprocess.Popen(
        [sys.executable, "-c", code, ledger.url, str(backup)], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}, preexec_fn=hears_ctrl_c,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(blow)
    process.communicate(timeout=30)
    target = Ledger.open(ledger.url)
    assert target.head()[0] == 0
    target.close()
    restoring.restore(ledger.url, backup, actor=WHO)

"""Backups: one file, of one moment, that verifies, or nothing at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hitl_kit.domain.errors import HitlError, InputError, LedgerError
from hitl_kit.ledger import Ledger, copying, tables
from tests.ledger.behind import tamper
from tests.ledger.copies import contents, hears_ctrl_c, populate

ROOT = Path(__file__).parents[2]


def opened(path: Path) -> Ledger:
    return Ledger.open(copying.file_url(path))


def run(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python of its own, which prints a line when it is under way."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True, preexec_fn=hears_ctrl_c,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_a_backup_holds_every_row_under_its_number(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    target = tmp_path / "backup.db"
    steps: list[tuple[str, int, int]] = []
    found = copying.backup(ledger.url, target, progress=lambda *step: steps.append(step))
    assert (found.intact, found.events, found.rows) == (True, 5, 5 * len(tables.RECORDED))
    assert found.head == ledger.head()[1]
    assert steps[-1][1] == steps[-1][2] > 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if "backup" in p.name] == ["backup.db"], "nothing is left beside it"
    copy = opened(target)
    assert contents(copy) == contents(ledger)
    populate(copy, 6, 6)
    assert copy.verify().intact, "a backup is a ledger: one can go on with it"
    assert copy.head()[0] == 6
    copy.close()


def test_an_empty_ledger_can_be_backed_up(ledger: Ledger, tmp_path: Path) -> None:
    found = copying.backup(ledger.url, tmp_path / "backup.db")
    assert (found.intact, found.events, found.rows) == (True, 0, 0)


WRITER = """
import sys
from hitl_kit.ledger import Ledger
from tests.ledger.copies import populate
ledger = Ledger.open(sys.argv[1])
n = 100
while True:
    populate(ledger, n, n)
    print(n, flush=True)
    n += 1
"""


def test_a_backup_while_others_write_is_of_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    writer = run(WRITER, ledger.url)
    try:
        seen = []
        for n in range(5):
            before = ledger.head()[0]
            found = copying.backup(ledger.url, tmp_path / f"{n}.db")
            assert found.intact, found.fault
            assert before <= found.events <= ledger.head()[0]
            assert found.rows == found.events * len(tables.RECORDED)
            seen.append(found.events)
    finally:
        writer.kill()
        writer.communicate()
    assert seen[-1] > seen[0], "the other process did write meanwhile"


@pytest.mark.sqlite
def test_a_busy_writer_does_not_make_the_copy_start_again(ledger: Ledger, tmp_path: Path) -> None:
    """Between any two steps of the copy something is committed; the copy is still of the moment when it began."""
    assert ledger.path is not None
    with ledger.recording("ana", "test", "large") as recording:
        content = b"x" * 1_000_000
        recording.add(tables.snapshot, ({"sha256": f"{n:064}", "content": content, "characters": 1} for n in range(40)))
    steps: list[int] = []

    def write_meanwhile(_step: str, done: int, _total: int) -> None:
        with ledger.recording("ana", "test", "meanwhile") as recording:
            recording.note(n=len(steps))
        steps.append(done)

    copying.copy_pages(ledger.path, tmp_path / "copy.db", write_meanwhile)
    assert len(steps) > 2
    assert steps == sorted(set(steps))
    copy = opened(tmp_path / "copy.db")
    assert copy.head()[0] == 1
    copy.close()


KILLED = """
import sys, time
from pathlib import Path
from hitl_kit.ledger import copying
def wait(*_):
    print("half", flush=True)
    time.sleep(60)
copying.backup(sys.argv[1], Path(sys.argv[2]), overwrite=True, progress=wait)
"""


@pytest.mark.parametrize("before", [None, b"the backup of yesterday"])
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGINT])
def test_killed_in_the_middle_there_is_no_target_or_the_old_one(
    ledger: Ledger, tmp_path: Path, blow: signal.Signals, before: bytes | None
) -> None:
    populate(ledger)
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "backup.db"
    if before:
        target.write_bytes(before)
    process = run(KILLED, ledger.url, str(target))
    process.send_signal(blow)
    process.communicate(timeout=30)
    assert (target.read_bytes() if target.exists() else None) == before
    if blow == signal.SIGINT:
        assert [p.name for p in folder.iterdir()] == (["backup.db"] if before else []), "Ctrl-C cleans up"


def test_a_file_that_is_there_stays_unless_told(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    target = tmp_path / "backup.db"
    target.write_text("precious")
    with pytest.raises(InputError, match="is there already"):
        copying.backup(ledger.url, target)
    assert target.read_text() == "precious"
    assert copying.backup(ledger.url, target, overwrite=True).intact
    copy = opened(target)
    assert copy.head() == ledger.head()
    copy.close()


def test_a_file_that_comes_there_meanwhile_stays(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    target = tmp_path / "backup.db"

    def come(*_: object) -> None:
        target.write_text("somebody else's")

    with pytest.raises(InputError, match="is there already"):
        copying.backup(ledger.url, target, progress=come)
    assert target.read_text() == "somebody else's"


@pytest.mark.sqlite
def test_the_ledger_is_never_its_own_backup(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.path is not None
    populate(ledger)
    (tmp_path / "link.db").hardlink_to(ledger.path)
    for target in (ledger.path, tmp_path / "link.db"):
        with pytest.raises(InputError, match="is the ledger itself"):
            copying.backup(ledger.url, target, overwrite=True)
    assert ledger.verify().intact


def test_a_ledger_that_does_not_verify_does_not_replace_a_good_backup(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    target = tmp_path / "backup.db"
    copying.backup(ledger.url, target)
    good = target.read_bytes()
    tamper(ledger, "update account set content = '{}' where id = 2")
    with pytest.raises(LedgerError, match="event 2: rows of 'account' do not match") as caught:
        copying.backup(ledger.url, target, overwrite=True)
    assert "--unverified" in caught.value.mend
    assert target.read_bytes() == good
    found = copying.backup(ledger.url, target, overwrite=True, unverified=True)
    assert "rows of 'account'" in found.fault
    assert target.read_bytes() != good


def test_where_it_cannot_be_written_the_folder_is_named_and_nothing_is_left(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    with pytest.raises(InputError, match="there is no folder"):
        copying.backup(ledger.url, tmp_path / "unmounted" / "backup.db")
    assert not (tmp_path / "unmounted").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written: Not a directory"):
        copying.backup(ledger.url, tmp_path / "file" / "backup.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="cannot be written: Is a directory"):
        copying.backup(ledger.url, tmp_path / "folder", overwrite=True)


FULL = """
import resource, signal, sys
from pathlib import Path
from hitl_kit.domain.errors import HitlError
from hitl_kit.ledger import copying
print("started", flush=True)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    copying.backup(sys.argv[1], Path(sys.argv[2]))
except HitlError as error:
    print("in words:", error.message, flush=True)
"""


def test_a_disk_without_room_is_said_in_words_and_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.recording("Test Analyst", "test", "large") as recording:
        row = {"sha256": "0" * 64, "content": os.urandom(1_000_000), "characters": 1}
        recording.add(tables.snapshot, [row])
    folder = tmp_path / "backups"
    folder.mkdir()
    out, _ = run(FULL, ledger.url, str(folder / "backup.db")).communicate(timeout=60)
    assert out.startswith("in words:")
    assert list(folder.iterdir()) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("content", [b"", b"name,domain\n" * 1000])
def test_what_is_no_ledger_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hitl.db"
    with pytest.raises(LedgerError, match="there is no ledger"):
        copying.backup(copying.file_url(path), tmp_path / "backup.db")
    path.write_bytes(content)
    with pytest.raises(HitlError, match=r"is not a ledger|is not a database"):
        copying.backup(copying.file_url(path), tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


@pytest.mark.sqlite
def test_an_older_ledger_is_backed_up_as_it_is(tmp_path: Path) -> None:
    path, target = tmp_path / "hitl.db", tmp_path / "backup.db"
    connection = sqlite3.connect(path)
    connection.executescript((ROOT / "tests/data/ledgers/0001.sql").read_text())
    connection.close()
    found = copying.backup(copying.file_url(path), target)
    assert found.intact, found.fault
    assert found.events > 0
    connection = sqlite3.connect(target)
    assert connection.execute("select version_num from alembic_version").fetchone() == ("0001",)
    connection.close()


@pytest.mark.sqlite
def test_a_damaged_page_is_found(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.path is not None
    populate(ledger, 1, 50)
    ledger.close()
    content = bytearray(ledger.path.read_bytes())
    connection = sqlite3.connect(ledger.path)
    size = connection.execute("pragma page_size").fetchone()[0]
    (page,) = connection.execute("select rootpage from sqlite_master where name = 'ix_account_current'").fetchone()
    connection.close()
    content[size * (page - 1) : size * page] = os.urandom(size)
    ledger.path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"damaged|malformed"):
        copying.backup(ledger.url, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_two_backups_at_once_to_one_name_leave_one_whole_file(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    target = tmp_path / "backup.db"
    together = threading.Barrier(2)
    met: list[HitlError] = []

    def meet(_step: str, done: int, total: int) -> None:
        if done == total:
            together.wait(10)

    def back_up() -> None:
        try:
            copying.backup(ledger.url, target, progress=meet)
        except HitlError as error:
            met.append(error)

    threads = [threading.Thread(target=back_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [e.message for e in met] == [f"{target} is there already"]
    copy = opened(target)
    assert copy.head() == ledger.head()
    copy.close()

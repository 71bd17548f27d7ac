"""A full disk, a file that cannot be written, a lock that somebody else holds: said in words, and nothing is lost."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import HitlError, LedgerBusy, LedgerError
from hitl_kit.ledger import Ledger, engine, tables
from hitl_kit.review import ReviewSession
from tests.conftest import missing
from tests.review import factory

NOBODY = 65534


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mount(folder, "size=2m"):
        missing("no right to mount a small disk: run the tests as root, or allow sudo")
    yield folder
    subprocess.run([*_as_root(), "umount", "-l", str(folder)], check=True)


def _mount(folder: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"{options},uid={os.getuid()}", "tmpfs", str(folder)]
    return subprocess.run([*_as_root(), *command], capture_output=True, check=False).returncode == 0


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


@pytest.mark.sqlite
def test_a_full_disk_is_said_and_what_was_saved_stays(small_disk: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{small_disk / 'hitl.db'}")
    factory.store(ledger, [factory.package(n) for n in range(60)])
    session = ReviewSession(ledger, "demo", "Ana")
    saved: list[int] = []

    def go_on() -> None:
        for package in session.claim(60):
            item = session.look(package)
            saved.append(session.edit(package, item.subject, item.body + "\n\n" + "A longer line. " * 1200).id)

    with pytest.raises(LedgerError, match="disk is full; nothing was saved"):
        go_on()
    assert saved, "there was room for some"
    assert _decisions(ledger) == saved
    assert ledger.verify().intact
    _mount(small_disk, "remount,size=16m")
    left = session.claim(1)
    assert session.approve(left[0]).verdict == "approve", "with room again, the same session goes on"
    assert ledger.verify().intact
    ledger.close()


@pytest.mark.sqlite
def test_a_file_that_cannot_be_written_is_said_and_can_still_be_read(ledger: Ledger, tmp_path: Path) -> None:
    factory.store(ledger, [factory.package(0)])
    ledger.close()
    path = tmp_path / "hitl.db"
    path.chmod(0o444)
    assert _as_nobody(tmp_path, lambda: _approve(ledger.url)) == (
        "LedgerError", f"cannot open the ledger at {ledger.url}: attempt to write a readonly database"
    )  # fmt: skip
    path.chmod(0o600)
    assert _approve(ledger.url) == "approved"


def _approve(url: str) -> str:
    ledger = Ledger.open(url)
    ReviewSession(ledger, "demo", "Ana").approve("p000")
    ledger.close()
    return "approved"


def _as_nobody(folder: Path, act: Callable[[], str]) -> tuple[str, str] | str:
    """What becomes of an act by a user who owns nothing here: the error's name and message, or its result."""
    for parent in (folder, *folder.parents):
        if parent != Path("/") and os.geteuid() == 0:
            parent.chmod(parent.stat().st_mode | 0o011)
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_act_as_nobody, args=(theirs, act))
    process.start()
    answer: tuple[str, str] | str = ours.recv()
    process.join()
    return answer


def _act_as_nobody(answer: Connection, act: Callable[[], str]) -> None:
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        answer.send(act())
    except HitlError as error:
        answer.send((type(error).__name__, error.message))


@pytest.mark.sqlite
def test_a_database_that_is_locked_for_longer_than_anybody_waits(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the write lock: reading goes on, a verdict is refused in words, and works afterwards."""
    monkeypatch.setattr(engine, "PATIENCE", 2.0)
    ledger = Ledger.open(database_url)
    factory.store(ledger, [factory.package(0)])
    session = ReviewSession(ledger, "demo", "Ana")
    session.open("p000")
    assert ledger.path is not None
    holder = sqlite3.connect(ledger.path, isolation_level=None)
    holder.execute("begin immediate")
    since = time.monotonic()
    with pytest.raises(LedgerBusy, match="for more than 2 seconds; nothing was saved") as caught:
        session.approve("p000", uid="one")
    assert time.monotonic() - since >= engine.PATIENCE, "the other may be done by then"
    assert "try again" in caught.value.mend
    assert session.look("p000").status == "waiting", "reading does not wait"
    with pytest.raises(LedgerBusy):
        session.approve("p000", uid="one")
    assert time.monotonic() - since >= 2 * engine.PATIENCE, "each try waits"
    holder.execute("rollback")
    holder.close()
    assert session.approve("p000", uid="one").verdict == "approve"
    assert ledger.verify().intact
    ledger.close()


def _decisions(ledger: Ledger) -> list[int]:
    return [r["id"] for r in ledger.rows(sa.select(tables.decision.c.id).order_by(tables.decision.c.id))]

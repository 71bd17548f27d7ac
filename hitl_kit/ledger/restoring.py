"""Restoring: a backup becomes a ledger again, on either database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.base import utc_now
from hitl_kit.domain.errors import Conflict, InputError, LedgerBusy

from . import engine, schema, tables
from .copying import COPIED, Progress, file_url, fill, readable, require_sound, settle, silent, verified
from .recording import Recording, Statements
from .verification import Verification
from .whole import put, scratch

_PATIENCE = 2.0
"""Seconds to wait for others to let go of a ledger that is to be replaced."""


@dataclass(frozen=True)
class Restored:
    """What was restored, and where the ledger that stood there before is now."""

    backup: Verification
    aside: Path | None


def restore(
    url: str, source: Path, *, actor: str, replace: bool = False, unverified: bool = False,
    progress: Progress = silent,
) -> Restored:  # fmt: skip
    """Fill a blank ledger from a backup, all of it or nothing, and record that as one event.

    Rows are copied into tables of this hitl-kit's own making: whatever else a file brings along stays behind.
    With `replace`, a SQLite ledger that holds events is set aside, never deleted.
    """
    if not source.is_file():
        raise InputError(f"there is no file {source}", mend="name a file that `hitl backup` wrote")
    path = engine.sqlite_path(url)
    with engine.in_words(file_url(source)), readable(source) as read, engine.in_words(url):
        require_sound(source, str(source))
        if path is None:
            return Restored(_into_database(url, read, actor, replace, unverified, progress), None)
        path = path.resolve()
        if path.exists() and path.samefile(source):
            raise InputError(f"{source} is the ledger itself", mend="name a file that `hitl backup` wrote")
        _refuse_to_lose(path, replace=replace)
        path.parent.mkdir(parents=True, exist_ok=True)
        with scratch(path) as folder:
            fresh = folder / "hitl.db"
            found = _filled(file_url(fresh), read, actor, unverified, progress)
            settle(fresh)
            with engine.write_lock(url):
                aside = _make_way(path, replace=replace)
                put(fresh, path, overwrite=False)
            return Restored(found, aside)


def _into_database(
    url: str, read: sa.Engine, actor: str, replace: bool, unverified: bool, progress: Progress
) -> Verification:
    if replace:
        raise InputError(
            "--replace is for a ledger in a file",
            mend="make an empty database and name it in HITL_DATABASE_URL; the old one stays as it is",
        )
    return _filled(url, read, actor, unverified, progress)


def _filled(url: str, read: sa.Engine, actor: str, unverified: bool, progress: Progress) -> Verification:
    """Fill a blank database in one transaction, which stands only if what came verifies."""
    write = engine.writer(url)
    try:
        schema.require_current(write, url)
        with engine.write_lock(url), write.begin() as connection, read.connect() as source:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(engine.BEGIN["postgresql"]))
            if any(connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first() for t in COPIED):
                raise Conflict(f"the ledger at {engine.shown(url)} holds events", mend="restore into an empty database")
            fill(connection, source, progress)
            found = verified(connection, "the backup", unverified=unverified)
            recording = Recording(connection, Statements(connection.dialect))
            recording.read_head()
            recording.note(events=found.events, head=found.head, fault=found.fault)
            recording.finish(actor, "ledger.restore", "ledger")
        return found
    finally:
        write.dispose()


def _refuse_to_lose(path: Path, *, replace: bool) -> bool:
    """Whether a ledger stands there that holds something; refused unless it may be set aside."""
    held = path.exists() and _holds_something(path)
    if held and not replace:
        raise Conflict(f"{path} holds events", mend="say --replace: the ledger there is set aside, not deleted")
    return held


def _holds_something(path: Path) -> bool:
    """Whether a file is anything but an empty ledger; what cannot be read may hold something."""
    try:
        with closing(sqlite3.connect(f"file:{engine.quoted(path)}?mode=ro", uri=True)) as connection:
            if connection.execute("select 1 from sqlite_master").fetchone() is None:
                return False
            return connection.execute(f"select 1 from {tables.event.name}").fetchone() is not None  # noqa: S608
    except sqlite3.DatabaseError:
        return True


def _make_way(path: Path, *, replace: bool) -> Path | None:
    """Free the ledger's place, once nobody else has it open; where what stood there is now, if it held something."""
    if not path.exists():
        return None
    _require_alone(path)
    held = _refuse_to_lose(path, replace=replace)
    aside = path.with_name(f"{path.name}.before-restore-{utc_now():%Y%m%dT%H%M%S.%fZ}")
    for suffix in ("-wal", "-shm", ""):  # a log stays only beside a file that SQLite cannot read
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix)) if held else part.unlink()
    return aside if held else None


def _require_alone(path: Path) -> None:
    """Move the log into the file, which SQLite does only where no other program has the ledger open."""
    try:
        with closing(sqlite3.connect(path, timeout=_PATIENCE)) as connection:
            connection.execute("pragma journal_mode=delete")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise LedgerBusy(
                f"another program has the ledger at {path} open; nothing was changed",
                mend="shut down its notebooks and commands, and try again",
            ) from error
        raise
    except sqlite3.DatabaseError:  # a damaged file is what a restore is for: it is set aside as it is
        pass

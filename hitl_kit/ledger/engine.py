"""Connections: one engine that writes and one that reads, with what each database needs to keep its word."""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.errors import Conflict, HitlError, LedgerBusy, LedgerError, LedgerUnreachable

WAL_RESET_FIXED = (3, 51, 3)
"""Before this version SQLite can damage a WAL file when a write and a checkpoint race in two processes."""

PATIENCE = 30.0
"""Seconds to wait for another program's write before saying that the ledger is busy."""


@cache
def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite address, or None for another database."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise LedgerError("the ledger needs a file", mend="set HITL_DATABASE_URL=sqlite:///PATH/hitl.db")
    return Path(parsed.database)


def shown(url: str) -> str:
    """The address without its password."""
    return sa.make_url(url).difference_update_query(["password"]).render_as_string(hide_password=True)


def writer(url: str) -> sa.Engine:
    """The engine for write transactions: each begins by taking the ledger's only write lock."""
    path = sqlite_path(url)
    if path is None:
        patience = f"-c lock_timeout={PATIENCE * 1000:.0f}"
        return sa.create_engine(url, connect_args={"connect_timeout": 5, "options": patience}, pool_pre_ping=True)
    engine = sa.create_engine(url)
    if not path.exists():  # for this user's eyes only: the ledger holds contact data
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # pysqlite would begin transactions of its own, too late
        # not foreign_keys=on: SQLite would look through every table for the rows of each new event, and verification
        # finds a row without its event in any case
        for pragma in (f"busy_timeout={PATIENCE * 1000:.0f}", "journal_mode=wal", "synchronous=full"):
            connection.execute(f"pragma {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if not connection.connection.in_transaction:  # a recording has begun it already
            connection.connection.cursor().execute(BEGIN["sqlite"])

    return engine


ONE_WRITER = 7215
"""PostgreSQL lets transactions write side by side; the chain needs them one after the other, under this lock."""

BEGIN = {"sqlite": "begin immediate", "postgresql": f"select pg_advisory_xact_lock({ONE_WRITER})"}
"""What begins a write transaction, on each database."""


def reader(url: str) -> sa.Engine:
    """The engine for reading: it can change nothing, and on SQLite it never waits for a writer.

    What one connection reads within one transaction is one moment of the ledger, however many queries it takes.
    """
    path = sqlite_path(url)
    if path is None:
        return sa.create_engine(
            url, connect_args={"connect_timeout": 5}, pool_pre_ping=True, isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
        )  # fmt: skip
    database = f"file:{quoted(path)}"
    engine = sa.create_engine(sa.URL.create("sqlite", database=database, query={"mode": "ro", "uri": "true"}))

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.execute(f"pragma busy_timeout={PATIENCE * 1000:.0f}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("begin")

    return engine


def quoted(path: Path) -> str:
    """A path as it stands in a SQLite address."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


class WriteLock:
    """Holds off other processes' writes where SQLite is too old to do so safely by itself; else does nothing."""

    def __init__(self, url: str) -> None:
        path = sqlite_path(url)
        safe = path is None or sqlite3.sqlite_version_info >= WAL_RESET_FIXED
        self._path = None if safe or path is None else path.with_name(path.name + ".lock")
        self._descriptor: int | None = None
        self._process = 0

    def __enter__(self) -> None:
        if self._path is None:
            return
        if self._descriptor is None or self._process != os.getpid():  # a fork would share the lock with its parent
            self._descriptor, self._process = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600), os.getpid()
        _flock(self._descriptor)

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the lock's file back."""
        if self._descriptor is not None and self._process == os.getpid():
            os.close(self._descriptor)
        self._descriptor = None


@contextmanager
def write_lock(url: str) -> Iterator[None]:
    """The same for a single write."""
    lock = WriteLock(url)
    try:
        with lock:
            yield
    finally:
        lock.close()


def _flock(descriptor: int) -> None:
    """Take the lock, or LedgerBusy when another program holds it for longer than PATIENCE."""
    end, pause = time.monotonic() + PATIENCE, 0.0005
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise _busy() from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)


def _busy() -> LedgerBusy:
    return LedgerBusy(
        f"another program has been writing to the ledger for more than {PATIENCE:.0f} seconds; nothing was saved",
        mend="wait until it is done, or close it, and try again",
    )


@contextmanager
def in_words(url: str) -> Iterator[None]:
    """What a database has to say, in words that name the mend. An error means that nothing of it was saved."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise said(url, error) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] in _DRIVERS:  # from a connection of the driver's own
            raise said(url, error) from error
        raise


_DRIVERS = ("psycopg", "adbc_driver_manager")
_ADBC_HEAD = re.compile(r"[A-Z_]+: (?:\[libpq\] )?(?:.*(?:ERROR|FATAL):\s+)?")
"""What ADBC puts before the server's own words."""


def said(url: str, error: Exception) -> HitlError:
    """An error of the database as one of ours."""
    error = getattr(error, "orig", None) or error
    text = str(error).strip().partition("\n")[0]
    if type(error).__module__ == "adbc_driver_manager":
        text = _ADBC_HEAD.sub("", text, count=1)
    if any(kind.__name__ == "IntegrityError" for kind in type(error).__mro__) and "append-only" not in text:
        return Conflict(f"the ledger has such a row already ({text}); nothing was saved", mend="read it again")
    if sqlite_path(url) is None:
        if any(kind.__name__ == "DataError" for kind in type(error).__mro__):
            return LedgerError(f"the ledger cannot hold that: {text}", mend="remove what is no text, and try again")
        if "lock timeout" in text:
            return _busy()
        if any(word in text for word in ("append-only", "permission denied", "may not write")):
            return LedgerError(f"the database refused: {text}", mend="ask the owner of the ledger's database")
        if any(kind.__name__ == "ProgrammingError" for kind in type(error).__mro__):
            return LedgerError(f"the ledger at {shown(url)} cannot be used: {text}", mend="run: hitl doctor")
        return LedgerUnreachable(
            f"the database at {shown(url)} does not answer: {text}",
            mend="nothing was saved; start it, or check HITL_DATABASE_URL, and try again",
        )
    if "locked" in text:
        return _busy()
    if "full" in text:
        return LedgerError("the disk is full; nothing was saved", mend="free some space and try again")
    if "readonly" in text or "unable to open" in text:
        return LedgerError(
            f"the ledger at {sqlite_path(url)} cannot be written: {text}",
            mend="check the permissions of the file and of its folder",
        )
    return LedgerError(f"the ledger at {sqlite_path(url)} cannot be used: {text}", mend="run: hitl doctor")

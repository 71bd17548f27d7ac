"""Connections: one engine that writes and one that reads, with what each database needs to keep its word."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.errors import LedgerError

_WAL_RESET_FIXED = (3, 51, 3)
"""Before this version SQLite can damage a WAL file when a write and a checkpoint race in two processes."""


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite address, or None for another database."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise LedgerError("the ledger needs a file", mend="set HITL_DATABASE_URL=sqlite:///PATH/hitl.db")
    return Path(parsed.database)


def writer(url: str) -> sa.Engine:
    """The engine for write transactions: each begins by taking the database's only write lock."""
    path = sqlite_path(url)
    if path is None:
        return sa.create_engine(url)
    engine = sa.create_engine(url)
    if not path.exists():  # for this user's eyes only: the ledger holds contact data
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # pysqlite would begin transactions of its own, too late
        for pragma in ("busy_timeout=30000", "journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            connection.execute(f"pragma {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("begin immediate")

    return engine


def reader(url: str) -> sa.Engine:
    """The engine for reading: it can change nothing, and on SQLite it never waits for a writer."""
    path = sqlite_path(url)
    if path is None:
        return sa.create_engine(url, execution_options={"postgresql_readonly": True})
    database = f"file:{_quoted(path)}"
    engine = sa.create_engine(sa.URL.create("sqlite", database=database, query={"mode": "ro", "uri": "true"}))

    @sa.event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.execute("pragma busy_timeout=30000")

    return engine


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


@contextmanager
def write_lock(url: str) -> Iterator[None]:
    """Hold off other processes' writes where SQLite is too old to do so safely by itself; else do nothing."""
    path = sqlite_path(url)
    if path is None or sqlite3.sqlite_version_info >= _WAL_RESET_FIXED:
        yield
        return
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

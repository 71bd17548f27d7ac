"""Presence: a run shows that it is at work on a ledger, and everybody can tell when it no longer is.

A lock shows it that the system gives back when the process ends, however it ends: on a file beside the SQLite database,
or within PostgreSQL, where the runs may be on different machines.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from . import engine

_SPACE = 7216
"""PostgreSQL's advisory locks of this kind (engine.ONE_WRITER is another)."""


class Presence:
    """At work from `with` until its end, or until the process ends. `name` is what others know it by."""

    def __init__(self, url: str) -> None:
        self.name = secrets.token_hex(8)
        self._url = url
        self._file: int | None = None
        self._engine: sa.Engine | None = None
        self._connection: sa.Connection | None = None

    def __enter__(self) -> Self:
        path = engine.sqlite_path(self._url)
        if path is not None:
            self._file = _taken(_mark(path, self.name))
            for left in path.parent.glob(f"{path.name}.run-*"):
                _locked(left)
            return self
        with engine.in_words(self._url):
            self._engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            self._connection = self._engine.connect()
            self._connection.execute(sa.select(sa.func.pg_advisory_lock(_SPACE, _number(self.name))))
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            path = engine.sqlite_path(self._url)
            assert path is not None
            _mark(path, self.name).unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
        if self._connection is not None and self._engine is not None:
            self._connection.close()  # a pool would keep the lock
            self._engine.dispose()


def at_work(url: str, name: str) -> bool:
    """Whether the run of that name is still at work."""
    path = engine.sqlite_path(url)
    if path is not None:
        return _locked(_mark(path, name))
    found = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        with engine.in_words(url), found.connect() as connection:
            free = sa.select(sa.func.pg_try_advisory_lock(_SPACE, _number(name)))
            return not connection.execute(free).scalar()
    finally:
        found.dispose()


def _taken(mark: Path) -> int:
    """A locked file of that name. Somebody who cleans up may remove it before it is locked: then once more."""
    while True:
        file = os.open(mark, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return file
        os.close(file)


def _locked(mark: Path) -> bool:
    """Whether somebody holds the file; one that nobody holds is removed."""
    try:
        file = os.open(mark, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        mark.unlink(missing_ok=True)
        return False
    finally:
        os.close(file)


def _mark(database: Path, name: str) -> Path:
    return database.with_name(f"{database.name}.run-{name}")


def _number(name: str) -> int:
    return int.from_bytes(bytes.fromhex(name[:8]), "big", signed=True)

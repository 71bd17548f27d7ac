"""Copying: a backup is one SQLite ledger file, whichever database the ledger itself stands on."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.errors import InputError, LedgerError

from . import engine, schema, standing, tables
from .prepared import Prepared
from .verification import Verification, verify
from .whole import whole

Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and out of how much."""

COPIED = (tables.event, *tables.RECORDED)
"""What a copy consists of; everything else is derived from it."""

_PAGES = 2500
_ROWS = 2000


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def backup(
    url: str, target: Path, *, overwrite: bool = False, unverified: bool = False, progress: Progress = silent
) -> Verification:
    """Write the ledger as it is at this moment into a file, and what verification says about that file.

    Others may go on writing. A copy that does not verify is refused, unless `unverified` asks for it nonetheless.
    """
    path = engine.sqlite_path(url)
    if path is not None and not path.exists():
        raise LedgerError(f"there is no ledger at {path}", mend="name its workspace with --workspace DIR")
    if target.exists():
        if not overwrite:
            raise InputError(f"{target} is there already", mend="choose another name, or say --overwrite")
        if path is not None and target.samefile(path):
            raise InputError(f"{target} is the ledger itself", mend="choose another name")
    with engine.in_words(url), whole(target, overwrite=overwrite) as partial:
        if path is not None:
            copy_pages(path, partial, progress)
        else:
            _copy_rows(url, partial, progress)
        require_sound(partial, "the ledger's file")
        with readable(partial) as source, source.connect() as connection:
            return verified(connection, "the ledger", unverified=unverified)


def file_url(path: Path) -> str:
    """The address of a SQLite file."""
    return sa.URL.create("sqlite", database=str(path)).render_as_string()


def copy_pages(path: Path, target: Path, progress: Progress = silent) -> None:
    """Copy a SQLite file as it is at one moment, whatever is written meanwhile."""
    address = f"file:{engine.quoted(path)}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=engine.PATIENCE, isolation_level=None)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.execute("begin")  # held open, or each write of another program would make the copy start again
        source.execute("select count(*) from sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES, progress=lambda _, left, total: progress("copy", total - left, total))
        _one_file(copy)


def _copy_rows(url: str, target: Path, progress: Progress) -> None:
    """Copy a ledger of another database into a fresh SQLite file."""
    read, write = engine.reader(url), engine.writer(file_url(target))
    try:
        require_ledger(read, f"the database at {engine.shown(url)}")
        schema.require_current(read, url)
        schema.upgrade(write, file_url(target))
        with read.connect() as source, write.begin() as connection:
            fill(connection, source, progress)
    finally:
        read.dispose()
        write.dispose()
    settle(target)


def fill(connection: sa.Connection, source: sa.Connection, progress: Progress) -> None:
    """Copy every row of one ledger into another that holds none, numbers included, and derive anew what is derived."""
    cursor = connection.connection.cursor()
    total, done = count(source, COPIED), 0
    for table in COPIED:
        statement = Prepared(table.insert(), connection.dialect, [c.name for c in table.columns])
        for part in source.execute(sa.select(table), execution_options={"yield_per": _ROWS}).partitions():
            cursor.executemany(statement.sql, [statement.values(dict(row._mapping)) for row in part])
            done += len(part)
            progress("rows", done, total)
    if connection.dialect.name == "postgresql":
        for name in (t.name for t in tables.RECORDED if any(tables.is_row_number(c) for c in t.columns)):
            connection.exec_driver_sql(f"select setval(pg_get_serial_sequence('{name}', 'id'), max(id)) from {name}")  # noqa: S608
    standing.rebuild(connection)


def count(source: sa.Connection, of: Iterable[sa.Table]) -> int:
    """How many rows those tables hold together."""
    return sum(source.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in of)


def verified(connection: sa.Connection, what: str, *, unverified: bool) -> Verification:
    """What verification says; LedgerError when it is not good, unless `unverified` takes it nonetheless."""
    try:
        found = verify(connection)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        found = Verification(0, 0, "", f"a value is not what was recorded ({error})")
    if found.fault and not unverified:
        raise LedgerError(
            f"{what} does not verify: {found.fault}; nothing was written",
            mend="find out what happened first; --unverified copies it as it is",
        )
    return found


@contextmanager
def readable(path: Path) -> Iterator[sa.Engine]:
    """An engine that reads a ledger's file; one of an older schema is read from an upgraded copy."""
    with ExitStack() as stack:
        read = _reader(path, stack)
        require_ledger(read, str(path))
        if schema.state(read) == "older":
            copy = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "hitl.db"
            copy_pages(path, copy)
            _upgrade(copy)
            read = _reader(copy, stack)
        yield read


def require_ledger(read: sa.Engine, what: str) -> None:
    """Refuse what is no ledger, and one that a newer hitl-kit wrote."""
    try:
        state = schema.state(read)
    except sa.exc.DatabaseError as error:
        if sqlite3.DatabaseError is not type(error.orig):  # it is a database, and something else is wrong
            raise
        state = "blank"
    if state == "blank":
        raise InputError(f"{what} is not a ledger", mend="name a file that `hitl backup` wrote")
    if state == "newer":
        raise LedgerError(
            f"{what} has schema {schema.version(read)}, this hitl-kit knows {schema.HEAD}", mend="update hitl-kit"
        )


def settle(path: Path) -> None:
    """Make a SQLite ledger that nobody has open one file, without a log beside it."""
    with closing(sqlite3.connect(path)) as connection:
        _one_file(connection)


def _one_file(connection: sqlite3.Connection) -> None:
    connection.execute("pragma journal_mode=delete")


def _reader(path: Path, stack: ExitStack) -> sa.Engine:
    read = engine.reader(file_url(path))
    stack.callback(read.dispose)
    return read


def _upgrade(path: Path) -> None:
    from alembic.util import CommandError

    write = engine.writer(file_url(path))
    try:
        schema.upgrade(write, file_url(path))
    except CommandError as error:
        raise InputError(f"the backup's schema cannot be upgraded: {error}") from error
    finally:
        write.dispose()


def require_sound(path: Path, what: str) -> None:
    """Refuse a file whose pages are damaged."""
    with closing(sqlite3.connect(f"file:{engine.quoted(path)}?mode=ro", uri=True)) as connection:
        (found,) = connection.execute("pragma integrity_check(1)").fetchone()
    if found != "ok":
        raise LedgerError(f"{what} is damaged: {found}; nothing was written", mend="take an older backup")

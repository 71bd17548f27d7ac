"""Ledger: what happened, in rows that are only added and events that are chained by their hashes."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.errors import HitlError, LedgerError

from . import chain, engine, schema, verification
from .recording import LAST, Recording, Statements

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, Any]


class Ledger:
    """The store of one workspace. Open it with `Ledger.open`; safe to use from several threads and processes."""

    def __init__(self, url: str, write: sa.Engine, read: sa.Engine, identity: str | None) -> None:
        self.url = url
        self.identity = identity
        """Who the database says is writing, or None where it does not ask (SQLite)."""
        self._write = write
        self._read = read
        self._lock = threading.RLock()
        self._statements = Statements(write.dialect)
        self._kept: list[sa.Connection] = []  # none, or the one that writes
        self._file_lock = engine.WriteLock(url)
        weakref.finalize(self, _release, self._kept, self._file_lock, write, read)

    @classmethod
    def open(cls, url: str) -> Self:
        """The ledger at that address; a blank database becomes an empty ledger."""
        write: sa.Engine | None = None
        try:
            write = engine.writer(url)
            schema.require_current(write, url)
            opened = cls(url, write, engine.reader(url), _identity(write))
            write = None  # it is the ledger's from here on
            return opened
        except sa.exc.DBAPIError as error:
            raise LedgerError(
                f"cannot open the ledger at {engine.shown(url)}: {str(error.orig).strip()}",
                mend="check the path and its permissions, or HITL_DATABASE_URL",
            ) from None
        except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
            raise LedgerError(
                f"the ledger's address cannot be used: {error}",
                mend="set HITL_DATABASE_URL to sqlite:///PATH/hitl.db or postgresql+psycopg://…"
                " (PostgreSQL needs: pip install 'hitl-kit[postgres]')",
            ) from None
        finally:
            if write is not None:
                write.dispose()

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None for another database."""
        return engine.sqlite_path(self.url)

    @contextmanager
    def recording(self, actor: str, kind: str, subject: str) -> Iterator[Recording]:
        """A write transaction that becomes one event when it added rows or noted facts, and nothing otherwise.

        When the block ends without an error, the rows and the event are durable. An error undoes all of it.
        """
        with self._lock, engine.in_words(self.url), self._file_lock:
            recording = self._begin()
            try:
                recording.read_head()
                yield recording
                recording.finish(actor, kind, subject)
                recording.commit()
            except BaseException as error:
                self._give_up(recording, broken=not isinstance(error, HitlError))
                raise

    def _begin(self) -> Recording:
        """A transaction on the connection that writes. A database that was restarted is connected to once more."""
        for last_try in (False, True):
            connection = self._kept[0] if self._kept else self._write.connect()
            self._kept[:] = [connection]
            recording = Recording(connection, self._statements)
            try:
                recording.begin()
                return recording
            except Exception as error:
                restarted = not last_try and recording.lost_by(error)
                self._give_up(recording, broken=True)
                if not restarted:
                    raise
        raise AssertionError("unreachable")

    def _give_up(self, recording: Recording, *, broken: bool) -> None:
        """Undo the transaction; a connection that may be broken is not used again."""
        if not recording.undo() or broken:
            self._kept.clear()
            recording.connection.invalidate()
            recording.connection.close()

    @contextmanager
    def moment(self) -> Iterator[sa.Connection]:
        """A connection for reading: whatever it reads is of one moment, however much is written meanwhile."""
        with engine.in_words(self.url), self._read.connect() as connection:
            yield connection

    def rows(self, select: sa.Select[Any], values: Row | None = None) -> list[sa.RowMapping]:
        """The rows of a query; `values` are those of its bind parameters."""
        with self.moment() as connection:
            return list(connection.execute(select, values or {}).mappings())

    def stream(self, select: sa.Select[Any], *, chunk: int = 2000) -> Iterator[sa.RowMapping]:
        """The rows of a query, a chunk in memory at a time."""
        with self.moment() as connection, connection.execute(select, execution_options={"yield_per": chunk}) as result:
            yield from result.mappings()

    def frame(self, select: sa.Select[Any]) -> pd.DataFrame:
        """The rows of a query as a DataFrame with the query's columns, also when it is empty."""
        with self.moment() as connection:
            return pd.read_sql(select, connection)

    def columns(self, select: sa.Select[Any]) -> pa.Table:
        """A large read as Arrow columns. No column may be null: its type is taken from the first rows."""
        from .columns import read

        with engine.in_words(self.url):
            return read(self.url, select)

    def short_columns(self, select: sa.Select[Any], repeated: Collection[str] = ()) -> pa.Table:
        """A large read of short values as Arrow columns, those that are `repeated` as dictionaries. None may be null.

        Several such reads run side by side in threads."""
        from .ahead import taken
        from .short_columns import read

        with engine.in_words(self.url):
            found = taken(self, select, repeated)
            return read(self.url, self._read, select, repeated) if found is None else found

    def known_by(self, select: sa.Select[Any]) -> str:
        """What the result of a query is known by, in this ledger: the query, its values, and the newest event."""
        query = select.compile(dialect=self._read.dialect)
        return sha256_hex(canonical_json([str(query), query.params, list(self.head())]))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event: copy it elsewhere, and a later rewrite of history can be shown."""
        found = self.rows(LAST)
        return (int(found[0]["seq"]), str(found[0]["hash"])) if found else (0, chain.GENESIS)

    def verify(self, *, anchor: tuple[int, str] | None = None) -> verification.Verification:
        """Whether the chain holds and every row is as it was recorded; names the first thing that is not.

        `anchor` is a head that was copied elsewhere before: that event must stand as it did.
        """
        with self.moment() as connection:
            return verification.verify(connection, anchor=anchor)

    def close(self) -> None:
        """Give the connections back; the last writer's close moves the log into the database file."""
        with self._lock, engine.write_lock(self.url):
            _release(self._kept, self._file_lock, self._write, self._read)


def _release(kept: list[sa.Connection], lock: engine.WriteLock, write: sa.Engine, read: sa.Engine) -> None:
    while kept:
        kept.pop().close()
    lock.close()
    read.dispose()
    write.dispose()


def _identity(write: sa.Engine) -> str | None:
    if write.dialect.name != "postgresql":
        return None
    with write.connect() as connection:
        return str(connection.execute(sa.text("select session_user")).scalar())


def content_of(row: sa.RowMapping, column: str = "content") -> Any:
    """The structured content of a row."""
    return json.loads(row[column])

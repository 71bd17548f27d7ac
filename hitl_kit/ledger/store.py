"""Ledger: what happened, in rows that are only added and events that are chained by their hashes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.errors import LedgerError

from . import chain, engine, schema, tables

Row = Mapping[str, Any]


@dataclass
class Recording:
    """One write transaction. What it reads cannot change before it ends; what it adds becomes one event."""

    connection: sa.Connection
    seq: int
    payload: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, chain.Digest] = field(default_factory=dict)

    def rows(self, select: sa.Select[Any], values: Row | None = None) -> list[sa.RowMapping]:
        """The rows of a query, read under the write lock; `values` are those of its bind parameters."""
        return list(self.connection.execute(select, values or {}).mappings())

    def add(self, table: sa.Table, rows: Iterable[Row], *, chunk: int = 5000) -> int:
        """Add rows to a table; returns how many."""
        added = 0
        digest: chain.Digest | None = None
        pending: list[dict[str, Any]] = []
        for row in rows:
            full = {**row, "event": self.seq}
            digest = digest or self._digest(table)  # an event names only tables that it added rows to
            digest.add(full)
            pending.append(full)
            added += 1
            if len(pending) >= chunk:
                self.connection.execute(table.insert(), pending)
                pending = []
        if pending:
            self.connection.execute(table.insert(), pending)
        return added

    def add_one(self, table: sa.Table, row: Row) -> int:
        """Add one row to a table that numbers its rows; returns its id."""
        full = {**row, "event": self.seq}
        self._digest(table).add(full)
        result = self.connection.execute(table.insert(), full)
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])

    def _digest(self, table: sa.Table) -> chain.Digest:
        return self.digests.setdefault(table.name, chain.Digest(table))

    def note(self, **facts: Any) -> None:
        """Put facts into the event itself. No personal data: events outlive an erasure."""
        self.payload.update(facts)


class Ledger:
    """The store of one workspace. Open it with `Ledger.open`; safe to use from several threads and processes."""

    def __init__(self, url: str, write: sa.Engine, read: sa.Engine) -> None:
        self.url = url
        self._write = write
        self._read = read
        self._lock = threading.RLock()

    @classmethod
    def open(cls, url: str) -> Self:
        """The ledger at that address; a blank database becomes an empty ledger."""
        try:
            write = engine.writer(url)
            schema.require_current(write, url)
            return cls(url, write, engine.reader(url))
        except sa.exc.DBAPIError as error:
            raise LedgerError(
                f"cannot open the ledger at {sa.make_url(url).render_as_string(hide_password=True)}: {error.orig}",
                mend="check the path and its permissions, or HITL_DATABASE_URL",
            ) from None
        except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
            raise LedgerError(
                f"the ledger's address cannot be used: {error}",
                mend="set HITL_DATABASE_URL to sqlite:///PATH/hitl.db or postgresql+psycopg://…",
            ) from None

    @property
    def path(self) -> Path | None:
        """The SQLite file, or None for another database."""
        return engine.sqlite_path(self.url)

    @contextmanager
    def recording(self, actor: str, kind: str, subject: str) -> Iterator[Recording]:
        """A write transaction that becomes one event when it added rows or noted facts, and nothing otherwise.

        When the block ends without an error, the rows and the event are durable. An error undoes all of it.
        """
        with self._lock, engine.write_lock(self.url), self._write.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("select pg_advisory_xact_lock(7215)"))
            last = connection.execute(
                sa.select(tables.event.c.seq, tables.event.c.hash).order_by(tables.event.c.seq.desc()).limit(1)
            ).one_or_none()
            seq, prev = (last.seq + 1, last.hash) if last else (1, chain.GENESIS)
            recording = Recording(connection, seq)
            yield recording
            if not recording.digests and not recording.payload:
                return
            payload = dict(recording.payload)
            if recording.digests:
                payload["rows"] = {name: d.as_json() for name, d in sorted(recording.digests.items())}
            content = {
                "seq": seq, "at": iso(utc_now()), "actor": actor, "kind": kind, "subject": subject,
                "payload": canonical_json(payload),
            }  # fmt: skip
            connection.execute(
                tables.event.insert(), {**content, "prev": prev, "hash": chain.event_hash(prev, content)}
            )

    def rows(self, select: sa.Select[Any], values: Row | None = None) -> list[sa.RowMapping]:
        """The rows of a query; `values` are those of its bind parameters."""
        with self._read.connect() as connection:
            return list(connection.execute(select, values or {}).mappings())

    def stream(self, select: sa.Select[Any], *, chunk: int = 2000) -> Iterator[sa.RowMapping]:
        """The rows of a query, a chunk in memory at a time."""
        with self._read.connect() as connection:
            result = connection.execution_options(yield_per=chunk).execute(select)
            yield from result.mappings()

    def frame(self, select: sa.Select[Any]) -> pd.DataFrame:
        """The rows of a query as a DataFrame with the query's columns, also when it is empty."""
        with self._read.connect() as connection:
            return pd.read_sql(select, connection)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event: copy it elsewhere, and a later rewrite of history can be shown."""
        found = self.rows(sa.select(tables.event).order_by(tables.event.c.seq.desc()).limit(1))
        return (int(found[0]["seq"]), str(found[0]["hash"])) if found else (0, chain.GENESIS)

    def verify(self) -> chain.Verification:
        """Whether the chain holds and every row is as it was recorded; names the first thing that is not."""
        with self._read.connect() as connection:
            return chain.verify(connection)

    def close(self) -> None:
        """Give the connections back; the last writer's close moves the log into the database file."""
        self._read.dispose()
        with engine.write_lock(self.url):
            self._write.dispose()


def content_of(row: sa.RowMapping, column: str = "content") -> Any:
    """The structured content of a row."""
    return json.loads(row[column])

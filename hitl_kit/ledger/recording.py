"""Recording: one write transaction, whose rows become one event of the chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, utc_now

from . import chain, tables
from .engine import BEGIN
from .prepared import Prepared, insert

Row = Mapping[str, Any]

LAST = sa.select(tables.event.c.seq, tables.event.c.hash).order_by(tables.event.c.seq.desc()).limit(1)
"""The newest event: the one that the next one follows."""


@dataclass
class Statements:
    """The statements that one ledger has prepared so far."""

    dialect: sa.Dialect
    known: dict[Any, Prepared] = field(default_factory=dict)

    def insert(self, table: sa.Table, *, numbered: bool) -> Prepared:
        """The insert of a row of that table."""
        found = self.known.get((table, numbered))
        if found is None:
            names = chain.row_hash(table).names
            found = self.known[table, numbered] = insert(table, self.dialect, names, numbered=numbered)
        return found

    def select(self, select: sa.Select[Any]) -> Prepared:
        """A query that is built once and asked often."""
        found = self.known.get(select)
        if found is None:
            found = self.known[select] = Prepared(select, self.dialect)
        return found


class Recording:
    """One write transaction. What it reads cannot change before it ends; what it adds becomes one event."""

    def __init__(self, connection: sa.Connection, statements: Statements) -> None:
        self.connection = connection
        self._statements = statements
        self._cursor: Any = connection.connection.cursor()
        self._prev, self.seq = chain.GENESIS, 1
        self._payload: dict[str, Any] = {}
        self._digests: dict[str, chain.Digest] = {}

    def begin(self) -> None:
        """Take the ledger's only write lock."""
        self._cursor.execute(BEGIN[self.connection.dialect.name])

    def lost_by(self, error: Exception) -> bool:
        """Whether the error says that the connection is gone: the database may have been restarted meanwhile."""
        return self.connection.dialect.is_disconnect(error, self.connection.connection, self._cursor)  # type: ignore[arg-type]

    def read_head(self) -> None:
        """Find the event that this one follows."""
        last = self._statements.select(LAST).run(self._cursor, {}).fetchone()
        if last:
            self._prev, self.seq = last[1], last[0] + 1

    def commit(self) -> None:
        """Make it durable."""
        if self.connection.in_transaction():  # something was read through SQLAlchemy: it keeps account of that
            self.connection.commit()
        else:
            self.connection.connection.commit()

    def undo(self) -> bool:
        """Undo it all; whether that went well."""
        try:
            self.connection.connection.rollback()
            self.connection.rollback()
        except Exception:  # whatever it is, the connection is no good any more
            return False
        return True

    def rows(self, select: sa.Select[Any], values: Row | None = None) -> list[sa.RowMapping]:
        """The rows of a query, read under the write lock; `values` are those of its bind parameters."""
        return list(self.connection.execute(select, values or {}).mappings())

    def first(self, select: sa.Select[Any], values: Row) -> dict[str, Any] | None:
        """The first row of a query that is built once and asked for every verdict; None where there is none."""
        row = self._statements.select(select).run(self._cursor, values).fetchone()
        return None if row is None else dict(zip(select.selected_columns.keys(), row, strict=True))

    def add(self, table: sa.Table, rows: Iterable[Row], *, chunk: int = 5000) -> int:
        """Add rows to a table; returns how many."""
        statement = self._statements.insert(table, numbered=False)
        added, pending = 0, []
        for row in rows:
            pending.append(self._vouched(table, row))
            added += 1
            if len(pending) >= chunk:
                self._cursor.executemany(statement.sql, self._bound(statement, table, pending))
                pending = []
        if pending:
            self._cursor.executemany(statement.sql, self._bound(statement, table, pending))
        return added

    def add_one(self, table: sa.Table, row: Row) -> int:
        """Add one row to a table that numbers its rows; returns its id."""
        statement = self._statements.insert(table, numbered=True)
        (values,) = self._bound(statement, table, [self._vouched(table, row)])
        self._cursor.execute(statement.sql, values)
        return int(self._cursor.fetchone()[0])

    def note(self, **facts: Any) -> None:
        """Put facts into the event itself. No personal data: events outlive an erasure."""
        self._payload.update(facts)

    def finish(self, actor: str, kind: str, subject: str) -> None:
        """Add the event that vouches for the rows, unless there is nothing to vouch for."""
        if not self._digests and not self._payload:
            return
        if self._digests:
            self._payload["rows"] = {name: d.as_json() for name, d in sorted(self._digests.items())}
        event = {
            "seq": self.seq, "at": iso(utc_now()), "actor": actor, "kind": kind, "subject": subject,
            "payload": canonical_json(self._payload), "prev": self._prev,
        }  # fmt: skip
        event["hash"] = chain.event_hash(self._prev, event)
        self._statements.insert(tables.event, numbered=False).run(self._cursor, event)

    def _vouched(self, table: sa.Table, row: Row) -> list[Any]:
        """The row's values in the order of its columns, taken into the event's digest."""
        names = chain.row_hash(table).names
        values = [row.get(name) for name in names]
        values[0] = self.seq
        if names[-1] == "salt":
            values[-1] = secrets.token_hex(8)
        digest = self._digests.get(table.name)
        if digest is None:  # an event names only tables that it added rows to
            digest = self._digests[table.name] = chain.Digest(table)
        digest.add(values)
        return values

    def _bound(self, statement: Prepared, table: sa.Table, rows: list[list[Any]]) -> list[Any]:
        """The rows as the driver wants them."""
        if statement.order is not None:
            return rows
        names = chain.row_hash(table).names
        return [dict(zip(names, values, strict=True)) for values in rows]

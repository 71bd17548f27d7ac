"""Prepared: a statement compiled once and run on the driver's own cursor.

A durable commit takes a tenth of a millisecond. Building a statement's result the usual way takes as long again, so
the few statements of every verdict run this way: the same SQLAlchemy statements, on both databases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ClauseElement

Row = Mapping[str, Any]


class Prepared:
    """A statement with named values, ready for a cursor of one kind of database."""

    def __init__(self, statement: ClauseElement, dialect: sa.Dialect, names: Sequence[str] | None = None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=None if names is None else list(names))
        self.sql = str(compiled)
        self._fixed = dict(compiled.params)  # the statement's own values; None for those that a row brings
        self.order: list[str] | None = getattr(compiled, "positiontup", None)

    def values(self, row: Row) -> Any:
        """A row's values as the driver wants them: in the statement's order, or by name."""
        if self.order is None:
            return {**self._fixed, **row}
        fixed = self._fixed
        return [row[name] if name in row else fixed[name] for name in self.order]

    def run(self, cursor: Any, row: Row) -> Any:
        """Run it once; returns the cursor."""
        cursor.execute(self.sql, self.values(row))
        return cursor


def insert(table: sa.Table, dialect: sa.Dialect, names: Sequence[str], *, numbered: bool) -> Prepared:
    """The insert of a whole row by the values of `names`; `numbered` returns the number that the database gives it."""
    statement = table.insert().returning(table.c.id) if numbered else table.insert()
    prepared = Prepared(statement, dialect, names)
    assert prepared.order is None or prepared.order == list(names)
    return prepared

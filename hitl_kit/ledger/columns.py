"""Large reads as Arrow columns, through the database's own Arrow driver: no Python object per value."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import quote, urlencode

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect

from . import engine


def _libpq(url: sa.URL) -> str:
    """The address as PostgreSQL's own library reads it: spaces as %20, never as '+'."""
    who = quote(url.username or "", safe="") + (f":{quote(str(url.password), safe='')}" if url.password else "")
    where = f"{url.host or ''}{f':{url.port}' if url.port else ''}"
    name, rest = quote(url.database or "", safe=""), urlencode(dict(url.query), quote_via=quote, doseq=True)
    return f"postgresql://{who}{'@' if who else ''}{where}/{name}{'?' if rest else ''}{rest}"


def read(url: str, select: sa.Select[Any]) -> pa.Table:
    """The result of a query as an Arrow table. No column may be null: its type is taken from the first rows."""
    path = engine.sqlite_path(url)
    if path is not None:
        connect: Any = import_module("adbc_driver_sqlite.dbapi").connect
        compiled = select.compile(dialect=sqlite.dialect(paramstyle="qmark"))
        address = f"file:{engine.quoted(path)}?mode=ro"
    else:
        connect = import_module("adbc_driver_postgresql.dbapi").connect
        compiled = select.compile(dialect=PGDialect(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]
        address = _libpq(sa.make_url(url))
    order: list[str] = getattr(compiled, "positiontup", None) or []
    values = [compiled.params[name] for name in order]
    with connect(address) as connection, connection.cursor() as cursor:
        cursor.execute(str(compiled), values or None)
        table: pa.Table = cursor.fetch_arrow_table()
    return table

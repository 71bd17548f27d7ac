"""Large reads as Arrow columns, through the database's own Arrow driver: no Python object per value."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect

from hitl_kit.domain.errors import LedgerError

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
        query, values = _asked(select, sqlite.dialect(paramstyle="qmark"))
        return _from_child({"file": f"file:{engine.quoted(path)}?mode=ro", "query": query, "values": values})
    query, values = _asked(select, PGDialect(paramstyle="numeric_dollar"))  # type: ignore[no-untyped-call]
    connect: Any = import_module("adbc_driver_postgresql.dbapi").connect
    with connect(_libpq(sa.make_url(url))) as connection, connection.cursor() as cursor:
        cursor.execute(query, values or None)
        table: pa.Table = cursor.fetch_arrow_table()
    return table


def _asked(select: sa.Select[Any], dialect: sa.Dialect) -> tuple[str, list[Any]]:
    """A query as the driver takes it, and its values in order."""
    compiled = select.compile(dialect=dialect)
    order: list[str] = getattr(compiled, "positiontup", None) or []
    return str(compiled), [compiled.params[name] for name in order]


def _from_child(asked: dict[str, Any]) -> pa.Table:
    """What the child process answers; see there why it is one."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("_sqlite_columns.py"))]
    with tempfile.NamedTemporaryFile(prefix="hitl-columns-") as answer:  # for this user's eyes only, and soon gone
        question = json.dumps(asked).encode()
        child = subprocess.run(command, input=question, stdout=answer, stderr=subprocess.PIPE, check=False)  # noqa: S603
        if child.returncode:
            said = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]  # of a traceback, the last line
            raise LedgerError(f"the ledger could not be read: {said}", mend="try again; if it stays, run: hitl doctor")
        with pa.ipc.open_stream(pa.memory_map(answer.name)) as stream:
            return stream.read_all()

"""Export: every table as a Parquet file, all of one moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.errors import InputError

from . import schema, tables
from .chain import GENESIS
from .copying import Progress, count, silent
from .recording import LAST
from .store import Ledger
from .whole import whole

EXPORTED = tuple(tables.metadata.sorted_tables)
"""What is exported: what was recorded, and how each package stands."""

_ROWS = 1000
_GROUP = 32 * 2**20
"""Bytes of a row group: what is in memory at once."""

_TYPES: dict[type, pa.DataType] = {
    sa.Integer: pa.int64(), sa.Text: pa.string(), sa.Float: pa.float64(), sa.Boolean: pa.bool_(),
    sa.LargeBinary: pa.binary(),
}  # fmt: skip


def export(ledger: Ledger, folder: Path, progress: Progress = silent) -> dict[str, Any]:
    """Write every table into a new folder, and its manifest: head, and rows and SHA-256 of each file.

    Moments and structured content stay the text that was hashed. The files hold personal data.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder} is not empty", mend="name a folder that is new or empty")
    with whole(folder.resolve()) as partial, ledger.moment() as moment:
        partial.mkdir(mode=0o700)
        last = moment.execute(LAST).first()
        total, done = count(moment, EXPORTED), 0
        files: dict[str, Any] = {}
        for table in EXPORTED:
            path, rows = partial / f"{table.name}.parquet", 0
            for added in _written(moment, table, path):
                rows, done = rows + added, done + added
                progress("rows", done, total)
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            files[path.name] = {"rows": rows, "sha256": digest}
        manifest = {
            "exported_at": iso(utc_now()), "schema": schema.HEAD, "events": last.seq if last else 0,
            "head": last.hash if last else GENESIS, "personal_data": True, "files": files,
        }  # fmt: skip
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        for path in partial.iterdir():
            path.chmod(0o600)
    return manifest


def arrow_schema(table: sa.Table) -> pa.Schema:
    """The columns of a table's file."""
    return pa.schema([pa.field(c.name, _TYPES[type(c.type)], nullable=bool(c.nullable)) for c in table.columns])


def _written(moment: sa.Connection, table: sa.Table, path: Path) -> Iterator[int]:
    """Write a table's rows, a row group in memory at a time; yields how many, group by group."""
    columns = arrow_schema(table)
    with pq.ParquetWriter(path, columns, compression="zstd") as writer:
        for group in _groups(moment, table, columns):
            writer.write_table(group)
            yield group.num_rows


def _groups(moment: sa.Connection, table: sa.Table, columns: pa.Schema) -> Iterator[pa.Table]:
    pending: list[pa.RecordBatch] = []
    for part in moment.execute(sa.select(table), execution_options={"yield_per": _ROWS}).partitions():
        values = zip(*part, strict=True)
        pending.append(pa.record_batch([pa.array(v, f.type) for v, f in zip(values, columns, strict=True)], columns))
        if sum(batch.nbytes for batch in pending) >= _GROUP:
            yield pa.Table.from_batches(pending)
            pending = []
    if pending:
        yield pa.Table.from_batches(pending)

"""Large reads of short values (names, moments, numbers) as Arrow columns, within this process.

SQLite joins each column into one text, with no Python object per value, and needs Python only to hand it over: several
such reads run side by side, and beside whatever else the process does. What is long, content say, `columns` reads.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from . import columns

_END = "\x1e"


class Moment(sa.Text):
    """A moment as the ledger writes it, '' for none: select it with `sa.type_coerce(column, Moment)` to have it read
    as a timestamp (UTC, microseconds), or null."""


_TYPES: dict[type, pa.DataType] = {sa.Integer: pa.int64(), sa.Float: pa.float64(), sa.Boolean: pa.bool_()}
"""Whatever else there is, is text."""


def read(url: str, reader: sa.Engine, select: sa.Select[Any], repeated: Collection[str]) -> pa.Table:
    """The result of a query as an Arrow table, the `repeated` columns as dictionaries, each `Moment` as a timestamp. No
    column may be null."""
    schema = pa.schema([(c.name, _TYPES.get(type(c.type), pa.string())) for c in select.selected_columns])
    if reader.dialect.name == "sqlite":
        table = _joined(reader, select, schema, repeated)
    else:
        table = columns.read(url, select).cast(schema)
    for place, name in enumerate(table.column_names):
        if name in repeated:
            table = table.set_column(place, name, table.column(name).combine_chunks().dictionary_encode())
        if isinstance(select.selected_columns[name].type, Moment):
            table = table.set_column(place, name, moments(table.column(name).combine_chunks()))
    return table


def moments(texts: pa.Array) -> pa.Array:
    """Moments as the ledger writes them as timestamps, null for ''."""
    return pc.if_else(pc.equal(texts, ""), None, texts).cast(pa.timestamp("us", "UTC"))


def _joined(reader: sa.Engine, select: sa.Select[Any], schema: pa.Schema, repeated: Collection[str]) -> pa.Table:
    rows = select.subquery()
    end: sa.ColumnElement[str] = sa.literal_column(
        f"'{_END}'"
    )  # as a bound value it would be looked up again for every row
    texts = [sa.cast(sa.func.group_concat(_as_text(column), end), sa.LargeBinary) for column in rows.c]
    with reader.connect() as connection:
        count, *found = connection.execute(sa.select(sa.func.count(), *texts).select_from(rows)).one()
        if not count:
            return schema.empty_table()
        arrays = [
            _parted(text, count, field.type, coded=field.name in repeated)
            for text, field in zip(found, schema, strict=True)
        ]
        if all(array is not None for array in arrays):
            return pa.table(arrays, names=schema.names)
        # a text holds the character that stands between the values, so that they have to be asked for one by one
        return pa.Table.from_pylist([dict(row) for row in connection.execute(select).mappings()], schema)


def _as_text(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Numbers with a point so that they can be read back exactly: SQLite would keep 15 digits of them."""
    return sa.func.quote(column) if isinstance(column.type, sa.Float) else column


def _parted(text: bytes, count: int, kind: pa.DataType, *, coded: bool) -> pa.Array | None:
    """The values of a column; None where there are not as many as rows."""
    data = np.frombuffer(text + _END.encode(), np.uint8)
    ends = np.flatnonzero(data == ord(_END)) + 1
    if len(ends) != count:
        return None
    offsets = np.concatenate([[0], ends]).astype(np.int32)  # a text of SQLite's has at most 10^9 bytes
    ended = pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))
    if coded:
        found = ended.dictionary_encode()
        return pa.DictionaryArray.from_arrays(found.indices, _without_end(found.dictionary).cast(kind))
    return _without_end(ended).cast(kind)


def _without_end(texts: pa.Array) -> pa.Array:
    return pc.utf8_slice_codeunits(texts, 0, -1)

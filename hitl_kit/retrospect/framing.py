"""Query results as typed frames: large ones as Arrow columns, several at a time, with what repeats packed into one.

A million rows of a dozen short texts are twelve million values for the driver to hand over. Joined into one text a row,
they are one million, of which few differ: those alone are taken apart again, into categories.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables

if TYPE_CHECKING:
    import pyarrow as pa

LARGE = 20_000
"""Outcomes of a campaign from which its tables are read as columns, each in a process of its own, rather than row by
row."""

_PACKED = "packed"
_SEPARATOR = "\x1f"


def packed(*columns: sa.ColumnElement[Any]) -> sa.Label[str]:
    """These columns, which repeat, as one text (`as_frame` unpacks them). But for the last, columns of any text at all
    have to be `free`."""
    first, *rest = (_as_text(column) for column in columns)
    joined = first
    for column in rest:
        joined = joined.concat(_SEPARATOR).concat(column)
    return joined.label(_PACKED)


def free(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """A column of any text, fit to be packed before others."""
    return sa.func.replace(column, _SEPARATOR, " ", type_=sa.Text)


def _as_text(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    if isinstance(column.type, sa.Boolean):
        return sa.case((column, "1"), else_="0")
    return column if isinstance(column.type, sa.Text) else sa.cast(column, sa.Text)


def read_columns(ledger: Ledger, campaign: str, selects: Sequence[sa.Select[Any]]) -> list[pa.Table]:
    """The results of the queries about a campaign. Columns are read side by side, for each takes a process that mostly
    computes."""
    own = sa.select(tables.outcome.c.campaign).where(tables.outcome.c.campaign == campaign).limit(LARGE)
    if ledger.rows(sa.select(sa.func.count().label("n")).select_from(own.subquery()))[0]["n"] < LARGE:
        return [_as_table(ledger.frame(select)) for select in selects]
    with ThreadPoolExecutor(len(selects)) as pool:
        return [_as_told(table) for table in pool.map(ledger.columns, selects)]


def placed(table: pa.Table, packages: pa.Table) -> pa.Table:
    """The rows about one of the packages, with its position (`place`) instead of its name."""
    import pyarrow.compute as pc

    known = packages.column("package_id").combine_chunks()
    place = pc.index_in(table.column("package_id"), value_set=known)
    found = table.drop_columns("package_id").append_column("place", place)
    return found.filter(pc.is_valid(place)) if place.null_count else found


def without(table: pa.Table, package_ids: Sequence[str]) -> pa.Table:
    """The rows of other packages than these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not package_ids:
        return table
    out = pc.is_in(table.column("package_id"), value_set=pa.array(package_ids, pa.string()))
    return table.filter(pc.invert(out))


def as_frame(table: pa.Table, *names: str) -> pd.DataFrame:
    """Moments as UTC timestamps; what was packed under these names as categories ('simulated' as truths, 'undoes' as
    numbers)."""
    import pyarrow as pa

    if "at" in table.column_names:
        place = table.schema.get_field_index("at")
        table = table.set_column(place, "at", table.column("at").cast(pa.timestamp("us", "UTC")))
    kept: pd.DataFrame = table.drop_columns(_PACKED).to_pandas()
    texts = {name: "str" for name in ("package_id", "company") if name in kept}
    return kept.astype(texts).assign(**_unpacked(table.column(_PACKED), names))


def _unpacked(column: pa.ChunkedArray, names: Sequence[str]) -> dict[str, Any]:
    encoded = column.combine_chunks().dictionary_encode()
    index = encoded.indices.to_numpy(zero_copy_only=False)
    rows = [text.split(_SEPARATOR, len(names) - 1) for text in encoded.dictionary.to_pylist()]
    parts = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: _spread(name, list(values), index) for name, values in zip(names, parts, strict=True)}


def _spread(name: str, values: list[str], index: Any) -> Any:
    """The value of each row, from those that differ."""
    if name == "simulated":
        return np.array([v == "1" for v in values], dtype=bool)[index]
    if name == "undoes":
        return np.array([int(v) for v in values], dtype=np.int64)[index]
    categories, codes = np.unique(np.array(values, dtype=object), return_inverse=True)
    return pd.Categorical.from_codes(codes.astype(np.int64)[index], pd.Index(categories, dtype="str"))


def _type(name: str) -> Any:
    import pyarrow as pa

    return {"id": pa.int64(), "seconds": pa.float64()}.get(name, pa.string())


def _as_table(frame: pd.DataFrame) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema([(str(name), _type(str(name))) for name in frame.columns])
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)


def _as_told(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    return table.cast(pa.schema([(name, _type(name)) for name in table.column_names]))

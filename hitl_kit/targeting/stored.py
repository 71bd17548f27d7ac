"""The fields of a campaign's accounts straight out of the ledger: DuckDB takes the columns from the stored JSON, so
that no account becomes an object."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables

from .fields import DTYPES, Coded

if TYPE_CHECKING:
    import pyarrow as pa

MANY = 50_000
"""From here on it pays to load DuckDB."""

_TYPES = {"employees": "BIGINT", "revenue": "DOUBLE", "technologies": "JSON", "attributes": "JSON"}

_ONCE = "select id as place, key, unnest(json_transform_strict(content, ?)) from rows"
_LATEST = """
with newest as (select max(id) as id, min(id) as first from rows group by key)
select first as place, key, unnest(json_transform_strict(content, ?)) from rows join newest using (id) order by first
"""
"""The latest row of every account, in the order of first import. Strict: what is not as Account has it is an error."""

_HEADERS = """
select header from (select place, unnest(json_keys(attributes)) as header from accounts)
group by header order by min(place), header
"""


def stored_fields(
    ledger: Ledger, campaign: str, names: Collection[str], *, simulated: bool = False, many: int = MANY
) -> StoredFields | None:
    """The named fields of a campaign's accounts as they stand now; None where the campaign has fewer than `many`, or a
    row that only Account itself can read."""
    a = tables.account
    columns: list[Any] = [
        sa.func.count().label("n"),
        sa.func.min(a.c.id).label("low"),
        sa.func.max(a.c.id).label("high"),
    ]
    own = sa.select(*columns)
    span = ledger.rows(own.where(a.c.campaign == campaign))[0]
    if span["n"] < max(many, 1):
        return None
    rows = _rows(
        ledger, campaign, simulated, span["low"], span["high"], dense=span["n"] * 8 > span["high"] - span["low"]
    )
    if not rows.num_rows:
        return None
    import duckdb

    shape = json.dumps({name: _TYPES.get(name, "VARCHAR") for name in names})
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        (keys,) = connection.execute("select count(distinct key) from rows").fetchall()[0]
        try:
            select = connection.sql(_ONCE if keys == rows.num_rows else _LATEST, params=[shape])
            return StoredFields(select.to_arrow_table())
        except duckdb.InvalidInputException:
            return None


def _rows(ledger: Ledger, campaign: str, simulated: bool, low: int, high: int, *, dense: bool) -> pa.Table:
    """Every row of a campaign, in their order. Where the range of its rows is dense with them, it is read as it lies:
    twice as quick as by an index, which the database would take as soon as it sees that it could."""
    a = tables.account
    own = a.c.campaign + "" == campaign if dense else a.c.campaign == campaign
    select = sa.select(a.c.id, a.c.key, a.c.content).where(own, a.c.simulated == simulated).order_by(a.c.id)
    return ledger.columns(select.where(a.c.id.between(low, high)))


class StoredFields:
    """The fields of accounts, a column each, as Arrow has them."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def headers(self) -> Sequence[str]:
        found: list[str] = self._column(_HEADERS).to_pylist()
        return found

    def texts(self, name: str) -> Coded:
        column = _coded(self._table.column(name))
        if name == "technologies":
            return replace(column, distinct=[", ".join(json.loads(text)) for text in column.distinct])
        return column

    def attribute(self, headers: Sequence[str]) -> Coded:
        pointers = ["/" + header.replace("~", "~0").replace("/", "~1") for header in headers]
        values = ", ".join(["json_extract_string(attributes, ?)"] * len(pointers))
        return _coded(self._column(f"select coalesce({values}, '') from accounts", pointers))  # noqa: S608

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        return np.asarray(self._table.column(name).to_pandas(), np.float64)

    def column(self, name: str, places: npt.NDArray[np.intp]) -> pd.Series:
        taken = self._table.column(name).take(places)
        return pd.Series(taken.to_pandas(types_mapper=lambda _: DTYPES.get(name, pd.StringDtype(na_value=np.nan))))

    def _column(self, query: str, values: Sequence[str] = ()) -> pa.ChunkedArray:
        """The one column of a query of `accounts`: in their order, which DuckDB keeps where nothing is said."""
        import duckdb

        with duckdb.connect() as connection:
            connection.register("accounts", self._table)
            return connection.sql(query, params=list(values)).to_arrow_table().column(0)


def _coded(column: pa.ChunkedArray) -> Coded:
    encoded = column.dictionary_encode().combine_chunks()
    return Coded(encoded.indices.to_numpy(), encoded.dictionary.to_pylist())

"""Query results as typed frames: names that repeat as categories, moments as UTC timestamps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


def placed(table: pa.Table, packages: pa.Table) -> pa.Table:
    """The rows about one of the packages, with its position (`place`) instead of its name."""
    place = places(table.column("package_id"), packages)
    found = table.drop_columns("package_id").append_column("place", [place])
    return found.filter(place >= 0) if (place < 0).any() else found


def places(names: pa.ChunkedArray, packages: pa.Table) -> npt.NDArray[np.int64]:
    """The position of the package of each name, −1 where there is none. The packages are looked up among the names,
    for those are few, as a rule, and a table of all packages would have to be built."""
    import pyarrow.compute as pc

    coded = names.combine_chunks().dictionary_encode()
    number = pc.index_in(packages.column("package_id"), value_set=coded.dictionary)
    known = np.flatnonzero(number.is_valid().to_numpy())
    place = np.full(len(coded.dictionary), -1, dtype=np.int64)
    place[number.take(known).to_numpy()] = known
    of_names: npt.NDArray[np.int64] = place[coded.indices.to_numpy()]
    return of_names


def without(table: pa.Table, package_ids: Sequence[str]) -> pa.Table:
    """The rows of other packages than these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not package_ids:
        return table
    out = pc.is_in(table.column("package_id"), value_set=pa.array(package_ids, pa.string()))
    if not pc.any(out).as_py():
        return table
    kept = table.filter(pc.invert(out))
    plain = pa.schema([(f.name, getattr(f.type, "value_type", f.type)) for f in kept.schema])
    return kept.cast(plain).cast(kept.schema)  # no name remains that only the others had


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Columns whose name ends on 'at' as UTC timestamps, NaT for ''; dictionaries as categories."""
    return pd.DataFrame({name: _as_series(name, table.column(name).combine_chunks()) for name in table.column_names})


def _as_series(name: str, column: pa.Array) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        return _as_categories(column)
    if name.endswith("at"):
        known = pc.if_else(pc.equal(column, ""), None, column)
        return known.cast(pa.timestamp("us", "UTC")).to_pandas()
    return column.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)


def _as_categories(column: pa.DictionaryArray) -> pd.Categorical:
    """In the order of their names, so that groups come in that order."""
    names, codes = pd.Index(column.dictionary.to_pandas(), dtype="str"), column.indices.to_numpy()
    if not names.is_monotonic_increasing:
        order = names.argsort()
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        names, codes = names[order], number[codes]
    return pd.Categorical.from_codes(codes, names)

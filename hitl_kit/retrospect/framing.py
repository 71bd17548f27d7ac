"""Query results as typed frames: names that repeat as categories, moments as UTC timestamps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa


def coded(values: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], pd.Index]:
    """A number for each value, −1 where there is none, and what the numbers stand for; of categories all."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(values.cat.codes, dtype=np.int64), values.cat.categories
    codes, found = pd.factorize(values)
    return np.asarray(codes, dtype=np.int64), pd.Index(found)


def dense(codes: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A number without gaps for each code (none below 0), and the code that each number stands for."""
    if not len(codes) or codes.max() > 4 * len(codes):
        found, there = pd.factorize(codes)
        return found.astype(np.int64), np.asarray(there, dtype=np.int64)
    there = np.flatnonzero(np.bincount(codes))
    number = np.zeros(there[-1] + 1, dtype=np.int64)
    number[there] = np.arange(len(there))
    return number[codes], there


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
    """Timestamps with NaT for null; dictionaries as categories, in the order of their names, so that groups come in
    that order. Companies, of which there are many, stay in the order of the rows."""
    return pd.DataFrame({name: _as_series(name, table.column(name).combine_chunks()) for name in table.column_names})


def _as_series(name: str, column: pa.Array) -> Any:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return _as_categories(column, in_order=name != "company")
    return _as_texts(column) if pa.types.is_string(column.type) else column.to_pandas()


def _as_texts(column: pa.Array) -> pd.Series[Any]:
    import pyarrow as pa

    texts: pd.Series[Any] = column.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get)
    return texts


def _as_categories(column: pa.DictionaryArray, *, in_order: bool) -> pd.Categorical:
    names, codes = pd.Index(_as_texts(column.dictionary)), column.indices.to_numpy()
    if in_order and not names.is_monotonic_increasing:
        order = names.argsort()
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        names, codes = names[order], number[codes]
    return pd.Categorical.from_codes(codes, names)

"""Where two pages differ, place by place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .figures import plain


@dataclass(frozen=True)
class Difference:
    """A place where two pages differ; None stands for "not there"."""

    place: str
    then: str | None
    now: str | None

    @property
    def words(self) -> str:
        """'Angles › table 1 › multi_depot › sent: “41” in the report, “43” in the ledger'."""
        return self.words_of("the report", "the ledger")

    def words_of(self, first: str, second: str) -> str:
        """The same for two other pages."""
        then, now = (f"“{v}”" if v is not None else "nothing" for v in (self.then, self.now))
        return f"{self.place}: {then} in {first}, {now} in {second}"


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """The places where two pages differ, in the order of the report; figures may differ in their last binary digit."""
    return [
        difference
        for place in dict.fromkeys([*then, *now])
        for difference in _differ(place, then.get(place), now.get(place))
    ]


def _differ(place: str, then: Any, now: Any) -> Iterator[Difference]:
    """The first place within a value where it differs, named by what stands beside it on the other axis."""
    if _alike(then, now):
        return
    if isinstance(then, dict) and isinstance(now, dict):
        key = next(k for k in dict.fromkeys([*then, *now]) if not _alike(then.get(k), now.get(k)))
        a, b = then.get(key), now.get(key)
        if isinstance(a, list) and isinstance(b, list):
            number = next(
                (n for n, pair in enumerate(zip(a, b, strict=False)) if not _alike(*pair)), min(len(a), len(b))
            )
            label = _label(then if number < len(a) else now, key, number)
            yield Difference(f"{place} › {label}", _at(a, number), _at(b, number))
        else:
            yield Difference(f"{place} › {key}", _said(a), _said(b))
    else:
        yield Difference(place, _said(then), _said(now))


def _label(values: Mapping[str, Any], key: str, number: int) -> str:
    """The category of a point, 'point 3' where it has none."""
    for axis in ("y", "x", "labels"):
        column = values.get(axis)
        if axis != key and isinstance(column, list) and number < len(column) and isinstance(column[number], str):
            return plain(column[number])
    return f"{key}, point {number + 1}"


def _alike(a: Any, b: Any) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return all(_alike(a.get(k), b.get(k)) for k in a.keys() | b.keys())  # None stands for "not there"
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, float) or isinstance(b, float):
        numbers = isinstance(a, (int, float)) and isinstance(b, (int, float))
        return math.isclose(a, b, rel_tol=1e-12) if numbers else a is b
    return bool(a == b)


def _at(values: list[Any], number: int) -> str | None:
    return _said(values[number]) if number < len(values) else None


def _said(value: Any) -> str | None:
    if value is None:
        return None
    return f"{value:.6g}" if isinstance(value, float) else str(value)

"""Wire: many lines of the queue in few bytes. Words that come again and again travel once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from hitl_kit.review import QueueRow

COLUMNS = list(QueueRow.__dataclass_fields__)
_REPEATED = {"status", "tier", "angle", "signal", "band", "route", "verdict", "reason", "reviewer"}
_PLACES = [COLUMNS.index(name) for name in COLUMNS if name in _REPEATED]
_UNDECIDED = COLUMNS.index("verdict")


def packed(rows: Sequence[QueueRow]) -> dict[str, Any]:
    """The lines as lists of values in the order of COLUMNS. A column of repeated words holds their places in `words`;
    the columns of a verdict are left out while there is none."""
    known: dict[str, int] = {}
    lines = []
    for row in rows:
        values: list[Any] = list(astuple(row))
        for place in _PLACES:
            values[place] = known.setdefault(values[place], len(known))
        lines.append(values if row.verdict else values[:_UNDECIDED])
    return {"rows": lines, "words": list(known), "packed": _PLACES}

"""A ledger with rows in every table, for the tests that carry it elsewhere."""

from __future__ import annotations

import hashlib
import signal
from typing import Any

import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables

MOMENT = "2025-01-01T00:00:00.000000+00:00"
ODD = "Zoë “Q” O'Brien; drop table event -- 漢字 \u2028 🙂"
"""Text that a careless copy would change."""

_VALUES: dict[type, Any] = {
    sa.Text: ODD, sa.Integer: 7, sa.Float: 0.1, sa.Boolean: True, sa.LargeBinary: b"\x00\xff page",
}  # fmt: skip


def row(table: sa.Table, n: int) -> dict[str, Any]:
    """A row of that table, different for every `n`."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name in ("event", "salt") or tables.is_row_number(column):
            continue
        if column.nullable:
            values[column.name] = None
        elif column.name in ("id", "uid", "value", "package_id", "email", "key", "subject", "purpose", "touch_id"):
            values[column.name] = f"{column.name} {n}"
        elif column.name == "sha256":
            values[column.name] = hashlib.sha256(f"{table.name} {n}".encode()).hexdigest()
        elif column.name in ("at", "until"):
            values[column.name] = MOMENT
        elif column.name == "content" and isinstance(column.type, sa.Text):
            values[column.name] = '{"account":{"industry":"Logistics"},"route":{"reviewers":1}}'
        else:
            values[column.name] = n if column.name in ("version", "number") else _VALUES[type(column.type)]
    return {**values, **_MEANT.get(table.name, {})}


_MEANT: dict[str, dict[str, Any]] = {
    "package": {"decider": "human"}, "decision": {"verdict": "approve"}, "outcome": {"kind": "sent"},
    "reroute": {"decider": "human"},
}  # fmt: skip


def populate(ledger: Ledger, first: int = 1, last: int = 5) -> None:
    """Record an event for each number, with a row in every table; a package stands under the id of its decisions."""
    for n in range(first, last + 1):
        with ledger.recording("Test Analyst", "test", f"n {n}") as recording:
            for table in sorted(tables.RECORDED, key=lambda t: t is not tables.package):  # what others are about
                values = row(table, n)
                if table is tables.package:
                    values["id"] = f"package_id {n}"
                if any(tables.is_row_number(c) for c in table.columns):
                    recording.add_one(table, values)
                else:
                    recording.add(table, [values])


def contents(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a copy has to bring over, and what is derived from them."""
    return {
        t.name: sorted((tuple(r.values()) for r in ledger.rows(sa.select(t))), key=repr)
        for t in tables.metadata.sorted_tables
    }


def hears_ctrl_c() -> None:
    """For a new process, before it starts: tests that run in the background ignore Ctrl-C, and so would it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)

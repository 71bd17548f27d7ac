"""The audit chain: each event carries the hash of the one before, and a digest of the rows that it recorded.

It shows that something was changed, not who changed it. Whoever can write the file can also rewrite the whole chain
from some event on; that is shown only by comparing with a head that was copied elsewhere (a report prints it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex

from . import tables

GENESIS = "0" * 64
"""What the first event names as the hash before it."""


def event_hash(prev: str, content: Mapping[str, Any]) -> str:
    """The hash of an event: of the hash before it and of its six fields."""
    return sha256_hex(prev + canonical_json([content[k] for k in ("seq", "at", "actor", "kind", "subject", "payload")]))


class Digest:
    """Count and hash of the rows of one table in one event; the order of the rows does not matter."""

    def __init__(self, table: sa.Table) -> None:
        self.columns = [(c.name, isinstance(c.type, sa.Float)) for c in table.columns if not _is_row_number(c)]
        self.hashes: list[bytes] = []

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row in. The event's number is part of it, so that a row cannot move between events."""
        values = [_hashable(row.get(name), is_float) for name, is_float in self.columns]
        self.hashes.append(hashlib.sha256(canonical_json(values).encode()).digest())

    def as_json(self) -> list[Any]:
        """The digest as it stands in an event's payload: how many rows, and the hash of their sorted hashes."""
        return [len(self.hashes), sha256_hex(b"".join(sorted(self.hashes)))]


def _is_row_number(column: sa.Column[Any]) -> bool:
    """Numbers that the database gives to rows are not content."""
    return column.name == "id" and isinstance(column.type, sa.Integer)


def _hashable(value: Any, is_float: bool) -> Any:
    if isinstance(value, bytes):
        return sha256_hex(value)
    return float(value) if is_float and value is not None else value


@dataclass(frozen=True)
class Verification:
    """What verification saw: events and rows read, the head, and the first fault (empty when all holds)."""

    events: int
    rows: int
    head: str
    fault: str

    @property
    def intact(self) -> bool:
        """Whether everything holds."""
        return not self.fault


def verify(connection: sa.Connection) -> Verification:
    """Walk the chain, then compare every row with the digest in its event."""
    events, prev = 0, GENESIS
    expected: dict[tuple[str, int], list[Any]] = {}
    fault = ""
    for row in (
        connection.execution_options(yield_per=5000)
        .execute(sa.select(tables.event).order_by(tables.event.c.seq))
        .mappings()
    ):
        events += 1
        if row["seq"] != events:
            fault = f"event {events} is missing"
        elif row["prev"] != prev:
            fault = f"event {row['seq']} ({row['kind']}) does not follow the event before it"
        elif row["hash"] != event_hash(prev, dict(row)):
            fault = f"event {row['seq']} ({row['kind']} of {row['subject']}, {row['at']}) was changed"
        if fault:
            return Verification(events, 0, prev, fault)
        prev = row["hash"]
        for table, digest in json.loads(row["payload"]).get("rows", {}).items():
            expected[table, row["seq"]] = digest
    rows = 0
    faults: list[tuple[int, str]] = []
    for table in tables.RECORDED:
        found: dict[int, Digest] = {}
        query = sa.select(table)
        for row in connection.execution_options(yield_per=5000).execute(query).mappings():
            rows += 1
            found.setdefault(row["event"], Digest(table)).add(dict(row))
        for seq in {*found, *(s for t, s in expected if t == table.name)}:
            want = expected.get((table.name, seq), [0, ""])
            have = found[seq].as_json() if seq in found else [0, ""]
            if want != have:
                what = "changed" if want[0] == have[0] else f"{want[0]} recorded, {have[0]} found"
                faults.append((seq, f"event {seq}: rows of '{table.name}' do not match what was recorded ({what})"))
    return Verification(events, rows, prev, min(faults)[1] if faults else "")

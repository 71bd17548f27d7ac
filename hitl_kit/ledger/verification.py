"""Verification: read everything, and name the first thing that is not as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
import sqlalchemy as sa

from . import standing, tables
from .chain import FIELDS, GENESIS, RowHash, digest_of, hash_of, row_hash
from .prepared import Prepared

_CHUNK = 5000


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


@dataclass
class _Vouched:
    """What the events say about the rows: a digest per table and event, and which rows an erasure blanked."""

    digests: dict[str, dict[int, tuple[Any, ...]]] = field(default_factory=dict)
    erased: dict[bytes, list[bytes]] = field(default_factory=dict)
    """The hash of a blanked row → the hash of the row that it was; several where they became alike."""

    def take(self, seq: int, payload: dict[str, Any]) -> None:
        for table, digest in payload.get("rows", {}).items():
            known = self.digests.get(table)
            if known is None:
                known = self.digests[table] = {}
            known[seq] = tuple(digest)  # the garbage collector leaves a million tuples alone
        for before, after in payload.get("blanked", ()):
            before, after = bytes.fromhex(before), bytes.fromhex(after)
            first = self.erased[before].pop() if self.erased.get(before) else before
            self.erased.setdefault(after, []).append(first)


def verify(connection: sa.Connection, *, anchor: tuple[int, str] | None = None) -> Verification:
    """Walk the chain, compare every row with the digest in its event, and what stands now with the rows.

    `anchor` is a head that was copied elsewhere: the event of that number must have that hash still.
    """
    vouched, events, prev = _Vouched(), 0, GENESIS
    query = sa.select(*(tables.event.c[name] for name in (*FIELDS, "prev", "hash"))).order_by(tables.event.c.seq)
    for *fields, named, hashed in _stream(connection, query):
        events += 1
        seq, at, _, kind, subject, payload = fields
        if seq != events:
            return Verification(events, 0, prev, f"event {events} is missing")
        if named != prev:
            return Verification(events, 0, prev, f"event {seq} ({kind}) does not follow the event before it")
        if hash_of(prev, fields) != hashed:
            return Verification(events, 0, prev, f"event {seq} ({kind} of {subject}, {at}) was changed")
        if anchor is not None and seq == anchor[0] and hashed != anchor[1]:
            return Verification(events, 0, prev, f"event {seq} is not the one that was anchored: history was rewritten")
        prev = hashed
        vouched.take(seq, orjson.loads(payload))
    if anchor is not None and anchor[0] > events:
        return Verification(events, 0, prev, f"event {anchor[0]} was anchored and is gone: the end was cut off")
    rows, faults = 0, []
    for table in tables.RECORDED:
        read, wrong = _rows_of(connection, table, vouched)
        rows += read
        faults += [wrong] if wrong else []
    if faults:
        return Verification(events, rows, prev, min(faults)[1])
    package = standing.disagreement(connection)
    fault = f"package {package} does not stand as its rows say (run: hitl db upgrade)" if package else ""
    return Verification(events, rows, prev, fault)


def _rows_of(connection: sa.Connection, table: sa.Table, vouched: _Vouched) -> tuple[int, tuple[int, str] | None]:
    """How many rows a table has, and the first event whose rows are not the recorded ones."""
    hash_row, erased = row_hash(table), vouched.erased
    expected = vouched.digests.get(table.name, {})
    event = hash_row.names.index("event")
    query = sa.select(*(table.c[name] for name in hash_row.names)).order_by(_by_event(table))
    rows, last = 0, 0
    fault: tuple[int, str] | None = None
    for seq, group in groupby(_stream(connection, query), itemgetter(event)):
        hashes = [_hash(hash_row, list(row)) for row in group]
        rows += len(hashes)
        if erased:
            hashes = [erased[h].pop() if erased.get(h) else h for h in hashes]
        want, have = expected.pop(seq, (0, "")), digest_of(hashes)
        if want != have and (fault is None or seq < fault[0]):
            what = "changed" if want[0] == have[0] else f"{want[0]} recorded, {have[0]} found"
            fault = seq, _mismatch(seq, table, what if seq > last else f"{have[0]} slipped in later")
        last = max(last, seq)
    for seq, want in expected.items():
        if fault is None or seq < fault[0]:
            fault = (
                seq,
                f"event {seq}: rows of '{table.name}' do not match what was recorded ({want[0]} recorded, 0 found)",
            )
    return rows, fault


def _hash(hash_row: RowHash, values: list[Any]) -> bytes:
    try:
        return hash_row(values)
    except (TypeError, ValueError):  # a value that no column of ours can hold: nothing was recorded so
        return b""


def _by_event(table: sa.Table) -> sa.Column[Any]:
    """What puts the rows of an event beside each other: rows are numbered in the order of their events."""
    key = table.primary_key.columns[0]
    return key if tables.is_row_number(key) else table.c.event


def _mismatch(seq: int, table: sa.Table, what: str) -> str:
    return f"event {seq}: rows of '{table.name}' do not match what was recorded ({what})"


def _stream(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Any]:
    """The rows as the driver gives them: a ledger holds millions, and each is only hashed."""
    raw = connection.connection
    cursor = raw.cursor() if connection.dialect.name == "sqlite" else raw.cursor(name="verification")
    with closing(cursor):
        Prepared(query, connection.dialect).run(cursor, {})
        while part := cursor.fetchmany(_CHUNK):
            yield from part

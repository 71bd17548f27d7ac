"""The audit chain: each event carries the hash of the one before, and a digest of the rows that it recorded.

It shows that something was changed, not who changed it. Whoever can write the database can also rewrite the whole chain
from some event on; that is shown only by comparing with a head that was copied elsewhere (a report prints it).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex

from .tables import is_row_number

GENESIS = "0" * 64
"""What the first event names as the hash before it."""

FIELDS = ("seq", "at", "actor", "kind", "subject", "payload")
"""What an event says, in the order in which it is hashed."""


def event_hash(prev: str, content: Mapping[str, Any]) -> str:
    """The hash of an event: of the hash before it and of its six fields."""
    return hash_of(prev, [content[name] for name in FIELDS])


def hash_of(prev: str, fields: Sequence[Any]) -> str:
    """The same for the values of FIELDS."""
    return hashlib.sha256(prev.encode() + flat_json(fields)).hexdigest()


def flat_json(values: Sequence[Any]) -> bytes:
    """`canonical_json` of a flat list as UTF-8, by the quicker way where both ways write the same."""
    try:
        return orjson.dumps(values)
    except TypeError:  # a lone surrogate, a number of more than 64 bits
        return canonical_json(values).encode("utf-8", "surrogatepass")


class RowHash:
    """The hash of one row of a table: of its values in the order of the columns, the event's number among them, so
    that a row cannot move between events. Numbers that the database gives to rows are not content; a salt is, where
    there is one (rows from before salts have none)."""

    def __init__(self, table: sa.Table) -> None:
        columns = [c for c in table.columns if not is_row_number(c)]
        self.names = [c.name for c in columns]
        self._salted = "salt" in self.names
        assert not self._salted or self.names[-1] == "salt"
        self._casts = [(n, _CASTS[type(c.type)]) for n, c in enumerate(columns) if type(c.type) in _CASTS]
        self._floats = [n for n, c in enumerate(columns) if type(c.type) is sa.Float]

    def __call__(self, values: list[Any]) -> bytes:
        """The hash of the values of `names`."""
        values = values[:-1] if self._salted and values[-1] is None else values[:]
        for place, cast in self._casts:
            if values[place] is not None:
                values[place] = cast(values[place])
        for place in self._floats:
            if not _LIKE_REPR[0] <= abs(values[place] or 1) < _LIKE_REPR[1]:
                return hashlib.sha256(canonical_json(values).encode()).digest()
        return hashlib.sha256(flat_json(values)).digest()


_LIKE_REPR = (1e-4, 1e16)
"""Between these both ways write a number alike."""

_CASTS: dict[type, Any] = {sa.Float: float, sa.Boolean: bool, sa.LargeBinary: sha256_hex}
"""What makes a value of a column the same whichever database it comes from."""


class Digest:
    """Count and hash of the rows of one table in one event; the order of the rows does not matter."""

    def __init__(self, table: sa.Table) -> None:
        self._hash = row_hash(table)
        self._hashes: list[bytes] = []

    def add(self, values: list[Any]) -> None:
        """Take one row in: its values in the order of `RowHash.names`."""
        self._hashes.append(self._hash(values))

    def as_json(self) -> list[Any]:
        """The digest as it stands in an event's payload: how many rows, and the hash of their sorted hashes."""
        return list(digest_of(self._hashes))


@cache
def row_hash(table: sa.Table) -> RowHash:
    """The one RowHash of a table."""
    return RowHash(table)


def digest_of(hashes: list[bytes]) -> tuple[int, str]:
    """The digest of rows by their hashes."""
    joined = hashes[0] if len(hashes) == 1 else b"".join(sorted(hashes))
    return len(hashes), hashlib.sha256(joined).hexdigest()

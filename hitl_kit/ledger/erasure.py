"""Erasure: one person's data blanked in every row, with the chain still whole and their address still suppressed.

The erasing event names each blanked row by its hash before and after, so that verification proves the rest of every
event as before and still finds a blanked row that is changed later. What stood there cannot be had from the ledger.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from hitl_kit.domain.errors import HitlError, LedgerBusy, NotAllowed
from hitl_kit.domain.outcomes import suppression_hash

from . import engine, guards, standing
from . import tables as t
from .blanking import Change, Search
from .chain import RowHash
from .redaction import Terms
from .store import Ledger


@dataclass(frozen=True)
class Found:
    """What the ledger holds on a person: rows to blank by table, and what an erasure cannot take away."""

    changes: tuple[Change, ...] = field(repr=False)
    terms: Terms = field(repr=False)
    rows: Mapping[str, int]
    namesakes: int
    """Other contacts of the same name: the name is then searched for only in what is about this person's companies."""
    events: tuple[int, ...]
    """Events of the chain that name the person (as the one who acted, say): these cannot be changed."""
    known: bool
    """Whether the address is among the erased ones already."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did. `removed` is whether the old bytes are gone from the database's files, too."""

    id: str
    found: Found
    removed: bool


def find(ledger: Ledger, address: str) -> Found:
    """What an erasure of that address would blank, without changing anything."""
    with ledger.moment() as connection:
        return _found(connection, address)


def erase(ledger: Ledger, address: str, *, actor: str) -> Erased:
    """Blank a person's data and suppress the address (in its normal form) by its hash alone; again, it changes nothing.

    NotAllowed where the database's user may not change its tables.
    """
    token = secrets.token_hex(8)
    with ledger.recording(actor, "person.erase", token) as recording:
        _may_change(recording.connection)
        found = _found(recording.connection, address)
        if found.changes:
            recording.note(blanked=_blank(recording.connection, found.changes))
        if not found.known:
            salt = _salt(recording.connection)
            value = suppression_hash(address, salt)
            recording.add(t.suppression, [{"kind": "hash", "value": value, "reason": "erased at the person's request"}])
    return Erased(token, found, removed=_remove_old_bytes(ledger))


def _found(connection: sa.Connection, address: str) -> Found:
    search = Search(connection, address)
    changes = tuple(search.changes())
    values = connection.execute(sa.select(t.suppression.c.value).where(t.suppression.c.kind == "hash")).scalars()
    known = any(value == suppression_hash(address, value.partition("$")[0]) for value in values)
    e = t.event.c
    said = connection.execute(sa.select(e.seq, e.actor, e.subject, e.payload).order_by(e.seq))
    events = tuple(int(seq) for seq, *texts in said if any(search.terms.within(text) for text in texts))
    counts = Counter(change.table.name for change in changes)
    return Found(changes, search.terms, dict(counts), search.namesakes, events, known)


def _salt(connection: sa.Connection) -> str:
    """The workspace's salt: that of an earlier erasure, else a new one."""
    s = t.suppression.c
    earlier = connection.execute(sa.select(s.value).where(s.kind == "hash").order_by(s.id).limit(1)).scalar()
    return str(earlier).partition("$")[0] if earlier else secrets.token_hex(16)


def _blank(connection: sa.Connection, changes: tuple[Change, ...]) -> list[list[str]]:
    """Change the rows; returns the hash of each before and after."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("pragma secure_delete=on")
    pairs: list[list[str]] = []
    with guards.lifted(connection):
        for change in changes:
            row_hash = RowHash(change.table)
            pairs.append([row_hash([row[n] for n in row_hash.names]).hex() for row in (change.old, change.new)])
            (key,) = change.table.primary_key.columns
            update = sa.update(change.table).where(key == change.old[key.name])
            connection.execute(update.values({n: v for n, v in change.new.items() if v != change.old[n]}))
        standing.refill(connection)
    return pairs


def _may_change(connection: sa.Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    owner = sa.text("select pg_has_role(session_user, relowner, 'member') from pg_class where oid = 'event'::regclass")
    if not connection.execute(owner).scalar():
        raise NotAllowed(
            "only the owner of the ledger's database can blank rows", mend="ask them to run: hitl erase ADDRESS"
        )


def _remove_old_bytes(ledger: Ledger) -> bool:
    """Write the database's files anew without what was blanked; False where somebody reading stood in the way."""
    write = engine.writer(ledger.url)
    try:
        with engine.in_words(ledger.url), engine.write_lock(ledger.url):
            if ledger.path is None:
                with write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.exec_driver_sql(f"set lock_timeout = '{engine.PATIENCE:.0f}s'")
                    for table in (*t.RECORDED, t.standing):
                        connection.exec_driver_sql(f"vacuum (full, analyze) {table.name}")
                return True
            with write.raw_connection() as raw:
                raw.execute("vacuum")
                return not raw.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
    except LedgerBusy:
        return False
    except HitlError as error:
        if "lock timeout" in error.message:
            return False
        raise
    finally:
        write.dispose()

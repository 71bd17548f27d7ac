"""The audit chain: whatever is changed behind the ledger's back is found and named."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from hitl_kit.ledger import Ledger, tables
from hitl_kit.ledger.chain import Digest, event_hash


@pytest.fixture
def written(ledger: Ledger) -> Ledger:
    """Five events of two accounts each."""
    for n in range(5):
        with ledger.recording("ana", "accounts.import", "demo") as recording:
            recording.add(
                tables.account,
                [
                    {"campaign": "demo", "key": f"{n}-{i}", "content": f'{{"n":{i}}}', "simulated": False}
                    for i in range(2)
                ],
            )
            recording.note(n=n)
    assert ledger.verify().intact
    return ledger


def tamper(ledger: Ledger, *statements: str) -> None:
    """Change the file as somebody with another tool and bad intentions would."""
    assert ledger.path is not None
    with closing(sqlite3.connect(ledger.path)) as connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update account set content = '{\"n\":9}' where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (changed)"),
        ("update account set simulated = 1 where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (changed)"),
        ("delete from account where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 1 found)"),
        ("delete from account where key in ('2-0', '2-1')",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 0 found)"),
        ("insert into account (event, campaign, key, content, simulated) values (3, 'demo', 'new', '{}', 0)",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 3 found)"),
        ("insert into suppression (event, kind, value, reason) values (3, 'address', 'ana@a.example', '')",
         "event 3: rows of 'suppression' do not match what was recorded (0 recorded, 1 found)"),
        ("insert into account (event, campaign, key, content, simulated) values (99, 'demo', 'new', '{}', 0)",
         "event 99: rows of 'account' do not match what was recorded (0 recorded, 1 found)"),
        ("update account set event = 4 where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 1 found)"),
        ("update event set actor = 'bo' where seq = 3", "event 3 (accounts.import of demo, "),
        ("update event set payload = replace(payload, '\"n\":2', '\"n\":7') where seq = 3",
         "event 3 (accounts.import of demo, "),
        ("update event set at = '2020-01-01T00:00:00.000000+00:00' where seq = 3",
         "event 3 (accounts.import of demo, "),
        ("update event set hash = '0' where seq = 3", "event 3 (accounts.import of demo, "),
        ("update event set prev = '0' where seq = 3", "event 3 (accounts.import) does not follow the event before it"),
        ("delete from event where seq = 3", "event 3 is missing"),
        ("delete from event where seq = 1", "event 1 is missing"),
        ("delete from event where seq = 5", "event 5: rows of 'account' do not match"),
    ],
)  # fmt: skip
def test_the_first_fault_is_named(written: Ledger, statement: str, fault: str) -> None:
    tamper(written, statement)
    found = written.verify()
    assert not found.intact
    assert found.fault.startswith(fault)


def test_the_earliest_of_several_faults_is_named(written: Ledger) -> None:
    tamper(written, "delete from account where key = '4-0'", "update account set key = 'x' where key = '1-0'")
    assert written.verify().fault.startswith("event 2:")


def test_a_chain_that_was_cut_short_and_healed_shows_in_the_head_that_was_copied(written: Ledger) -> None:
    seq, copied = written.head()
    tamper(written, "delete from account where event = 5", "delete from event where seq = 5")
    assert written.verify().intact, "from the inside nothing is missing"
    assert written.head() != (seq, copied)


@pytest.mark.parametrize("table", sorted(tables.metadata.tables))
@pytest.mark.parametrize("change", ["update {table} set {column} = {column}", "delete from {table}"])
def test_rows_cannot_be_changed_or_deleted(written: Ledger, table: str, change: str) -> None:
    assert written.path is not None
    column = next(iter(tables.metadata.tables[table].columns)).name
    with closing(sqlite3.connect(written.path)) as connection:
        fill(connection, table)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(change.format(table=table, column=column))


def fill(connection: sqlite3.Connection, table: str) -> None:
    """A row to try on, never committed."""
    columns = list(tables.metadata.tables[table].columns)
    if table in ("event", "account"):  # these hold rows already
        return
    names = ", ".join(f'"{c.name}"' for c in columns)
    connection.execute(f"insert into {table} ({names}) values ({', '.join('1' for _ in columns)})")


def test_the_hash_depends_on_every_part() -> None:
    event = {"seq": 1, "at": "t", "actor": "a", "kind": "k", "subject": "s", "payload": "{}"}
    hashes = {event_hash("0", event), event_hash("1", event)}
    hashes |= {event_hash("0", {**event, key: "other"}) for key in event}
    assert len(hashes) == 8


def test_a_digest_counts_and_does_not_depend_on_order_or_row_numbers() -> None:
    rows = [{"event": 1, "kind": "address", "value": str(n), "reason": ""} for n in range(3)]
    one, other, less = (Digest(tables.suppression) for _ in range(3))
    for n, row in enumerate(rows):
        one.add(row)
        other.add({**rows[-1 - n], "id": 100 + n})
    for row in rows[:2]:
        less.add(row)
    assert one.as_json() == other.as_json()
    assert (one.as_json()[0], less.as_json()[0]) == (3, 2)
    assert one.as_json()[1] != less.as_json()[1]

"""The audit chain: whatever is changed behind the ledger's back is found and named."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.base import canonical_json
from hitl_kit.ledger import Ledger, guards, tables
from hitl_kit.ledger.chain import Digest, RowHash, event_hash, flat_json
from tests.ledger.behind import tamper


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


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("update account set content = '{\"n\":9}' where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (changed)"),
        ("update account set simulated = true where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (changed)"),
        ("delete from account where key = '2-1'",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 1 found)"),
        ("delete from account where key in ('2-0', '2-1')",
         "event 3: rows of 'account' do not match what was recorded (2 recorded, 0 found)"),
        ("insert into account (event, campaign, key, content, simulated) values (3, 'demo', 'new', '{}', false)",
         "event 3: rows of 'account' do not match what was recorded (1 slipped in later)"),
        ("insert into suppression (event, kind, value, reason) values (3, 'address', 'ana@a.example', '')",
         "event 3: rows of 'suppression' do not match what was recorded (0 recorded, 1 found)"),
        ("insert into account (event, campaign, key, content, simulated) values (99, 'demo', 'new', '{}', false)",
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


@pytest.mark.parametrize("table", sorted(t.name for t in guards.GUARDED))
@pytest.mark.parametrize("change", ["update {table} set {column} = {column}", "delete from {table}"])
def test_rows_cannot_be_changed_or_deleted(written: Ledger, table: str, change: str) -> None:
    column = next(iter(tables.metadata.tables[table].columns)).name
    engine = sa.create_engine(written.url)
    with engine.connect() as connection:
        fill(connection, tables.metadata.tables[table])
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            connection.exec_driver_sql(change.format(table=table, column=column))
    engine.dispose()


def fill(connection: sa.Connection, table: sa.Table) -> None:
    """A row to try on, never committed."""
    if table.name in ("event", "account"):  # these hold rows already
        return
    by_type = {sa.Text: "1", sa.Integer: 1, sa.Float: 1.0, sa.Boolean: True, sa.LargeBinary: b"1"}
    connection.execute(table.insert(), {c.name: by_type[type(c.type)] for c in table.columns})


def test_the_hash_depends_on_every_part() -> None:
    event = {"seq": 1, "at": "t", "actor": "a", "kind": "k", "subject": "s", "payload": "{}"}
    hashes = {event_hash("0", event), event_hash("1", event)}
    hashes |= {event_hash("0", {**event, key: "other"}) for key in event}
    assert len(hashes) == 8


def test_a_digest_counts_and_does_not_depend_on_order() -> None:
    rows = [[1, "address", str(n), "", None] for n in range(3)]
    one, other, less = (Digest(tables.suppression) for _ in range(3))
    for n, row in enumerate(rows):
        one.add(row)
        other.add(rows[-1 - n])
    for row in rows[:2]:
        less.add(row)
    assert one.as_json() == other.as_json()
    assert (one.as_json()[0], less.as_json()[0]) == (3, 2)
    assert one.as_json()[1] != less.as_json()[1]


@given(
    st.lists(
        st.one_of(
            st.text(), st.text(st.characters(categories=["Cs", "Cc", "Lu"])), st.integers(), st.booleans(), st.none()
        )
    )
)
def test_the_quick_way_to_write_a_row_writes_what_the_canonical_one_does(values: list[object]) -> None:
    assert flat_json(values) == canonical_json(values).encode("utf-8", "surrogatepass")


@given(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_row_hashes_as_its_canonical_json_whatever_its_numbers(seconds: float | None) -> None:
    values = [1, "u", "p", 1, "approve", "Ana", "t", "", "", seconds, "", "", "", None, False, "salt"]
    assert RowHash(tables.decision)(values) == hashlib.sha256(canonical_json(values).encode()).digest()
    assert RowHash(tables.decision)([*values[:-1], None]) == (
        hashlib.sha256(canonical_json(values[:-1]).encode()).digest()
    ), "a row from before salts"
    sqlite = [int(v) if isinstance(v, bool) else v for v in values]
    assert RowHash(tables.decision)(sqlite) == RowHash(tables.decision)(values), "SQLite's truths are numbers"

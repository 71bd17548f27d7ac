"""Recording: all of it or nothing, one event each, from any number of threads and processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import Conflict, LedgerError
from hitl_kit.ledger import Ledger, content_of, tables


def account(n: int, **other: Any) -> dict[str, Any]:
    return {"campaign": "demo", "key": f"a{n}.example", "content": '{"n": 1}', "simulated": False, **other}


def test_a_recording_is_one_event_with_its_rows(ledger: Ledger) -> None:
    with ledger.recording("ana", "accounts.import", "demo") as recording:
        assert recording.add(tables.account, [account(1), account(2)]) == 2
        recording.note(file="x")
    (event,) = ledger.rows(sa.select(tables.event))
    assert (event["seq"], event["actor"], event["kind"], event["subject"]) == (1, "ana", "accounts.import", "demo")
    assert event["prev"] == "0" * 64
    payload = content_of(event, "payload")
    assert payload["file"] == "x"
    assert payload["rows"]["account"][0] == 2
    assert [r["event"] for r in ledger.rows(sa.select(tables.account))] == [1, 1]
    assert ledger.head() == (1, event["hash"])
    found = ledger.verify()
    assert (found.intact, found.events, found.rows, found.head) == (True, 1, 2, event["hash"])


def test_recording_nothing_leaves_no_event(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        assert recording.add(tables.account, []) == 0
    assert ledger.head()[0] == 0


def test_facts_alone_are_an_event(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        recording.note(n=1)
    assert ledger.head()[0] == 1
    assert ledger.verify().intact


def test_a_failed_recording_leaves_nothing(ledger: Ledger) -> None:
    def write() -> None:
        with ledger.recording("ana", "test", "x") as recording:
            recording.add(tables.account, [account(n) for n in range(6000)])
            recording.add_one(tables.account, account(7000))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        write()
    assert ledger.head()[0] == 0
    assert ledger.rows(sa.select(tables.account)) == []
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(tables.account, [account(1)])
    assert ledger.verify().intact


def test_a_row_that_the_database_refuses_undoes_the_whole_recording(ledger: Ledger) -> None:
    row = {"kind": "address", "value": "ana@a.example", "reason": ""}

    def write() -> None:
        with ledger.recording("ana", "test", "x") as recording:
            recording.add(tables.account, [account(1)])
            recording.add(tables.suppression, [row, row])

    with pytest.raises(Conflict, match="nothing was saved"):
        write()
    assert ledger.rows(sa.select(tables.account)) == []
    assert ledger.head()[0] == 0


def test_one_row_gets_its_number_back(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        numbers = [recording.add_one(tables.account, account(n)) for n in range(3)]
        assert len(recording.rows(sa.select(tables.account))) == 3, "a recording reads what it wrote"
    assert numbers == [r["id"] for r in ledger.rows(sa.select(tables.account).order_by(tables.account.c.id))]
    assert ledger.verify().intact


def test_rows_of_every_kind_of_column_are_vouched_for(ledger: Ledger) -> None:
    text = b"a page \xff"
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(tables.snapshot, [{"sha256": sha256_hex(text), "content": text, "characters": 7}])
        recording.add_one(tables.decision, decision("p1", 1, seconds=12))
        recording.add_one(tables.decision, decision("p1", 2, seconds=0.1, undoes=1))
    found = ledger.verify()
    assert (found.fault, found.rows) == ("", 3)


def decision(package: str, version: int, **other: Any) -> dict[str, Any]:
    return {
        "uid": f"{package}-{version}", "package_id": package, "version": version, "verdict": "approve",
        "reviewer": "ana", "at": "2025-01-01T00:00:00.000000+00:00", "reason": "", "note": "", "seconds": 0.0,
        "subject": "", "body": "", "content_sha256": "", "undoes": None, "simulated": False, **other,
    }  # fmt: skip


def test_queries_come_back_as_rows_stream_and_frame(ledger: Ledger) -> None:
    query = sa.select(tables.account).order_by(tables.account.c.id)
    assert list(ledger.frame(query).columns) == [c.name for c in tables.account.columns]
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(tables.account, (account(n) for n in range(5)), chunk=2)
    keys = [f"a{n}.example" for n in range(5)]
    assert [r["key"] for r in ledger.rows(query)] == keys
    assert [r["key"] for r in ledger.stream(query, chunk=2)] == keys
    assert list(ledger.frame(query)["key"]) == keys
    assert content_of(ledger.rows(query)[0]) == {"n": 1}


def test_the_reader_cannot_write(ledger: Ledger) -> None:
    for statement in ("insert into alembic_version values ('x')", "drop table event", "create table x (y text)"):
        with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), ledger._read.begin() as connection:
            connection.execute(sa.text(statement))


def test_a_reader_does_not_wait_for_a_writer_nor_see_half_of_it(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(tables.account, [account(1)])
        assert ledger.rows(sa.select(tables.account)) == []
    assert len(ledger.rows(sa.select(tables.account))) == 1


def test_threads_that_write_at_once_keep_the_chain(ledger: Ledger) -> None:
    def write(who: int) -> None:
        for n in range(10):
            with ledger.recording(f"thread {who}", "test", "x") as recording:
                recording.add(tables.account, [account(100 * who + n)])

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = ledger.verify()
    assert (found.fault, found.events, found.rows) == ("", 40, 40)


WRITER = """
import sys
from hitl_kit.ledger import Ledger, tables
ledger = Ledger.open(sys.argv[1])
for n in range(10):
    with ledger.recording("process " + sys.argv[2], "test", "x") as recording:
        key = sys.argv[2] + "-" + str(n)
        recording.add(tables.account, [{"campaign": "demo", "key": key, "content": "{}", "simulated": False}])
    if n % 3 == 0:
        ledger.close()
        ledger = Ledger.open(sys.argv[1])
ledger.close()
"""


def test_processes_that_write_at_once_keep_the_chain(ledger: Ledger) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, ledger.url]
    root = Path(__file__).parents[2]
    started = [
        subprocess.Popen([*command, str(n)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}) for n in range(2)
    ]
    for n in range(10):
        with ledger.recording("here", "test", "x") as recording:
            recording.add(tables.account, [account(n)])
    assert [process.wait(60) for process in started] == [0, 0]
    found = ledger.verify()
    assert (found.fault, found.events, found.rows) == ("", 30, 30)


KILLED = """
import os, signal, sys
from hitl_kit.ledger import Ledger, tables
ledger = Ledger.open(sys.argv[1])
row = {"campaign": "demo", "content": "{}", "simulated": False}
with ledger.recording("doomed", "test", "told") as recording:
    recording.add(tables.account, [{**row, "key": "told"}])
with ledger.recording("doomed", "test", "half") as recording:
    recording.add(tables.account, [{**row, "key": str(n)} for n in range(6000)])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_told_survives_a_kill_and_what_was_half_done_is_gone(ledger: Ledger) -> None:
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, "-c", KILLED, ledger.url], cwd=root, timeout=60, check=False)
    assert killed.returncode == -9
    assert [r["key"] for r in ledger.rows(sa.select(tables.account))] == ["told"]
    with ledger.recording("ana", "test", "after") as recording:
        recording.add(tables.account, [account(1)])
    found = ledger.verify()
    assert (found.fault, found.events) == ("", 2)


@pytest.mark.sqlite
def test_columns_that_cannot_be_read_say_so(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"could not be read: .*no such table: nowhere") as caught:
        ledger.columns(sa.select(sa.literal_column("x")).select_from(sa.table("nowhere")))
    assert "hitl doctor" in caught.value.mend


def test_columns_hold_what_rows_hold(ledger: Ledger) -> None:
    with ledger.recording("ana", "test", "x") as recording:
        recording.add(tables.account, [account(n) for n in range(3)])
    a = tables.account.c
    select = sa.select(a.id, a.key).where(a.campaign == account(0)["campaign"])
    assert ledger.columns(select).to_pylist() == [dict(row) for row in ledger.rows(select)]

"""Research in the ledger: each text once, each change once, and nothing that was altered."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import LedgerError
from hitl_kit.domain.evidence import AccountResearch, Measurement, Source
from hitl_kit.ledger.tables import event, research, snapshot
from hitl_kit.research import latest_research, record_research, snapshot_text, snapshot_texts

AS_OF = date(2026, 11, 20)


def item(key: str, text: str = "the same words", cause: str = ""):
    digest = sha256_hex(text)
    source = Source(id="s", url="u", title="t", retrieved_at=datetime(2026, 11, 1, tzinfo=UTC), sha256=digest)
    measured = (Measurement(source="pages", answer="not found", cause=cause),)
    return AccountResearch(account_key=key, sources=(source,), measurements=measured), {digest: text}


def record(ledger, *items, campaign="demo", simulated=False):
    return record_research(ledger, campaign, items, as_of=AS_OF, actor="ada", simulated=simulated)


def count(ledger, table):
    return ledger.rows(sa.select(sa.func.count().label("n")).select_from(table))[0]["n"]


def test_a_second_run_adds_nothing_not_even_an_event(ledger):
    assert record(ledger, item("a"), item("b", "other words")) == 2
    before = [count(ledger, t) for t in (research, snapshot, event)]
    assert record(ledger, item("a"), item("b", "other words")) == 0
    assert [count(ledger, t) for t in (research, snapshot, event)] == before == [2, 2, 1]
    assert ledger.verify().intact


def test_texts_are_stored_once_and_compressed(ledger):
    text = "the same words again " * 200
    record(ledger, item("a", text), item("b", text))
    assert count(ledger, snapshot) == 1
    (row,) = ledger.rows(sa.select(snapshot))
    assert len(row["content"]) < 500
    assert row["characters"] == len(text)
    assert snapshot_text(ledger, sha256_hex(text)) == text


def test_a_change_is_a_new_row_and_the_latest_is_read(ledger):
    record(ledger, item("a"))
    assert record(ledger, item("a", cause="again")) == 1
    assert record(ledger, item("a")) == 1
    found = latest_research(ledger, "demo")
    assert found == {"a": item("a")[0]}
    assert count(ledger, research) == 3


def test_campaigns_and_simulations_do_not_mix(ledger):
    record(ledger, item("a"))
    assert record(ledger, item("a"), campaign="other") == 1
    assert record(ledger, item("a", cause="sim"), simulated=True) == 1
    assert latest_research(ledger, "demo")["a"].measurements[0].cause == ""
    assert latest_research(ledger, "demo", simulated=True)["a"].measurements[0].cause == "sim"
    assert latest_research(ledger, "none") == {}


def test_more_accounts_than_fit_one_transaction(ledger):
    assert record(ledger, *(item(f"a{i}", f"words {i}") for i in range(450))) == 450
    assert len(latest_research(ledger, "demo")) == 450
    assert len(snapshot_texts(ledger, [sha256_hex(f"words {i}") for i in range(450)] * 2)) == 450


def test_an_account_twice_in_one_run_is_one_row(ledger):
    assert record(ledger, item("a"), item("a")) == 1


def test_a_missing_or_altered_text_is_an_error(ledger):
    with pytest.raises(LedgerError, match="holds no text"):
        snapshot_text(ledger, "0" * 64)
    record(ledger, item("a"))
    digest = sha256_hex("the same words")
    with ledger._write.begin() as connection:
        triggers = connection.execute(sa.text("select name from sqlite_master where type='trigger'")).scalars().all()
        for name in triggers:
            connection.execute(sa.text(f'drop trigger "{name}"'))
        connection.execute(snapshot.update().values(content=zlib.compress(b"other words")))
    with pytest.raises(LedgerError, match="was altered"):
        snapshot_text(ledger, digest)
    with ledger._write.begin() as connection:
        connection.execute(snapshot.update().values(content=b"rubbish"))
    with pytest.raises(LedgerError, match="was altered"):
        snapshot_text(ledger, digest)

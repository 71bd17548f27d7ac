"""Research in the ledger: each text once, each change once, and nothing that was altered."""

from __future__ import annotations

import time
import zlib
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import LedgerError
from hitl_kit.domain.evidence import AccountResearch, Measurement, Source
from hitl_kit.ledger import guards
from hitl_kit.ledger.tables import event, research, snapshot
from hitl_kit.research import (
    latest_research,
    record_research,
    research_of,
    snapshot_text,
    snapshot_texts,
    store,
    stream_research,
)

AS_OF = date(2026, 11, 20)


def item(key: str, text: str = "the same words", cause: str = ""):
    digest = sha256_hex(text)
    source = Source(id="s", url="u", title="t", retrieved_at=datetime(2026, 11, 1, tzinfo=UTC), sha256=digest)
    measured = (Measurement(source="pages", answer="not found", cause=cause),)
    return AccountResearch(account_key=key, sources=(source,), measurements=measured), {digest: text}


def record(ledger, *told, items=None, campaign="demo", simulated=False):
    return record_research(ledger, campaign, items or told, as_of=AS_OF, actor="ada", simulated=simulated)


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
        guards.take_down(connection)
        connection.execute(snapshot.update().values(content=zlib.compress(b"other words")))
    with pytest.raises(LedgerError, match="was altered"):
        snapshot_text(ledger, digest)
    with ledger._write.begin() as connection:
        connection.execute(snapshot.update().values(content=b"rubbish"))
    with pytest.raises(LedgerError, match="was altered"):
        snapshot_text(ledger, digest)


def test_what_came_before_a_stop_is_stored(ledger):
    def items():
        yield item("a")
        yield item("b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(ledger, items=items())
    assert sorted(latest_research(ledger, "demo")) == ["a", "b"]
    assert ledger.verify().intact


def test_what_comes_slowly_is_stored_as_it_comes(ledger, monkeypatch):
    monkeypatch.setattr(store, "_SECONDS", 0.05)

    def items():
        for key in ("a", "b"):
            time.sleep(0.06)
            yield item(key)
            assert key in latest_research(ledger, "demo")

    assert record(ledger, items=items()) == 2


def test_a_chunk_that_cannot_be_stored_is_not_tried_twice(ledger, monkeypatch):
    tried = []

    def failing(recording, texts):
        tried.append(texts)
        raise LedgerError("the disk is full")

    monkeypatch.setattr(store, "keep_texts", failing)
    with pytest.raises(LedgerError, match="the disk is full"):
        record(ledger, item("a"))
    assert len(tried) == 1


def test_some_accounts_are_read_by_their_keys_the_latest_of_each(ledger):
    record(ledger, item("a"), item("b"), item("c"))
    record(ledger, item("b", cause="again"))
    record(ledger, item("b"), campaign="other")
    assert research_of(ledger, "demo", ["b", "c", "unknown"]) == {"b": item("b", cause="again")[0], "c": item("c")[0]}
    assert research_of(ledger, "demo", []) == {}


def test_all_accounts_stream_in_the_order_of_their_keys(ledger):
    record(ledger, item("c"), item("a"), item("b"))
    record(ledger, item("d"), simulated=True)
    assert [found.account_key for found in stream_research(ledger, "demo")] == ["a", "b", "c"]
    assert [found.account_key for found in stream_research(ledger, "demo", simulated=True)] == ["d"]

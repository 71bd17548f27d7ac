"""Ledgers of earlier schemas: each one that ever was is brought up, keeps every row, and still verifies."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import LedgerError
from hitl_kit.ledger import Ledger, engine, schema, tables, views
from hitl_kit.review import ReviewSession

EARLIER = sorted((Path(__file__).parents[1] / "data" / "ledgers").glob("*.sql"))


@pytest.fixture(params=EARLIER, ids=lambda p: p.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a ledger as an earlier hitl-kit wrote it: the campaign `depots`, with verdicts and outcomes."""
    path = tmp_path / "hitl.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(request.param.read_text())
    connection.close()
    return f"sqlite:///{path}"


def upgrade(url: str) -> None:
    write = engine.writer(url)
    schema.upgrade(write, url)
    write.dispose()


def test_every_earlier_schema_has_a_ledger_to_try(tmp_path: Path) -> None:
    assert [p.stem for p in EARLIER] == [f"{n:04d}" for n in range(1, int(schema.HEAD))]


def test_it_is_not_opened_before_it_is_brought_up(old: str) -> None:
    with pytest.raises(LedgerError, match="older hitl-kit") as caught:
        Ledger.open(old)
    assert caught.value.mend == "run: hitl db upgrade"


def test_it_keeps_its_rows_its_head_and_its_guards(old: str) -> None:
    reading = sa.create_engine(old)
    with reading.connect() as connection:
        before = connection.execute(sa.text("select seq, hash from event order by seq desc limit 1")).one()
        there = set(sa.inspect(connection).get_table_names()) & {t.name for t in tables.RECORDED}
        rows = sum(connection.execute(sa.text(f"select count(*) from {name}")).scalar_one() for name in there)
    upgrade(old)
    ledger = Ledger.open(old)
    assert ledger.head() == tuple(before)
    found = ledger.verify()
    assert (found.fault, found.rows) == ("", rows)
    with reading.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.execute(sa.text("delete from package"))
    reading.dispose()
    ledger.close()


def test_work_goes_on_where_it_stood(old: str) -> None:
    upgrade(old)
    ledger = Ledger.open(old)
    status = {r["id"]: r["status"] for r in ledger.rows(views.packages("depots"))}
    assert sorted(status.values()) == ["abstained", "abstained", "approved", "held", "rejected"]
    rejected = next(i for i, s in status.items() if s == "rejected")
    session = ReviewSession(ledger, "depots", "Ana")
    session.undo(package_id=rejected)
    assert session.approve(rejected).verdict == "approve"
    assert ledger.verify().intact
    ledger.close()


def test_bringing_it_up_twice_changes_nothing(old: str) -> None:
    upgrade(old)
    ledger = Ledger.open(old)
    standing = ledger.rows(sa.select(tables.standing).order_by(tables.standing.c.package_id))
    ledger.close()
    upgrade(old)
    again = Ledger.open(old)
    assert again.rows(sa.select(tables.standing).order_by(tables.standing.c.package_id)) == standing
    again.close()

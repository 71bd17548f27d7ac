"""The simulated history: it runs through the real code, is labelled throughout, and is laid once."""

from __future__ import annotations

import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.ledger import tables
from hitl_kit.simulation import Truth, lay_history

SIMULATED = (tables.account, tables.contact, tables.research, tables.batch, tables.package, tables.decision,
             tables.outcome)  # fmt: skip


def test_every_row_of_it_is_labelled_and_nothing_else_is(approved: Campaign) -> None:
    approved.generate(5)
    laid = lay_history(approved, weeks=2, per_week=15)
    assert laid.drafts == 30
    ledger = approved.workbench.ledger
    for table in SIMULATED:
        rows = ledger.rows(sa.select(table.c.simulated, sa.func.count().label("n")).group_by(table.c.simulated))
        assert {bool(r["simulated"]): r["n"] for r in rows}[True] > 0, table.name
    names = ledger.rows(sa.select(tables.account.c.content).where(tables.account.c.simulated))
    assert all("Simulated Company" in row["content"] for row in names)
    assert approved.match().accounts["name"].str.contains("Simulated").sum() == 0
    assert approved.packages()["account"].str.contains("Simulated").sum() == 0
    assert approved.queue()["account"].str.contains("Simulated").sum() == 0
    assert approved.metrics().simulated
    assert approved.workbench.verify().intact


def test_it_is_laid_once(approved: Campaign) -> None:
    lay_history(approved, weeks=1, per_week=10)
    head = approved.workbench.ledger.head()
    again = lay_history(approved, weeks=1, per_week=10)
    assert (again.drafts, again.outcomes) == (0, 0)
    assert approved.workbench.ledger.head() == head


def test_the_seed_decides_and_the_truth_shows(approved: Campaign) -> None:
    sure = Truth(positive={"multi_depot": 1.0}, bounce=0, reject=0, edit=0)
    lay_history(approved, weeks=1, per_week=12, truth=sure)
    metrics = approved.metrics()
    row = metrics.by_angle.set_index("angle").loc["multi_depot"]
    assert row["sent"] == row["positives"] == 12
    assert metrics.verdicts["approve"].sum() == 12

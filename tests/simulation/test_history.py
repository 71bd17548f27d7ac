"""The simulated history: it runs through the real code, is labelled throughout, and is laid once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign, retrospect, review
from hitl_kit.ledger import audit, tables
from hitl_kit.simulation import History, Truth, lay_history
from hitl_kit.simulation.history import REVIEWERS

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
    assert again == History(weeks=0, drafts=0, outcomes=0)
    assert approved.workbench.ledger.head() == head


def test_the_seed_decides_and_the_truth_shows(approved: Campaign) -> None:
    sure = Truth(positive={"multi_depot": 1.0}, bounce=0, reject=0, edit=0)
    lay_history(approved, weeks=1, per_week=12, truth=sure)
    metrics = approved.metrics()
    row = metrics.by_angle.set_index("angle").loc["multi_depot"]
    assert row["sent"] == row["positives"] == 12
    assert metrics.verdicts["approve"].sum() == 12


def rows(campaign: Campaign, table: sa.Table) -> list[tuple[object, ...]]:
    select = sa.select(table).order_by(table.c.id)
    return [tuple(row.values()) for row in campaign.workbench.ledger.rows(select)]


@pytest.mark.parametrize("stage", ["decide", "outcomes"])
def test_what_was_broken_off_is_gone_on_with(approved: Campaign, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """Ctrl-C within a week: what was recorded of it stays as it is, and the next call adds the rest."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        where, what = (review, "record_verdicts") if stage == "decide" else (retrospect, "record_outcomes")
        patched.setattr(where, what, interrupted)
        with pytest.raises(KeyboardInterrupt):
            lay_history(approved, weeks=2, per_week=10)
    packages, verdicts = rows(approved, tables.package), rows(approved, tables.decision)
    assert len(packages) == 10
    assert len(verdicts) == (0 if stage == "decide" else 10)
    assert rows(approved, tables.outcome) == []

    laid = lay_history(approved, weeks=2, per_week=10)
    assert (laid.weeks, laid.drafts) == (2, 20)
    assert set(packages) < set(rows(approved, tables.package))
    assert rows(approved, tables.decision)[: len(verdicts)] == verdicts
    assert len({row["package_id"] for row in approved.workbench.ledger.rows(sa.select(tables.decision))}) == 20
    assert len(rows(approved, tables.decision)) == 20
    assert len(rows(approved, tables.outcome)) == laid.outcomes > 0
    assert approved.workbench.verify().intact


def test_weeks_that_were_there_are_not_counted(approved: Campaign) -> None:
    def interrupted(_: str, done: int, __: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lay_history(approved, weeks=3, per_week=10, progress=interrupted)
    laid = lay_history(approved, weeks=3, per_week=10)
    assert (laid.weeks, laid.drafts) == (2, 20)


def test_the_verdicts_of_a_week_are_one_event(approved: Campaign) -> None:
    lay_history(approved, weeks=2, per_week=10)
    verdicts = audit.entries(approved.workbench.ledger, audit.Asked(kind="review"))
    assert [(e.kind, e.actor) for e in verdicts] == [("review.record", "simulation")] * 2
    reviewers = {row["reviewer"] for row in approved.workbench.ledger.rows(sa.select(tables.decision))}
    assert reviewers == set(REVIEWERS)

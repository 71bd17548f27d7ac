"""`hitl demo`: what it says at its end, of its simulated weeks, and of what to open next."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from hitl_kit.campaign import Campaign, Workbench
from hitl_kit.cli import demo
from hitl_kit.simulation import History, Truth


@pytest.fixture
def campaign(demo_workspace: Path, tmp_path: Path) -> Campaign:
    root = tmp_path / "demo-workspace"
    shutil.copytree(demo_workspace, root)
    return Workbench(root).campaign("demo")


def test_it_ends_with_what_to_open_next(
    campaign: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "demo-workspace"
    (report,) = root.glob("reports/demo/*/review.html")
    monkeypatch.chdir(tmp_path)
    demo._say_next(campaign, root, report)
    said = capsys.readouterr().out
    assert f"the report:    {report.relative_to(tmp_path)} (" in said
    assert "the notebooks: hitl lab --workspace demo-workspace\n" in said
    assert f"begin with notebooks/3_review_batch.ipynb: {campaign.waiting()} drafts wait" in said
    assert campaign.waiting() == 20
    assert (root / "notebooks/3_review_batch.ipynb").is_file()

    (tmp_path / "Makefile").touch()
    demo._say_next(campaign, root, report)
    assert "the notebooks: make lab (or: hitl lab --workspace demo-workspace)\n" in capsys.readouterr().out

    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")  # `make lab` opens the folder of `make demo` alone
    demo._say_next(campaign, root, report)
    said = capsys.readouterr().out
    assert f"the notebooks: hitl lab --workspace {root}\n" in said
    assert "make lab" not in said


def test_weeks_that_lie_there_are_not_laid_again(campaign: Campaign, capsys: pytest.CaptureFixture[str]) -> None:
    head, often = campaign.workbench.ledger.head(), gc.get_threshold()
    demo._lay_history(campaign)
    assert "12 simulated earlier weeks lie under it already" in capsys.readouterr().out
    assert campaign.workbench.ledger.head() == head
    assert gc.get_threshold() == often


def test_it_says_what_was_laid_now_and_how_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    truth = Truth(positive={"multi_depot": 0.10, "opening_weeks": 0.005})
    demo._say_history(History(weeks=12, drafts=1440, outcomes=2635), truth)
    said = capsys.readouterr().out
    assert said.splitlines()[0].endswith("12 simulated earlier weeks laid under it:")
    assert "1,440 drafts, 2,635 outcomes, labelled as simulated everywhere" in said
    assert "10.0% of delivered mails with the angle multi_depot" in said
    assert " 0.5% of delivered mails with the angle opening_weeks" in said
    assert " 3.0% of those with any other" in said
    assert max(map(len, said.splitlines())) <= 80

    demo._say_history(History(weeks=1, drafts=120, outcomes=219), truth)
    said = capsys.readouterr().out
    assert "1 simulated earlier week laid under it beside 11 that were there already:" in said
    assert "120 drafts, " in said

"""`hitl report` for one, for all and for what is due: exit codes, what is said, and what lies there afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hitl_kit import Workbench
from hitl_kit.campaign import reports
from hitl_kit.domain.policy import Reports
from hitl_kit.reporting.record import read_record
from hitl_kit.reporting.schedule import due_days
from tests.reporting import small

REPOSITORY = Path(__file__).parents[2]
TODAY = datetime.now(UTC).date()
FIRST = TODAY - timedelta(days=20)
WEEKS = [day.isoformat() for day in due_days(Reports(), FIRST, TODAY)]
"""The days that reports are due for, of a campaign that began 20 days ago: two or three."""


@pytest.fixture
def notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = small.notebooks(tmp_path / "notebooks")
    monkeypatch.setattr(reports, "notebook_path", lambda name: folder / name)
    return folder


@pytest.fixture
def reported(workspace: Path, notebooks: Path) -> Path:
    """A workspace with a campaign that began 20 days ago."""
    ledger = Workbench(workspace).ledger
    small.store_packages(ledger, "depots", FIRST)
    small.store_outcomes(ledger, "depots", "sent", [FIRST, FIRST + timedelta(days=8), TODAY])
    return workspace


def flat(text: str) -> str:
    return " ".join(text.split())


def there(workspace: Path) -> set[str]:
    """Every report's page, as campaign/day."""
    return {"/".join(p.parts[-3:-1]) for p in workspace.glob("reports/*/*/*.html") if ".failed" not in p.name}


WANTED = {f"{name}/{day}" for name in ("depots", "_portfolio") for day in WEEKS}


@pytest.mark.slow
def test_all_of_them_and_one_that_fails(hitl: Any, reported: Path) -> None:
    broken = reported / "campaigns" / "broken"
    shutil.copytree(reported / "campaigns" / "depots", broken)
    (broken / "policy.yaml").write_text("review: [")
    day = FIRST.isoformat()
    code, out, _ = hitl("report", "--all", "--as-of", day)
    assert code == 1
    assert f"✗ broken {day}: 5_review_campaign.ipynb: cell In [4] (wb.campaign(campaign).policy) failed:" in flat(out)
    assert "policy.yaml" in out
    assert there(reported) == {f"depots/{day}", f"_portfolio/{day}"}
    assert (reported / f"reports/broken/{day}/review.failed.ipynb").exists()
    assert "in the middle" not in out
    index = (reported / "reports/index.html").read_text()
    assert f'href="broken/{day}/review.failed.html"' in index
    assert f'href="depots/{day}/review.html"' in index


@pytest.mark.slow
def test_what_is_due_is_made_once(hitl: Any, reported: Path) -> None:
    code, out, err = hitl("report", "--due")
    assert (code, err) == (0, "")
    assert there(reported) == WANTED
    pages = {page: page.read_bytes() for page in reported.glob("reports/*/*/*.html")}
    code, out, _ = hitl("report", "--due")
    assert (code, "Nothing is due." in out) == (0, True)
    assert {page: page.read_bytes() for page in reported.glob("reports/*/*/*.html")} == pages
    oldest = reported / "reports/depots" / WEEKS[0] / "review.html"
    assert read_record(oldest).shown["Review of depots › table › sent › n"] == "1"
    oldest.unlink()
    assert json.loads(hitl("report", "--due", "--json")[1])["reports"][0]["html"] == str(oldest)


@pytest.mark.slow
def test_two_runs_at_once_and_one_that_is_killed(reported: Path, notebooks: Path) -> None:
    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.reporting.small", str(notebooks), "report", "--due", "--json"]
        return subprocess.Popen(
            [*command, "--workspace", str(reported)], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )

    killed = start()
    end = time.monotonic() + 60
    while not there(reported):
        assert time.monotonic() < end
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    runs = [start(), start()]
    said = [json.loads(run.communicate(timeout=60)[0]) for run in runs]
    made = [report["html"] for one in said for report in one["reports"]]
    assert [run.returncode for run in runs] == [0, 0]
    assert len(made) == len(set(made)), "none was made twice"
    assert there(reported) == WANTED
    assert all(one["reports"] == [] for one in said if one["busy"])


@pytest.mark.slow
def test_one_report_and_one_that_fails(hitl: Any, reported: Path) -> None:
    day = (TODAY - timedelta(days=1)).isoformat()
    code, out, _ = hitl("report", "depots", "--as-of", day, "--json")
    page = Path(json.loads(out)["html"])
    assert code == 0
    assert read_record(page).shown["Review of depots › text"] == f"2 outcomes until {day}."
    good = page.read_bytes()
    (reported / "campaigns/depots/policy.yaml").write_text("review: [")
    code, _, err = hitl("report", "depots", "--as-of", day)
    assert code == 1
    assert "5_review_campaign.ipynb: cell In [4] (wb.campaign(campaign).policy) failed" in flat(err)
    assert page.read_bytes() == good
    assert (page.parent / "review.failed.ipynb").exists()
    assert "last run failed" in (reported / "reports/index.html").read_text()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((), "say which report"),
        (("depots", "--all"), "say which report"),
        (("--due", "--check", "x.html"), "say which report"),
        (("--due", "--as-of", "2026-11-15"), "--as-of does not go with --due"),
        (("depots", "--as-of", "2126-11-15"), "2126-11-15 has not come yet"),
        (("--all", "--as-of", "2126-11-15"), "2126-11-15 has not come yet"),
        (("depots", "--cold"), "are for many reports"),
        (("depots", "--scheduler", "tcp://127.0.0.1:1"), "are for many reports"),
        (("depots", "--as-of", "the 15th"), "the 15th"),
        (("gone",), "there is no campaign 'gone'"),
        (("--all", "--scheduler", "tcp://127.0.0.1:1"), "this one is a file"),
    ],
)
@pytest.mark.sqlite
def test_what_cannot_be_asked_for(hitl: Any, workspace: Path, given: tuple[str, ...], words: str) -> None:
    code, _, err = hitl("report", *given)
    assert code == 1
    assert words in flat(err)
    assert not (workspace / "reports").exists() or not list((workspace / "reports").glob("*/*/*"))


def test_a_workspace_without_campaigns(hitl: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    (tmp_path / "campaigns").mkdir()
    Workbench(tmp_path).ledger.close()
    code, _, err = hitl("report", "--all", "--workspace", str(tmp_path))
    assert (code, "holds no campaigns" in flat(err)) == (1, True)
    code, out, _ = hitl("report", "--due", "--workspace", str(tmp_path))
    assert (code, "Nothing is due." in out) == (0, True)
    assert "No report yet" in (tmp_path / "reports/index.html").read_text()

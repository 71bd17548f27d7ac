"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hitl_kit import Campaign, Workbench
from hitl_kit.cli import main
from hitl_kit.ledger import Ledger


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that holds the schema and nothing else: made once, copied for each test."""
    path = tmp_path_factory.mktemp("blank") / "hitl.db"
    Ledger.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def ledger(blank_database: Path, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger of the test's own."""
    path = tmp_path / "hitl.db"
    shutil.copy(blank_database, path)
    opened = Ledger.open(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def workspace(blank_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a small campaign `depots`, imported and not yet approved, and the current folder in it."""
    root = tmp_path / "workspace"
    folder = root / "campaigns" / "depots"
    shutil.copytree(Path(__file__).parent / "data" / "depots", folder)
    shutil.copy(blank_database, root / "hitl.db")
    monkeypatch.chdir(root)
    monkeypatch.delenv("HITL_WORKSPACE", raising=False)
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    monkeypatch.setenv("HITL_USER", "Test Analyst")
    return root


@pytest.fixture
def campaign(workspace: Path) -> Campaign:
    """The small campaign, its accounts and contacts imported."""
    found = Workbench(workspace).campaign("depots")
    found.import_accounts(found.folder / "accounts.csv")
    found.import_contacts(found.folder / "contacts.csv")
    return found


@pytest.fixture
def approved(campaign: Campaign) -> Campaign:
    """The small campaign with its ICP approved."""
    campaign.approve("icp", by="Test Analyst")
    return campaign


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `hitl demo` leaves it, made once a test process."""
    root = tmp_path_factory.mktemp("demo") / "demo-workspace"
    command = [sys.executable, "-m", "hitl_kit", "demo", "--workspace", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


Hitl = Callable[..., tuple[int, str, str]]
"""`hitl …` in this process: exit code, standard output, standard error."""


@pytest.fixture
def hitl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hitl:
    """The command line, as `hitl("match", "demo")`; a traceback is a failure whatever the exit code."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hitl", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return run

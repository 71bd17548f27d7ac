"""The doctor as a whole: it changes nothing, and whatever it meets is a finding."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hitl_kit import doctor
from hitl_kit.doctor import CHECKS, examine
from hitl_kit.ledger import schema
from tests.doctor.looking import REPOSITORY, look, record, rows

pytestmark = pytest.mark.sqlite


def test_a_sound_workspace_has_nothing_that_fails_and_stays_as_it_was(workspace: Path) -> None:
    record(workspace, "one", "two")
    before = rows(workspace / "hitl.db")
    begun = time.monotonic()
    found = {check.name: check for check in examine(workspace)}
    took = time.monotonic() - begun
    assert {n: c.words for n, c in found.items() if c.state == "fail"} == {}
    assert set(found) == set(CHECKS)
    assert found["chain"].words.startswith("2 events, head ")
    assert "1 campaign: depots" in found["workspace"].words
    assert f"schema {schema.HEAD}" in found["schema"].words
    assert rows(workspace / "hitl.db") == before
    assert took < 5


def test_no_ledger_is_made(workspace: Path) -> None:
    (workspace / "hitl.db").unlink()
    before = sorted(workspace.rglob("*"))
    found = {check.name: check for check in examine(workspace)}
    assert "no ledger yet" in found["database"].words
    assert not {"schema", "size", "write", "chain"} & set(found)
    assert all(check.state != "fail" for check in found.values())
    assert sorted(workspace.rglob("*")) == before


def test_a_check_that_stumbles_is_a_failure_with_its_words(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "the-key")

    def stumble(_case: object) -> None:
        raise RuntimeError("what a surprise: the-key")

    monkeypatch.setattr(doctor, "CHECKS", {"disk": stumble})
    found = look(workspace, "disk")
    assert found.state == "fail"
    assert found.words == "could not be looked at: RuntimeError: what a surprise: ***"


@pytest.mark.parametrize("folder", ["~nobody-of-that-name/x", "a\0b"])
def test_a_workspace_that_cannot_be_is_one_failure(folder: str) -> None:
    (found,) = examine(folder)
    assert (found.name, found.state) == ("workspace", "fail")


def test_a_current_folder_that_is_gone_is_one_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os; os.rmdir(os.getcwd()); from hitl_kit.doctor import examine; print(examine()[0])"
    environment = {n: v for n, v in os.environ.items() if not n.startswith("HITL_")} | {"PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=gone, env=environment, capture_output=True, text=True, check=False
    )
    assert "the workspace cannot be found" in done.stdout, done.stderr


def test_the_page_explains_every_check() -> None:
    page = (REPOSITORY / "docs" / "doctor.md").read_text()
    assert re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE) == list(CHECKS)

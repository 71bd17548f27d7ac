"""`hitl doctor` as a person and as a script read it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hitl_kit import doctor
from hitl_kit.doctor import CHECKS

FEW = ("workspace", "permissions", "database", "schema")

pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def _few_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", {name: CHECKS[name] for name in FEW})


def test_what_is_right_is_said_in_a_line_each(hitl: Any, workspace: Path) -> None:
    (workspace / "hitl.db").chmod(0o600)
    code, out, err = hitl("doctor")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert [line[:13] for line in lines if line.startswith("✓")] == [f"✓ {name:<11}" for name in FEW]
    assert lines[-1] == "0 failed, 0 to look at, 4 as they should be"


def test_what_fails_ends_with_1_and_its_mend_on_a_line_of_its_own(hitl: Any, workspace: Path) -> None:
    (workspace / "hitl.db").chmod(0o644)
    code, out, _ = hitl("doctor", "--workspace", str(workspace))
    assert code == 1
    assert "✗ permissions" in out
    assert f"→ chmod 600 {workspace}/hitl.db*\n" in out
    assert "1 failed" in out


def test_a_warning_does_not_fail(hitl: Any, workspace: Path) -> None:
    (workspace / "hitl.db").chmod(0o640)
    code, out, _ = hitl("doctor")
    assert code == 0
    assert "! permissions" in out


def test_json_says_the_same_to_a_script(hitl: Any, workspace: Path) -> None:
    (workspace / "hitl.db").chmod(0o644)
    code, out, _ = hitl("doctor", "--json")
    found = json.loads(out)
    assert (code, found["healthy"]) == (1, False)
    assert [check["name"] for check in found["checks"]] == list(FEW)
    assert {check["name"]: check["state"] for check in found["checks"]}["permissions"] == "fail"
    (mend,) = [check["mend"] for check in found["checks"] if check["mend"]]
    subprocess.run(mend, shell=True, check=True)
    code, out, _ = hitl("doctor", "--json")
    assert (code, json.loads(out)["healthy"]) == (0, True)


def test_a_folder_named_like_markup_is_shown_as_it_is(hitl: Any, tmp_path: Path) -> None:
    odd = tmp_path / "[red]x[/]"
    code, out, _ = hitl("doctor", "--workspace", str(odd))
    assert code == 1
    assert "[red]x[/]" in out.replace("\n", "").replace(" ", "")

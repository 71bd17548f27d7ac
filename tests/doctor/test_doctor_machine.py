"""The machine: Python, variables, the key, kernels, packages, the browser."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from hitl_kit.doctor import Check, examine, machine
from tests.doctor.looking import REPOSITORY, alone

pytestmark = pytest.mark.sqlite


def test_an_old_python_is_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (9, 0))
    (found,) = alone(workspace, monkeypatch, "python")
    assert found.state == "fail"
    assert "too old" in found.words


def test_a_misspelt_variable_is_told_with_the_one_that_was_meant(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HITL_DATABSE_URL", "sqlite:///secret-place.db")
    (found,) = alone(workspace, monkeypatch, "environment")
    assert found.state == "warn"
    assert "HITL_DATABSE_URL" in found.words
    assert "did you mean 'HITL_DATABASE_URL'?" in found.mend
    assert "secret-place" not in found.words + found.mend


def test_every_variable_that_the_code_reads_is_known() -> None:
    read = {
        name
        for path in (REPOSITORY / "hitl_kit").rglob("*.py")
        for name in re.findall(r"""["'](HITL_[A-Z_]*[A-Z])["']""", path.read_text())
    }
    assert read == set(machine.VARIABLES)


def test_the_key_is_there_or_not_and_never_shown(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert alone(workspace, monkeypatch, "key")[0].words.startswith("ANTHROPIC_API_KEY is not set")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-quite-secret")
    (set_well,) = examine(workspace)
    assert set_well == Check("key", "ok", "ANTHROPIC_API_KEY is set")
    monkeypatch.setenv("ANTHROPIC_API_KEY", '"sk-quite-secret"\n')
    (set_badly,) = examine(workspace)
    assert set_badly.state == "warn"
    assert "quite" not in str(set_badly)


def install_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, spec: str) -> None:
    place = folder / "kernels" / "python3"
    place.mkdir(parents=True, exist_ok=True)
    (place / "kernel.json").write_text(spec)
    monkeypatch.setenv("JUPYTER_PATH", str(folder))


def kernel_of(program: str) -> str:
    return json.dumps({"argv": [program, "-m", "ipykernel_launcher"], "display_name": "x", "language": "python"})


def test_the_kernel_must_start_a_python_that_has_hitl_kit(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sound,) = alone(workspace, monkeypatch, "kernel")
    assert sound.state == "ok", sound
    fake = tmp_path / "python-of-another"
    bare = f'#!/bin/sh\nexec {sys.executable} -I -S -c "$2"\n'
    for text, words in (
        (None, "does not run: No such file"),
        (bare, "cannot import hitl_kit: ModuleNotFoundError"),
        ("#!/bin/sh\necho 0.0.1 with\n", "has hitl-kit 0.0.1"),
        ("#!/bin/sh\necho 0.1.0 without\n", "has no ipykernel"),
    ):
        if text is not None:
            fake.write_text(text)
            fake.chmod(0o755)
        install_kernel(tmp_path / "jupyter", monkeypatch, kernel_of(str(fake)))
        (found,) = examine(workspace)
        assert found.state != "ok"
        assert found.mend
        assert words in found.words
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(machine, "_PATIENCE", 0.2)
    assert "did not answer" in examine(workspace)[0].words
    install_kernel(tmp_path / "jupyter", monkeypatch, '{"argv": [], "display_name": "x", "language": "python"}')
    assert "names no program" in examine(workspace)[0].words
    install_kernel(tmp_path / "jupyter", monkeypatch, "not json")
    assert examine(workspace)[0].state == "fail"


def test_a_package_of_the_notebooks_that_is_missing_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "notebooks")
    assert re.fullmatch(r"jupyterlab [\d.]+, anywidget [\d.]+, ipywidgets [\d.]+", found.words)
    monkeypatch.setattr(sys, "path", [])
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "jupyterlab is not installed" in found.words


def test_a_missing_browser_is_only_a_warning(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = alone(workspace, monkeypatch, "browser")
    assert found.state == "warn"
    (tmp_path / "chromium").write_text("#!/bin/sh\n")
    (tmp_path / "chromium").chmod(0o755)
    assert examine(workspace) == [Check("browser", "ok", str(tmp_path / "chromium"))]

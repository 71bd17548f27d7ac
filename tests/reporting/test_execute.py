from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hitl_kit.domain.errors import HitlError, InputError
from hitl_kit.reporting import checked_parameters, execute_notebook, render_report

NOTEBOOKS = Path(__file__).parent / "notebooks"
SHOWS, FAILS = NOTEBOOKS / "shows_parameters.ipynb", NOTEBOOKS / "fails.ipynb"


def printed(notebook: Path) -> str:
    """All that the notebook's cells printed."""
    cells = json.loads(notebook.read_text())["cells"]
    outputs = [o for c in cells for o in c.get("outputs", ()) if o.get("name") == "stdout"]
    return "".join("".join(o["text"]) for o in outputs)


# --- parameters


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"work_space": "x"}, "has no parameter 'work_space'"),
        ({"n": "3"}, "'n' must be int, not str '3'"),
        ({"n": True}, "'n' must be int, not bool True"),
        ({"n": 3.5}, "'n' must be int, not float 3.5"),
        ({"flag": 1}, "'flag' must be bool"),
        ({"workspace": 7}, "'workspace' must be str"),
        ({"workspace": None}, "'workspace' must be str"),
        ({"label": 7}, "'label' must be str"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        checked_parameters(SHOWS, given)


def test_parameters_that_fit_are_handed_on_plain(tmp_path: Path) -> None:
    given = {"workspace": tmp_path, "n": 0, "ratio": 1, "flag": True, "anything": [1], "label": None}
    assert checked_parameters(SHOWS, given) == {**given, "workspace": str(tmp_path)}
    assert checked_parameters(SHOWS, {"label": date(2026, 3, 2)}) == {"label": "2026-03-02"}


def test_a_notebook_without_a_parameters_cell() -> None:
    plain = NOTEBOOKS / "takes_no_parameters.ipynb"
    assert checked_parameters(plain, {}) == {}
    with pytest.raises(InputError, match="tag 'parameters'"):
        checked_parameters(plain, {"n": 1})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}'])
def test_a_file_that_is_no_notebook(tmp_path: Path, content: str) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text(content)
    with pytest.raises(InputError, match="cannot be read as a notebook"):
        execute_notebook(broken, tmp_path / "out.ipynb")
    with pytest.raises(InputError, match="is missing"):
        execute_notebook(tmp_path / "none.ipynb", tmp_path / "out.ipynb")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["broken.ipynb"]


# --- runs


@pytest.mark.slow
def test_a_report_and_its_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    other = (
        tmp_path / "jupyter" / "kernels" / "python3"
    )  # the user's own idea of python3, which wins over the environment's
    other.mkdir(parents=True)
    (other / "kernel.json").write_text(
        json.dumps({"argv": ["/nonexistent"], "display_name": "x", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    out = tmp_path / "reports {2026}"
    steps: list[tuple[int, int]] = []
    (tmp_path / "reports {2026}").mkdir()
    (out / "review.failed.ipynb").write_text("from an earlier run")

    made = render_report(SHOWS, out, {"workspace": "<b>w</b>", "n": 7}, progress=lambda *step: steps.append(step))

    assert (made.ipynb, made.html) == (out / "review.ipynb", out / "review.html")
    assert sorted(p.name for p in out.iterdir()) == ["review.html", "review.ipynb"]
    assert printed(made.ipynb).startswith(f"{sys.executable}\n<b>w</b> 7 0.5 False None None\n")
    page = made.html.read_text()
    assert "&lt;b&gt;w&lt;/b&gt; 7 0.5" in page
    assert "<title>Review of nordics</title>" in page
    assert "for the person in the notebook" not in page
    assert "for the person in the notebook" not in printed(made.ipynb), "a report does not run it either"
    assert "for whoever wrote the notebook" not in page
    assert "import sys" not in page
    assert steps[-1] == (6, 6)
    assert str(tmp_path) not in made.ipynb.read_text().replace(sys.executable, "")
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_a_failing_run_never_replaces_a_good_report(tmp_path: Path) -> None:
    (tmp_path / "review.ipynb").write_text("good")
    (tmp_path / "review.html").write_text("good")
    with pytest.raises(HitlError) as caught:
        render_report(FAILS, tmp_path, {"n": 2})
    assert caught.value.message == "fails.ipynb: cell In [3] (size = n - n) failed: ZeroDivisionError: division by zero"
    failed = tmp_path / "review.failed.ipynb"
    assert str(failed) in caught.value.mend
    assert "ZeroDivisionError" in failed.read_text()
    assert (tmp_path / "review.ipynb").read_text() == (tmp_path / "review.html").read_text() == "good"
    assert len(list(tmp_path.iterdir())) == 4
    assert "ZeroDivisionError" in (tmp_path / "review.failed.html").read_text()


@pytest.mark.slow
def test_a_kernel_that_dies_is_a_failing_run(tmp_path: Path) -> None:
    with pytest.raises(HitlError, match=r"dies.ipynb: .*\(import os\) failed: its Python process died"):
        execute_notebook(NOTEBOOKS / "dies.ipynb", tmp_path / "out.ipynb")
    assert [p.name for p in tmp_path.iterdir()] == ["out.failed.ipynb"]


@pytest.mark.slow
def test_from_within_a_notebook_and_twice_in_a_process(tmp_path: Path) -> None:
    plain = NOTEBOOKS / "takes_no_parameters.ipynb"
    before = Path.cwd()

    async def cell() -> Path:
        return execute_notebook(plain, tmp_path / "deep" / "one.ipynb")

    with ThreadPoolExecutor(1) as pool:  # another test of this process may have left a loop running
        assert printed(pool.submit(asyncio.run, cell()).result()) == "hello\n"
    assert printed(execute_notebook(plain, tmp_path / "two.ipynb")) == "hello\n"
    assert "for the person in the notebook" in printed(execute_notebook(SHOWS, tmp_path / "three.ipynb"))
    assert Path.cwd() == before

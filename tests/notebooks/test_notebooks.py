"""The six notebooks: papermill runs each top to bottom, nbval runs them as committed, and they read well."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hitl_kit import Workbench
from hitl_kit.reporting import execute_notebook

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = [
    "1_define_icp", "2_generate_batch", "3_review_batch", "4_handle_replies", "5_review_campaign",
    "6_review_portfolio",
]  # fmt: skip
NBVAL = ("-q", "-p", "nbval.plugin", "-p", "no:cacheprovider")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_demo(demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo workspace that these tests may write to."""
    root = tmp_path_factory.mktemp("notebooks") / "workspace"
    shutil.copytree(demo_workspace, root)
    return root


def outputs(path: Path) -> list[dict[str, Any]]:
    return [o for cell in json.loads(path.read_text())["cells"] for o in cell.get("outputs", [])]


def test_there_are_the_six_of_the_design() -> None:
    assert sorted(p.stem for p in NOTEBOOKS.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_papermill_runs_it_without_a_click(own_demo: Path, tmp_path: Path, name: str) -> None:
    done = tmp_path / f"{name}.ipynb"
    parameters = {"workspace": str(own_demo)} | ({} if name.startswith("6") else {"campaign": "demo"})
    execute_notebook(NOTEBOOKS / f"{name}.ipynb", done, parameters)
    found = outputs(done)
    assert found
    assert not [o for o in found if o["output_type"] in ("stream", "error")], "prints or errors in an output cell"
    shown = [o["data"] for o in found if "data" in o]
    for data in shown:
        rich = [kind for kind in data if kind != "text/plain"]
        assert rich, f"a raw repr: {data}"
    html = " ".join("".join(data.get("text/html", "")) for data in shown)
    assert not re.search(r"\bNaN\b|\bNaT\b|&lt;hitl_kit|object at 0x", html)


def test_the_demos_review_compares_most_angles_and_asks_for_a_decision(own_demo: Path) -> None:
    """What it asks for follows from the answers of a simulated market, whose chances `hitl demo` prints."""
    with closing(Workbench(own_demo)) as workbench:
        found = workbench.campaign("demo").angle_evidence("2026-11-21")
    beside = found[found["compared"] > 0]
    assert len(beside) * 4 >= len(found) * 3
    assert (beside["rivals"] != "").all()
    assert set(found.loc[["multi_depot", "opening_weeks"], "label"]) & {"retire", "scale", "watch"}
    assert not set(found["label"].drop(["multi_depot", "opening_weeks"])) & {"retire", "scale"}, "these do not differ"


def test_nbval_runs_them_as_they_are_committed(own_demo: Path) -> None:
    command = [sys.executable, "-m", "pytest", *NBVAL, "--nbval-lax", str(NOTEBOOKS)]
    environment = {**os.environ, "HITL_WORKSPACE": str(own_demo)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_golden_notebook_gives_the_same_outputs_as_when_it_was_recorded() -> None:
    here = Path(__file__).parent
    command = [
        sys.executable, "-m", "pytest", *NBVAL, "--nbval",
        "--nbval-sanitize-with", str(here / "sanitize.cfg"), str(here / "golden.ipynb"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert json.loads((here / "golden.ipynb").read_text())["cells"][1]["outputs"], "stripped: it would compare nothing"


def test_a_notebook_says_what_is_missing_in_words(workspace: Path, tmp_path: Path) -> None:
    from hitl_kit.domain.errors import HitlError

    with pytest.raises(HitlError, match="hitl approve icp depots"):
        execute_notebook(NOTEBOOKS / "2_generate_batch.ipynb", tmp_path / "out.ipynb",
                         {"workspace": str(workspace), "campaign": "depots"})  # fmt: skip

"""Two notebooks on one ledger, each with a kernel of its own: they share the work and never decide the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from hitl_kit.ledger import Ledger, views
from tests.review import factory

CELLS = (
    """
from hitl_kit.domain.policy import Review
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession

ledger = Ledger.open({url!r})
session = ReviewSession(ledger, "demo", {name!r}, review=Review(queue_size=2))
""",
    """
import time
from pathlib import Path

Path({name!r}).touch()
while not (Path("Ana").exists() and Path("Bo").exists()):  # kernels start at their own pace
    time.sleep(0.01)
done, since = [], time.monotonic()
while time.monotonic() - since < 30 and (found := session.claim()):
    for package in found:
        session.open(package)
        done.append(session.approve(package).package_id)
        time.sleep(0.01)
print(*done)
""",
)


@pytest.mark.slow
def test_two_notebooks_on_one_ledger(database_url: str, tmp_path: Path) -> None:
    ledger = Ledger.open(database_url)
    factory.store(ledger, [factory.package(n) for n in range(60)])
    both = [_start(database_url, name, tmp_path) for name in ("Ana", "Bo")]
    ana, bo = (_decided(one, name, tmp_path) for one, name in zip(both, ("Ana", "Bo"), strict=True))
    assert ana, "both got a share"
    assert bo, "both got a share"
    assert len(ana) + len(bo) == len(set(ana) | set(bo)) == 60
    by_reviewer = {r["package_id"]: r["reviewer"] for r in ledger.rows(views.standing_decisions())}
    assert by_reviewer == dict.fromkeys(ana, "Ana") | dict.fromkeys(bo, "Bo")
    assert ledger.verify().intact
    ledger.close()


def _start(url: str, name: str, folder: Path) -> subprocess.Popen[str]:
    """A notebook of that reviewer, being run."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell.format(url=url, name=name)) for cell in CELLS]
    )
    nbformat.write(notebook, folder / f"{name}.ipynb")
    command = [sys.executable, "-m", "papermill", "-k", "python3", f"{name}.ipynb", f"{name}.out.ipynb"]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def _decided(running: subprocess.Popen[str], name: str, folder: Path) -> list[str]:
    """What that notebook decided, once it is done."""
    _, said = running.communicate(timeout=120)
    assert running.returncode == 0, said
    notebook = nbformat.read(folder / f"{name}.out.ipynb", as_version=4)
    return str(notebook.cells[1].outputs[0].text).split()

"""The process behind a `Renderer`: it has the imports behind it, and makes each report in a fork of itself.

A fork starts with the modules and without anything that an earlier report left: no variable, no open connection, no
changed setting can pass from one campaign to the next. Where forks are not safe (macOS: its own libraries forbid them
once they are loaded) each report gets a new interpreter instead, which is as clean and slower.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import shutil
import sys
import warnings
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from .html import FIGURE, report_html
from .job import Job, Outcome, outcome
from .kernels import WaitingKernel
from .stack import quiet

FORKS = sys.platform == "linux"


def main(handle: int, scratch: Path, notebooks: Iterable[Path], *, cold: bool) -> None:
    """Take jobs from the connection and send back what came of each, until the other end is closed; then remove the
    folder `scratch`, which is the renderer's own."""
    connection = Connection(handle)
    warm = FORKS and not cold
    if warm:
        _load(notebooks)
    learned = scratch / "modules"
    try:
        while True:
            job: Job = connection.recv()
            if not warm or _threads() > 1:  # a fork copies one thread, and the locks of the others
                connection.send(outcome(job))
            elif (error := _forked(connection, job, learned)) is not None:
                connection.send(error)
            _learn(learned)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # whoever started this one is done, or was killed
        shutil.rmtree(scratch, ignore_errors=True)


def _threads() -> int:
    """How many threads this process has, those of libraries as well, but for jemalloc's own, which knows of forks."""
    names = [task.joinpath("comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    return len([name for name in names if not name.startswith("jemalloc")])


def _load(notebooks: Iterable[Path]) -> None:
    """Import what a report needs: the notebook stack, and whatever its notebook imports."""
    with quiet():
        import nbformat.v4
        import papermill  # noqa: F401

        v4: Any = nbformat.v4
        figure = v4.new_output("display_data", {FIGURE: {"data": [], "layout": {}}})
        cells = [v4.new_markdown_cell("# *a*"), v4.new_code_cell("", outputs=[figure])]
        report_html(v4.new_notebook(cells=cells), title="")  # its templates are compiled once
    for notebook in notebooks:
        for statement in import_statements(notebook):
            with contextlib.suppress(Exception), warnings.catch_warnings():  # the report itself will name what is wrong
                warnings.simplefilter("ignore")
                exec(statement, {})  # noqa: S102 - an import statement of the notebook that is about to be run
    gc.freeze()  # no fork's collector has to look at what was loaded here
    gc.set_threshold(100_000, 20, 20)  # a fork is over before looking for cycles more often could pay


def _learn(learned: Path) -> None:
    """Import what the kernel of the last report came to import in the course of its work."""
    if not learned.exists():
        return
    for name in learned.read_text(encoding="utf-8").split():
        with contextlib.suppress(Exception), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    learned.unlink()
    gc.freeze()


def import_statements(notebook: Path) -> list[str]:
    """The import statements of a notebook's cells."""
    found: list[str] = []
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                with contextlib.suppress(SyntaxError):  # a cell with IPython's own commands
                    tree = ast.parse("".join(cell["source"]))
                    found += [ast.unparse(n) for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    return found


def _forked(connection: Connection, job: Job, learned: Path) -> Outcome | None:
    """Do the job in a fork, which sends the outcome itself; what to send where it could not."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            waiting = WaitingKernel(closes=connection.fileno(), learned=learned)
            try:
                connection.send(outcome(job, waiting=waiting))
                code = 0
            finally:
                waiting.close()
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code == 0:
        return None
    why = f"its process was ended by signal {-code}" if code < 0 else "its process ended early"
    return Outcome(
        job, 0.0, error=f"{job.notebook.name}: {why}", mend="is there enough memory? hitl report --cold", killed=True
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[3]), [Path(name) for name in sys.argv[4:]], cold=sys.argv[2] == "cold")

"""A notebook run with parameters, by this interpreter.

A report is replaced only by one that ran to its end. A run that fails is kept beside it as `NAME.failed.ipynb`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from hitl_kit.domain.errors import HitlError

from .kernels import WaitingKernel, own_kernel
from .parameters import checked_parameters
from .saved import read_notebook, write_notebook
from .stack import literal, quiet

Progress = Callable[[int, int], None]
"""Called after each cell with the number of cells done and of all cells."""


class CellFailed(HitlError):
    """A cell of a report failed; `notebook` is what it got to, `killed` whether its process died."""

    def __init__(self, message: str, notebook: Any, *, mend: str, killed: bool = False) -> None:
        super().__init__(message, mend=mend)
        self.notebook, self.killed = notebook, killed


def execute_notebook(
    notebook: Path, out: Path, parameters: Mapping[str, Any] | None = None, *, progress: Progress | None = None
) -> Path:
    """The notebook run with these parameters and written to `out`; HitlError names the cell that failed."""
    write_notebook(run(notebook, out, parameters or {}, progress), out)
    return out


def failed_path(out: Path) -> Path:
    """Where a run that failed is kept, beside what it would have replaced."""
    return out.with_name(f"{out.stem}.failed{out.suffix}")


def run(
    notebook: Path,
    out: Path,
    parameters: Mapping[str, Any],
    progress: Progress | None = None,
    *,
    waiting: WaitingKernel | None = None,
    without: str = "",
    environment: Mapping[str, str] | None = None,
) -> Any:
    """The executed notebook, but for the cells with the tag `without`. What fails is written beside `out`; a failure of
    an earlier run is cleared away. A new kernel has `environment` besides this process's."""
    given = checked_parameters(notebook, parameters)
    out.parent.mkdir(parents=True, exist_ok=True)
    failed = failed_path(out)
    with tempfile.TemporaryDirectory(prefix="hitl-report-") as scratch, quiet():
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from papermill.exceptions import PapermillExecutionError

        partial, words = Path(scratch) / "partial.ipynb", Path(scratch) / "stderr"
        begun: list[Any] = []
        try:
            nb = papermill.execute_notebook(
                literal(notebook), str(partial), parameters=given, kernel_name="python3", language="python",
                progress_bar=False, request_save_on_cell_execute=False,
                kernel_manager_class=own_kernel(words, waiting, environment), skip_cells_with_tag=without,
                on_notebook_start=lambda notebook: begun.append(notebook), **_hook(notebook, given, progress),
            )  # fmt: skip
        except (PapermillExecutionError, DeadKernelError, CellTimeoutError) as error:
            nb = read_notebook(partial) if partial.exists() else begun[0]  # none is written of a kernel that died
            write_notebook(_tidied(nb, notebook, failed), failed)
            message = f"{notebook.name}: {_place(nb, error)} failed: {_cause(error, words)}"
            killed = isinstance(error, DeadKernelError)
            raise CellFailed(message, nb, mend=f"look at {failed}", killed=killed) from None
    failed.unlink(missing_ok=True)
    if progress:
        progress(len(nb.cells), len(nb.cells))  # the last ones may have been text, or left out
    return _tidied(nb, notebook, out)


def _hook(notebook: Path, parameters: Mapping[str, Any], progress: Progress | None) -> dict[str, Any]:
    if progress is None:
        return {}
    total = len(json.loads(notebook.read_text(encoding="utf-8")).get("cells", [])) + bool(parameters)

    def done(cell: Any, cell_index: int) -> None:
        progress(cell_index + 1, total)

    return {"on_cell_complete": done}


def _place(nb: Any, error: Exception) -> str:
    """'cell In [3] (first line of it)': as the person who opens the notebook sees it."""
    source, number = getattr(error, "source", None), getattr(error, "exec_count", None)
    if source is None:
        begun = [c for c in nb.cells if c.cell_type == "code" and c.metadata.get("papermill", {}).get("start_time")]
        source = begun[-1].source if begun else ""
    lines = [line.strip() for line in str(source).splitlines() if line.strip() and not line.strip().startswith("#")]
    label = f"cell In [{number}]" if number else "a cell"
    return f"{label} ({lines[0][:80]})" if lines else label


def _cause(error: Exception, words: Path) -> str:
    name = getattr(error, "ename", "")
    if name:
        return f"{name}: {getattr(error, 'evalue', '')}".rstrip(": ")
    said = words.read_text(encoding="utf-8", errors="replace").strip().splitlines() if words.exists() else []
    return ": ".join(["its Python process died" if "Dead" in type(error).__name__ else str(error), *said[-1:]])


def _tidied(nb: Any, notebook: Path, out: Path) -> Any:
    """The notebook without the places where it was made: a report is handed on to others."""
    meta = nb.metadata.get("papermill", {})
    meta.update(input_path=notebook.name, output_path=out.name)
    meta.pop("environment_variables", None)
    return nb

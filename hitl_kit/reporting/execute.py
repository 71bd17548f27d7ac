"""A notebook run with parameters, in this process, by this interpreter.

A report is replaced only by one that ran to its end. A run that fails is kept beside it as `NAME.failed.ipynb`.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hitl_kit.domain.errors import HitlError, InputError

from .html import report_html

Progress = Callable[[int, int], None]
"""Called after each cell with the number of cells done and of all cells."""


@dataclass(frozen=True)
class Rendered:
    """Where a report lies: the executed notebook and the HTML made from it."""

    ipynb: Path
    html: Path


def render_report(
    notebook: Path,
    out_dir: Path,
    parameters: Mapping[str, Any],
    *,
    name: str = "review",
    progress: Progress | None = None,
) -> Rendered:
    """The notebook run with these parameters: `out_dir/name.ipynb` and `.html`, replaced only if it ran to its end."""
    executed = out_dir / f"{name}.ipynb"
    page = out_dir / f"{name}.html"
    nb = _run(notebook, executed, parameters, progress)
    with _quiet():
        html = report_html(nb, title=f"{notebook.stem} · {name}")
    _replace(page, html)
    _write(nb, executed)
    return Rendered(executed, page)


def execute_notebook(
    notebook: Path, out: Path, parameters: Mapping[str, Any] | None = None, *, progress: Progress | None = None
) -> Path:
    """The notebook run with these parameters and written to `out`; HitlError names the cell that failed."""
    _write(_run(notebook, out, parameters or {}, progress), out)
    return out


def _run(notebook: Path, out: Path, parameters: Mapping[str, Any], progress: Progress | None) -> Any:
    """The executed notebook. What fails is written beside `out`; a failure of an earlier run is cleared away."""
    given = checked_parameters(notebook, parameters)
    out.parent.mkdir(parents=True, exist_ok=True)
    failed = out.with_name(f"{out.stem}.failed.ipynb")
    with tempfile.TemporaryDirectory(prefix="hitl-report-") as scratch, _quiet():
        import papermill
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
        from papermill.exceptions import PapermillExecutionError

        partial, words = Path(scratch) / "partial.ipynb", Path(scratch) / "stderr"
        try:
            papermill.execute_notebook(
                _literal(notebook), str(partial), parameters=given, kernel_name="python3", language="python",
                progress_bar=False, kernel_manager_class=_own_kernel(words), **_hook(notebook, given, progress),
            )  # fmt: skip
        except (PapermillExecutionError, DeadKernelError, CellTimeoutError) as error:
            nb = _read(partial)
            _write(_tidied(nb, notebook, failed), failed)
            raise HitlError(
                f"{notebook.name}: {_place(nb, error)} failed: {_cause(error, words)}", mend=f"look at {failed}"
            ) from None
        nb = _read(partial)
    failed.unlink(missing_ok=True)
    return _tidied(nb, notebook, out)


# --- parameters


def checked_parameters(notebook: Path, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as the notebook takes them; InputError for one that it does not know or of another type."""
    if not notebook.is_file():
        raise InputError(f"{notebook} is missing", mend="check the path of the notebook")
    with _quiet():
        import papermill

        try:
            known: dict[str, dict[str, Any]] = papermill.inspect_notebook(_literal(notebook))
        except Exception as error:  # whatever a file that is no notebook makes papermill raise
            raise InputError(f"{notebook} cannot be read as a notebook: {error}") from None
    out: dict[str, Any] = {}
    for name, value in parameters.items():
        if name not in known:
            mend = f"it takes: {', '.join(known)}" if known else "give one of its cells the tag 'parameters'"
            raise InputError(f"{notebook.name} has no parameter '{name}'", mend=mend)
        plain = _plain(value)
        allowed = _types(known[name])
        if allowed and type(plain) not in allowed and not (type(plain) is int and float in allowed):
            wanted = " or ".join(t.__name__ for t in allowed if t is not type(None))
            raise InputError(
                f"{notebook.name}: parameter '{name}' must be {wanted}, not {type(value).__name__} {value!r}"
            )
        out[name] = plain
    return out


def _plain(value: Any) -> Any:
    """What papermill can write into a cell: paths and dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


_NAMED: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


def _types(parameter: Mapping[str, Any]) -> tuple[type, ...]:
    """The types that a parameter's annotation allows, or else the type of its default; () where neither tells."""
    annotation = str(parameter.get("inferred_type_name") or "None")
    if annotation != "None":
        found = re.fullmatch(r"(Optional\[)?(\w+).*", annotation)
        named = _NAMED.get(found[2]) if found else None
        return () if named is None else (named, type(None)) if found and found[1] else (named,)
    try:
        default = ast.literal_eval(str(parameter["default"]))
    except (ValueError, SyntaxError):
        return ()
    return () if default is None else (type(default),)


# --- execution


def _own_kernel(words: Path) -> type:
    """A kernel manager that starts this interpreter, whatever 'python3' the user's other kernelspecs name.

    What the kernel's process itself prints (not the cells) goes to the file `words`.
    """
    import zmq
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class OwnKernel(AsyncKernelManager):
        @default("transport_encryption")
        def _encrypted(self) -> str:
            return "auto" if zmq.has("curve") else "disabled"  # others on this machine could read along otherwise

        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict())

        async def _async_start_kernel(self, **options: Any) -> None:
            with words.open("ab") as handle:
                await super()._async_start_kernel(**options, stdout=handle, stderr=handle)

        start_kernel = _async_start_kernel

    return OwnKernel


def _hook(notebook: Path, parameters: Mapping[str, Any], progress: Progress | None) -> dict[str, Any]:
    if progress is None:
        return {}
    total = len(json.loads(notebook.read_text(encoding="utf-8")).get("cells", [])) + bool(parameters)

    def done(cell: Any, cell_index: int) -> None:
        progress(cell_index + 1, total)

    return {"on_cell_complete": done}


@contextmanager
def _quiet() -> Iterator[None]:
    """No notices from the notebook stack: what matters to the reader of a report is raised as an error."""
    log = logging.getLogger("papermill")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            yield
        finally:
            log.setLevel(level)


def _literal(path: Path) -> str:
    """The path as papermill reads it: it would fill in {braces}."""
    return str(path).replace("{", "{{").replace("}", "}}")


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


# --- writing


def _read(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def _write(nb: Any, path: Path) -> None:
    import nbformat

    with _quiet():
        _replace(path, nbformat.writes(nb))  # type: ignore[no-untyped-call]


def _replace(path: Path, text: str) -> None:
    """The file whole, or as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

"""Files that are there whole or as they were, and notebooks read and written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .stack import quiet


def replace(path: Path, content: str | bytes) -> None:
    """The file whole, or as it was: also when the machine stops in the middle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as handle:
            handle.write(content.encode() if isinstance(content, str) else content)
            handle.flush()
            os.fsync(handle.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_notebook(path: Path) -> Any:
    """The notebook in that file."""
    with quiet():
        import nbformat

        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def write_notebook(nb: Any, path: Path) -> None:
    """The notebook in a file, whole or not at all."""
    with quiet():
        import nbformat

        replace(path, nbformat.writes(nb))  # type: ignore[no-untyped-call]

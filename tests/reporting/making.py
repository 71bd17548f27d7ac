"""Notebooks, jobs and records of the tests' own."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import nbformat

from hitl_kit.reporting import Job
from hitl_kit.reporting.record import About, Record

HEAD = (7, "f" * 64)
DAY = date(2026, 11, 15)


def notebook(folder: Path, *cells: str, parameters: str = "", name: str = "small.ipynb") -> Path:
    """A notebook of these code cells, after a parameters cell if one is wanted."""
    made = [nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})] if parameters else []
    made += [nbformat.v4.new_code_cell(cell) for cell in cells]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb = nbformat.v4.new_notebook(cells=made, metadata={"kernelspec": spec, "language_info": {"name": "python"}})
    path = folder / name
    nbformat.write(nb, path)
    return path


def about(**changes: Any) -> About:
    """What a report of the tests is about."""
    return About(**{"kind": "campaign", "campaign": "depots", "as_of": DAY, "head": HEAD, **changes})


def record(**changes: Any) -> Record:
    """A report's record."""
    own = {"rendered_at": datetime(2026, 11, 16, 6, 20, tzinfo=UTC), "hitl_kit": "0", "notebook": "n"}
    return Record(**{**about().model_dump(), **own, **changes})


def job(out: Path, source: Path, /, **parameters: Any) -> Job:
    """A job of that notebook, whose report lies in a folder."""
    return Job(source, out, parameters, about())


def printed(path: Path) -> str:
    """All that a notebook's cells printed."""
    cells = json.loads(path.read_text())["cells"]
    outputs = [o for c in cells for o in c.get("outputs", ()) if o.get("name") == "stdout"]
    return "".join("".join(o["text"]) for o in outputs)

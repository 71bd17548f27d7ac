"""The table in docs/statistics.md is the benchmark's own: no figure of it is typed in by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
ROW = re.compile(r"^\| ([^|]+) \| (\d\.\d\d) \| (\d\.\d\d) \| (\d\.\d\d) \| (\d\.\d\d) \| (\d+\.\d) \|$", re.MULTILINE)


@pytest.mark.parametrize("sends", ["200", "1,200"])
def test_the_table_is_the_benchmarks(sends: str) -> None:
    page = (REPOSITORY / "docs" / "statistics.md").read_text()
    table = page.partition(f"| {sends} mails a week |")[2].partition("\n\n")[0]
    written = {name.strip(" *"): figures for name, *figures in ROW.findall(table.replace("**", ""))}
    results = (REPOSITORY / "tests" / "benchmarks" / "RESULTS.md").read_text()
    measured: dict[str, list[str]] = {}
    for world in ("'null'", "'new'", "'Simpson'", "the bad angle retired"):
        line = next(r for r in results.splitlines() if world in r and f", {sends} mails a week" in r)
        beside = line.rpartition(";")[2].rpartition(": ")[2].rstrip(" |")
        for part in beside.split(", "):
            name, *figures = re.split(r" (?=[\d.]+(?: in|$))| in ", part.strip())
            measured.setdefault(name, []).extend(figures)
    assert written == measured

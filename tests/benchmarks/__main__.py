"""Run the benchmarks and write their table: `python -m tests.benchmarks [GROUP …]`."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

GROUPS = (
    "defects",
    "drafting",
    "grid",
    "learning",
    "ledger",
    "matching",
    "replies",
    "reports",
    "research",
    "retrospect",
    "statistics",
)
TABLE = Path(__file__).parent / "RESULTS.md"


def main(names: list[str]) -> int:
    """Run the named groups (all, if none is named); 1 if a bound is not kept."""
    unknown = [n for n in names if n not in GROUPS]
    if unknown:
        print(f"there is no benchmark '{unknown[0]}'; there are: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    kept = True
    for name in names or GROUPS:
        lines = []
        for figure in import_module(f"tests.benchmarks.{name}").figures():
            print(figure.row(), flush=True)
            lines.append(figure.row())
            kept = kept and figure.holds
        _write(name, lines)
    print(f"written to {TABLE.relative_to(Path.cwd()) if TABLE.is_relative_to(Path.cwd()) else TABLE}")
    return 0 if kept else 1


def _write(name: str, lines: list[str]) -> None:
    """Put a group's table in the place of its last one."""
    head = (
        "# Benchmarks\n\nWritten by `make bench`. A bound is a ratio to something that ran in the same minute,"
        " or a limit of its own.\n"
    )
    text = TABLE.read_text() if TABLE.exists() else head
    parts = {p.partition("\n")[0]: p.partition("\n")[2] for p in text.split("\n## ")[1:]}
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    table = ["| figure | measured | bound | kept | from |", "|---|---|---|---|---|", *lines]
    parts[name] = f"\n{where}\n\n" + "\n".join(table) + "\n"
    TABLE.write_text(head + "".join(f"\n## {n}\n{parts[n].rstrip()}\n" for n in GROUPS if n in parts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

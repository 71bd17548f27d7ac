"""Run the benchmarks and write their table: `python -m tests.benchmarks [--list] [GROUP …]`."""

from __future__ import annotations

import argparse
import ast
import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from hitl_kit.domain.errors import meant

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


def main(arguments: list[str]) -> int:
    """Run the named groups (all, if none is named); 1 if a bound is not kept, 2 for a group that there is not, 130
    where it was stopped."""
    asked = _asked(arguments)
    if asked.list:
        print("\n".join(f"{name:<11} {_about(name)}" for name in GROUPS))
        return 0
    names = list(dict.fromkeys(asked.groups)) or list(GROUPS)
    if unknown := [n for n in names if n not in GROUPS]:
        print(f"there is no benchmark '{unknown[0]}'; {meant(unknown[0], GROUPS, 'there are')}", file=sys.stderr)
        return 2
    kept, written = True, 0
    try:
        for name in names:
            lines = []
            for figure in import_module(f"tests.benchmarks.{name}").figures():
                print(figure.row(), flush=True)
                lines.append(figure.row())
                kept = kept and figure.holds
            _write(name, lines)
            written += 1
    except KeyboardInterrupt:
        done, rest = ", ".join(names[:written]) or "nothing", ", ".join(names[written:])
        print(f"\nstopped; written anew: {done}; as it stood before: {rest}", file=sys.stderr)
        return 130
    print(f"written to {TABLE.relative_to(Path.cwd()) if TABLE.is_relative_to(Path.cwd()) else TABLE}")
    return 0 if kept else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=f"Run benchmarks and write their tables to {TABLE.name}, each when its group has ended.",
        epilog="Example: python -m tests.benchmarks ledger matching",
    )
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"all, if none is named: {', '.join(GROUPS)}")
    parser.add_argument("--list", action="store_true", help="say what each group measures, and run nothing")
    return parser.parse_args(arguments)


def _about(name: str) -> str:
    """What a group measures: the first paragraph of its own words."""
    here = Path(__file__).parent
    source = next(p for p in (here / f"{name}.py", here / name / "__init__.py") if p.exists())
    words = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return " ".join(words.partition("\n\n")[0].split())


def _write(name: str, lines: list[str]) -> None:
    """Put a group's table in the place of its last one."""
    head = (
        "# Benchmarks\n\nWritten by `make bench`. A bound is a ratio to something that ran in the same minute,"
        " or a limit of its own.\n"
    )
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else head
    parts = {p.partition("\n")[0]: p.partition("\n")[2] for p in text.split("\n## ")[1:]}
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    table = ["| figure | measured | bound | kept | from |", "|---|---|---|---|---|", *lines]
    parts[name] = f"\n{where}\n\n" + "\n".join(table) + "\n"
    partial = TABLE.with_name(f"{TABLE.name}.part")
    whole = head + "".join(f"\n## {n}\n{parts[n].rstrip()}\n" for n in GROUPS if n in parts)
    try:
        partial.write_text(whole, encoding="utf-8")
        partial.replace(TABLE)  # whoever stops it in mid-write leaves the table as it was
    finally:
        partial.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

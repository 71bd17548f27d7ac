"""What the commands share: options, tables, progress, and errors in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from hitl_kit.domain.errors import HitlError, InputError, LedgerError

if TYPE_CHECKING:  # loaded by the command that needs them
    import pandas as pd

    from hitl_kit.campaign import Campaign, Workbench
    from hitl_kit.domain.evidence import Answer

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace", "-w", help="The workspace folder. Default: HITL_WORKSPACE, or found from here upwards."
    ),
]
SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="The campaign's name.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a script to read.")]
ByOption = Annotated[str, typer.Option("--by", help="Your name: it stands in the ledger. Default: the login name.")]

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
at_the_end = ExitStack()
"""What is closed when the command has ended, however it ends."""


def open_workbench(workspace: Path | None) -> Workbench:
    """The workbench of the workspace that a command names or stands in; it is closed when the command ends."""
    from hitl_kit.campaign import Workbench

    workbench = Workbench(workspace)
    at_the_end.callback(workbench.close)
    return workbench


def open_existing(workspace: Path | None) -> Workbench:
    """The same where a ledger is there already: reading one must not make one."""
    from hitl_kit.ledger import engine

    workbench = open_workbench(workspace)
    path = engine.sqlite_path(workbench.workspace.database_url)
    if path is not None and not path.exists():
        raise LedgerError(f"there is no ledger at {path}", mend="name its workspace with --workspace DIR")
    return workbench


def open_campaign(workspace: Path | None, slug: str) -> Campaign:
    """The campaign that a command names."""
    return open_workbench(workspace).campaign(slug)


def say(text: str) -> None:
    """A line for the person; markup is ours alone."""
    console.print(text, soft_wrap=True)


def say_error(error: HitlError) -> None:
    """An error and its mend, on standard error."""
    errors.print(f"[bold red]✗[/] {escape(error.message)}", soft_wrap=True)
    if error.mend:
        errors.print(f"  [cyan]→ {escape(error.mend)}[/]", soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def print_table(frame: pd.DataFrame, title: str = "", *, most: int = 40, whole: Collection[str] = ()) -> None:
    """A DataFrame as a table that fits the screen; says how many rows it left out. The columns in `whole` are never
    broken: a person copies what stands in them."""
    import pandas as pd

    table = Table(title=escape(title) or None, title_justify="left", header_style="bold", border_style="dim")
    for column in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column])
        table.add_column(escape(str(column).replace("_", " ")), justify="right" if numeric else "left", overflow="fold",
                         no_wrap=column in whole)  # fmt: skip
    for row in frame.head(most).itertuples(index=False):
        table.add_row(*(_cell(value) for value in row))
    console.print(table)
    if len(frame) > most:
        say(f"[dim]… and {len(frame) - most:,} more[/]")


def _cell(value: Any) -> str:
    if value is None or value != value:  # NaN and NaT differ from themselves
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else escape(str(value))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A DataFrame as JSON records; missing values are null."""
    out: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", date_format="iso"))
    return out


def parse_map(pairs: list[str]) -> Mapping[str, str]:
    """`--map "Column=field"` options as a mapping; the last '=' divides."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        header, found, name = pair.rpartition("=")
        if not found or not header.strip() or not name.strip():
            raise InputError(f"--map \"{pair}\" is not 'Column=field'", mend='write it as --map "Company Name=name"')
        mapping[header.strip()] = name.strip()
    return mapping


@contextmanager
def working(file: Path) -> Iterator[None]:
    """A sign of life while a file is read."""
    with errors.status(f"reading {escape(file.name)} …"):
        yield


class Bars:
    """Progress bars, one a step, and a line for each source with its answers."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        name, _, note = step.partition(" · ")  # such as what it has cost so far
        self._bars.update(self._task(name), completed=done, total=total, note=note)

    def tally(self, source: str, answers: Mapping[Answer, int]) -> None:
        """How many accounts a source has given which answer for."""
        words = ", ".join(f"{n:,} {answer}" for answer, n in sorted(answers.items()))
        self._bars.update(self._task(f"  {source}"), completed=sum(answers.values()), note=words)

    def _task(self, name: str) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=None, note="")
        return self._tasks[name]


@contextmanager
def progress_bars() -> Iterator[Bars]:
    """Progress bars for a step that takes a while; quiet where nobody watches."""
    with Progress(
        TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"), console=errors, transient=False, disable=not errors.is_terminal,
    ) as bars:  # fmt: skip
        yield Bars(bars)

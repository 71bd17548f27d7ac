"""`hitl plan`: how many angles the campaign's volume can tell apart."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from .common import (
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    open_campaign,
    print_json,
    print_table,
    progress_bars,
    say,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl plan nordics --sends-per-week 200 --angles 6 --weeks 12`")(plan)


def plan(
    slug: SlugArgument,
    sends_per_week: Annotated[int, typer.Option(help="Mails a week. Default: as many as of late.")] = 0,
    angles: Annotated[int, typer.Option(help="How many angles side by side. Default: those that are in use.")] = 0,
    base_rate: Annotated[float, typer.Option(help="Positive replies a mail, 0.02 say. Default: as so far.")] = 0.0,
    weeks: Annotated[int, typer.Option(help="How long the campaign may take to answer.")] = 12,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """How many angles this volume can tell apart, in how many weeks, and how bad an angle has to be to be found."""
    with progress_bars() as progress:
        planned = open_campaign(workspace, slug).plan(sends_per_week, angles, base_rate, weeks, progress=progress)
    found, taken = planned.plan, planned.taken_from
    if as_json:
        print_json(found.record() | {"taken_from": taken})
        return
    print_table(found.shown)
    first, *rest = found.sentences
    say(f"[bold]{escape(first)}[/]")
    for line in (*rest, *(f"{name}: {value}" for name, value in taken.items())):
        say(escape(line))

"""`hitl tasks`: the steps of a sequence that people take by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from .common import (
    ByOption,
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    open_campaign,
    print_json,
    print_table,
    records,
    say,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl tasks nordics --csv today.csv`")(tasks)


def tasks(
    slug: SlugArgument,
    done: Annotated[str, typer.Option("--done", metavar="TASK", help="Record that this one was done.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also those that a check holds, and why.")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them to a file.")] = None,
    by: ByOption = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the LinkedIn messages and calls that are due, or record that one was done."""
    campaign = open_campaign(workspace, slug)
    if done:
        say(f"[green]✓[/] {escape(campaign.did(done, by=by))}")
        return
    found = campaign.to_do(every=every)
    if csv is not None:
        from hitl_kit.files import write_csv

        write_csv(csv, [str(c) for c in found.columns], found.itertuples(index=False, name=None))
        say(f"[green]✓[/] {escape(str(csv))}: {len(found):,} tasks")
    elif as_json:
        print_json(records(found))
    elif found.empty:
        say("Nothing is to be done by hand now.")
    else:
        shown = found.assign(who=found["contact"] + ", " + found["account"])
        names = ["task", "due", "channel", "who", "words", *(["held"] if every else [])]
        print_table(shown[names], "To do by hand", whole=["task", "due"])
        say(f"when one is done: [cyan]hitl tasks {slug} --done TASK[/]")

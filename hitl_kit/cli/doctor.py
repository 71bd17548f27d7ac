"""`hitl doctor`: what is wrong here, and what mends it."""

from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from .common import JsonOption, WorkspaceOption, console, print_json, say

_SIGNS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[bold red]✗[/]"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl doctor`")(doctor)


def doctor(as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Look at everything that has to be right here, and say what mends what is not. Changes nothing."""
    from hitl_kit.doctor import examine

    found = examine(workspace)
    broken = [check.name for check in found if check.state == "fail"]
    if as_json:
        print_json({"healthy": not broken, "checks": [check._asdict() for check in found]})
    else:
        width = max(len(check.name) for check in found)
        for check in found:
            row = Table.grid(padding=(0, 1))
            row.add_column(width=1)
            row.add_column(width=width, style="bold")
            row.add_column(overflow="fold")
            row.add_row(_SIGNS[check.state], check.name, escape(check.words))
            console.print(row)
            if check.mend:  # not folded: it is there to be copied
                say(f"{'':{width + 3}}[cyan]→ {escape(check.mend)}[/]")
        warned = sum(check.state == "warn" for check in found)
        say(f"\n{len(broken)} failed, {warned} to look at, {len(found) - len(broken) - warned} as they should be")
    if broken:
        raise typer.Exit(1)

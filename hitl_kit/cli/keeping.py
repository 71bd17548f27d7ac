"""`hitl verify`, `hitl db upgrade`, `hitl lab`: keeping it running."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import JsonOption, WorkspaceOption, open_existing, open_workbench, print_json, say

LAB_SETTINGS = Path(__file__).parent / "lab"
"""JupyterLab's settings of ours: no news pop-up over the grid, and no search of the network or for a rebuild."""

db = typer.Typer(no_args_is_help=True, help="The ledger's schema.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl verify`")(verify)
    app.command(epilog="Example: `hitl lab --workspace demo-workspace`")(lab)
    app.add_typer(db, name="db")


def verify(
    anchor: Annotated[
        str, typer.Option(metavar="SEQ:HASH", help="A head that was kept elsewhere: it must be in the chain still.")
    ] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Check that the ledger is as it was recorded: the chain of events, and every row against its event."""
    kept = re.fullmatch(r"(\d{1,18})[:\s]\s*([0-9a-f]{64})", anchor.strip())
    if anchor and kept is None:
        raise InputError(f"'{anchor}' is not a head", mend="write it as SEQ:HASH, as hitl audit --head gives it")
    found = open_existing(workspace).verify((int(kept[1]), kept[2]) if kept else None)
    if as_json:
        print_json({**found.__dict__, "intact": found.intact})
    elif found.intact:
        say(f"[green]✓[/] intact: {found.events:,} events, {found.rows:,} rows; head {found.head}")
    else:
        say(f"[bold red]✗ not intact:[/] {escape(found.fault)}")
    if not found.intact:
        raise typer.Exit(1)


@db.command(epilog="Example: `hitl db upgrade`")
def upgrade(workspace: WorkspaceOption = None) -> None:
    """Bring the ledger's schema to what this hitl-kit writes, and make anew what it derives from the rows."""
    from hitl_kit.ledger import engine, schema

    url = open_workbench(workspace).workspace.database_url
    write = engine.writer(url)
    try:
        before = schema.state(write)
        if before == "newer":
            schema.require_current(write, url)
        schema.upgrade(write, url)
    finally:
        write.dispose()
    was = " [dim](it was current; what stands now was counted anew)[/]" if before == "current" else ""
    say(f"[green]✓[/] schema {schema.HEAD}{was}")


def lab(
    workspace: WorkspaceOption = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab on the workspace and its notebooks."""
    found = open_workbench(workspace).workspace
    if not found.campaigns.is_dir():
        raise InputError(f"{found.root} holds no campaigns", mend="make demo, or: hitl new SLUG")
    found.add_notebooks()
    given = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(LAB_SETTINGS), given]))
    arguments = [sys.executable, "-m", "jupyter", "lab", str(found.root), "--LabApp.default_url=/lab/tree/notebooks"]
    os.execv(arguments[0], arguments if browser else [*arguments, "--no-browser"])  # noqa: S606 - our own command

"""`hitl export`: approved mails as a file for another tool, or everything that was recorded as Parquet."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import JsonOption, WorkspaceOption, open_campaign, print_json, say
from .copies import export_ledger


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl export nordics --to smartlead`")(export)


def export(
    what: Annotated[str, typer.Argument(metavar="SLUG", help="The campaign; or `ledger`, all that was recorded.")],
    tool: Annotated[
        str, typer.Option("--to", help="smartlead, instantly, lemlist, salesloft, outreach or hubspot.")
    ] = "",
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where to. Default: campaigns/SLUG/exports.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was exported before.")] = False,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="DIR", help="For `ledger`: a folder that is new or empty.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the mails that people approved and that are not sent, for a tool that sends them.

    `hitl export ledger --parquet DIR` writes what was recorded, for DuckDB, pandas or a warehouse.
    """
    if what == "ledger":
        export_ledger(parquet, as_json, workspace)
        return
    if not tool or parquet is not None:
        raise InputError(
            "it is not said for which tool",
            mend=f"hitl export {what} --to smartlead; all that was recorded: hitl export ledger --parquet DIR",
        )
    made = open_campaign(workspace, what).export(tool, folder or "", again=again)
    if as_json:
        print_json({**made.__dict__})
        return
    files = ", ".join(escape(str(path)) for path in made.files)
    say(f"[green]✓[/] {files}: [bold]{made.rows:,}[/] approved mails for {tool}")
    say(f"  {escape(str(made.suppressions))}: whom the tool must never write to; import it first")
    for why, n in Counter(why for _, why in made.left_out).most_common():
        say(f"  [yellow]{n:>3} ×[/] left out: {escape(why)}")
    if made.rows:
        say(f"  what becomes of them comes back with [cyan]hitl import outcomes {what} FILE[/]")
        say("  [yellow]These files hold personal data:[/] an erasure in the ledger does not reach them.")

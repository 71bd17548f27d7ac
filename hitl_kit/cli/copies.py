"""`hitl backup`, `hitl restore`, `hitl export ledger`: the ledger carried elsewhere."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError, LedgerError

from .common import JsonOption, WorkspaceOption, errors, open_workbench, print_json, progress_bars, say

Unverified = Annotated[bool, typer.Option("--unverified", help="Copy even what does not verify. It is not proof.")]
_MIB = 2**20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl backup /mnt/backup/hitl-monday.db`")(backup)
    app.command(epilog="Example: `hitl restore /mnt/backup/hitl-monday.db --replace`")(restore)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup goes.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    unverified: Unverified = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the ledger, as it is now, into one file; others may go on working. Restore it with `hitl restore`."""
    from hitl_kit.ledger import copying

    url = open_workbench(workspace).workspace.database_url
    with progress_bars() as progress:
        found = copying.backup(url, file, overwrite=overwrite, unverified=unverified, progress=progress)
    size = file.stat().st_size
    if as_json:
        print_json({**found.__dict__, "intact": found.intact, "bytes": size, "file": str(file)})
        return
    say(f"[green]✓[/] {escape(str(file))}: {found.events:,} events, {found.rows:,} rows, {size / _MIB:,.1f} MiB")
    say(f"  head {found.head}  [dim]note it elsewhere: it shows later whether the file is still this one[/]")
    _warn(found.fault)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `hitl backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Set a ledger that holds events aside (SQLite). It is not deleted.")
    ] = False,
    unverified: Unverified = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Fill an empty ledger, in a file or on PostgreSQL, from a backup."""
    from hitl_kit.ledger import engine, restoring

    workbench = open_workbench(workspace)
    url = workbench.workspace.database_url
    if replace and (path := engine.sqlite_path(url)) is not None and path.exists():
        with suppress(LedgerError):  # a broken ledger has no roles to ask for
            workbench.require("restore")
        workbench.close()
    with progress_bars() as progress:
        found = restoring.restore(
            url, file, actor=workbench.user, replace=replace, unverified=unverified, progress=progress
        )
    if as_json:
        print_json({**found.backup.__dict__, "intact": found.backup.intact, "aside": found.aside})
        return
    say(f"[green]✓[/] restored {found.backup.events:,} events, {found.backup.rows:,} rows; head {found.backup.head}")
    if found.aside:
        say(f"  the ledger that was here is now {escape(str(found.aside))}")
    _warn(found.backup.fault)


def export_ledger(parquet: Path | None, as_json: bool, workspace: Path | None) -> None:
    """Write what was recorded as Parquet files, for DuckDB, pandas or a warehouse."""
    if parquet is None:
        raise InputError("the whole ledger is exported as Parquet", mend="hitl export ledger --parquet DIR")
    from hitl_kit.ledger.parquet import export

    ledger = open_workbench(workspace).ledger
    with progress_bars() as progress:
        manifest = export(ledger, parquet, progress)
    if as_json:
        print_json(manifest)
        return
    rows = sum(f["rows"] for f in manifest["files"].values())
    say(f"[green]✓[/] {escape(str(parquet))}: {len(manifest['files'])} tables, {rows:,} rows; head {manifest['head']}")
    say("  [yellow]These files hold personal data:[/] an erasure in the ledger does not reach them.")


def _warn(fault: str) -> None:
    if fault:
        errors.print(f"[bold red]NOT VERIFIED:[/] {escape(fault)}. This is no proof of what happened.", soft_wrap=True)

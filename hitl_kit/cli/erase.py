"""`hitl erase`: the right to erasure, and what of a person stands outside the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError, LedgerError

from .common import JsonOption, WorkspaceOption, open_workbench, print_json, say

if TYPE_CHECKING:
    from hitl_kit.ledger.erasure import Erased, Found
    from hitl_kit.ledger.redaction import Terms

_OTHERS = frozenset({".git", ".venv", "node_modules"})
"""Folders that hold no work of the workspace."""
_PACKED = frozenset({".gz", ".zip", ".zst", ".bz2", ".xz", ".7z", ".parquet", ".xlsx", ".pdf", ".png", ".jpg"})
_MOST = 200 * 2**20
"""Bytes of a file that is searched."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl erase mara.quist@alder-freight.example`")(erase)


def erase(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The person's e-mail address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For scripts.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Blank a person's data everywhere in the ledger, and never write to the address again. It cannot be undone."""
    from hitl_kit.ledger import engine, erasure
    from hitl_kit.targeting.suppressions import normal_address

    workbench = open_workbench(workspace)
    path = engine.sqlite_path(workbench.workspace.database_url)
    if path is not None and not path.exists():
        raise LedgerError(f"there is no ledger at {path}", mend="name its workspace with --workspace DIR")
    address = normal_address(address)
    if "@" not in address.strip("@"):
        raise InputError(f"'{address}' is not an e-mail address", mend="hitl erase NAME@COMPANY")
    if as_json and not yes:
        raise InputError("with --json nobody is asked", mend="add --yes")
    workbench.require("erase")
    if not yes:
        _show(erasure.find(workbench.ledger, address), address)
        if typer.prompt("This cannot be undone. Type yes to go on", default="no") != "yes":
            say("nothing was changed")
            raise typer.Exit(1)
    done = erasure.erase(workbench.ledger, address, actor=workbench.user)
    left = list(mentions(workbench.workspace.root, done.found.terms, path))
    if as_json:
        print_json({
            "id": done.id, "blanked": dict(done.found.rows), "erased_before": done.found.known,
            "events": list(done.found.events), "removed": done.removed, "files": [m.__dict__ for m in left],
        })  # fmt: skip
        return
    _report(done, left)


@dataclass(frozen=True)
class Mention:
    """A file of the workspace in which the person may still stand: in how many places, the first one's line, and what
    to do. A file that could not be searched has no places."""

    file: str
    places: int
    line: int
    mend: str


def mentions(root: Path, terms: Terms, database: Path | None = None) -> Iterator[Mention]:
    """The files under a workspace that name the person, or could not be searched; the database's own left out."""
    own = (
        {database.resolve().with_name(database.name + end) for end in ("", "-wal", "-shm", ".lock")}
        if database
        else set()
    )
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - _OTHERS)
        for name in sorted(names):
            path = Path(folder, name)
            if path.resolve() in own or not path.is_file():
                continue
            shown = path.relative_to(root)
            try:
                if path.suffix.casefold() in _PACKED or path.stat().st_size > _MOST:
                    yield Mention(str(shown), 0, 0, "not searched: look yourself")
                    continue
                data = path.read_bytes()
            except OSError:
                yield Mention(str(shown), 0, 0, "cannot be read: look yourself")
                continue
            text = data.decode("utf-8", errors="replace")
            if places := terms.places(text):
                line = 0 if b"\x00" in data else text.count("\n", 0, places[0]) + 1
                yield Mention(str(shown), len(places), line, _mend(shown, binary=not line))


def _mend(path: Path, *, binary: bool) -> str:
    if binary:
        return "delete it, or make it anew: a backup holds what was there"
    match path.parts[0]:
        case "campaigns":
            return "take it out: the next import or research reads it again"
        case "reports":
            return "delete it, or render the report again"
        case "notebooks":
            return "clear its outputs"
        case _:
            return "take it out, or delete the file"


def _show(found: Found, address: str) -> None:
    say(f"[bold]{escape(address)}[/]")
    for table, rows in sorted(found.rows.items()):
        say(f"  {rows:>7,} in {table.replace('_', ' ')}")
    if not found.rows:
        say("  nothing in the ledger is about this address" + ("; it was erased before" if found.known else ""))
    if not found.known:
        say("  the address will be kept as a salted hash alone, and never be written to")
    if found.namesakes:
        say(f"  [yellow]contacts of the same name: {found.namesakes:,}.[/] The name is looked for only in what is about"
            " this person's companies")  # fmt: skip


def _report(done: Erased, left: list[Mention]) -> None:
    found = done.found
    rows = sum(found.rows.values())
    if rows:
        say(f"[green]✓[/] erased: {rows:,} rows blanked; the address is suppressed by its hash")
    elif found.known:
        say("[green]✓[/] was erased before, and nothing new is there")
    else:
        say("[green]✓[/] nothing was found; the address is suppressed by its hash")
    if not done.removed:
        say("[yellow]the old bytes are still in the database's files, for somebody is reading:[/]"
            " close the notebooks and run the same command again")  # fmt: skip
    if found.events:
        named = ", ".join(map(str, found.events[:10]))
        say(f"[yellow]{len(found.events):,} events name the person and cannot be changed:[/] {named}")
    for mention in left:
        where = f"{mention.file}:{mention.line}" if mention.line else mention.file
        many = f" [dim]({mention.places:,} places)[/]" if mention.places > 1 else ""
        say(f"[yellow]still there:[/] {escape(where)}{many} → {mention.mend}")
    say("[dim]Backups, exports and reports from before hold the data still: delete them, or make them anew.[/]")

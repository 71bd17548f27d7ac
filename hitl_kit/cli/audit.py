"""`hitl audit`: who did what, and when."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, astuple
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.base import as_day
from hitl_kit.domain.errors import InputError

from .common import JsonOption, WorkspaceOption, open_existing, print_table, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hitl_kit.ledger.audit import Entry


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl audit nordics --since 2026-11-01 --csv audit.csv`")(audit)


def audit(
    slug: Annotated[str, typer.Argument(metavar="[SLUG]", help="One campaign. Default: the whole workspace.")] = "",
    since: Annotated[str, typer.Option(help="From this day on (2026-11-30, UTC).")] = "",
    until: Annotated[str, typer.Option(help="Up to and with this day.")] = "",
    actor: Annotated[str, typer.Option(help="What one person did.")] = "",
    kind: Annotated[str, typer.Option(help="One kind of event, or how it begins: review, icp.approve.")] = "",
    csv: Annotated[str, typer.Option(help="Write all of it to this file; - is standard output.")] = "",
    last: Annotated[int, typer.Option(min=1, help="How many events the table shows.")] = 100,
    as_json: JsonOption = False,
    head: Annotated[bool, typer.Option("--head", help="Print number and hash of the last event.")] = False,
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Show who did what, newest last: suggestions, decisions, approvals, changes of policy, refusals."""
    from hitl_kit.files import write_csv, write_rows
    from hitl_kit.ledger import audit as ledger_audit

    ledger = open_existing(workspace).ledger
    if head:
        typer.echo("{} {}".format(*ledger.head()))
        return
    if kind and not any(known.startswith(kind) for known in ledger_audit.KINDS):
        raise InputError(f"no kind of event begins with '{kind}'", mend=f"one of: {', '.join(ledger_audit.KINDS)}")
    asked = ledger_audit.Asked(slug, as_day(since), as_day(until), actor, kind)
    if as_json:
        _print_json(ledger_audit.entries(ledger, asked))
    elif csv == "-":
        write_rows(sys.stdout, ledger_audit.COLUMNS, map(astuple, ledger_audit.entries(ledger, asked)))
    elif csv:
        try:
            write_csv(Path(csv), ledger_audit.COLUMNS, map(astuple, ledger_audit.entries(ledger, asked)))
        except OSError as error:
            raise InputError(f"{csv} cannot be written: {error.strerror}", mend="name another file") from None
        say(f"[green]✓[/] {escape(csv)}")
    else:
        found = list(ledger_audit.entries(ledger, asked, last=last + 1))
        _print_table(found[-last:])
        if len(found) > last:
            say(f"[dim]only the last {last:,}: --last N shows more, --csv FILE holds all[/]")


def _print_table(found: list[Entry]) -> None:
    import pandas as pd

    if not found:
        say("no such events")
        return
    rows = [
        (e.event, e.at[:19].replace("T", " "), e.actor, e.what or e.kind, f"{e.account} {e.subject}".strip(), e.detail)
        for e in found
    ]
    frame = pd.DataFrame(rows, columns=["event", "at (UTC)", "actor", "what", "about", "detail"])
    print_table(frame.map(_printable), most=len(found))


def _printable(value: object) -> object:
    """Without what a terminal would obey: names and subjects were typed by somebody."""
    return "".join(c if c.isprintable() else "\ufffd" for c in value) if isinstance(value, str) else value


def _print_json(found: Iterator[Entry]) -> None:
    """One JSON list, an event at a time."""
    typer.echo("[", nl=False)
    for n, entry in enumerate(found):
        typer.echo((",\n " if n else "\n ") + json.dumps(asdict(entry), ensure_ascii=False), nl=False)
    typer.echo("\n]")

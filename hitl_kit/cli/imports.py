"""`hitl import …`: CSV in, counts out, a rejects file for every row that was left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from .common import SlugArgument, WorkspaceOption, open_campaign, parse_map, say, working

if TYPE_CHECKING:
    from hitl_kit.files import ImportResult

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file with a header line.")]
MapOption = Annotated[
    list[str], typer.Option("--map", help='Which column is which field, e.g. --map "Security=name". Repeatable.')
]
EncodingOption = Annotated[str, typer.Option(help="The file's encoding.")]

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="Read accounts, contacts, signals … from CSV."
)


def register(parent: typer.Typer) -> None:
    """Add `hitl import`."""
    parent.add_typer(app, name="import")


@app.command(epilog='Example: `hitl import accounts q1 crm.csv --map "Company=name" --map "Site=domain"`')
def accounts(
    slug: SlugArgument, file: FileArgument, map: MapOption = [], encoding: EncodingOption = "utf-8",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Import companies. A company's key is its domain, else its CIK, its id, or its exact name."""
    campaign = open_campaign(workspace, slug)
    with working(file):
        result = campaign.import_accounts(file, parse_map(map), encoding=encoding)
    _report(result, slug)


@app.command(epilog="Example: `hitl import contacts q1 people.csv`")
def contacts(
    slug: SlugArgument, file: FileArgument, map: MapOption = [], encoding: EncodingOption = "utf-8",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Import people, each at an account that was imported before."""
    campaign = open_campaign(workspace, slug)
    with working(file):
        result = campaign.import_contacts(file, parse_map(map), encoding=encoding)
    _report(result, slug)


@app.command(epilog="Example: `hitl import signals q1 funding.csv --map Company=account`")
def signals(
    slug: SlugArgument, file: FileArgument, map: MapOption = [], encoding: EncodingOption = "utf-8",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Import signals with their quotes: columns account, kind, dated, strength, quote, url, title, source_class."""
    campaign = open_campaign(workspace, slug)
    with working(file):
        result = campaign.import_signals(file, parse_map(map), encoding=encoding)
    _report(result, slug)


@app.command(epilog="Example: `hitl import outcomes q1 sequencer-export.csv`")
def outcomes(
    slug: SlugArgument, file: FileArgument, map: MapOption = [], encoding: EncodingOption = "utf-8",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Import what became of the mails: one row an event (email, event, at) or one row a mail (email, sent_at, …)."""
    campaign = open_campaign(workspace, slug)
    with working(file):
        result = campaign.import_outcomes(file, parse_map(map), encoding=encoding)
    _report(result, slug)


@app.command(epilog="Example: `hitl import suppressions q1 do-not-contact.csv`")
def suppressions(
    slug: SlugArgument, file: FileArgument, map: MapOption = [], encoding: EncodingOption = "utf-8",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Import addresses and domains that are never contacted, from any campaign of the workspace."""
    workbench = open_campaign(workspace, slug).workbench
    with working(file):
        result = workbench.import_suppressions(file, parse_map(map), encoding=encoding)
    _report(result, slug)


def _report(result: ImportResult, slug: str) -> None:
    counts = [f"[bold]{result.added:,}[/] added"]
    counts += [f"{n:,} {word}" for n, word in ((result.changed, "changed"), (result.unchanged, "unchanged")) if n]
    if result.rejects:
        counts.append(f"[yellow]{len(result.rejects):,} rejected[/]")
    say(f"{result.what} from {escape(result.path.name)}: {', '.join(counts)}")
    read = ", ".join(f"{escape(h)} → {escape(f)}" for h, f in result.mapped.items())
    say(f"  [dim]read as: {read}[/]")
    if result.extra:
        say(f"  [dim]kept under their own names: {escape(', '.join(result.extra[:12]))}[/]")
    if result.rejects:
        for reason, n in Counter(r.reason for r in result.rejects).most_common(5):
            first = next(r.line for r in result.rejects if r.reason == reason)
            say(f"  [yellow]{n:,} ×[/] {escape(reason)} [dim](line {first}{' …' if n > 1 else ''})[/]")
        say(f"  every rejected row with its reason: {escape(str(result.rejects_path))}")
    if result.nothing_usable and not result.rejects:
        say("  [yellow]the file holds a header and no rows[/]")
    if result.nothing_usable:
        raise typer.Exit(1)
    if result.what == "accounts":
        say(f"  next: [cyan]hitl match {slug}[/]")

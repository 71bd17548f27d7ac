"""`hitl queue`: what waits for people this morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from .common import JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, print_table, records, say

if TYPE_CHECKING:
    from hitl_kit.campaign import Campaign


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl queue nordics`")(queue)


def queue(
    slug: SlugArgument,
    size: Annotated[int, typer.Option(min=0, help="How many to show. Default: the policy's queue_size.")] = 0,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what waits for a person, in the order in which it matters, with the reason for each."""
    campaign = open_campaign(workspace, slug)
    if not as_json:
        say_changes(campaign)
    found = campaign.queue(size)
    if as_json:
        print_json(records(found))
    elif found.empty:
        say(f"Nothing waits for a person. Make a batch: [cyan]hitl generate {slug} --size 20[/]")
    else:
        shown = found[["tier", "account", "contact", "angle", "findings", "why first"]]
        print_table(shown, f"{len(found):,} to look at first", most=len(found))


def say_changes(campaign: Campaign) -> None:
    """What has happened to trust by itself since it was last looked at, and is recorded now."""
    for change in campaign.attend_trust():
        if change.what != "sample":
            say(f"[yellow]trust[/] {escape(change.words)}")

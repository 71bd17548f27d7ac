"""`hitl sync-hubspot`: opt-outs exchanged with the CRM."""

from __future__ import annotations

import typer

from .common import JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, progress_bars, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sync-hubspot", epilog="Example: `hitl sync-hubspot nordics`")(sync)


def sync(slug: SlugArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Exchange opt-outs with HubSpot, for the whole workspace: whoever opted out on one side has on both."""
    campaign = open_campaign(workspace, slug)
    with progress_bars() as progress:
        found = campaign.sync_hubspot(progress)
    if as_json:
        print_json(found.__dict__)
        return
    say(f"[green]✓[/] {found.asked:,} addresses: {found.taken:,} opted out in HubSpot are suppressed here now,")
    say(f"  {found.given:,} suppressed here are opted out there now; {found.absent:,} are not in HubSpot")

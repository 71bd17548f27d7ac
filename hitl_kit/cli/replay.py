"""`hitl replay`: the recorded verdicts under another policy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from .common import JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, print_table, records, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl replay nordics --policy bolder-policy.yaml`")(replay)


def replay(
    slug: SlugArgument,
    policy: Annotated[Path, typer.Option(help="The other policy, as a file like policy.yaml.")],
    drafter: Annotated[str, typer.Option(help="As who writes the drafts. Default: the policy's drafter.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="Of the simulated weeks.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what would have gone by itself under another policy, what people said of it, and what cannot be known."""
    found = open_campaign(workspace, slug).replay(policy, drafter=drafter, simulated=simulated)
    if as_json:
        print_json({"table": records(found.table), "unknowable": found.unknowable})
        return
    if simulated:
        say("[yellow]simulated data[/]")
    rows = records(found.table)
    shown = found.table.assign(
        rejected=[_of(row, "rejected") for row in rows],
        changed=[_of(row, "changed") for row in rows],
        minutes_saved=[_minutes(row) for row in rows],
    )
    columns = [
        "scope", "highest_level", "drafts", "by_itself", "spot_checks", "rejected", "changed", "unknown",
        "minutes_saved", "demotions",
    ]  # fmt: skip
    print_table(shown[columns], "Under the other policy")
    say("'rejected', and 'changed' with them: of those that would have gone by themselves, as people judged them.")
    for line in found.unknowable:
        say(f"[dim]{escape(line)}[/]")


def _of(row: dict[str, Any], what: str) -> str:
    low, high = row[f"{what}_low"], row[f"{what}_high"]
    return f"{row[what]} of {row['judged']} ({low:.0%} to {high:.0%})" if row["judged"] else "none judged"


def _minutes(row: dict[str, Any]) -> str:
    if not row["judged"]:
        return ""
    return f"{row['minutes_saved']:.0f} ({row['minutes_low']:.0f} to {row['minutes_high']:.0f})"

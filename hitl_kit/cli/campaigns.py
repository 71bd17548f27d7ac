"""`hitl new`, `hitl match`, `hitl approve`: checkpoint 1 at the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from .common import (
    ByOption,
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    open_campaign,
    open_workbench,
    print_json,
    print_table,
    records,
    say,
)  # fmt: skip
from .plays import DrafterOption, say_play


class Approvable(StrEnum):
    """What a person approves."""

    icp = "icp"
    play = "play"
    policy = "policy"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl new nordics`")(new)
    app.command(epilog="Example: `hitl match nordics`")(match)
    app.command(epilog='Example: `hitl approve icp nordics --by "Dana Moss"`')(approve)


def new(slug: SlugArgument, workspace: WorkspaceOption = None) -> None:
    """Make a campaign folder with commented icp.yaml, angles.yaml and policy.yaml."""
    campaign = open_workbench(workspace).new(slug)
    say(f"[green]✓[/] {escape(str(campaign.folder))}")
    for path in sorted(campaign.folder.iterdir()):
        say(f"    {path.name}")
    say(f"next: edit icp.yaml, then [cyan]hitl import accounts {slug} FILE.csv[/] and [cyan]hitl match {slug}[/]")


def match(
    slug: SlugArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None,
    show: Annotated[int, typer.Option(min=0, help="How many matched accounts to list.")] = 15,
) -> None:  # fmt: skip
    """Show the funnel rule by rule, and the accounts that fit the ICP."""
    campaign = open_campaign(workspace, slug)
    found = campaign.match()
    if as_json:
        print_json({"funnel": records(found.funnel), "accounts": records(found.accounts.reset_index())})
        return
    if found.funnel["kept"].iloc[0] == 0:
        say(f"no accounts yet: [cyan]hitl import accounts {slug} FILE.csv[/]")
        return
    print_table(found.funnel, "From the list to the matched accounts")
    if found.accounts.empty:
        say("No account fits. The funnel shows the rule that leaves out the most; loosen it in icp.yaml.")
        return
    columns = [c for c in ("name", "industry", "employees", "country", "location", "tier") if _told(found.accounts, c)]
    n = len(found.accounts)
    print_table(found.accounts[columns], f"{n:,} matched account{'s' * (n != 1)}", most=show)
    say(escape(campaign.approval("icp")))


def _told(frame: object, column: str) -> bool:
    values = frame[column]  # type: ignore[index]
    return bool((values.notna() & (values.astype(str) != "")).any())


def approve(
    kind: Annotated[Approvable, typer.Argument(help="What to approve.")],
    slug: SlugArgument,
    id: Annotated[str, typer.Argument(metavar="[ID]", help="The play's id (plays only).")] = "",
    by: ByOption = "",
    drafter: DrafterOption = "template",
    workspace: WorkspaceOption = None,
) -> None:
    """Approve the ICP, the policy or a play. The approval holds for this exact content and lapses when it changes.

    A play is shown with a sample of its drafts, which the approval records; it holds for one drafter's version.
    """
    campaign = open_campaign(workspace, slug)
    if kind is Approvable.play:
        campaign.authority().require_approver("play", campaign.workbench.signer(by))
        card = campaign.play(id, drafter=drafter)
        say_play(card)
        said = campaign.approve_play(card, by=by)
    else:
        said = campaign.approve("policy" if kind is Approvable.policy else "icp", by=by)
    say(f"[green]✓[/] {escape(said)}")
    say(f"[dim]{escape(campaign.workbench.identity_words(by))}[/]")
    if kind is Approvable.icp:
        say(f"next: [cyan]hitl generate {slug} --size 20[/]")

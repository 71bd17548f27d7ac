"""`hitl demo`: the whole loop on the bundled campaign, in a workspace of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError
from hitl_kit.workspace import Workspace

from .batches import say_batch
from .common import progress_bars, say

if TYPE_CHECKING:
    from hitl_kit.campaign import Campaign
    from hitl_kit.files import ImportResult

DEMO_USER = "Dana Demo (demo user)"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl demo --workspace /tmp/try-it`")(demo)


def demo(
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="A new folder for it, or the one of an earlier demo.")
    ] = Path("demo-workspace"),
    size: Annotated[int, typer.Option(help="How many drafts the batch should hold.")] = 20,
) -> None:
    """Run the whole loop on a fictional campaign: match, research, draft, route, history, report."""
    from hitl_kit.campaign import Workbench

    home = Workspace(workspace.resolve())
    if home.root.exists() and any(home.root.iterdir()) and not home.campaigns.is_dir():
        raise InputError(f"{home.root} holds other files", mend="name a new folder: hitl demo --workspace DIR")
    folder = home.add_demo()
    campaign = Workbench(home.root, user=DEMO_USER).campaign("demo")
    say(f"[bold]hitl-kit demo[/] in {escape(str(home.root))}  [dim](all companies are fictional)[/]\n")

    _say_import(campaign.workbench.import_suppressions(folder / "suppressions.csv"))
    _say_import(campaign.import_accounts(folder / "accounts.csv"))
    _say_import(campaign.import_contacts(folder / "contacts.csv"))
    campaign.draw_seed("demo")  # the demo comes out the same wherever it is run
    if campaign.never_approved():  # a later change is for the person who made it to approve
        say(f"[green]✓[/] {escape(campaign.approve('icp'))}")
    matched = campaign.match()
    imported = int(matched.funnel["kept"].iloc[0])
    say(f"[green]✓[/] {len(matched.accounts)} of {imported} accounts match the ICP")

    with progress_bars() as progress:
        result = campaign.generate(size, progress=progress)
    say_batch(result)
    _lay_history(campaign)
    with progress_bars() as progress:
        report = campaign.report(progress=progress)
    say(f"[green]✓[/] report rendered\n\n[bold]Open next[/]\n  the report:    {escape(_near(report.html))}")
    say("  the notebooks: [cyan]make lab[/] (or: hitl lab --workspace " + escape(_near(home.root)) + ")")
    say(f"                 notebooks/3_review_batch.ipynb is where a morning begins: {campaign.waiting()} drafts wait")


def _lay_history(campaign: Campaign) -> None:
    from hitl_kit.simulation import Truth, lay_history

    truth = Truth(positive={"multi_depot": 0.10, "opening_weeks": 0.005})
    with progress_bars() as progress:
        history = lay_history(campaign, weeks=12, per_week=120, truth=truth, progress=progress)
    if history.drafts:
        say(
            f"[green]✓[/] {history.weeks} earlier weeks laid under it: {history.drafts:,} drafts, "
            f"{history.outcomes:,} outcomes [yellow](simulated, and labelled so everywhere)[/]"
        )
        drawn = ", ".join(f"{rate:.1%} with {angle}" for angle, rate in truth.positive.items())
        say(f"      made so that mails draw an interested answer in {drawn}, {truth.positive_else:.1%} with any")
        say("      other angle; the report is not told, and goes by the answers alone")


def _say_import(result: ImportResult) -> None:
    known = f", {result.unchanged} known already" if result.unchanged else ""
    say(f"[green]✓[/] {result.what}: {result.added} added{known}")


def _near(path: Path) -> str:
    """A path as short as it can be said from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

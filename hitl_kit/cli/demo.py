"""`hitl demo`: the whole loop on the bundled campaign, in a workspace of its own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
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
    from hitl_kit.simulation import History, Truth

DEMO_USER = "Dana Demo (demo user)"
_WEEKS = 12


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
    say("[green]✓[/] report rendered")
    _say_next(campaign, home.root, report.html)


def _say_next(campaign: Campaign, root: Path, report: Path) -> None:
    lab = f"hitl lab --workspace {escape(_near(root))}"
    if root == Path.cwd() / "demo-workspace" and Path("Makefile").is_file():
        lab = f"[cyan]make lab[/] (or: {lab})"
    say(f"\n[bold]Open next[/]\n  the report:    {escape(_near(report))} (one file, for any browser)")
    say(f"  the notebooks: {lab}")
    say(f"                 begin with notebooks/3_review_batch.ipynb: {campaign.waiting()} drafts wait")


def _lay_history(campaign: Campaign) -> None:
    from hitl_kit.simulation import Truth, lay_history

    truth = Truth(positive={"multi_depot": 0.10, "opening_weeks": 0.005})
    with progress_bars() as progress, _seldom_collected():
        history = lay_history(campaign, weeks=_WEEKS, per_week=120, truth=truth, progress=progress)
    _say_history(history, truth)


def _say_history(history: History, truth: Truth) -> None:
    if not history.weeks:
        say(f"[green]✓[/] {_WEEKS} simulated earlier weeks lie under it already")
        return
    before = f" beside {_WEEKS - history.weeks} that were there already" if history.weeks < _WEEKS else ""
    weeks = "week" if history.weeks == 1 else "weeks"
    say(f"[green]✓[/] {history.weeks} simulated earlier {weeks} laid under it{before}:")
    say(f"      {history.drafts:,} drafts, {history.outcomes:,} outcomes, [yellow]labelled as simulated everywhere[/]")
    say("      made so that an interested answer comes to")
    for angle, rate in truth.positive.items():
        say(f"        {rate:>5.1%} of delivered mails with the angle {escape(angle)}")
    say(f"        {truth.positive_else:>5.1%} of those with any other")
    say("      the report is not told, and goes by the answers alone")


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Thousands of drafts at a stretch leave hardly a cycle behind: looking for them took a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _say_import(result: ImportResult) -> None:
    known = f", {result.unchanged} known already" if result.unchanged else ""
    say(f"[green]✓[/] {result.what}: {result.added} added{known}")


def _near(path: Path) -> str:
    """A path as short as it can be said from here."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)

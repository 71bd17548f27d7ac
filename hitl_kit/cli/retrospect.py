"""`hitl report`, `hitl decide`: checkpoint 4 at the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from .common import ByOption, JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, progress_bars, say


class AngleVerdicts(StrEnum):
    """What can be decided about an angle."""

    keep = "keep"
    scale = "scale"
    watch = "watch"
    retire = "retire"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl report nordics --as-of 2026-11-30`")(report)
    app.command(
        epilog='Example: `hitl decide nordics multi_depot keep --by "Dana Moss" --reason "steady, too early to judge"`'
    )(decide)


def report(
    slug: SlugArgument,
    as_of: Annotated[str, typer.Option(help="Figures up to this day (2026-11-30). Default: today.")] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Render the campaign review: a notebook and one HTML page that opens offline."""
    campaign = open_campaign(workspace, slug)
    with progress_bars() as progress:
        rendered = campaign.report(as_of, progress=progress)
    if as_json:
        print_json({"notebook": rendered.ipynb, "html": rendered.html})
        return
    say(f"[green]✓[/] {escape(str(rendered.html))}\n  {escape(str(rendered.ipynb))}")


def decide(
    slug: SlugArgument,
    angle: Annotated[str, typer.Argument(metavar="ANGLE", help="The angle's id in angles.yaml.")],
    verdict: Annotated[AngleVerdicts, typer.Argument(help="A retired angle writes no more drafts.")],
    by: ByOption = "",
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Record what a person decided about an angle, with the evidence that stands now."""
    decided = open_campaign(workspace, slug).decide(angle, verdict.value, by=by, reason=reason)
    say(f"[green]✓[/] {escape(decided.words)}")

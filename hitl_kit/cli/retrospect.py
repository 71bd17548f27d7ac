"""`hitl decide`: checkpoint 4 at the command line."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import ByOption, SlugArgument, WorkspaceOption, open_campaign, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        epilog='Example: `hitl decide nordics multi_depot keep --by "Dana Moss" --reason "steady, too early to judge"`'
    )(decide)


def decide(
    slug: SlugArgument,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[ANGLE] VERDICT",
            help="An angle's id and keep, scale, watch or retire. With --signal: prioritise, keep or drop. "
            "With --campaign: scale or calibrate.",
        ),
    ],
    signal: Annotated[str, typer.Option(metavar="KIND", help="Decide about a kind of signal instead.")] = "",
    whole: Annotated[bool, typer.Option("--campaign", help="Decide about the campaign as a whole instead.")] = False,
    by: ByOption = "",
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Record what a person decided about an angle, a signal or the campaign, with the evidence that stands now.

    A retired angle writes no more drafts, and its drafts that wait are held until it is brought back. A watched one is
    drawn half as often.
    """
    *angle, verdict = words
    if signal and whole:
        raise InputError("one decision at a time", mend="give --signal KIND or --campaign")
    if len(angle) != (0 if signal or whole else 1):
        raise InputError(
            "it takes one verdict" if signal or whole else "it takes an angle and a verdict",
            mend=f"hitl decide {slug} ANGLE keep --reason TEXT · hitl decide {slug} --signal KIND prioritise --reason "
            f"TEXT · hitl decide {slug} --campaign scale --reason TEXT",
        )
    campaign = open_campaign(workspace, slug)
    if signal:
        decided = campaign.decide_signal(signal, verdict, by=by, reason=reason).words
    elif whole:
        decided = campaign.decide_campaign(verdict, by=by, reason=reason).words
    else:
        held = set(campaign.held_drafts()["package"])
        decided = campaign.decide(angle[0], verdict, by=by, reason=reason).words  # type: ignore[arg-type]
        now = set(campaign.held_drafts()["package"])
        for count, what in ((len(now - held), "held until it is brought back"), (len(held - now), "waiting again")):
            decided += f"; {count:,} draft{'s' * (count != 1)} {what}" if count else ""
    say(f"[green]✓[/] {escape(decided)}")
    if signal:
        say("  [dim]The priorities that research goes by stand in icp.yaml: change them there, and approve it.[/]")

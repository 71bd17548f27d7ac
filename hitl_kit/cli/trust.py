"""`hitl trust`, `hitl promote`, `hitl demote`: what each play has earned, and the person who gives or takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from .common import ByOption, JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, say
from .queue import say_changes

if TYPE_CHECKING:
    from hitl_kit.routing import Rung

ScopeArgument = Annotated[str, typer.Argument(metavar="SCOPE", help="The play and its drafter, as play/drafter.")]
ReasonOption = Annotated[str, typer.Option(help="Why, in a sentence.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl trust nordics`")(trust)
    app.command(
        epilog='Example: `hitl promote nordics expansion/template 2 --by "Dana Moss" --reason "60 without a reject"`'
    )(promote)
    app.command(
        epilog='Example: `hitl demote nordics expansion/template --by "Dana Moss" --reason "the product changed"`'
    )(demote)


def trust(
    slug: SlugArgument,
    drafter: Annotated[str, typer.Option(help="As who writes them. Default: the policy's drafter.")] = "",
    simulated: Annotated[bool, typer.Option("--simulated", help="Of the simulated weeks.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show each play's level of trust, why it is at that level, and what opens the next one."""
    campaign = open_campaign(workspace, slug)
    if not as_json:
        say_changes(campaign)
    rungs = campaign.ladder(drafter, simulated=simulated)
    if as_json:
        print_json([_record(rung) for rung in rungs])
        return
    if simulated:
        say("[yellow]simulated data[/]")
    from hitl_kit.routing import Calibration

    for rung in rungs:
        _say_rung(rung)
        for offer in rung.offers:
            if offer.open:
                command = f"hitl promote {slug} {escape(str(rung.scope))} {offer.level} --by NAME --reason TEXT"
                say(f"  [green]open[/], down to confidence {offer.floor:.2f}: [cyan]{command}[/]")
    known = campaign.calibration(simulated=simulated)
    if isinstance(known, Calibration):
        r = known.reliability
        say(
            f"\nconfidence: fitted to {known.fitted_on:,} verdicts; on {r.n:,} later ones its calibration error is"
            f" {r.ece:.3f}, its Brier score {r.brier:.3f} ({r.brier_of_mean:.3f} for the mean alone)"
        )
    else:
        say(f"\nconfidence: {escape(known.words)}")


def promote(
    slug: SlugArgument,
    scope: ScopeArgument,
    level: Annotated[int, typer.Argument(metavar="LEVEL", help="The level that hitl trust shows as open.")],
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Take the level of trust that is offered for a play. From level 2 on, its clean drafts go by themselves."""
    given = open_campaign(workspace, slug).promote(scope, level, by=by, reason=reason)
    say(
        f"[green]✓[/] {escape(str(given.scope))} is at level {given.level}, given by {escape(given.by)}: drafts for"
        f" tier {escape(', '.join(given.tiers))} of confidence {given.floor:.2f} and above go by themselves, apart from"
        " spot-checks"
    )


def demote(
    slug: SlugArgument,
    scope: ScopeArgument,
    by: ByOption = "",
    reason: ReasonOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Take a level of trust back. Whoever reviews may do that at any time; spot-checks do it by themselves."""
    change = open_campaign(workspace, slug).demote(scope, by=by, reason=reason)
    say(f"[green]✓[/] {escape(change.words)}")


def _say_rung(rung: Rung) -> None:
    from hitl_kit.domain.trust import LEVELS

    say(f"\n[bold]{escape(str(rung.scope))}[/] is at level {rung.level}, {LEVELS[rung.level]}")
    if rung.happened:
        say(f"  {escape(rung.happened)}")
    if (offer := rung.following) is None:
        return
    say(f"  level {offer.level} ({LEVELS[offer.level]}) takes:")
    for condition in offer.conditions:
        mark = "[green]✓[/]" if condition.met else "[yellow]○[/]"
        mend = f" [dim]→ {escape(condition.mend)}[/]" if condition.mend and not condition.met else ""
        say(f"    {mark} {escape(condition.what)}: {escape(condition.stands)}{mend}")


def _record(rung: Rung) -> dict[str, Any]:
    return {
        "scope": str(rung.scope), "level": rung.level, "since": rung.given.certificate, "why_not": rung.holds,
        "ended": rung.given.ended, "reviews": rung.record.reviews, "agreement": rung.record.agreement,
        "kappa": rung.record.kappa,
        "bands": [
            {"from": b.threshold, "n": b.n, "rejected": b.rejected, "changed": b.changed} for b in rung.record.bands
        ],
        "offers": [{**o.model_dump(mode="json"), "open": o.open} for o in rung.offers],
    }  # fmt: skip

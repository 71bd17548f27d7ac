"""`hitl plays`: the patterns of a campaign, what each writes, and which of them a person approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from .common import JsonOption, SlugArgument, WorkspaceOption, open_campaign, print_json, print_table, records, say

if TYPE_CHECKING:
    from hitl_kit.campaign.plays import PlayCard
    from hitl_kit.pipeline import Sampled

DrafterOption = Annotated[str, typer.Option("--drafter", help="As who writes it.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog="Example: `hitl plays nordics expansion_to_operations`")(plays)


def plays(
    slug: SlugArgument,
    play: Annotated[str, typer.Argument(metavar="[PLAY]", help="One play: its logic and a sample of drafts.")] = "",
    size: Annotated[int, typer.Option(help="How many drafts the sample should hold.")] = 10,
    drafter: DrafterOption = "template",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show every play and whether its approval holds; or one play, with a sample of what it writes."""
    campaign = open_campaign(workspace, slug)
    if play:
        card = campaign.play(play, n=size, drafter=drafter)
        if as_json:
            print_json(_as_json(card))
            return
        say_play(card)
        say(f"\nto approve it: [cyan]hitl approve play {slug} {escape(play)} --by NAME{_option(drafter)}[/]")
        return
    found = campaign.plays(drafter=drafter)
    if as_json:
        print_json(records(found))
        return
    given = found["approved_by"].where(found["approved_by"] == "", " by " + found["approved_by"])
    shown = found[["play", "angle", "weight"]].assign(
        fires=found["signal"] + " → " + found["persona"], state=found["state"], approval=found["approval"] + given
    )
    print_table(shown[["play", "fires", "angle", "weight", "state", "approval"]], "Plays", most=200)
    for name, changed in found.loc[found["approval"] == "lapsed", ["play", "changed"]].itertuples(index=False):
        say(f"[yellow]{escape(name)}[/] has changed since it was approved: {escape(changed)}")
    say(f"look at one: [cyan]hitl plays {slug} PLAY{_option(drafter)}[/]")


def say_play(card: PlayCard) -> None:
    """A play in words, and the drafts of its sample."""
    say(f"[bold]Play {escape(card.pattern.play.id)}[/]")
    for term, lines in card.pattern.logic.items():
        for n, line in enumerate(lines):
            first, *rest = line.split("\n")
            say(f"  [cyan]{term if not n else '':<9}[/] {escape(first)}")
            for more in rest:
                say(f"  {'':<9} {escape(more)}")
    say(f"\n{escape(card.sample.words)}")
    for n, sampled in enumerate(card.sample.drafts, 1):
        _say_draft(n, sampled)


def _say_draft(number: int, sampled: Sampled) -> None:
    instead = f" [dim](would get {escape(sampled.instead)} instead)[/]" if sampled.instead else ""
    whom = f"{sampled.account} · {sampled.contact.full_name}, {sampled.contact.title}"
    say(f"\n[bold]{number}. {escape(whom)}[/]{instead}")
    say(f"  {escape(sampled.draft.subject)}")
    for line in sampled.draft.body.split("\n"):
        say(f"  [dim]│[/] {escape(line)}")
    for finding in sampled.findings:
        say(f"  [yellow]{finding.severity}[/] {escape(finding.check)}: {escape(finding.message)}")
    if not sampled.findings:
        say(f"  [dim]the checks have nothing to say; confidence {sampled.confidence.band}[/]")


def _as_json(card: PlayCard) -> dict[str, object]:
    given = card.pattern.approval
    return {
        "play": card.pattern.play.id, "state": card.pattern.state, "drafter": card.pattern.version,
        "logic": card.pattern.logic, "sha256": card.pattern.document.sha256, "approval": card.pattern.holding,
        "approved_by": given.by if given else None, "approved_at": given.at if given else None,
        "changed": given.changes if given else (), "sample": card.sample.words,
        "drafts": [
            {
                "account": s.account, "contact": s.contact.full_name, "title": s.contact.title,
                "subject": s.draft.subject, "body": s.draft.body, "variant": s.draft.variant, "sha256": s.draft.sha256,
                "instead": s.instead, "confidence": s.confidence.band,
                "findings": [f.model_dump(mode="json") for f in s.findings],
            }
            for s in card.sample.drafts
        ],
    }  # fmt: skip


def _option(drafter: str) -> str:
    return "" if drafter == "template" else f" --drafter {escape(drafter)}"

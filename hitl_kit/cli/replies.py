"""`hitl sync`, `hitl inbox`: checkpoint 3 at the command line."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from .common import (
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    errors,
    open_campaign,
    open_existing,
    open_workbench,
    print_json,
    print_table,
    records,
    say,
)

if TYPE_CHECKING:
    from hitl_kit.campaign import Campaign
    from hitl_kit.replies import Brief


_HOW = {
    "in_reply_to": "answers our mail", "references": "answers our mail", "returned": "carries our mail back",
    "verp": "came to our bounce address", "address": "matched by the address alone: it may not answer our mail",
}  # fmt: skip
"""How a message of theirs was matched, in words."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl sync nordics --mbox ~/replies.mbox`")(sync)
    app.command(epilog="Example: `hitl inbox nordics`, and then `hitl inbox nordics 21ef5240ff82cbde`")(inbox)


def sync(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="A campaign, to say what waits there now.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Say it of every campaign.")] = False,
    mbox: Annotated[Path | None, typer.Option(help="Read this mbox file instead of the mailbox.")] = None,
    eml: Annotated[Path | None, typer.Option(help="Read this folder of .eml files instead of the mailbox.")] = None,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read what came back: store it, pause its people, and record what follows. The mailbox is HITL_IMAP_URL; where
    HITL_HUBSPOT_TOKEN is set, opt-outs are exchanged with HubSpot, too."""
    from hitl_kit.campaign.sending import HUBSPOT
    from hitl_kit.campaign.syncing import sync as read
    from hitl_kit.domain.errors import HitlError, InputError

    if not slug and not all_:
        raise InputError("no campaign is named", mend="hitl sync SLUG, or hitl sync --all")
    workbench = open_workbench(workspace)
    slugs = workbench.campaigns() if all_ else [slug]
    campaigns = [workbench.campaign(name) for name in slugs]
    with errors.status("reading the mailbox …") as status:
        found = read(workbench, mbox=mbox, eml=eml, progress=lambda n: status.update(f"{n:,} messages looked at …"))
    hubspot = fault = None
    if campaigns and os.environ.get(HUBSPOT) and not (mbox or eml):
        try:
            hubspot = campaigns[0].sync_hubspot()
        except HitlError as error:  # the mail is read and stored: that is said first
            fault = error
    open_ = {c.slug: [t for t in c.threads() if t.state == "open"] for c in campaigns}
    waiting = {name: len(threads) for name, threads in open_.items()}
    made_up = {name: sum(t.simulated for t in threads) for name, threads in open_.items()}
    if json:
        crm = {"hubspot": asdict(hubspot)} if hubspot else {"hubspot": fault.message} if fault else {}
        second = {"guessed": dict(found.guessed), "unasked": list(found.unasked)}
        print_json({**asdict(found.stored), "read": dict(found.read), **second, "waiting": waiting, **crm})
        raise typer.Exit(1 if fault else 0)
    stored = found.stored
    known = f", {stored.known:,} known already" if stored.known else ""
    gone = f", {stored.forgotten:,} left out (from before their writer was erased)" if stored.forgotten else ""
    say(f"[bold]{stored.new:,}[/] new messages, {stored.matched:,} of them from people we wrote to{known}{gone}")
    for what, count in found.read.most_common():
        say(f"  {count:>5,}  {escape(what.replace('_', ' '))}")
    for what, count in found.guessed.most_common():
        say(f"  {count:>5,}  unsure, and {escape(what.replace('_', ' '))} as Claude reads it: a person confirms")
    for why in found.unasked:
        say(f"[yellow]Claude did not read the unsure answers of {escape(why)}.[/] They wait for a person.")
    if found.unasked:
        say("[dim]It needs ANTHROPIC_API_KEY, and drafting: {max_usd: …} in policy.yaml: the most that it may cost.[/]")
    if hubspot:
        say(
            f"HubSpot: {hubspot.taken:,} opted out there are suppressed here now, {hubspot.given:,} the other way round"
        )
    for name, count in waiting.items():
        say(
            f"{escape(name)}: {count:,} wait for a person"
            + (f", {made_up[name]:,} of them [yellow]simulated[/]" if made_up[name] else "")
            + (f" → [cyan]hitl inbox {escape(name)}[/]" if count else "")
        )
    if fault is not None:
        raise fault


def inbox(
    slug: SlugArgument,
    package: Annotated[str, typer.Argument(metavar="[PACKAGE]", help="The brief on this conversation.")] = "",
    everything: Annotated[bool, typer.Option("--everything", help="Also what is answered or settled.")] = False,
    strangers: Annotated[
        bool, typer.Option("--strangers", help="Instead, messages of people that answer nothing we sent.")
    ] = False,
    json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Who waits for an answer, the most urgent first; or all that a person needs for one of them."""
    open_existing(workspace)
    campaign = open_campaign(workspace, slug)
    if package:
        _say_brief(campaign, package, json=json)
        return
    if strangers:
        _say_strangers(campaign, json=json)
        return
    found = [t for t in campaign.threads() if everything or t.state == "open"]
    if json:
        print_json([{**asdict(t), "label": t.label, "urgency": t.urgency} for t in found])
        return
    if not found:
        say(f"Nobody waits for an answer. [dim]Read what came back: hitl sync {escape(slug)}[/]")
        return
    from hitl_kit.replies import answer_times, thread_frame

    print_table(thread_frame(found), f"{sum(t.state == 'open' for t in found):,} wait for a person", whole=["package"])
    say(f"[dim]one of them: hitl inbox {escape(slug)} PACKAGE[/]")
    say(f"[dim]{escape(answer_times(campaign.threads(), campaign.policy.value.replies.target_minutes))}[/]")


def _say_strangers(campaign: Campaign, *, json: bool) -> None:
    from hitl_kit.replies import strangers

    found = strangers(campaign.workbench.ledger)
    if json:
        print_json(records(found))
    elif len(found):
        print_table(found, "people whose messages answer nothing we sent")
    else:
        say("Nobody else has written.")


def _say_brief(campaign: Campaign, package: str, *, json: bool) -> None:
    brief = campaign.conversation(package)
    if json:
        print_json(_plain(brief))
        return
    contact, account = brief.package.contact, brief.package.account
    name = f"{contact.full_name}, {contact.title}" if contact else "nobody"
    say(f"[bold]{escape(account.name)}[/] · {escape(name)} · tier {escape(brief.package.tier)}")
    say(f"cadence: {escape(brief.cadence)}")
    if brief.barred:
        say(f"[yellow]{escape(brief.barred)}[/]")
    for said in brief.said:
        whose = f"{said.at[:16].replace('T', ' ')} {'we' if said.ours else 'they'}"
        read = f" · read as {said.intent.replace('_', ' ')} by {said.by}" if said.intent else ""
        say(f"\n[bold]{whose}[/] [dim]{escape(_HOW.get(said.how, said.how) + read)}[/]\n{escape(said.text)}")
    for title, facts in (("We quoted", brief.quoted), ("New since then", brief.since)):
        if facts:
            say(f"\n[bold]{title}[/]")
        for fact in facts:
            say(f"  “{escape(fact.quote)}” [dim]{escape(f'{fact.title} {fact.url} {fact.dated}'.strip())}[/]")
    if brief.discovery:
        say("\n[bold]To find out[/]")
    for question in brief.discovery:
        say(f"  {escape(question.text)} [dim]{escape(question.part)}[/]")


def _plain(brief: Brief) -> dict[str, Any]:
    found = {name: getattr(brief, name) for name in brief.__dataclass_fields__}
    lists = ("said", "quoted", "since", "discovery")
    return {
        name: brief.package.id if name == "package" else [asdict(x) for x in value] if name in lists else value
        for name, value in found.items()
    }

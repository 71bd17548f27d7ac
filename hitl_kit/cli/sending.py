"""`hitl send` and `hitl mailbox`: what leaves, what holds the rest, and what a person has to look at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from hitl_kit.domain.errors import InputError

from .common import (
    ByOption,
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    console,
    open_campaign,
    open_workbench,
    print_json,
    say,
)  # fmt: skip

if TYPE_CHECKING:
    from hitl_kit.delivery import DryRun, Run

mailbox_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="What mailboxes sent, and what stopped them."
)
_MARK = {"pass": "[green]✓[/]", "warn": "[yellow]![/]", "hold": "[red]✗[/]", "": "[dim]·[/]"}
_SHOWN = 30
_WIDE = 120
"""Characters of a screen that has room for the names of the checks that hold a touch."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl send nordics --dry-run`")(send)
    app.add_typer(mailbox_app, name="mailbox")


def send(
    slug: SlugArgument,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show every touch and what every check says; send nothing.")
    ] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="Send at most so many.")] = 1000,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Send what was approved and what every check lets go now. Run it every few minutes: mails leave one at a time."""
    campaign = open_campaign(workspace, slug)
    if dry_run:
        found = campaign.send_plan()
        if as_json:
            print_json({"at": found.at, "lacks": campaign.sending_lacks(), "touches": found.as_json()})
            return
        _say_plan(found, slug)
        for lack in campaign.sending_lacks():
            say(f"[yellow]nothing can be sent:[/] {escape(lack)}")
        if plays := campaign.wordless():
            say(
                f"[yellow]{len(plays)} plays have later emails without words, which are never sent:[/] "
                f"{escape(', '.join(plays[:5]))}{' …' if len(plays) > 5 else ''}; angles.yaml, docs/delivery.md"
            )
        return
    run = campaign.send(most)
    if as_json:
        print_json(_as_json(run))
    else:
        _say_run(run, slug)
    if run.stopped or run.unknown:
        raise typer.Exit(1)


def _say_plan(found: DryRun, slug: str) -> None:
    from hitl_kit.delivery import CHECKS

    frame = found.frame
    if frame.empty:
        say("Nothing could leave: no approved mail waits. See [cyan]hitl queue[/]")
        return
    table = Table(title="What every check says", title_justify="left", header_style="bold", border_style="dim")
    for name in ("touch", "account", "step"):
        table.add_column(name, overflow="fold")
    table.add_column(" ".join(f"{n + 1}–{n + 5}".ljust(5) for n in range(0, len(CHECKS), 5)), no_wrap=True)
    if wide := console.width >= _WIDE:
        table.add_column("held by", overflow="fold")
    for row in frame.head(_SHOWN).to_dict("records"):
        each = [_MARK[row[c.name]] for c in CHECKS]
        marks = " ".join("".join(each[n : n + 5]) for n in range(0, len(each), 5))
        what = f"{row['kind'].replace('_', '-')} {row['step'] or ''}".strip()
        by = ", ".join(c.name for c in CHECKS if row[c.name] == "hold")
        table.add_row(row["touch"][:8], escape(row["account"] or row["email"]), what, marks, *([by] if wide else []))
    console.print(table)
    say(
        f"{_MARK['pass']} passes  {_MARK['warn']} passes with a remark  {_MARK['hold']} holds  {_MARK['']} does not ask"
    )
    if len(frame) > _SHOWN:
        say(f"[dim]… and {len(frame) - _SHOWN:,} more; --json has all[/]")
    holding = found.holding
    for number, check in enumerate(CHECKS, 1):
        held = f" [red]holds {holding[check.name]:,}[/]" if check.name in holding else ""
        say(f"  [dim]{number:>2}[/] {check.name}{held}")
        if held:
            say(f"     [cyan]→ {escape(check.mend.replace('SLUG', slug))}[/]")
    reasons = Counter(f"{name}: {saw.why}" for j in found.judged for name, saw in j.saw.items() if saw)
    for reason, n in reasons.most_common(_SHOWN):
        say(f"  [yellow]{n:>3} ×[/] {escape(reason)}")
    say(f"[bold]{int(frame['sends'].sum()):,}[/] of {len(frame):,} would leave now")


def _say_run(run: Run, slug: str) -> None:
    if run.recovered:
        say(f"[yellow]{run.recovered:,}[/] that somebody else was sending are unknown now: [cyan]hitl mailbox show[/]")
    behind = f", {run.behind:,} wait behind them" if run.behind else ""
    say(f"[green]✓[/] [bold]{len(run.sent):,}[/] sent, {len(run.held):,} held{behind}")
    for what, found in (("to be tried again", run.later), ("failed", run.failed), ("unknown", run.unknown)):
        for touch, why in found:
            say(f"  [yellow]{what}[/] {touch.id[:8]}: {escape(why)}")
    for reason, n in Counter(held for judged in run.held for held in judged.held).most_common(_SHOWN):
        say(f"  [dim]{n:>3} ×[/] {escape(reason)}")
    if run.unknown:
        say("  these may have left, and are never sent again: [cyan]hitl mailbox show[/]")
    if run.stopped:
        say(f"[red]stopped:[/] {escape(run.stopped)}; the next mail would meet it too")
    elif run.held:
        say(f"why each was held: [cyan]hitl send {slug} --dry-run[/]")


def _as_json(run: Run) -> dict[str, object]:
    told = {"later": run.later, "failed": run.failed, "unknown": run.unknown}
    return {
        "sent": [touch.id for touch in run.sent],
        **{name: [{"touch": touch.id, "why": why} for touch, why in found] for name, found in told.items()},
        "held": [{"touch": j.case.touch.id, "why": j.held} for j in run.held],
        "behind": run.behind, "recovered": run.recovered, "stopped": run.stopped,
    }  # fmt: skip


@mailbox_app.command(epilog="Example: `hitl mailbox show nordics`")
def show(slug: SlugArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Show what the campaign's mailbox has sent today, what came back, and mails of which nobody knows if they left."""
    campaign = open_campaign(workspace, slug)
    box, unknown = campaign.mailbox(), campaign.unknown_mails()
    facts = {
        "mailbox": box.address, "sent today": box.today, "cap today": box.cap,
        "came back, of the last 100": box.bounced.words, "marked as spam, of the last 1,000": box.complained.words,
        "stopped": "; ".join(filter(None, (box.bounce_fault, box.complaint_fault))),
    }  # fmt: skip
    if as_json:
        print_json({**facts, "unknown": unknown.to_dict("records")})
        return
    for name, value in facts.items():
        say(f"  {name + ':':<34} {escape(str(value))}" if value != "" else f"  {name + ':':<34} no")
    if not unknown.empty:
        say("\n[bold]These may have left.[/] Look for the Message-ID in the Sent folder, then settle each:")
        for row in unknown.to_dict("records"):
            say(f"  [bold]{row['touch']}[/] to {escape(row['email'])}, {row['at'][:16].replace('T', ' ')} UTC")
            say(f"    Message-ID: {escape(row['message_id'])}\n    [dim]{escape(row['why'])}[/]")
        say(f"[cyan]hitl mailbox settle {escape(slug)} TOUCH sent|not-sent --by NAME --reason TEXT[/]")


@mailbox_app.command(epilog='Example: `hitl mailbox resume nordics --by "Dana Moss" --reason "stale list, cleaned"`')
def resume(
    slug: SlugArgument,
    reason: Annotated[str, typer.Option("--reason", help="What stopped it, and what was done.")],
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Let a mailbox go on that bounces or complaints had stopped. What came before counts no more."""
    say(f"[green]✓[/] {escape(open_campaign(workspace, slug).resume_mailbox(by=by, reason=reason))}")


@mailbox_app.command(epilog="Example: `hitl mailbox settle nordics 1f2e3d4c5b6a7988 sent --reason 'in Sent'`")
def settle(
    slug: SlugArgument,
    touch: Annotated[str, typer.Argument(metavar="TOUCH", help="As `hitl mailbox show` lists it.")],
    verdict: Annotated[str, typer.Argument(metavar="sent|not-sent", help="What a person found out.")],
    reason: Annotated[str, typer.Option("--reason", help="What was looked at.")],
    by: ByOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Record whether a mail left of which nobody knew. It is not sent again either way."""
    if verdict not in ("sent", "not-sent"):
        raise InputError(f"'{verdict}' is neither sent nor not-sent", mend="say which it is")
    campaign = open_workbench(workspace).campaign(slug)
    state = campaign.settle_mail(touch, arrived=verdict == "sent", by=by, reason=reason)
    say(f"[green]✓[/] {escape(touch)}: {state}")

"""`hitl lessons`, `hitl lesson`, `hitl reviewers`, `hitl simulate learning`: what verdicts teach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import (
    ByOption,
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    open_campaign,
    print_json,
    print_table,
    progress_bars,
    records,
    say,
)

if TYPE_CHECKING:
    from hitl_kit.simulation import Course

simulate_app = typer.Typer(
    help="Simulate what cannot be tried on people; everything is labelled.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl lessons nordics`")(lessons)
    app.command(epilog="Example: `hitl lesson accept nordics 3fa9c1 --by Dana`")(lesson)
    app.command(epilog="Example: `hitl reviewers nordics`")(reviewers)
    app.add_typer(simulate_app, name="simulate")
    simulate_app.command(epilog="Example: `hitl simulate learning --weeks 12 --seed 7 --reviewer rosa.yaml`")(learning)


def lessons(slug: SlugArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Show what verdicts teach: rules with their evidence, reasons for rejects, and the real ICP beside the stated."""
    campaign = open_campaign(workspace, slug)
    taught = campaign.taught()
    rules, rejects, icp = taught.table(), taught.rejects(), taught.real_icp(campaign.icp.value)
    if as_json:
        vain = [{"check": w.check, "as_they_were": w.as_they_were, "of": w.of} for w in taught.in_vain]
        print_json({"rules": records(rules), "rejects": records(rejects), "icp": records(icp), "warned_in_vain": vain})
        return
    if rules.empty:
        say("Nothing has been learned yet: rules are found where reviewers make the same change again and again.")
    else:
        shown = rules[["lesson", "rule", "state", "evidence", "by_reviewer", "effect"]]
        print_table(shown, "Rules", most=100)
        say(f"take one over: [cyan]hitl lesson accept {slug} LESSON --by NAME[/]; drafts follow it from then on")
    if not rejects.empty:
        print_table(rejects[["by", "which", "reason", "rejected", "judged", "low", "high"]], "Reasons for rejects")
    for words in dict.fromkeys(icp.loc[icp["proposal"] != "", "proposal"]):
        say(f"[yellow]ICP[/] {escape(words)}")
    for warned in taught.in_vain:
        say(f"[yellow]check[/] {escape(warned.words)}")


def lesson(
    verdict: Annotated[Literal["accept", "decline", "unlearn", "try"], typer.Argument(help="What to do with it.")],
    slug: SlugArgument,
    rule: Annotated[str, typer.Argument(metavar="LESSON", help="Its id in `hitl lessons`; the first characters do.")],
    by: ByOption = "",
    reason: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Put a learned rule in force, decline it, take it out of force, or try it on drafts that were written before."""
    campaign = open_campaign(workspace, slug)
    if verdict == "try":
        trial = campaign.try_lesson(rule)
        say(f"{trial.changed} of {trial.tried} recent drafts would have been others.")
        for words in (*trial.blocked, *trial.unmet):
            say(f"[yellow]{escape(words)}[/]")
        if trial.after:
            say(f"\n[dim]before[/]\n{escape(trial.before)}\n\n[dim]after[/]\n{escape(trial.after)}")
        return
    acts = {
        "accept": campaign.accept_lesson, "decline": campaign.decline_lesson, "unlearn": campaign.unlearn_lesson,
    }  # fmt: skip
    say(f"[green]✓[/] {escape(acts[verdict](rule, by=by, reason=reason))}")
    if verdict != "decline":
        say(f"[dim]plays whose words change by it want a new approval: hitl plays {escape(slug)}[/]")


def reviewers(slug: SlugArgument, as_json: JsonOption = False, workspace: WorkspaceOption = None) -> None:
    """Show how the reviewing goes: time, batches, edits, agreement, and how many planted defects are caught."""
    campaign = open_campaign(workspace, slug)
    found = campaign.reviewing()
    if as_json:
        print_json({"reviewers": records(found.table), "agreement": records(found.agreement), "says": found.words})
        return
    if found.table.empty:
        say("Nobody has reviewed anything in this campaign yet.")
        return
    print_table(found.table, "Reviewers")
    if not found.agreement.empty:
        print_table(found.agreement, "Agreement on drafts that two people judged")
    for words in found.words:
        say(escape(words))


def learning(
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks.")] = 12,
    seed: Annotated[int, typer.Option(help="The same seed gives the same course.")] = 1,
    reviewer: Annotated[
        list[Path] | None, typer.Option(help="A reviewer file (docs/learning.md); several share the work.")
    ] = None,
    no_learning: Annotated[bool, typer.Option("--no-learning", help="Only the arm that learns nothing.")] = False,
    plays: Annotated[int, typer.Option(min=1, help="Plays of the demo campaign, drawn by the seed.")] = 3,
    per_week: Annotated[int, typer.Option(min=10, max=1000, help="Packages a week.")] = 100,
    alone: Annotated[bool, typer.Option("--alone", help="Leave out the arm that learns nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Simulate a team whose reviewers have preferences that the system never reads, through the real loop."""
    from hitl_kit.files import read_yaml
    from hitl_kit.simulation import ReviewerProfile, Setting, beside, default_reviewer, simulate

    if no_learning and alone:
        raise InputError("--no-learning and --alone leave nothing to simulate", mend="give one of them")
    files = reviewer or [default_reviewer()]
    profiles = [read_yaml(file, ReviewerProfile).value for file in files]
    if len({p.name for p in profiles}) < len(profiles):
        raise InputError("two reviewers have the same name", mend="give each file a name of its own")
    setting = Setting(weeks=weeks, per_week=per_week, seed=seed, learning=not no_learning, plays=plays)
    with progress_bars() as progress:
        course = simulate(profiles, setting, progress)
        without = None
        if not no_learning and not alone:
            without = simulate(profiles, replace(setting, learning=False), progress)
    if as_json:
        print_json(course.as_json(without))
        return
    say(
        f"[bold yellow]SIMULATED[/] reviewers: {escape(', '.join(p.name for p in profiles))}; seed {seed};"
        f" plays: {', '.join(course.plays)}"
    )
    arms = " / without learning" if without else ""
    print_table(beside(course, without), f"By week: simulated / as vendors publish it{arms}", most=104)
    _say_course(course)


def _say_course(course: Course) -> None:
    for week, words in course.said:
        say(f"[dim]week {week:>2}[/] the simulated lead {escape(words)}")
    for words in course.summary:
        say(escape(words))
    if course.closed:
        say("\n[bold]Plays of which nothing went by itself[/]")
        for play, why in course.closed.items():
            say(f"  {play}: {escape(why)}")
    if course.unlearned:
        say("\n[bold]What the reviewers still change[/]")
        for label, times in sorted(course.unlearned.items(), key=lambda item: -item[1]):
            say(f"  {times:>3} drafts of the last week · {escape(label)}: {escape(course.why.get(label, ''))}")

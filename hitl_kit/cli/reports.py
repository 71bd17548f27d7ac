"""`hitl report`, `hitl schedule`: reports made, kept up with, listed and checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import (
    JsonOption,
    WorkspaceOption,
    open_campaign,
    open_existing,
    open_workbench,
    print_json,
    progress_bars,
    say,
)

if TYPE_CHECKING:
    from hitl_kit.campaign.reports import ReportRun
    from hitl_kit.reporting import How, Outcome
    from hitl_kit.reporting.check import Check

_MOST = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl report nordics --as-of 2026-11-30` · `hitl report --all` · `hitl report --due`")(
        report
    )
    app.command(epilog="Example: `hitl schedule --install --at 06:20`")(schedule)


def report(
    slug: Annotated[str, typer.Argument(metavar="[SLUG]", help="The campaign's name.", show_default=False)] = "",
    as_of: Annotated[str, typer.Option(help="Figures up to this day (2026-11-30). Default: today.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every campaign, and the portfolio.")] = False,
    due: Annotated[bool, typer.Option("--due", help="What the policies' schedules want and is not there yet.")] = False,
    check: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Make this report (.html) again and compare its figures.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="A PDF of each as well; needs a Chromium.")] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes side by side, for --all and --due.")] = 2,
    cold: Annotated[bool, typer.Option("--cold", help="A new interpreter for each, for --all and --due.")] = False,
    scheduler: Annotated[
        str, typer.Option(metavar="tcp://HOST:PORT", help="Make --all and --due on the workers of a dask scheduler.")
    ] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Render the campaign review, a notebook and one HTML page that opens offline; or all, what is due; or check one.

    reports/index.html lists every report. A run that fails replaces nothing and is kept beside the report.
    """
    asked = [bool(slug), every, due, check is not None]
    if sum(asked) != 1:
        raise InputError("say which report", mend="hitl report SLUG, or --all, or --due, or --check FILE")
    if as_of and (due or check):
        raise InputError("--as-of does not go with --due or --check: they know their days", mend="leave it out")
    if check is not None:
        _check(check, as_json, workspace)
    elif slug:
        if scheduler or cold:
            raise InputError("--scheduler and --cold are for many reports", mend="use them with --all or --due")
        _one(slug, as_of, pdf, as_json, workspace)
    else:
        from hitl_kit.reporting import How

        how = How(workers=workers, cold=cold, scheduler=scheduler, pdf=pdf)
        _many(as_of, due, how, as_json, workspace)


def _one(slug: str, as_of: str, pdf: bool, as_json: bool, workspace: Path | None) -> None:
    campaign = open_campaign(workspace, slug)
    with progress_bars() as progress:
        rendered = campaign.report(as_of, pdf=pdf, progress=progress)
    if as_json:
        print_json({"notebook": rendered.ipynb, "html": rendered.html, "pdf": rendered.pdf})
        return
    say(f"[green]✓[/] {escape(str(rendered.html))}\n  {escape(str(rendered.ipynb))}")
    if rendered.pdf:
        say(f"  {escape(str(rendered.pdf))}")


def _many(as_of: str, due: bool, how: How, as_json: bool, workspace: Path | None) -> None:
    workbench = open_existing(workspace)
    with progress_bars() as progress:

        def told(outcome: Outcome, done: int, total: int) -> None:
            progress(f"reports · {_name(outcome)}", done, total)

        run = workbench.report_due(how=how, told=told) if due else workbench.report_all(as_of, how=how, told=told)
    if as_json:
        print_json(_record(run))
    elif run.busy:
        say("Another run is making the reports that are due; this one leaves them to it.")
    else:
        _say_run(run)
    if run.failed:
        raise typer.Exit(1)


def _name(outcome: Outcome) -> str:
    folder = outcome.job.out_dir
    return f"{folder.parent.name.removeprefix('_')} {folder.name}"


def _say_run(run: ReportRun) -> None:
    if not run.outcomes:
        say("Nothing is due.")
    for outcome in run.outcomes:
        if outcome.rendered:
            say(f"[green]✓[/] {escape(_name(outcome))}  [dim]{outcome.seconds:.1f} s[/]")
    for outcome in run.failed:
        say(f"[bold red]✗[/] {escape(_name(outcome))}: {escape(outcome.error)}")
        if outcome.mend:
            say(f"  [cyan]→ {escape(outcome.mend)}[/]")
    say(f"all reports: {escape(str(run.index))}")


def _record(run: ReportRun) -> dict[str, Any]:
    made = [o.rendered for o in run.outcomes if o.rendered]
    return {
        "reports": [{"notebook": r.ipynb, "html": r.html, "pdf": r.pdf} for r in made],
        "failed": [{"report": o.job.html, "error": o.error, "mend": o.mend} for o in run.failed],
        "index": run.index,
        "busy": run.busy,
    }


def _check(page: Path, as_json: bool, workspace: Path | None) -> None:
    workbench = open_existing(workspace)
    with progress_bars() as progress:
        found = workbench.check_report(page, progress=lambda done, total: progress("report", done, total))
    if as_json:
        print_json(
            {
                "holds": found.holds,
                "figures": found.figures,
                "as_of": found.record.as_of,
                "ledger_known": found.ledger_known,
                "differences": [d.__dict__ for d in found.differences],
                "altered": [d.__dict__ for d in found.altered],
                "notebook": [d.__dict__ for d in found.notebook],
                "sealed": found.sealed,
                "causes": found.causes,
            }
        )
    else:
        _say_check(page, found)
    if not found.holds:
        raise typer.Exit(1)


def _say_check(page: Path, found: Check) -> None:
    then = found.record
    if found.holds:
        say(f"[green]✓[/] {escape(page.name)} of {then.as_of}: all {found.figures:,} places show what the ledger says")
    if not found.ledger_known:
        say(
            f"[bold red]✗[/] this ledger does not hold event {then.head[0]:,} ({then.head[1][:12]}) as the report does:"
        )
        say("  it is another workspace's, or its history was rewritten ([cyan]hitl verify[/])")
    if found.differences:
        words = f"{len(found.differences):,} of {found.figures:,} places differ from the ledger as of {then.as_of}"
        _say_differences(words, [d.words for d in found.differences])
    for cause in found.causes:
        say(f"  [cyan]→ {escape(cause)}[/]")
    if found.altered:
        _say_differences(
            "the page was changed after it was made",
            [d.words_of("the page", "what it was made from") for d in found.altered],
        )
    elif not found.sealed:
        say("[bold red]✗[/] the page was changed after it was made, though in none of these places")
    if found.notebook:
        _say_differences(
            "the notebook beside it shows something else",
            [d.words_of("the notebook", "the page") for d in found.notebook],
        )


def _say_differences(title: str, lines: list[str]) -> None:
    say(f"[bold red]✗[/] {title}:")
    for line in lines[:_MOST]:
        say(f"  {escape(line)}")
    if len(lines) > _MOST:
        say(f"  [dim]… and {len(lines) - _MOST:,} more[/]")


def schedule(
    install: Annotated[bool, typer.Option("--install", help="Put the line into your crontab.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the line out of your crontab.")] = False,
    at: Annotated[str, typer.Option(help="When, every day, by this machine's clock.")] = "06:20",
    env_file: Annotated[
        Path | None, typer.Option(help="A file with HITL_DATABASE_URL=…: cron knows nothing of your environment.")
    ] = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Print, install or remove the line of your crontab that renders what is due, every day.

    Reports are due by week (`reports:` in each policy.yaml), so a day on which the machine was off is made up for.
    """
    import os

    from hitl_kit.reporting import cron

    root = open_workbench(workspace).workspace.root
    if install and remove:
        raise InputError("--install and --remove at once", mend="choose one")
    line = cron.cron_line(root, at=at, environment=env_file)
    if os.environ.get("HITL_DATABASE_URL") and env_file is None and not remove:
        raise InputError(
            "HITL_DATABASE_URL is set here, and cron would not know it",
            mend="write it into a file that only you can read, and give --env-file FILE",
        )
    changed = cron.install(root, line) if install else cron.remove(root) if remove else False
    if as_json:
        print_json({"line": line, "changed": changed})
    elif install:
        say("[green]✓[/] in your crontab:" if changed else "It stands in your crontab already:")
        typer.echo(line)
    elif remove:
        say("[green]✓[/] taken out of your crontab" if changed else "Your crontab has no line for this workspace.")
    else:
        typer.echo(line)

"""`hitl research`, `hitl generate`: the agent's half."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import ModelStop, SpendStop

from .common import (
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    open_campaign,
    print_json,
    print_table,
    progress_bars,
    records,
    say,
)  # fmt: skip
from .paying import (
    BatchesOption,
    BatchOption,
    MaxUsdOption,
    ModelOption,
    SizeOption,
    confirmed_limit,
    say_bill,
    tell,
)  # fmt: skip

if TYPE_CHECKING:
    from hitl_kit.campaign import Campaign
    from hitl_kit.pipeline import BatchResult

_PROBLEMS = 8
"""How many faults of the sources are shown."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl research nordics --sources local,website,job-boards`")(research)
    app.command(epilog="Example: `hitl generate nordics --size 20`")(generate)


def research(
    slug: SlugArgument,
    sources: Annotated[
        str, typer.Option(help="Which, such as website,job-boards; local or all. Default: the policy's.")
    ] = "",
    again: Annotated[bool, typer.Option("--again", help="Ask also who has answered today.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Look for signals at every matched account. Stopped and run again on the same day, it goes on where it was."""
    from hitl_kit.research import STOPPED, answer_counts

    campaign = open_campaign(workspace, slug)
    names = [name for name in sources.split(",") if name.strip()]
    with progress_bars() as bars:
        found = campaign.research(bars, sources=names, again=again, tally=bars.tally)
    if as_json:
        print_json(records(found))
        return
    if found.empty:
        say(f"no matched account to research; see [cyan]hitl match {slug}[/]")
        return
    print_table(answer_counts(found), "What the sources answered")
    for source in found.loc[found["cause"].str.startswith(STOPPED), "source"].unique():
        say(f"[yellow]{escape(source)} stopped answering[/]: run the same command again later to ask about the rest")
    with_signal = found[found["signals"] != ""].drop_duplicates("account")[["account", "signals"]]
    if not with_signal.empty:
        print_table(with_signal, f"{len(with_signal):,} accounts with a signal", most=20)
    say(f"next: [cyan]hitl generate {slug} --size 20[/]")


def generate(
    slug: SlugArgument,
    size: SizeOption = 20,
    batch: BatchOption = "",
    drafter: Annotated[str, typer.Option(help="Who writes: template or claude. Default: the policy's.")] = "",
    model: ModelOption = "",
    max_usd: MaxUsdOption = None,
    batches: BatchesOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Research, draft, check and route a batch. Run again with the same name, it goes on where it stopped.

    Claude (`--drafter claude`) needs ANTHROPIC_API_KEY and a limit in dollars; the template drafter costs nothing.
    """
    campaign = open_campaign(workspace, slug)
    name = batch or campaign.today.isoformat()
    by_claude = (drafter or campaign.policy.value.drafting.drafter) == "claude"
    if by_claude and max_usd is None and campaign.policy.value.drafting.max_usd is None:
        max_usd = confirmed_limit(campaign, size, name, model, batches)
    try:
        with progress_bars() as progress:
            result = campaign.generate(
                size, batch=name, drafter=drafter, model=model, max_usd=max_usd, batches=batches, progress=progress,
                tell=tell,
            )  # fmt: skip
    except ModelStop as stop:
        _say_stop(campaign, name, stop, as_json)
        if isinstance(stop, SpendStop):
            said = f"{f' --model {model}' if model else ''}{' --batches' if batches else ''}"
            again = f"hitl generate {slug} --size {size} --batch {name} --drafter claude{said} --max-usd"
            stop.mend = (
                f"to go on, with a higher limit for the whole batch: {again} {_more(max_usd, campaign, stop):.2f}"
            )
        raise
    if as_json:
        facts = {**result.__dict__, "reasons": dict(result.reasons), "open": dict(result.open)}
        print_json({**facts, **({"bill": records(campaign.bill(name))} if by_claude else {})})
        return
    say_batch(result)
    if by_claude:
        say_bill(campaign.bill(name))
    if result.drafted:
        say(f"next: [cyan]hitl queue {slug}[/], and review in notebooks/3_review_batch.ipynb ([cyan]hitl lab[/])")
    elif not result.open:
        say(
            f"Nothing to review yet. What would help: [cyan]hitl import contacts {slug} FILE[/], "
            f"[cyan]hitl import signals {slug} FILE[/], or saved pages in campaigns/{slug}/pages; "
            f"then a batch of another name (--batch)"
        )


def _say_stop(campaign: Campaign, batch: str, stop: ModelStop, as_json: bool) -> None:
    """What a run that had to stop has done and has cost."""
    drafted = int((campaign.packages()["batch"] == batch).sum())
    if as_json:
        print_json({"stopped": stop.message, "recorded": drafted, "bill": records(campaign.bill(batch))})
        return
    say(f"[yellow]stopped[/] batch {escape(batch)}: {drafted:,} packages are recorded and stay")
    say_bill(campaign.bill(batch))


def _more(max_usd: float | None, campaign: Campaign, stop: SpendStop) -> float:
    """Twice the limit, or what the next call needs if that is more, in whole cents."""
    return ceil(100 * max(2 * (max_usd or campaign.policy.value.drafting.max_usd or 1), stop.least)) / 100


def say_batch(result: BatchResult) -> None:
    """What a batch came to, in words."""
    again = "" if result.added else " [dim](nothing new: this batch was complete)[/]"
    say(
        f"[green]✓[/] batch {escape(result.batch_id)}: [bold]{result.drafted}[/] drafted of {result.size}, "
        f"{result.held} held for a person, {result.abstained} without a draft{again}"
    )
    for reason, n in sorted(result.reasons.items(), key=lambda item: -item[1]):
        say(f"    [dim]{n:>3} ×[/] {escape(reason)}")
    for reason, n in result.open.items():
        say(f"    [yellow]open[/] {n:>3} × {escape(reason)}: run the same command again")
    for problem in result.problems[:_PROBLEMS]:
        say(f"    [yellow]left out[/] {escape(problem)}")
    if len(result.problems) > _PROBLEMS:
        say(f"    [yellow]left out[/] … and {len(result.problems) - _PROBLEMS:,} more")

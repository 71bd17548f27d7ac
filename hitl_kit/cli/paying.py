"""`hitl estimate`, `hitl bill`: what Claude will probably cost and has cost, and the limit that a person confirms."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from hitl_kit.domain.errors import InputError

from .common import (
    JsonOption,
    SlugArgument,
    WorkspaceOption,
    errors,
    open_campaign,
    print_json,
    print_table,
    progress_bars,
    records,
    say,
)  # fmt: skip

if TYPE_CHECKING:
    import pandas as pd

    from hitl_kit.campaign import Campaign
    from hitl_kit.drafting.claude import Estimate

SizeOption = Annotated[int, typer.Option(help="How many drafts the batch should hold.")]
BatchOption = Annotated[str, typer.Option(help="The batch's name. Default: the day.")]
ModelOption = Annotated[str, typer.Option(help="Which Claude model. Default: the policy's.")]
MaxUsdOption = Annotated[
    float | None, typer.Option(help="The most that the batch may cost in dollars, over all its runs.")
]
BatchesOption = Annotated[
    bool | None,
    typer.Option("--batches/--no-batches", help="Ask in message batches: half the price, up to a day to wait."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Example: `hitl estimate nordics --size 200`")(estimate)
    app.command(epilog="Example: `hitl bill nordics --batch 2026-11-21`")(bill)


def estimate(
    slug: SlugArgument,
    size: SizeOption = 20,
    batch: BatchOption = "",
    model: ModelOption = "",
    batches: BatchesOption = None,
    pilot: Annotated[
        int, typer.Option(help="Ask for so many packages and go by what they cost. This is paid for.")
    ] = 0,
    max_usd: MaxUsdOption = None,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what a batch written by Claude will probably cost. Free, unless a pilot is asked for.

    The answers of a pilot are kept: the batch of the same name does not pay for them again.
    """
    campaign = open_campaign(workspace, slug)
    with progress_bars() as bars:
        found = campaign.estimate(
            size, batch=batch, model=model, batches=batches, pilot=pilot, max_usd=max_usd, progress=bars, tell=tell
        )  # fmt: skip
    if as_json:
        facts = {"size": found.size, "model": found.model, "sampled": found.sampled, "basis": list(found.basis)}
        print_json({**facts, "limit_usd": found.limit_usd, "usd": records(found.table)})
        return
    say_estimate(found)
    say(
        f"next: [cyan]hitl generate {slug} --size {size} --drafter claude --max-usd {found.limit_usd:.2f}[/]"
        + f"[cyan]{' --batches' if found.batches else ''}[/]"
    )


def bill(
    slug: SlugArgument,
    batch: Annotated[str, typer.Option(help="One batch. Default: all of the campaign.")] = "",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what Claude has cost: calls, tokens and dollars by purpose, model and state."""
    found = open_campaign(workspace, slug).bill(batch)
    if as_json:
        print_json(records(found))
    else:
        say_bill(found)


def say_estimate(found: Estimate) -> None:
    """An estimate as a table, with what it rests on."""
    table = found.table.rename(columns=lambda c: c.replace("all_", f"{found.size:,} packages ").replace("one_", "one "))
    for column in table.columns[1:]:
        table[column] = [dollars(usd) for usd in table[column]]
    print_table(table, f"What Claude ({found.model}) will probably cost, in dollars")
    say(f"[dim]From: {escape('; '.join(found.basis))}. An abstention costs as much as a draft.[/]")


def say_bill(found: pd.DataFrame) -> None:
    """A bill as a table, with its sum."""
    if found.empty:
        say("No model has been asked: nothing was paid.")
        return
    models = found["model"].unique()
    unknown = float(found["uncertain_usd"].sum())
    unsaid = ["reserved_usd", "cache_read_tokens", "cache_write_tokens"]
    unsaid += ["model"] * (len(models) == 1) + ["uncertain_usd"] * (not unknown)  # a screen has 80 columns
    table = found.drop(columns=unsaid)
    table["input_tokens"] = found[["input_tokens", "cache_read_tokens", "cache_write_tokens"]].sum(axis=1)
    for column in table.columns.intersection(["cost_usd", "uncertain_usd"]):
        table[column] = [dollars(usd) for usd in table[column]]
    print_table(table, f"The bill ({models[0]})" if len(models) == 1 else "The bill")
    paid = float(found["cost_usd"].sum())
    perhaps = f", and up to {dollars(unknown)} for calls of which nobody knows what became" if unknown else ""
    say(f"[bold]{dollars(paid)}[/] for {int(found['calls'].sum()):,} calls{perhaps}")


def dollars(usd: float) -> str:
    """An amount with as many digits as tell something."""
    return f"${usd:,.2f}" if usd >= 1 or usd == 0 else f"${usd:.4f}"


def confirmed_limit(campaign: Campaign, size: int, batch: str, model: str, batches: bool | None) -> float:
    """The most that a batch may cost, as a person says it in view of the estimate. InputError where nobody is there."""
    with progress_bars() as bars:
        found = campaign.estimate(size, batch=batch, model=model, batches=batches, progress=bars)
    one, all_ = (float(found.table.iloc[int(found.batches)][c]) for c in ("one_p50", "all_p95"))
    if not sys.stdin.isatty() or not errors.is_terminal:
        raise InputError(
            f"nobody has said what Claude may cost; one package usually costs {dollars(one)}, and {size:,} hardly more"
            f" than {dollars(all_)} ({'; '.join(found.basis)})",
            mend=f"add --max-usd {found.limit_usd:.2f}, or drafting: {{max_usd: {found.limit_usd:.2f}}} in policy.yaml",
        )
    say_estimate(found)
    limit: float = typer.prompt("The most that this batch may cost, in dollars", type=float, default=found.limit_usd)
    return limit


def tell(sentence: str) -> None:
    """What a model's run has to say while it works."""
    errors.print(f"[yellow]{escape(sentence)}[/]", soft_wrap=True)

"""Who wrote a batch and what that has cost, as a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from hitl_kit.pipeline import BatchResult

from .tables import Html, note, table


def bill_table(result: BatchResult, bill: Callable[[str], pd.DataFrame]) -> Html:
    """The drafter and the bill of a batch: calls, tokens and dollars by purpose and state. `bill` gives it by the
    batch's name, and is asked only where something was paid."""
    if not result.cost:
        return note(f"Written by: {result.drafter}. Nothing was paid.")
    found = bill(result.batch_id)
    asked = ["input_tokens", "cache_read_tokens", "cache_write_tokens"]
    shown = pd.DataFrame(
        {
            "purpose": found["purpose"],
            "state": found["state"],
            "calls": found["calls"],
            "tokens in": found[asked].sum(axis=1),
            "tokens out": found["output_tokens"],
            "dollars": [f"{usd:.4f}" for usd in found["cost_usd"]],
            "perhaps, at most": [f"{usd:.4f}" if usd else "" for usd in found["uncertain_usd"]],
        }
    )
    still = sum(result.open.values())
    again = f" {still} packages are open: run the cell again." if still else ""
    return table(shown, f"Written by {result.drafter}: {result.cost}.{again}")

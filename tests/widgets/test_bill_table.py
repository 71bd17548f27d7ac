"""The bill in a notebook."""

from __future__ import annotations

import pandas as pd
import pytest

from hitl_kit import Campaign
from hitl_kit.pipeline import BatchResult
from hitl_kit.widgets import batch_figure, bill_table
from tests.anthropic.server import AnthropicServer
from tests.drafting.claude.writer import honest


def test_the_bill_of_a_batch_names_the_drafter_and_the_dollars(
    approved: Campaign, anthropic_server: AnthropicServer
) -> None:
    anthropic_server.answer = honest
    made = approved.generate(5, drafter="claude", max_usd=5)
    html = bill_table(made, approved.bill).html
    assert "Written by Claude (claude-sonnet-5-5): $0." in html
    paid = approved.bill(made.batch_id).set_index("purpose")["cost_usd"]
    assert f"{paid['facts']:.4f}" in html
    assert f"{paid['draft']:.4f}" in html


def test_a_template_has_no_bill_and_none_is_asked_for(approved: Campaign) -> None:
    def never(_: str) -> pd.DataFrame:
        pytest.fail("nothing was paid, so nobody needs the bill")

    said = bill_table(approved.generate(5), never)
    assert said.text == "Written by: template draft, no model used. Nothing was paid."


def test_what_is_open_is_said() -> None:
    made = BatchResult("b", 5, 1, 0, 0, 1, open={"nobody <knows>": 2}, drafter="Claude (x)", cost="$1.00")
    columns = ["purpose", "state", "calls", "input_tokens", "cache_read_tokens", "cache_write_tokens"]
    row = ["draft", "uncertain", 2, 1, 0, 0, 7, 0.0, 0.02]
    frame = pd.DataFrame([row], columns=[*columns, "output_tokens", "cost_usd", "uncertain_usd"])
    html = bill_table(made, lambda _: frame).html
    assert "2 packages are open: run the cell again." in html
    assert "0.0200" in html
    assert any("open for the next run" in label for label in batch_figure(made).data[0].y)

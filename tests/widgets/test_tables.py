"""Tables and cards: escaped, readable, and with words where there is nothing."""

from __future__ import annotations

import pandas as pd

from hitl_kit import Campaign
from hitl_kit.pipeline import BatchResult
from hitl_kit.widgets import batch_figure, funnel_figure, icp_card, note, progress_line, table

HOSTILE = "<script>alert(1)</script>"


def test_everything_from_outside_is_escaped() -> None:
    frame = pd.DataFrame({HOSTILE: [HOSTILE], "n": [1234567], "rate": [0.5], "yes": [True], "none": [None]})
    html = table(frame, HOSTILE)._repr_html_()
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3
    assert "1,234,567" in html
    assert "None" not in html
    assert "<script>" not in note(HOSTILE)._repr_html_()


def test_an_empty_table_says_what_to_do() -> None:
    assert "hitl new" in table(pd.DataFrame({"a": []}), empty="hitl new SLUG")._repr_html_()


def test_a_long_table_says_how_much_it_leaves_out() -> None:
    assert "and 5 more" in table(pd.DataFrame({"a": range(10)}), most=5)._repr_html_()


def test_the_icp_is_told_in_words(campaign: Campaign) -> None:
    html = icp_card(campaign.icp.value)._repr_html_()
    for words in ("industry is one of Logistics, Food wholesale", "high value", "priority 5", "COO"):
        assert words in html


def test_the_funnel_figure_has_a_bar_per_rule_and_words_for_an_empty_list(campaign: Campaign) -> None:
    match = campaign.match()
    figure = funnel_figure(match)
    assert list(figure.data[0].x) == match.funnel["kept"].tolist()
    assert "employees at least 100 and at most 5,000" in " ".join(figure.layout.yaxis.ticktext)
    nothing = funnel_figure(type(match)(match.funnel.assign(kept=0), match.accounts, match.left_out))
    assert "hitl import accounts" in nothing.layout.annotations[0].text


def test_the_batch_figure_counts_every_reason() -> None:
    result = BatchResult("b<1>", 20, 18, 1, 3, 22, {"held: news": 1, HOSTILE: 3})
    figure = batch_figure(result)
    assert sorted(figure.data[0].x) == [1, 3, 18]
    assert "<script>" not in figure.to_json()


def test_a_progress_line_takes_any_step_and_total() -> None:
    progress = progress_line()
    for done in range(3):
        progress("research", done, 2)
    progress("draft", 0, 0)


def test_a_missing_value_is_never_shown_as_what_pandas_calls_it() -> None:
    frame = pd.DataFrame({"a": ["x", None], "n": pd.array([None, 3], "Int64"), "none": pd.array([None] * 2, "Int64")})
    html = table(frame)._repr_html_()
    assert "NA" not in html
    assert "<th>none" not in html
    assert '<td class="hk-none">no value</td>' in table(frame, missing="no value")._repr_html_()


def test_a_column_of_numbers_shows_as_many_decimals_in_each_row() -> None:
    html = table(pd.DataFrame({"score": [6.22, 4.8], "whole": [1.0, 2.0]}))._repr_html_()
    assert ">6.22<" in html
    assert ">4.80<" in html
    assert ">1<" in html


def test_the_batch_figure_tells_reasons_without_the_names_of_one_account() -> None:
    reasons = {
        "none of its contacts (1) may be written to: a@b.example": 1,
        "none of its contacts (3) may be written to": 2,
    }
    figure = batch_figure(BatchResult("b1", 20, 0, 0, 3, 3, reasons))
    assert [" ".join(y.replace("<br>", "").split()) for y in figure.data[0].y] == [
        "drafted, waiting for a person", "none of its contacts may be written to",
    ]  # fmt: skip
    assert list(figure.data[0].x) == [0, 3]
    nothing = batch_figure(BatchResult("b1", 20, 0, 0, 0, 0, {}))
    assert "notebook 1" in nothing.layout.annotations[0].text

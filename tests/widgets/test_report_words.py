"""The words of the campaign review and of the tables beside it."""

from __future__ import annotations

import pandas as pd
import pytest

from hitl_kit import Campaign
from hitl_kit.pipeline import BatchResult
from hitl_kit.simulation import Truth, lay_history
from hitl_kit.widgets import (
    angle_choices,
    batch_problems,
    headline,
    notes,
    portfolio_table,
    provenance,
    rate_table,
    reasons_table,
    replies_table,
)  # fmt: skip


@pytest.fixture
def laid(approved: Campaign) -> Campaign:
    """Two simulated weeks: every mail sent, half of them answered with interest."""
    lay_history(approved, weeks=2, per_week=20, truth=Truth(positive_else=0.5, bounce=0, other_reply=0.3))
    return approved


def test_the_headline_says_that_it_is_simulated(laid: Campaign) -> None:
    html = headline(laid.metrics())._repr_html_()
    assert "Simulated: 40 of 40 packages" in html
    assert "multi_depot" in html


def test_an_empty_campaign_has_words_everywhere(approved: Campaign) -> None:
    metrics = approved.metrics()
    assert "Nothing has been delivered yet" in headline(metrics)._repr_html_()
    assert "Nothing has been sent yet" in rate_table(metrics.by_angle, "angle")._repr_html_()
    assert "Nothing was rejected" in reasons_table(metrics)._repr_html_()
    assert "one look" in notes(metrics)._repr_html_()
    assert angle_choices(metrics, ["multi_depot"]) == [
        {"angle": "multi_depot", "evidence": "nothing sent yet", "current": ""}
    ]
    assert "No reply waits" in replies_table(approved.replies(), waiting=True)._repr_html_()
    assert "Nobody has taken one over" in replies_table(approved.replies(), waiting=False)._repr_html_()
    assert "depots" in portfolio_table(approved.workbench.portfolio())._repr_html_()


def test_rates_stand_with_their_interval_and_small_numbers_say_so(laid: Campaign) -> None:
    metrics = laid.metrics()
    row = metrics.by_angle.iloc[0]
    text = f"{row['replies']} ({row['reply_rate']:.1%}, {row['reply_low']:.1%} to {row['reply_high']:.1%})"
    assert text in rate_table(metrics.by_angle, "angle")._repr_html_()
    assert "not enough data" in rate_table(metrics.by_angle.assign(sent=29), "angle")._repr_html_()
    assert "100%" in portfolio_table(laid.workbench.portfolio())._repr_html_()
    assert "drafts" in reasons_table(metrics)._repr_html_()


def test_the_choices_show_what_was_decided_and_the_figures(laid: Campaign) -> None:
    laid.decide("multi_depot", "watch", by="Test Analyst", reason="early <b>")
    choice = angle_choices(laid.metrics(), ["multi_depot"])[0]
    assert choice["current"] == "watch"
    assert "sent, " in choice["evidence"]
    assert "by Test Analyst (early <b>)" in choice["evidence"]
    assert "&lt;b&gt;" in laid.decision_panel().still()


def test_replies_that_wait_and_that_were_taken_over(laid: Campaign) -> None:
    replies = laid.replies()
    laid.hand_over(replies.iloc[0]["package"], to="Kit")
    after = laid.replies()
    assert f"{len(after) - 1} wait for an answer" in replies_table(after, waiting=True)._repr_html_()
    assert "Kit" in replies_table(after, waiting=False)._repr_html_()


def test_provenance_names_the_head_and_the_files(approved: Campaign) -> None:
    html = provenance(approved.metrics(), approved.hashes())._repr_html_()
    assert approved.workbench.ledger.head()[1] in html
    assert approved.icp.sha256[:16] in html


def test_faults_of_the_sources_are_listed_for_whoever_mends_them(approved: Campaign) -> None:
    assert "could be read" in batch_problems(approved.generate(1))._repr_html_()
    (approved.folder / "pages" / "alder.html").unlink()
    result = approved.generate(1, batch="second")
    assert isinstance(result, BatchResult)
    assert "alder.html" in batch_problems(result)._repr_html_()


def test_the_verdict_counts_are_peoples(laid: Campaign) -> None:
    assert laid.verdicts().empty
    laid.generate(2)
    session = laid.session()
    session.reject(session.claim()[0], "tone")
    counts = laid.verdicts()
    assert counts[["verdict", "reason", "count"]].to_numpy().tolist() == [["reject", "Tone or wording", 1]]
    assert isinstance(counts, pd.DataFrame)

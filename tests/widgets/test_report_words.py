"""The words of the campaign review and of the tables beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from hitl_kit import Campaign
from hitl_kit.domain.base import utc_now
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.pipeline import BatchResult
from hitl_kit.retrospect import angles_compared, record_outcomes
from hitl_kit.simulation import Truth, lay_history
from hitl_kit.widgets import (
    batch_problems,
    by_group,
    choices,
    costs,
    decided,
    guardrails,
    notes,
    portfolio_table,
    provenance,
    rate_table,
    ratios,
    reasons_table,
    replies_table,
    review_load,
    to_decide,
    trust,
)
from hitl_kit.widgets.workload import group_table


@pytest.fixture
def laid(approved: Campaign) -> Campaign:
    """Two simulated weeks: every mail sent, half of them answered with interest."""
    lay_history(approved, weeks=2, per_week=20, truth=Truth(positive_else=0.5, bounce=0, other_reply=0.3))
    return approved


def test_an_empty_campaign_has_words_everywhere(approved: Campaign) -> None:
    page = approved.review_page()
    metrics = page.metrics
    assert "Nothing asks for a decision" in to_decide(page)._repr_html_()
    assert "Nothing sent yet" in to_decide(page)._repr_html_()
    assert "nothing sent yet" in guardrails(page)._repr_html_()
    assert "as soon as enough mails can be compared" in ratios(page)._repr_html_()
    assert "No decision has been taken yet" in decided(page)._repr_html_()
    assert "read by a person" in trust(page)._repr_html_()
    assert "No review has been timed" in review_load(page)._repr_html_()
    assert "Nothing was paid" in costs(page)._repr_html_()
    assert "Nothing has been drafted yet" in by_group(page)._repr_html_()
    assert "Nothing has been sent yet" in rate_table(metrics.by_angle, "angle")._repr_html_()
    assert "Nothing was rejected" in reasons_table(metrics)._repr_html_()
    assert "one look" in notes(metrics)._repr_html_()
    assert choices(page)[0] == {"angle": "multi_depot", "evidence": "nothing sent yet", "current": ""}
    assert "No reply waits" in replies_table(approved.replies(), waiting=True)._repr_html_()
    assert "Nobody has taken one over" in replies_table(approved.replies(), waiting=False)._repr_html_()
    assert "depots" in portfolio_table(approved.workbench.portfolio())._repr_html_()


def test_what_to_decide_says_that_it_is_simulated(laid: Campaign) -> None:
    html = to_decide(laid.review_page())._repr_html_()
    assert '<span class="hk-sim">Simulated: 40 of 40 packages' in html
    assert "multi_depot" in html


def test_what_the_evidence_asks_for_is_a_question_to_a_person(laid: Campaign) -> None:
    page = laid.review_page()
    html = to_decide(replace(page, angles=page.angles.assign(label="retire")))._repr_html_()
    assert "<li>Retire multi_depot? " in html
    laid.decide("multi_depot", "keep", by="Test Analyst", reason="early")
    page = laid.review_page()
    html = to_decide(replace(page, angles=page.angles.assign(label="retire")))._repr_html_()
    assert "It was decided to keep it: against this recommendation." in html


def test_what_was_decided_as_the_evidence_asks_is_neither_asked_again_nor_denied(laid: Campaign) -> None:
    """A brake that is on stays said, also once somebody has decided to calibrate."""
    mails = laid.metrics().journeys
    sent = mails.loc[mails["sent"] & mails["approved"], "package_id"].iloc[:2]
    outcomes = [Outcome(package_id=p, kind="complained", at=utc_now()) for p in sent]
    record_outcomes(laid._ledger, laid.slug, outcomes, actor="test", simulated=True)
    asked = repr(to_decide(laid.review_page()))
    assert "A brake is on: calibrate before more is sent (marked as spam" in asked
    laid.decide_campaign("calibrate", by="Test Analyst", reason="complaints")
    laid.decide("multi_depot", "retire", by="Test Analyst", reason="weak")
    page = laid.review_page()
    page = replace(page, angles=page.angles.assign(label="retire").loc[["multi_depot"]])
    told = repr(to_decide(page))
    assert "What the evidence asks for was decided: calibrate, because a brake is on (marked as spam" in told
    assert "limit 0.3%); retire multi_depot." in told
    assert "no brake is on" not in told
    assert "A brake is on" not in told


def test_what_asks_for_a_decision_stands_first_and_then_what_was_sent_most(laid: Campaign) -> None:
    """Six angles, the least sent of which asks most urgently; what was decided as advised asks no longer."""
    page = laid.review_page()
    names, labels = list("abcdef"), ["keep", "watch", "not enough data", "scale", "retire", "retire"]
    angles = pd.concat([page.angles.assign(label=label) for label in labels]).set_axis(names)
    rates = pd.concat([page.metrics.by_angle.assign(angle=name, sent=99 - n) for n, name in enumerate(names)])
    refused = pd.concat([page.metrics.objections.assign(angle=name) for name in names])
    decided_so = page.metrics.decisions.reindex([0]).assign(angle="f", verdict="retire")
    metrics = replace(page.metrics, by_angle=rates, objections=refused, decisions=decided_so)
    page = replace(page, angles=angles, metrics=metrics, listed=[])
    html = to_decide(page)._repr_html_()
    assert re.findall(r"<tr><td>(\w)</td>", html) == ["e", "d", "b", "a", "c", "f"]
    assert re.findall(r"<li>(\w+ \w)\?", html) == ["Retire e", "Scale d", "Watch b"]


def test_where_nothing_was_sent_for_long_no_answer_is_promised(laid: Campaign) -> None:
    page = laid.review_page()
    later = page.metrics.today + timedelta(days=150)
    mails = page.metrics.touches
    touches = pd.concat(
        [mails, mails.assign(angle="other", company=[f"other {n}" for n in range(len(mails))])], ignore_index=True
    )
    page = replace(page, angles=angles_compared(touches, later))
    assert re.search(r"nothing of it was sent in the last 2\d weeks", repr(choices(page)))
    assert "at this pace" not in repr(choices(page))


def test_mails_that_cannot_be_compared_are_not_dropped_in_silence(laid: Campaign) -> None:
    page = laid.review_page()
    assert "Left out of the comparison" not in to_decide(page)._repr_html_()
    touches = page.metrics.touches.reset_index(drop=True)
    before = touches["sent_at"] - pd.Timedelta(days=3)
    odd = touches.assign(positive_at=touches["positive_at"].where(touches.index >= 2, before))
    page = replace(page, angles=angles_compared(odd, page.metrics.today))
    assert "Left out of the comparison: 2 × positive reply before the mail was sent." in to_decide(page)._repr_html_()


def test_the_portfolio_begins_with_the_brakes_that_are_on(laid: Campaign) -> None:
    portfolio = laid.workbench.portfolio()
    html = portfolio_table(portfolio, "2026-11-15")._repr_html_()
    assert "No campaign has a brake on." in html
    assert "Figures up to 15 November 2026" in html
    html = portfolio_table(portfolio.assign(complaints=2))._repr_html_()
    n = int(portfolio["delivered"].iloc[0])
    assert f"<li>depots: a brake is on (marked as spam (warning): 2 of {n}, limit 0.1%" in html
    assert "nothing sent yet" in portfolio_table(portfolio.assign(sent=0, delivered=0))._repr_html_()


def test_rates_stand_with_their_interval_and_small_numbers_say_so(laid: Campaign) -> None:
    metrics = laid.metrics()
    row = metrics.by_angle.iloc[0]
    text = f"{row['replies']} ({row['reply_rate']:.1%}, {row['reply_low']:.1%} to {row['reply_high']:.1%})"
    assert text in rate_table(metrics.by_angle, "angle")._repr_html_()
    assert "not enough data" in rate_table(metrics.by_angle.assign(sent=29), "angle")._repr_html_()
    assert "100%" in portfolio_table(laid.workbench.portfolio())._repr_html_()
    assert "drafts" in reasons_table(metrics)._repr_html_()


def test_decisions_stand_beside_what_the_evidence_recommended(laid: Campaign) -> None:
    laid.decide("multi_depot", "retire", by="Test Analyst", reason="early <b>")
    laid.decide_campaign("scale", by="Test Analyst", reason="steady")
    page = laid.review_page()
    assert ">retire</span>" in to_decide(page)._repr_html_()
    html = decided(page)._repr_html_()
    assert "early &lt;b&gt;" in html
    assert "not enough data <b>(decided against it)</b>" in html
    assert "Decided against the recommendation: 1 of 2 decisions so far." in html
    angle, campaign = choices(page)[0], choices(page)[-1]
    assert angle["current"] == "retire"
    assert "sent, positive " in angle["evidence"]
    assert "Recommended: not enough data" in angle["evidence"]
    assert (campaign["label"], campaign["current"]) == ("the campaign depots", "scale")


def test_the_panel_decides_about_angles_signals_and_the_campaign(laid: Campaign) -> None:
    panel = laid.decision_panel()
    panel.by.value = "Test Analyst"
    for key, verdict in (
        ("multi_depot", "watch"),
        ("signal:expansion", "prioritise"),
        ("campaign:depots", "calibrate"),
    ):
        panel.reasons[key].value, panel.verdicts[key].value = "seen", verdict
        panel.buttons[key].click()
        assert f"{verdict}, decided by Test Analyst (seen)" in panel.message.value
    assert laid.angle_decisions()["verdict"].tolist() == ["watch"]
    assert laid.courses()["verdict"].tolist() == ["prioritise", "calibrate"]
    panel.buttons["signal:hiring"].click()
    assert "signal hiring needs a verdict and a reason" in panel.message.value


def test_figures_stand_by_every_group(laid: Campaign) -> None:
    page = laid.review_page()
    table = group_table(page, "signal")
    assert table["sent"].sum() == page.metrics.count("sent")
    html = by_group(page)._repr_html_()
    for group in ("batch", "play", "variant", "signal", "segment", "persona", "mailbox"):
        assert f"<summary>By {group}" in html
    assert page.metrics.by("mailbox")["mailbox"].iloc[0] in html


def test_the_load_is_told_with_what_is_assumed(laid: Campaign) -> None:
    text = review_load(laid.review_page()).text
    assert "40 reviews took" in text
    assert "takes 30 to 60 minutes (an assumption, in policy.yaml)" in text
    assert "No draft was reviewed by two people" in text


def test_hostile_names_stay_text(laid: Campaign) -> None:
    page = laid.review_page()
    evil = "<script>alert(1)</script>"
    frames = {name: getattr(page.metrics, name).assign(angle=evil) for name in ("by_angle", "objections")}
    hostile = replace(page, metrics=replace(page.metrics, **frames), angles=page.angles.rename(lambda _: evil))
    for html in (to_decide(hostile)._repr_html_(), decided(hostile)._repr_html_()):
        assert "<script>" not in html


def test_mails_without_a_verdict_are_told(laid: Campaign) -> None:
    page = laid.review_page()
    assert "had been read and let go by a person" in trust(page).text
    journeys = page.metrics.journeys.assign(approved=False)
    assert "have no verdict of a person" in trust(replace(page, metrics=replace(page.metrics, journeys=journeys))).text


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

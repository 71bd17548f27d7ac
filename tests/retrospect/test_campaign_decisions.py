"""Decisions as a campaign takes them: with the evidence that stood then; a retired angle is silent at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.errors import Conflict
from hitl_kit.ledger import tables
from hitl_kit.pipeline.candidates import Candidates
from hitl_kit.simulation import Truth, lay_history
from tests.conftest import ANALYST

ANGLE = "multi_depot"


@pytest.fixture
def laid(approved: Campaign) -> Campaign:
    lay_history(approved, weeks=2, per_week=20, truth=Truth(positive_else=0.5, bounce=0, other_reply=0.3))
    return approved


def evidence(campaign: Campaign, table: sa.Table) -> dict[str, object]:
    rows = campaign.workbench.ledger.rows(sa.select(table.c.evidence).order_by(table.c.id.desc()).limit(1))
    found: dict[str, object] = json.loads(rows[0]["evidence"])
    return found


def test_the_decision_keeps_the_evidence_that_stood_then(laid: Campaign) -> None:
    head = laid.workbench.ledger.head()
    laid.decide(ANGLE, "keep", reason="too early")
    kept = evidence(laid, tables.angle_decision)
    row = laid.angle_evidence().loc[ANGLE]
    assert kept["head"] == list(head)
    assert kept["sent"] == laid.metrics().count("sent")
    assert kept["recommended"] == row["label"]
    weighed = kept["evidence"]
    assert isinstance(weighed, dict)
    assert weighed["sent"] == row["sent"]
    assert (weighed["e_retire"], weighed["ratio_low"], weighed["of"]) == (row["e_retire"], row["ratio_low"], 1)
    assert weighed["weeks_to_answer"] is None  # unknown, and so is no number


def test_evidence_as_of_a_day_is_that_of_a_run_on_that_day(laid: Campaign) -> None:
    day = laid.today
    assert laid.angle_evidence(day).equals(laid.angle_evidence(day.isoformat()))
    assert laid.angle_evidence("2020-01-01").empty
    assert laid.signal_evidence()["sent"].sum() == laid.metrics().count("sent")
    assert laid.review_page().angles.equals(laid.angle_evidence())


def test_signals_and_the_campaign_keep_theirs(laid: Campaign) -> None:
    laid.decide_signal("expansion", "keep", reason="as before")
    sent = laid.metrics().count("sent")
    assert evidence(laid, tables.course)["sent"] == sent
    laid.decide_campaign("scale", reason="all went well")
    kept = evidence(laid, tables.course)
    assert isinstance(kept["funnel"], dict)
    assert kept["funnel"]["sent"] == sent


def test_a_retired_angle_stops_at_once_and_comes_back(laid: Campaign) -> None:
    assert laid.generate(1).drafted == 1
    laid.decide(ANGLE, "retire", reason="nobody answers")
    assert laid.waiting() == 0
    assert len(laid.held_drafts()) == 1
    assert laid.review_page().held["package"].tolist() == laid.held_drafts()["package"].tolist()
    assert laid.review_page(laid.today).held.empty, "a report of an earlier day does not know of it"
    assert len(laid.queue()) == 0
    assert laid.generate(1, batch="later").drafted == 0
    laid.decide(ANGLE, "keep", reason="let us try again")
    assert laid.waiting() == 1
    assert laid.held_drafts().empty
    assert laid.review_page().held.empty
    assert laid.generate(1, batch="again").drafted == 1


def test_the_pipeline_knows_what_is_watched(approved: Campaign) -> None:
    approved.generate(1)
    approved.decide(ANGLE, "watch", reason="early")
    found = Candidates(approved.workbench.ledger, approved.brief(), approved.match())
    drafted = approved.workbench.ledger.rows(sa.select(tables.standing.c.company).where(tables.standing.c.angle != ""))
    candidate = next(found.of([str(drafted[0]["company"])]))
    assert found.request("p", candidate).watched_angles == {ANGLE}


def test_plan_takes_what_is_missing_from_the_campaign(laid: Campaign) -> None:
    planned = laid.plan(angles=3, weeks=4)
    assert planned.plan.sends_per_week == -(-laid.metrics().count("sent") // 2)
    assert "simulated mails in 2 weeks" in planned.taken_from["mails a week"]
    assert planned.taken_from["angles"] == "3 (given)"


def test_the_command_line_decides_about_all_three(hitl, approved: Campaign) -> None:
    approved.generate(1)
    code, out, _ = hitl("decide", "depots", ANGLE, "retire", "--reason", "no answers")
    assert code == 0
    assert f"{ANGLE}: retire, decided by {ANALYST} (no answers); 1 draft held until it is brought back" in out
    assert "1 draft waiting again" in hitl("decide", "depots", ANGLE, "keep", "--reason", "try again")[1]
    code, out, _ = hitl("decide", "depots", "--signal", "expansion", "prioritise", "--reason", "they answer")
    assert code == 0
    assert f"signal expansion: prioritise, decided by {ANALYST}" in out
    assert "icp.yaml" in out
    code, out, _ = hitl("decide", "depots", "--campaign", "scale", "--reason", "steady")
    assert code == 0
    assert f"campaign depots: scale, decided by {ANALYST} (steady)" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ANGLE,), "it takes an angle and a verdict"),
        ((ANGLE, "retir", "--reason", "x"), "did you mean 'retire'"),
        (("--signal", "expansion", "expansion", "keep", "--reason", "x"), "it takes one verdict"),
        (("--signal", "expansio", "keep", "--reason", "x"), "did you mean 'expansion'"),
        (("--signal", "expansion", "--campaign", "scale"), "one decision at a time"),
        (("--campaign", "retire", "--reason", "x"), "use one of: scale, calibrate"),
    ],
)
def test_what_cannot_be_decided_is_said(hitl, campaign: Campaign, arguments: tuple[str, ...], message: str) -> None:
    code, _, err = hitl("decide", "depots", *arguments)
    assert code == 1
    assert message in " ".join(err.split())


# -- bad input has a place in the report


def test_rows_that_cannot_be_true_are_told_in_the_report(laid: Campaign, tmp_path: Path) -> None:
    sent = laid.metrics().journeys
    package = str(sent.loc[sent["sent"], "package_id"].iloc[0])
    rows = [
        f"{package},replied,2026-11-15T10:00:00+09:00,",  # another zone
        f"{package},replied,2026-11-15 01:00,",  # the same moment
        f"{package},positive,2001-01-01,",  # before the send
        "nobody,replied,2026-11-10,",  # an unknown package
    ]
    path = tmp_path / "outcomes.csv"
    path.write_text("package_id,event,at,detail\n" + "\n".join(rows) + "\n", encoding="utf-8")
    result = laid.import_outcomes(path)
    assert (result.added, len(result.rejects)) == (1, 3)
    page = laid.review_page()
    assert page.metrics.rows.left_out == 3
    assert any("cannot be true: 3." in line for line in page.metrics.notes)
    path.write_text(f"package_id,event,at,detail\n{package},replied,2026-11-18,\nnobody,replied,2026-11-18,\n", "utf-8")
    assert len(laid.import_outcomes(path).rejects) == 1
    assert laid.metrics("2026-11-16").rows.left_out == 3  # a report of an earlier day stays as it was
    assert laid.metrics().rows.left_out == 1


def test_a_campaign_with_nothing_sent_is_rendered(approved: Campaign) -> None:
    from hitl_kit.widgets import to_decide

    page = approved.review_page("2020-01-01")
    assert "Nothing sent yet" in to_decide(page).html
    assert page.metrics.notes == ("Nothing has been sent yet, so there are no rates to show.",)


def test_a_draft_that_is_open_when_its_angle_is_retired_cannot_be_let_go(approved: Campaign) -> None:
    approved.generate(1)
    session = approved.session()
    (package,) = session.claim()
    subject, body = session.open(package).subject, session.open(package).body
    approved.decide(ANGLE, "retire", reason="no answers")
    for letting_go in (lambda: session.approve(package), lambda: session.edit(package, subject, f"{body}\n\nPS: more")):
        with pytest.raises(Conflict, match=f"is held: the angle {ANGLE} was retired by {ANALYST}"):
            letting_go()
    assert approved.held_drafts()["package"].tolist() == [package]
    approved.decide(ANGLE, "keep", reason="once more")
    assert session.approve(package).verdict == "approve"


def test_a_draft_of_a_retired_angle_may_be_rejected(approved: Campaign) -> None:
    approved.generate(1)
    session = approved.session()
    (package,) = session.claim()
    approved.decide(ANGLE, "retire", reason="no answers")
    assert session.reject(package, "tone").verdict == "reject"
    assert approved.held_drafts().empty

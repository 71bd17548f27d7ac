"""`hitl lessons`, `hitl lesson`, `hitl reviewers` and `hitl simulate learning`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hitl_kit import Campaign, pipeline, targeting
from hitl_kit.simulation import market

Hitl = Callable[..., tuple[int, str, str]]
DAY = date(2026, 3, 2)


@pytest.fixture
def edited(approved: Campaign) -> Campaign:
    """The small campaign with twelve drafts, in each of which the reviewer wrote another greeting."""
    ledger, plays = approved.workbench.ledger, approved.library.value.plays
    companies, people = market.accounts(approved.icp.value, plays, first=0, count=12, seed=3)
    targeting.record_accounts(ledger, approved.slug, companies, people, actor="test", simulated=False)
    brief = approved.brief(sources=[market.SimulatedNews(plays, DAY, 3)], as_of=DAY)
    pipeline.generate(ledger, brief, approved.match(), "one", 12)
    session = approved.session()
    for package_id in session.claim(12):
        item = session.open(package_id)
        contact = item.package.contact
        assert contact is not None
        rest = item.body.partition("\n")[2]
        session.edit(package_id, item.subject, f"Moin {contact.first_name},\n{rest}", seconds=90)
    return approved


def test_nothing_learned_is_said(hitl: Hitl, approved: Campaign) -> None:
    code, out, _ = hitl("lessons", approved.slug)
    assert code == 0
    assert "Nothing has been learned yet" in out
    code, out, _ = hitl("reviewers", approved.slug)
    assert code == 0
    assert "Nobody has reviewed" in out


def test_a_rule_is_tried_accepted_and_taken_back(hitl: Hitl, edited: Campaign) -> None:
    code, out, _ = hitl("lessons", edited.slug, "--json")
    assert code == 0
    (rule,) = json.loads(out)["rules"]
    assert rule["rule"] == 'greet with "Moin [first name],"'
    assert rule["evidence"] == "12 of 12 mails"
    name = rule["lesson"][:6]
    code, out, _ = hitl("lesson", "try", edited.slug, name)
    assert code == 0
    assert "Moin " in out.partition("after")[2]
    assert edited.accepted_lessons() == ()
    code, out, _ = hitl("lesson", "accept", edited.slug, name)
    assert code == 0
    assert "accepted by Test Analyst" in out
    assert [r.rule for r in edited.accepted_lessons()] == [rule["rule"]]
    code, out, _ = hitl("lesson", "unlearn", edited.slug, name)
    assert code == 0
    assert edited.accepted_lessons() == ()
    code, out, _ = hitl("lesson", "decline", edited.slug, name)
    assert code == 0
    assert "declined by Test Analyst" in out


def test_a_slip_is_said_with_its_mend(hitl: Hitl, edited: Campaign) -> None:
    code, _, err = hitl("lesson", "accept", edited.slug, "zzz")
    assert code == 1
    assert "no proposed rule begins with 'zzz'" in err
    assert f"hitl lessons {edited.slug}" in err


def test_reviewers_are_measured(hitl: Hitl, edited: Campaign) -> None:
    code, out, _ = hitl("reviewers", edited.slug, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["reviewers"][0]["median_seconds"] == 90
    assert found["reviewers"][0]["edited"] == 12


def test_a_simulation_is_labelled_and_shows_the_vendors_figures(hitl: Hitl, workspace: Path) -> None:
    del workspace
    code, out, _ = hitl("simulate", "learning", "--weeks", "1", "--per-week", "20", "--seed", "3")
    assert code == 0
    assert out.startswith("SIMULATED")
    assert "50-60%" in out
    assert "planted defects were caught" in out


def test_a_simulation_as_json(hitl: Hitl, workspace: Path) -> None:
    (workspace / "rosa.yaml").write_text('name: Rosa\ngreeting: "Hi {first_name},"\n')
    arguments = ("--weeks", "1", "--per-week", "20", "--reviewer", "rosa.yaml", "--no-learning", "--json")
    code, out, _ = hitl("simulate", "learning", *arguments)
    found = json.loads(out)
    assert code == 0
    assert found["simulated"]
    assert found["weeks"][0]["rules"] == 0
    assert found["still_changed"][0]["what"] == "Rosa: greeting"


def test_the_same_reviewer_twice_is_refused(hitl: Hitl, workspace: Path) -> None:
    (workspace / "rosa.yaml").write_text("name: Rosa\n")
    code, _, err = hitl("simulate", "learning", "--reviewer", "rosa.yaml", "--reviewer", "rosa.yaml")
    assert code == 1
    assert "same name" in err


def test_what_went_by_itself_and_why_other_plays_had_nothing_go_is_said(hitl: Hitl, workspace: Path) -> None:
    (workspace / "rosa.yaml").write_text("name: Rosa\n")
    arguments = ("--weeks", "1", "--per-week", "20", "--plays", "2", "--alone", "--reviewer", "rosa.yaml")
    code, out, _ = hitl("simulate", "learning", *arguments)
    assert code == 0
    assert "no draft went by itself" in out
    assert "50 reviews or more" in out
    code, out, _ = hitl("simulate", "learning", *arguments, "--json")
    found = json.loads(out)
    assert code == 0
    assert len(found["plays"]) == len(found["not_by_themselves"]) == found["setting"]["plays"] == 2
    assert found["automatic"] == {
        "drafts": 0, "bad": 0, "rejected": 0, "unlike": 0, "share_bad": None, "low": 0.0, "high": 1.0,
        "epsilon": 0.1, "below_epsilon": None,
    }  # fmt: skip
    assert found["no_learning"] is None


def test_more_plays_than_there_are_is_a_slip(hitl: Hitl, workspace: Path) -> None:
    del workspace
    code, _, err = hitl("simulate", "learning", "--plays", "99")
    assert code == 1
    assert "the demo campaign has 15" in err

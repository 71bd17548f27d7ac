"""A retired angle's drafts are held and come back with it; decisions against the evidence are told apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from hitl_kit.domain.decisions import COURSES
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import collect, courses, decide_angle, decide_course, held_drafts, watched_angles
from hitl_kit.retrospect.decisions import against
from hitl_kit.retrospect.evidence import Label

from .conftest import Writer

ANGLES = {"cost", "site"}


def decide(ledger: Ledger, angle: str, verdict: Any, **evidence: Any) -> None:
    decide_angle(
        ledger, "nordics", angle, verdict, by="Dana", reason="enough seen", evidence=evidence, known_angles=ANGLES
    )


def statuses(ledger: Ledger) -> dict[str, str]:
    s = tables.standing.c
    return {r["package_id"]: r["status"] for r in ledger.rows(sa.select(s.package_id, s.status))}


@pytest.fixture
def queued(write: Writer) -> Writer:
    """Drafts with two angles: waiting, decided, waiting for a second person, held for news, automatic, planted."""
    write.package("waits", angle="cost", approved=False)
    write.package("other", angle="site", approved=False)
    write.package("done", angle="cost")
    write.package("news", angle="cost", approved=False, decider="hold")
    write.package("auto", angle="cost", approved=False, decider="auto")
    write.package("trap", angle="cost", approved=False, decider="planted")
    write.elsewhere("alps").package("far", angle="cost", approved=False)
    return write


def test_what_waits_is_held_and_comes_back(ledger: Ledger, queued: Writer) -> None:
    before = statuses(ledger)
    decide(ledger, "cost", "retire")
    changed = {name for name, status in statuses(ledger).items() if status != before[name]}
    assert changed == {"waits", "auto"}
    assert statuses(ledger)["waits"] == "held"
    held = held_drafts(ledger, "nordics")
    assert held[["package", "angle", "account"]].to_numpy().tolist() == [
        ["auto", "cost", "auto.example"], ["waits", "cost", "waits.example"],
    ]  # fmt: skip
    assert held_drafts(ledger, "alps").empty
    decide(ledger, "cost", "keep")
    after = statuses(ledger)
    assert after["waits"] == after["auto"] == "waiting"  # a person's, whatever it was before
    assert after["news"] == "held", "what was held for news stays held"
    assert held_drafts(ledger, "nordics").empty
    assert ledger.verify().intact


def test_twice_retired_is_held_once(ledger: Ledger, queued: Writer) -> None:
    decide(ledger, "cost", "retire")
    decide(ledger, "cost", "retire")
    assert len(ledger.rows(sa.select(tables.reroute))) == 2
    decide(ledger, "cost", "watch")
    assert statuses(ledger)["waits"] == "waiting"
    decide(ledger, "cost", "retire")
    assert set(held_drafts(ledger, "nordics")["package"]) == {"waits", "auto"}
    assert ledger.verify().intact


def test_a_held_draft_that_somebody_decides_is_no_longer_held(ledger: Ledger, queued: Writer) -> None:
    decide(ledger, "cost", "retire")
    queued.decide("waits", "reject", reason="other")
    assert set(held_drafts(ledger, "nordics")["package"]) == {"auto"}
    decide(ledger, "cost", "keep")
    assert statuses(ledger)["waits"] == "rejected"


def test_watched_angles_are_those_whose_newest_decision_says_so(ledger: Ledger) -> None:
    decide(ledger, "cost", "watch")
    decide(ledger, "site", "watch")
    decide(ledger, "site", "keep")
    assert watched_angles(ledger, "nordics") == {"cost"}


@pytest.mark.parametrize(
    ("verdict", "recommended", "expected"),
    [
        ("retire", "retire", False), ("keep", "retire", True), ("watch", "retire", True), ("keep", "keep", False),
        ("retire", "not enough data", True), ("keep", "not enough data", False), ("watch", "not enough data", False),
        ("scale", "keep", True), ("retire", "", False), ("drop", "drop", False), ("keep", "prioritise", True),
        ("scale", "calibrate", True), ("calibrate", "calibrate", False),
    ],
)  # fmt: skip
def test_against_the_recommendation(verdict: str, recommended: str, expected: bool) -> None:
    assert against(verdict, recommended) is expected


def test_every_label_can_be_followed() -> None:
    for label in get_args(Label):
        assert [v for v in ("keep", "scale", "watch", "retire") if not against(v, label)]


def test_going_against_it_is_recorded_and_told(ledger: Ledger) -> None:
    decide(ledger, "cost", "keep", recommended="retire", e_retire=90.0)
    decide(ledger, "site", "keep")
    found = collect(ledger, "nordics").decisions.set_index("angle")
    assert found["recommended"].to_dict() == {"cost": "retire", "site": ""}
    assert found["against"].to_dict() == {"cost": True, "site": False}


def course(ledger: Ledger, about: Any, subject: str, verdict: str, **options: Any) -> Any:
    given: dict[str, Any] = {"by": "Dana", "reason": "seen", "evidence": {}, "known": {"hiring", "funding"}, **options}
    return decide_course(ledger, "nordics", about, subject, verdict, **given)


def test_signals_and_the_campaign_have_courses(ledger: Ledger) -> None:
    made = course(ledger, "signal", "hiring", "drop", evidence={"recommended": "prioritise", "n": float("nan")})
    assert made.words == "signal hiring: drop, decided by Dana (seen)"
    course(ledger, "signal", "hiring", "prioritise", now=datetime(2026, 3, 9, tzinfo=UTC))
    course(ledger, "campaign", "nordics", "calibrate", evidence={"recommended": "calibrate"})
    found = courses(ledger, "nordics")
    assert found[["about", "subject", "verdict", "recommended", "against"]].to_numpy().tolist() == [
        ["signal", "hiring", "drop", "prioritise", True], ["signal", "hiring", "prioritise", "", False],
        ["campaign", "nordics", "calibrate", "calibrate", False],
    ]  # fmt: skip
    assert json.loads(found["evidence"].iloc[0])["n"] is None
    standing = collect(ledger, "nordics").courses
    assert standing[["subject", "verdict"]].to_numpy().tolist() == [["hiring", "prioritise"], ["nordics", "calibrate"]]
    event = ledger.rows(sa.select(tables.event.c.kind, tables.event.c.subject))
    assert [(e["kind"], e["subject"]) for e in event] == [
        ("course.decide", "nordics/hiring"), ("course.decide", "nordics/hiring"), ("course.decide", "nordics"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "subject", "verdict", "options", "message"),
    [
        ("signal", "hirin", "drop", {}, "did you mean 'hiring'"),
        ("signal", "hiring", "scale", {}, f"use one of: {', '.join(COURSES['signal'])}"),
        ("campaign", "nordics", "prioritise", {}, f"use one of: {', '.join(COURSES['campaign'])}"),
        ("campaign", "nordics", "scale", {"by": ""}, "name of the person"),
        ("signal", "hiring", "drop", {"reason": " "}, "a signal needs a reason"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    ledger: Ledger, about: str, subject: str, verdict: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        course(ledger, about, subject, verdict, **options)
    assert ledger.head()[0] == 0

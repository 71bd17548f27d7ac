"""Plays on the grid: shown with a sample of the real pipeline, approved as shown, or turned down with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.campaign.play_review import PlayReview
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.ledger import tables as t
from tests.conftest import ANALYST

PLAY = "expansion_operations"


@pytest.fixture
def desk(approved: Campaign) -> PlayReview:
    approved.generate(size=2)
    return PlayReview(approved, ANALYST)


def ask(approved: Campaign, **message: Any) -> list[dict[str, Any]]:
    """What the grid of the campaign answers."""
    said: list[dict[str, Any]] = []
    grid = approved.review(ANALYST)
    grid.send = lambda m, buffers=None: said.append(json.loads(json.dumps(m)))
    for play in (message.get("play"), None):
        if play:
            grid._receive(grid, {"op": "plays", "play": play}, [])
    said.clear()
    grid._receive(grid, {"op": "plays", **message}, [])
    return said


def test_a_play_is_shown_with_its_logic_and_a_sample(desk: PlayReview) -> None:
    assert [p["play"] for p in desk.plays()] == [PLAY]
    shown = desk.show(PLAY)
    assert dict(shown["logic"])["When"][0].startswith("signal expansion")
    assert shown["drafts"]
    assert shown["drafts"][0]["subject"].startswith("Planning across depots at ")


def test_the_grid_approves_what_it_has_shown(approved: Campaign, desk: PlayReview) -> None:
    (answer,) = ask(approved, play=PLAY, verdict="approve")
    assert f"play {PLAY} of 'depots' approved by {ANALYST}" in answer["said"]
    assert answer["plays"][0]["approval"] == "holds"
    (answer,) = ask(approved, play=PLAY, verdict="reject", reason="no")
    assert answer["op"] == "plays-refused"
    assert "state: draft" in answer["mend"]


def test_what_was_not_shown_or_has_changed_is_not_approved(approved: Campaign, desk: PlayReview) -> None:
    with pytest.raises(InputError, match="was not shown"):
        desk.approve(PLAY)
    desk.show(PLAY)
    angles = approved.folder / "angles.yaml"
    angles.write_text(angles.read_text().replace("Would a short call", "Would a call"))
    with pytest.raises(Conflict, match="has changed since it was shown"):
        desk.approve(PLAY)
    assert approved.plays()["approval"].tolist() == ["never approved"]


@pytest.mark.parametrize("verdict", ["change", "reject"])
def test_turning_one_down_is_recorded_with_what_was_seen(approved: Campaign, desk: PlayReview, verdict: str) -> None:
    (refused,) = ask(approved, play=PLAY, verdict=verdict, reason="  ")
    assert "without a reason" in refused["error"]
    (answer,) = ask(approved, play=PLAY, verdict=verdict, reason="cite the date")
    assert "no approval was given" in answer["said"]
    ledger = approved.workbench.ledger
    (row,) = ledger.rows(sa.select(t.course))
    assert (row["about"], row["subject"], row["verdict"], row["reason"]) == ("play", PLAY, verdict, "cite the date")
    assert len(json.loads(row["evidence"])["drafts"]) == len(desk.show(PLAY)["drafts"])
    assert ledger.verify().intact
    assert ask(approved, play=PLAY, verdict="love")[0]["op"] == "plays-refused"

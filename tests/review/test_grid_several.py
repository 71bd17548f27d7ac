"""The grid's Python side where more than one is concerned: several packages, two reviewers, plays, and the end."""

from __future__ import annotations

import json

import pytest

from hitl_kit.domain.packages import Route
from hitl_kit.review import ReviewSession
from hitl_kit.widgets import ReviewGrid
from tests.review import factory
from tests.review.test_review_grid_messages import Desk, stored


@pytest.fixture
def desk(session):
    return Desk(session)


def test_what_one_verdict_would_cover_is_named_before_it_is_given(desk, market):
    ids = ["p000", "p001", "p002", "p000"]
    (cover,) = desk.ask(op="cover", n=7, ids=ids, verdict="approve")
    assert (cover["n"], [c[0] for c in cover["covered"]]) == (7, ["p001", "p002"])
    assert [(i, why) for i, _, why in cover["left_out"]] == [
        ("p000", "high-value tier: each one is decided on its own")
    ]
    assert stored(market) == []
    items = [[c[0], c[2]] for c in cover["covered"]]
    message = {"op": "bulk", "uid": "b1", "verdict": "approve", "items": items, "seconds": 8.0}
    (ack,) = desk.ask(**message)
    assert ack["op"] == "ack"
    assert stored(market) == [("p001", "approve"), ("p002", "approve")]
    assert [row[0] for row in ack["rows"]] == ["p001", "p002"]
    assert desk.ask(**message)[0]["op"] == "ack"
    assert len(stored(market)) == 2, "the same message again adds nothing"


def test_the_high_value_tier_is_refused_even_where_the_view_asks_for_it(desk, market):
    (cover,) = desk.ask(op="cover", n=1, ids=["p001"], verdict="hold")
    items = [["p001", cover["covered"][0][2]], ["p000", factory.draft_of(factory.package(0)).sha256]]
    (nack,) = desk.ask(op="bulk", uid="b1", verdict="hold", items=items, seconds=1)
    assert nack["op"] == "nack"
    assert "high-value tier" in nack["error"]
    assert stored(market) == []


def test_the_rest_of_an_account_and_the_rest_with_an_angle(desk, market):
    factory.store(market, [factory.package(13, account=factory.package(1).account)])
    (cover,) = desk.ask(op="cover", n=1, of="p001", like="account", ids=[], verdict="reject")
    assert [c[0] for c in cover["covered"]] == ["p013"]
    (cover,) = desk.ask(op="cover", n=2, of="p001", like="angle", ids=[], verdict="reject")
    assert "p001" not in [c[0] for c in cover["covered"]]
    assert len(cover["covered"]) == 9, "eight of the others that are not of high value, and p013"


def test_the_second_of_two_reviewers_is_sent_nothing_of_the_first(ledger, clock):
    route = Route(decider="human", reason="as always", reviewers=2)
    factory.store(ledger, [factory.package(0, route=route)])
    first, second = (Desk(ReviewSession(ledger, "demo", name, clock=clock)) for name in ("Zoltan", "Bo"))
    first.ask(op="init", view="a")
    first.decide(verdict="reject", reason="tone", note="far too loud")
    second.ask(op="init", view="b")
    second.ask(op="get", ids=["p000"])
    second.ask(op="rows", view="b", after="")
    second.ask(op="summary")
    said = json.dumps(second.said) + str(second.grid._repr_mimebundle_()[0])
    assert "Zoltan" not in said
    assert "too loud" not in said
    answer = second.decide(verdict="reject", reason="wrong_claim", uid="of Bo")
    assert "Zoltan" in json.dumps(answer["card"]["history"])


def test_what_the_browser_is_told_of_a_route_is_its_reason_alone(desk):
    card = desk.ask(op="get", ids=["p000"])[0]["items"][0]
    assert list(card["route"]) == ["reason"], "one that was drawn for a spot-check looks like any other"


def test_the_summary_and_a_grid_without_plays(desk):
    desk.decide("p001")
    (summary,) = desk.ask(op="summary")
    assert (summary["op"], summary["verdicts"]) == ("summary", {"approve": 1})
    (refused,) = desk.ask(op="plays")
    assert refused["op"] == "plays-refused"
    assert "campaign.review()" in refused["mend"]


def test_a_drafter_that_fails_is_told_and_the_draft_stands(session_of):
    def fail(*_: object) -> None:
        raise RuntimeError("out of ink")

    grid = Desk(session_of(rewrite=fail, judge=lambda package: ()))
    grid.ask(op="rewrite", id="p001", instruction="shorter")
    thread = grid.grid._writing.get("p001")
    if thread is not None:
        thread.join(10)
    (said,) = [m for m in grid.said if m["op"] == "rewritten"]
    assert "the drafter failed (RuntimeError)" in said["error"]
    assert said["card"]["versions"] == []
    assert isinstance(grid.grid, ReviewGrid)

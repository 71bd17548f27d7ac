"""Which packages two people review: drawn by the package, in the share that the policy asks for."""

from __future__ import annotations

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.base import short_id
from hitl_kit.routing import draw_reviewers, route_draft

IDS = [short_id("demo", "2026-11-16", f"account-{n}.example") for n in range(10_000)]


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5])
def test_the_share_is_the_policys(share: float) -> None:
    drawn = sum(draw_reviewers(i, share) == 2 for i in IDS) / len(IDS)
    assert abs(drawn - share) < 4 * (share * (1 - share) / len(IDS)) ** 0.5


def test_none_and_all() -> None:
    assert {draw_reviewers(i, 0) for i in IDS} == {1}
    assert {draw_reviewers(i, 1) for i in IDS} == {2}


def test_the_draw_is_the_packages_own_and_a_larger_share_adds_to_a_smaller() -> None:
    few, more = ({i for i in IDS if draw_reviewers(i, share) == 2} for share in (0.1, 0.2))
    assert few < more
    assert few == {i for i in IDS if draw_reviewers(i, 0.1) == 2}


def test_a_drawn_draft_is_routed_to_two() -> None:
    route = route_draft(tier="B", high_value=False, findings=[], reviewers=2)
    assert (route.decider, route.reviewers) == ("human", 2)
    assert route_draft(tier="B", high_value=False, findings=[]).reviewers == 1


@pytest.mark.parametrize(("share", "reviewers"), [("0", {1}), ("1", {2})])
def test_a_batch_draws_what_the_policy_says(approved: Campaign, share: str, reviewers: set[int]) -> None:
    path = approved.folder / "policy.yaml"
    path.write_text(f"version: 1\nreview:\n  double_review: {share}\n")
    approved.generate(5)
    session = approved.session()
    opened = [session.look(i).package for i in session.claim()]
    assert opened
    assert {p.route.reviewers for p in opened} == reviewers

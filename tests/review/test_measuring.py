"""Agreement, and how much an edit changed."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession, kappa, reviewing
from hitl_kit.review.measuring import distance
from tests.review import factory


def test_kappa_is_cohens() -> None:
    """The textbook's table: 20 both yes, 15 both no, 5 and 10 apart: agreement .70, by chance .50, kappa .40."""
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert math.isnan(kappa(["y"] * 5, ["y"] * 5)), "whoever says yes to everything agrees by chance"
    assert math.isnan(kappa([], []))


def test_distance_is_the_share_of_words_that_differ() -> None:
    assert distance("a b c", "a b c") == 0
    assert distance("a b", "c d") == 1
    assert distance("a b c d", "a b c x") == pytest.approx(0.25)


def test_two_reviewers_of_the_same_drafts_are_compared(ledger: Ledger, clock: Callable[[], object]) -> None:
    route = factory.package(1).route.model_copy(update={"reviewers": 2})
    factory.store(ledger, [factory.package(n, route=route) for n in (1, 2, 3, 5)])
    ana, ben = (ReviewSession(ledger, "demo", name, clock=clock) for name in ("Ana", "Ben"))  # type: ignore[arg-type]
    for name in ("p001", "p002", "p003", "p005"):
        ana.approve(name) if name != "p005" else ana.reject(name, "tone")
        ben.approve(name) if name in ("p001", "p002") else ben.reject(name, "tone")
    (row,) = reviewing(ledger, "demo", target_seconds=300).agreement.to_dict("records")
    assert (row["reviewers"], row["judged_by_both"], row["agree"], row["kappa"]) == ("Ana and Ben", 4, 0.75, 0.5)


def test_an_empty_campaign_says_nothing(ledger: Ledger) -> None:
    found = reviewing(ledger, "demo", target_seconds=300)
    assert found.table.empty
    assert found.agreement.empty
    assert found.words == ()

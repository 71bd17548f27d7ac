"""Assignments: drawn from the ledger's seed, the same for a company all week, even over companies, and drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chisquare

from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.drafting import Choice, DraftRequest, campaign_seed, choose, cohort
from hitl_kit.drafting.allocation import Draws
from hitl_kit.ledger import Ledger, tables
from tests.drafting.bench import AS_OF, SENDER, angle, evidence, play, research

MANY = 2_000


def draws(seed: str, company: str, day: date = AS_OF, sender: str = SENDER.email) -> Draws:
    return Draws.of(seed, day, sender, company)


def test_the_seed_is_drawn_once_and_recorded_with_its_event(ledger: Ledger) -> None:
    first = campaign_seed(ledger, "demo", actor="Ana")
    assert len(first) == 32
    assert campaign_seed(ledger, "demo", actor="Bo", value="another") == first
    assert campaign_seed(ledger, "other", actor="Ana") != first
    rows = ledger.rows(sa.select(tables.seed).where(tables.seed.c.campaign == "demo"))
    (event,) = ledger.rows(sa.select(tables.event).where(tables.event.c.subject == "demo"))
    assert [(r["purpose"], r["value"], r["event"]) for r in rows] == [("allocation", first, event["seq"])]
    assert (event["kind"], event["actor"]) == ("seed.draw", "Ana")
    assert first not in event["payload"]
    assert ledger.verify().intact


def test_a_campaign_may_be_given_its_seed_before_one_is_drawn(ledger: Ledger) -> None:
    assert campaign_seed(ledger, "demo", actor="Ana", value="demo") == "demo"
    assert campaign_seed(ledger, "demo", actor="Ana") == "demo"


@pytest.mark.parametrize(
    ("day", "email", "words"),
    [
        (date(2026, 11, 20), "Marta@RouteWise.example", "2026-W47 routewise.example"),
        (date(2027, 1, 3), "m@a.example", "2026-W53 a.example"),
        (date(2027, 1, 4), "m@a.example", "2027-W01 a.example"),
        (date(2027, 1, 4), "nobody", "2027-W01 nobody"),
    ],
)
def test_a_cohort_is_a_week_and_a_sending_domain(day: date, email: str, words: str) -> None:
    assert cohort(day, email) == words


def bounds(share: float) -> tuple[float, float]:
    """Where a count of `MANY` independent draws lies in all but one of ten million cases."""
    return float(binom.ppf(5e-8, MANY, share)), float(binom.ppf(1 - 5e-8, MANY, share))


@settings(deadline=None, max_examples=60)
@given(
    seed=st.text(max_size=20), company=st.text(max_size=30), among=st.integers(2, 9), monday=st.integers(0, 3000),
    days=st.tuples(st.integers(0, 6), st.integers(0, 6)),
)  # fmt: skip
def test_a_company_keeps_what_was_drawn_for_it_all_week(
    seed: str, company: str, among: int, monday: int, days: tuple[int, int]
) -> None:
    week = date(2024, 1, 1) + timedelta(weeks=monday)
    one, other = (draws(seed, company, week + timedelta(days=d)) for d in days)
    assert one.pick(among, "variant", "a") == other.pick(among, "variant", "a") < among
    assert one.turn(3, "angle", "x") == other.turn(3, "angle", "x") > 0


@settings(deadline=None, max_examples=25)
@given(seed=st.text(min_size=1, max_size=20), among=st.integers(2, 6))
def test_counts_within_a_stratum_differ_little(seed: str, among: int) -> None:
    """No arm is further from its share than independent draws are."""
    counts = Counter(draws(seed, f"company{n}.example").pick(among, "variant", "a") for n in range(MANY))
    low, high = bounds(1 / among)
    assert all(low <= counts[arm] <= high for arm in range(among))


@settings(deadline=None, max_examples=25)
@given(seed=st.text(min_size=1, max_size=20), weights=st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_each_comes_first_as_often_as_its_weight_says(seed: str, weights: tuple[int, int]) -> None:
    first = sum(
        (one := draws(seed, f"c{n}")).turn(weights[0], "angle", "x") < one.turn(weights[1], "angle", "y")
        for n in range(MANY)
    )
    low, high = bounds(weights[0] / sum(weights))
    assert low <= first <= high


def test_weeks_domains_seeds_and_parts_are_drawn_apart() -> None:
    """Of two draws that have nothing to do with each other, half agree; every pair of arms comes equally often."""
    ways: dict[str, Callable[[str], int]] = {
        "week": lambda c: draws("s", c, AS_OF + timedelta(weeks=1)).pick(2, "x"),
        "domain": lambda c: draws("s", c, sender="m@other.example").pick(2, "x"),
        "seed": lambda c: draws("t", c).pick(2, "x"),
        "part": lambda c: draws("s", c).pick(2, "y"),
    }
    for name, other in ways.items():
        pairs = Counter((draws("s", c).pick(2, "x"), other(c)) for c in map(str, range(MANY)))
        assert chisquare([pairs[a, b] for a in (0, 1) for b in (0, 1)]).pvalue > 1e-6, name


def chosen(request: DraftRequest, library: AngleLibrary) -> Choice:
    found = next(choose(request, library))
    assert isinstance(found, Choice)
    return found


def two_personas() -> AngleLibrary:
    angles = (angle("depots"), angle("opening"))
    pairs = [(a.id, persona) for persona in ("head_ops", "head_supply") for a in angles]
    return AngleLibrary(
        sender=SENDER, angles=angles, plays=tuple(play(f"{a}_{p}", "expansion", a, p) for a, p in pairs)
    )


def test_two_people_at_one_company_get_the_same_angle_and_variant(request_of: Any) -> None:
    from hitl_kit.domain.accounts import Account

    library, known, angles = two_personas(), research(evidence()), set()
    for n in range(60):
        account = Account(name="Acme", domain=f"acme{n}.example")
        one, other = (
            chosen(request_of(known, account=account, persona_id=p, package_id=p, seed="s"), library)
            for p in ("head_ops", "head_supply")
        )
        assert (one.angle, one.variant, one.cohort) == (other.angle, other.variant, other.cohort)
        angles.add(one.angle.id)
    assert angles == {"depots", "opening"}


def test_the_draft_says_in_which_cohort_it_was_drawn(request_of: Any, library: AngleLibrary) -> None:
    found = chosen(request_of(seed="s"), library)
    assert found.draft("somebody").cohort == found.cohort == "2026-W47 routewise.example"
    assert found.draft("somebody").drafter == "somebody"

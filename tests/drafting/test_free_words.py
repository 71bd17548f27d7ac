"""Claims in free words: what is stopped, what passes, and what is only marked because it may well be right."""

from __future__ import annotations

from datetime import date

import pytest

from hitl_kit.drafting.dates import days, periods
from hitl_kit.drafting.numbers import numbers
from hitl_kit.drafting.words import event_of, key_of
from tests.drafting.bench import evidence, research

METERS = (
    "Acme Freight will fit 1,800 sensors over five years, of which 220 had been installed by June; it needs around 40"
    " additional drivers and intends to enter Chile in fall 2027."
)
MARGIN = "Acme Freight's margin narrowed to 38% from 41%, income from shops held steady at £2.9m, and its loss was £3m."
BEAT = "Acme Freight has been awarded the job, beating Multicon and Hansford after 18 months of talks."
LICENCE = "Acme Freight granted Takeo an exclusive licence for Japan under a plan of the Federal Port Agency."
REFUSED = (
    "Acme Freight does not sponsor visas for this post, and no illnesses have been reported among 44 of 60 drivers."
)
BUDGET = "The site of Acme Freight was £2 million under its £36 million budget, with charges of £30 a tonne."

STOPPED = [
    ("plan told as fact", METERS, "Acme Freight has hired 40 additional drivers."),
    ("plan told as fact", METERS, "Acme Freight has installed 1,800 sensors."),
    ("relative date", METERS, "Acme Freight enters Chile this fall."),
    ("opposite", MARGIN, "Acme Freight's income from shops fell to £2.9m."),
    ("opposite", MARGIN, "Acme Freight made a profit of £3m."),
    ("opposite", BUDGET, "The site of Acme Freight came in £2 million over budget."),
    ("swapped number", MARGIN, "Acme Freight's margin widened to 41% from 38%."),
    ("swapped number", REFUSED, "At Acme Freight 44 of 90 drivers were asked."),
    ("swapped roles", BEAT, "Multicon beat Acme Freight to the job."),
    ("swapped roles", LICENCE, "Acme Freight licensed it from Takeo for Japan."),
    ("negation", REFUSED, "The post at Acme Freight comes with visa sponsorship."),
    ("negation", REFUSED, "Illnesses have been reported at Acme Freight."),
    ("changed unit", BUDGET, "Acme Freight charges £30 a litre."),
    ("unsupported number", BEAT, "Acme Freight got the job after 19 months of talks."),
]

FINE = [
    (METERS, "Acme Freight plans to enter Chile next autumn."),
    (METERS, "You have 220 sensors in place, Acme Freight says."),
    (MARGIN, "Acme Freight's margin went from 41% to 38%."),
    (BEAT, "Multicon and Hansford were beaten by Acme Freight."),
    (BEAT, "Acme Freight won the job after a year and a half of talks."),
    (LICENCE, "Takeo has licensed it from Acme Freight for Japan."),
    (LICENCE, "Acme Freight's plan with the FPA covers a licence for Japan."),
    (REFUSED, "Acme Freight offers no visa sponsorship for this post."),
    (BUDGET, "The site of Acme Freight stayed £2m below budget."),
]

MARKED = [
    ("unsupported number", REFUSED, "At Acme Freight 16 of the drivers were not asked."),
    ("unsupported number", "Acme Freight has 44 sites in Kent and bought nine.", "Acme Freight now has 53 sites."),
    ("unsupported event", "Acme Freight ordered 150 vans.", "Acme Freight bought 150 vans."),
    ("unsupported superlative", "It is the largest order of Acme Freight.", "It is Acme Freight's biggest order."),
    ("relative date", "Acme Freight opened in Hull in 2024.", "Acme Freight opened in Hull last year."),
    ("fake familiarity", BEAT, "I was thrilled about the job of Acme Freight."),
]


def _found(bench, quote: str, claim: str) -> set[tuple[str, str]]:
    bench.request = bench.request_with(research(evidence(quote)))
    snapshots = dict.fromkeys((s.sha256 for s in bench.request.research.sources), quote)
    return {(f.check, f.severity) for f in bench.check(bench.with_segment("claim", claim), snapshots=snapshots)}


@pytest.mark.parametrize(("check", "quote", "claim"), STOPPED, ids=[t[:50] for *_, t in STOPPED])
def test_what_the_quote_contradicts_is_stopped(bench, check, quote, claim):
    assert (check, "block") in _found(bench, quote, claim)


@pytest.mark.parametrize(("quote", "claim"), FINE, ids=[t[:50] for _, t in FINE])
def test_the_same_in_free_words_is_not_stopped(bench, quote, claim):
    assert not [check for check, severity in _found(bench, quote, claim) if severity == "block"]


@pytest.mark.parametrize(("check", "quote", "claim"), MARKED, ids=[t[:50] for *_, t in MARKED])
def test_what_may_be_right_is_only_marked(bench, check, quote, claim):
    found = _found(bench, quote, claim)
    assert (check, "warn") in found
    assert (check, "block") not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two decades", "20 years"), ("one in five of them", "20%"), ("half a million", "500,000"),
        ("two and a half million", "2.5m"), ("1.1 billion Australian dollars", "A$1.1bn"), ("NT$2m", "TWD 2 million"),
        ("310,000 sq ft", "310,000-square-foot"), ("from 14 minutes to 9", "9 minutes, down from 14"),
        ("40+", "at least 40"), ("40 or more", "more than 40"),
    ],
)  # fmt: skip
def test_the_same_number_with_unit_and_bound(one, other):
    assert {(n.value, n.unit, n.bound) for n in numbers(one)} == {(n.value, n.unit, n.bound) for n in numbers(other)}


def test_taken_over_is_no_bound():
    assert [n.bound for n in numbers("has taken over 9 sites and over 90 vans")] == ["", "≥"]


@pytest.mark.parametrize(
    ("words", "season", "years"),
    [
        ("this fall", "autumn", (2026,)), ("next spring", "spring", (2027,)), ("next year", "", (2027,)),
        ("last autumn", "autumn", (2025, 2026)), ("this winter", "winter", (2026, 2027)),
    ],
)  # fmt: skip
def test_years_and_seasons_by_their_distance(words, season, years):
    (found,) = periods(f"They open {words}.", date(2026, 11, 20))
    assert (found.season, found.years) == (season, years)


def test_fall_is_a_season_only_where_it_is_one():
    assert [d.season for d in days("in fall 2027")] == ["autumn"]
    assert not days("the fall in sales")
    (day,) = days("from New Year's Day")
    assert (day.month, day.day) == (1, 1)


def test_spellings_and_families_of_words_meet():
    pairs = [("organise", "organize"), ("labour", "labor"), ("sponsorship", "sponsor"), ("centre", "center")]
    assert all(key_of(one) == key_of(other) for one, other in pairs)
    assert event_of("stoppage") == ("close", "noun")
    assert event_of("department") is None

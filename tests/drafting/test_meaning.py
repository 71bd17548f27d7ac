"""What a claim says beside its quote: events, roles, figures and dates. Each check with what it stops and lets pass."""

from __future__ import annotations

import pytest

from tests.drafting.bench import evidence, research

DEAL = "Acme Freight has acquired Bolt Haulage from Crane Holding for 27 million euros."
PLAN = "Acme Freight plans to build a depot in Hull that could create up to 80 jobs."
CHANGE = "Sales rose from 61 to 72 percent, while costs fell by £8 million to £40 million on 12 October."
STAFF = (
    "Carla Ferrante succeeds Paolo Ricci as chief executive of Acme Freight; all 340 employees keep their contracts."
)
CLOSE = "We have no plans to close any of our 22 depots, and Saturday hours will return in March 2027."
MOVE = (
    "On 26 October we moved our hub from Perth to Stirling, and opened three larger shops and closed nine smaller ones."
)
TEN = (
    "We signed a ten-year agreement with nearly 5,000 members, 38 doors and 120 vans, and results in the first quarter."
)
AWARD = (
    "Corvane Jets has awarded Acme Freight a contract worth ₹45 crore; Acme Freight will open a depot in Hull by"
    " mid-2027 and add two lines there, making four tons an hour for Pronto Pizza, its customer since 2015."
)
NEWS = "On Monday 19 October Acme Freight opened its fourth office, in Cardiff, under head of property Susan Pike."
JOBS = "We are looking for three drivers and a planner in Exeter, and do not yet take online orders."
LEFT = "Frank Delgado, who left in August, sold his stake to Ohio Rail; Olivia Chen joins us on January 5, 2027."

STOPPED = [
    ("swapped roles", AWARD, "Acme Freight has awarded Corvane Jets a contract."),
    ("swapped roles", AWARD, "Pronto Pizza is the supplier of Acme Freight."),
    ("swapped roles", LEFT, "Olivia Chen left Acme Freight in August."),
    ("swapped roles", "Bolt's drivers move to Acme Freight's campus.", "Acme Freight's drivers move to Bolt's campus."),
    ("changed unit", AWARD, "At Acme Freight the lines make four tons a day."),
    ("unsupported number", AWARD, "Acme Freight has a contract worth ₹45 lakh."),
    ("plan told as fact", AWARD, "Acme Freight opened a depot in Hull."),
    ("plan told as fact", LEFT, "Olivia Chen has joined Acme Freight."),
    ("changed date", AWARD, "Acme Freight will open a depot in Hull by the end of 2027."),
    ("changed date", NEWS, "Acme Freight opened its fourth office on 19/11/2026."),
    ("dropped hedge", JOBS, "Acme Freight took on three drivers and a planner in Exeter."),
    ("negation", AWARD, "Acme Freight does not plan to open a depot in Hull."),
    ("negation", CLOSE, "Acme Freight plans to close depots after Saturday."),
    ("invented reason", MOVE, "Acme Freight moved its hub because Perth was full."),
    ("unsupported superlative", MOVE, "Acme Freight moved its hub to Stirling like no other."),
    ("wrong title", NEWS, "Congratulations on your appointment as head of property of Acme Freight."),
    ("swapped roles", DEAL, "Bolt Haulage has acquired Acme Freight."),
    ("swapped roles", DEAL, "Acme Freight was acquired by Bolt Haulage."),
    ("swapped roles", DEAL, "You sold Bolt Haulage to Crane Holding."),
    ("swapped roles", STAFF, "Paolo Ricci succeeds Carla Ferrante."),
    ("from and to", MOVE, "Acme Freight moved its hub from Stirling to Perth."),
    ("opposite", CHANGE, "At Acme Freight costs rose by £8 million."),
    ("opposite", MOVE, "Acme Freight opened nine smaller shops."),
    ("negation", CLOSE, "Acme Freight will close some of its 22 depots."),
    ("negation", STAFF, "At Acme Freight not all 340 employees keep their contracts."),
    ("plan told as fact", PLAN, "Acme Freight built a depot in Hull."),
    ("plan told as fact", PLAN, "The depot of Acme Freight in Hull created up to 80 jobs."),
    ("dropped hedge", PLAN, "The depot of Acme Freight in Hull will create up to 80 jobs."),
    ("dropped hedge", PLAN, "Acme Freight plans to build a depot in Hull that could create 80 jobs."),
    ("dropped hedge", TEN, "Acme Freight has more than 5,000 members."),
    ("unsupported event", MOVE, "Acme Freight moved its hub from Perth to Stirling after layoffs."),
    ("mostly new", MOVE, "Acme Freight moved its hub to Stirling with solar roofs, robots, drones and a canteen."),
    ("new words", MOVE, "Acme Freight moved its hub to Stirling with drones and robots."),
    ("changed unit", DEAL, "Acme Freight has acquired Bolt Haulage for £27 million."),
    ("changed unit", TEN, "Acme Freight has signed a ten-month agreement."),
    ("swapped number", TEN, "Acme Freight has 120 doors and 38 vans."),
    ("swapped number", CHANGE, "Acme Freight's costs fell by £40 million."),
    ("changed date", CHANGE, "Acme Freight's sales rose from 61 to 72 percent on 13 October."),
    ("changed date", TEN, "Acme Freight expects results in Q3."),
    ("changed date", CLOSE, "Saturday hours at Acme Freight will return in March 2028."),
    ("relative date", MOVE, "Yesterday Acme Freight moved its hub from Perth to Stirling."),
    ("torn quote", PLAN, 'Acme Freight writes of "a depot in Hull ... 80 jobs".'),
    ("torn quote", CLOSE, 'Acme Freight writes "close any of our 22 depots".'),
    ("wrong source", MOVE, "Your podcast tells how Acme Freight moved its hub from Perth to Stirling."),
    ("wrong title", MOVE, "As chief financial officer you moved the hub from Perth to Stirling."),
    ("unsupported superlative", MOVE, "Acme Freight moved its busiest hub from Perth to Stirling."),
]  # fmt: skip

FINE = [
    (DEAL, "You bought Bolt Haulage from Crane Holding for €27m."),
    (DEAL, "Crane Holding sold Bolt Haulage to Acme Freight."),
    (DEAL, "Bolt Haulage was acquired by Acme Freight."),
    (STAFF, "Paolo Ricci is succeeded by Carla Ferrante as CEO of Acme Freight."),
    (STAFF, "None of the 340 employees of Acme Freight loses a contract."),
    (STAFF, "At Acme Freight, Carla Ferrante takes over from Paolo Ricci."),
    (MOVE, "Stirling has been the hub of Acme Freight since 26 October 2026."),
    (MOVE, "Acme Freight closed nine smaller shops and opened three larger ones."),
    (MOVE, "Moving the hub from Perth to Stirling is no small step for Acme Freight."),
    (PLAN, "Acme Freight is planning a depot in Hull, with as many as eighty jobs."),
    (PLAN, "Your planned depot in Hull might bring up to 80 jobs to Acme Freight."),
    (CHANGE, "Acme Freight's sales went up to 72%, and costs came down by £8m to £40m."),
    (CLOSE, "Acme Freight does not plan to close any of its 22 depots."),
    (CLOSE, "Saturday hours at Acme Freight return next March."),
    (TEN, "Acme Freight has signed a 10-year agreement with almost 5,000 members."),
    (TEN, "Acme Freight's results come in Q1."),
    (TEN, "With 38 doors and 120 vans, Acme Freight has signed for ten years."),
    (AWARD, "Acme Freight was awarded a contract by Corvane Jets, worth 45 crore rupees."),
    (AWARD, "By the middle of 2027 Acme Freight will open a depot in Hull."),
    (AWARD, "Acme Freight will make four tons an hour for its customer Pronto Pizza."),
    (NEWS, "Acme Freight now has four offices, with the one that opened in Cardiff on 19/10/2026."),
    (NEWS, "Since Oct. 19 Acme Freight has had a fourth office, in Cardiff."),
    (NEWS, "Last month Acme Freight opened an office in Cardiff."),
    (JOBS, "Acme Freight is hiring 3 drivers and 1 planner in Exeter."),
    (JOBS, "Acme Freight plans to take online orders."),
    (LEFT, "Frank Delgado is no longer with Acme Freight."),
    ("Profit of Acme Freight declined to £8 million from £9 million.", "Profit at Acme Freight fell from £9m to £8m."),
    (
        "A new hub in Derby replaces depots in Leicester and Stoke.",
        "Acme Freight's new hub in Derby replaces your depots.",
    ),
    ("Visits to Acme Freight grew by a fifth; fewer than half came from Malaysia.", "Visits to Acme Freight grew 20%."),
    ("Visits to Acme Freight grew by a fifth in Malaysia.", "Malaysian visits to Acme Freight grew by 20 per cent."),
    (
        "The regulator closed its inquiry into Acme Freight in May.",
        "The regulator's inquiry into Acme Freight closed in May.",
    ),
]


def _found(bench, quote: str, claim: str) -> dict[str, str]:
    bench.request = bench.request_with(research(evidence(quote)))
    draft = bench.with_segment("claim", claim)
    found = bench.check(draft, snapshots=dict.fromkeys((s.sha256 for s in bench.request.research.sources), quote))
    assert all(f.start is None or 0 <= f.start <= (f.end or 0) <= len(draft.body) for f in found)
    return {f.check: f.severity for f in found}


@pytest.mark.parametrize(("check", "quote", "claim"), STOPPED, ids=[f"{c}: {t[:40]}" for c, _, t in STOPPED])
def test_a_claim_that_says_something_else_is_stopped(bench, check, quote, claim):
    assert check in _found(bench, quote, claim)


@pytest.mark.parametrize(("quote", "claim"), FINE, ids=[t[:50] for _, t in FINE])
def test_a_claim_that_says_the_same_passes(bench, quote, claim):
    assert "block" not in _found(bench, quote, claim).values()


def test_a_finding_shows_the_words_that_it_is_about(bench):
    bench.request = bench.request_with(research(evidence(DEAL)))
    draft = bench.with_segment("claim", "Acme Freight has acquired Bolt Haulage for £27 million.")
    found = {f.check: draft.body[f.start : f.end] for f in bench.check(draft) if f.check == "changed unit"}
    assert found == {"changed unit": "£27 million"}


def test_the_words_of_a_third_party_are_not_the_readers(bench):
    told = evidence(MOVE, source_class="press", url="https://press.example/1")
    bench.request = bench.request_with(research(told))
    said = {f.check for f in bench.check(bench.with_segment("claim", "You wrote that Acme Freight moved its hub."))}
    assert "wrong source" in said

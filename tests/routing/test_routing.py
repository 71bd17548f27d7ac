"""Who decides, and in which order people see it."""

from __future__ import annotations

from hitl_kit import Campaign
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.evidence import Fact
from hitl_kit.routing import morning_queue, package_table, route_draft, route_without_draft
from hitl_kit.routing.queue import COLUMNS

BLOCK = Finding(check="number", severity="block", message="900 stands in no quote")
WARN = Finding(check="length", severity="warn", message="long")


def test_every_draft_is_a_persons_and_the_strongest_reason_comes_first() -> None:
    assert "Must be edited" in route_draft(tier="A", high_value=True, findings=[WARN, BLOCK]).reason
    assert "high-value" in route_draft(tier="A", high_value=True, findings=[WARN]).reason
    assert "long" in route_draft(tier="B", high_value=False, findings=[WARN]).reason
    assert "First touch" in route_draft(tier="B", high_value=False, findings=[]).reason
    routes = [route_draft(tier="B", high_value=h, findings=f) for h in (True, False) for f in ([], [WARN], [BLOCK])]
    assert {r.decider for r in routes} == {"human"}


def test_a_veto_holds_and_an_abstention_is_nobodys() -> None:
    fact = Fact(id="f", source_id="s", kind="layoffs", quote="Cedar announced layoffs of 40 people.")
    held = route_without_draft([fact], "held")
    assert held.decider == "hold"
    assert "laying people off" in held.reason
    assert fact.quote in held.reason
    assert route_without_draft([], "no signal").model_dump() == {
        "decider": "nobody",
        "reason": "no signal",
        "reviewers": 1,
    }


def test_the_queue_puts_the_high_value_tier_first_and_says_why(approved: Campaign) -> None:
    ledger = approved.workbench.ledger
    assert list(morning_queue(ledger, "depots", 10).columns) == COLUMNS
    approved.generate(5)
    queue = morning_queue(ledger, "depots", 10)
    assert queue["account"].tolist() == ["Birch Foods", "Alder Freight"]
    assert queue["score"].tolist()[0] < queue["score"].tolist()[1]
    assert queue["why first"].tolist()[0].startswith("high-value tier A")
    assert len(morning_queue(ledger, "depots", 1)) == 1
    session = approved.session()
    session.approve(queue["package"].tolist()[0])
    assert morning_queue(ledger, "depots", 10)["account"].tolist() == ["Alder Freight"]


def test_the_table_shows_every_package_with_its_status(approved: Campaign) -> None:
    assert package_table(approved.workbench.ledger, "depots").empty
    approved.generate(5)
    table = package_table(approved.workbench.ledger, "depots").set_index("account")
    assert table["status"].to_dict() == {
        "Alder Freight": "waiting", "Birch Foods": "waiting", "Cedar Haulage": "held",
        "Dogwood Cargo": "abstained", "Elm Parcels": "abstained",
    }  # fmt: skip
    assert (table["why"] != "").all()

from __future__ import annotations

from typing import Any

from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import collect, portfolio
from hitl_kit.retrospect.summary import headline


def lay(write: Any, angle: str, sends: int, *events: str) -> None:
    """That many sends of an angle; the first ones meet these events."""
    for i in range(sends):
        write.sent(f"{angle}{i}", *(events[i : i + 1]), angle=angle)


def test_before_anything_is_delivered(ledger: Ledger, write: Any) -> None:
    assert headline(collect(ledger, "nordics")) == [
        "Nothing has been delivered yet, so there is nothing to say about angles."
    ]


def test_what_harms_is_said(ledger: Ledger, write: Any) -> None:
    lay(write, "cost", 30, *["replied:negative"] * 3, "replied:angry", "replied", "complained")
    write.package("r1", approved=False)
    write.decide("r1", "reject", reason="tone", seconds=301)
    lines = headline(collect(ledger, "nordics", target_seconds=300))
    assert lines[0] == "1 of 30 delivered mails were marked as spam: 3.33% (interval 0.08% to 17.22%)."
    assert lines[1] == "Most frequent reason for a rejection: Tone or wording (1 of 1)."
    assert len(lines) == 2


def test_the_portfolio_is_one_row_a_campaign(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "replied")
    write.sent("p2", "positive", simulated=True)
    write.elsewhere("alps").sent("x1", "bounced:hard")
    table = portfolio([collect(ledger, slug) for slug in ("nordics", "alps", "empty")])
    assert list(table["campaign"]) == ["alps", "empty", "nordics"]
    rows = table.set_index("campaign")
    assert list(rows.loc["nordics", ["sent", "delivered", "replies", "positives", "n"]]) == [2, 2, 2, 1, 2]
    assert rows.loc["nordics", "positive_rate"] == 0.5
    assert list(rows["simulated"]) == [False, False, True]
    assert rows.loc["alps", "bounces"] == 1
    assert rows.loc["nordics", "review_seconds"] == 100
    assert rows.loc["nordics", "approve_rate"] == 1
    assert list(portfolio([]).columns) == list(table.columns)

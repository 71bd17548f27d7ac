from __future__ import annotations

from typing import Any

from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import collect, portfolio
from hitl_kit.retrospect.summary import headline
from hitl_kit.widgets import headline as shown


def lay(write: Any, angle: str, sends: int, *events: str) -> None:
    """That many sends of an angle; the first ones meet these events."""
    for i in range(sends):
        write.sent(f"{angle}{i}", *(events[i : i + 1]), angle=angle)


def test_angles_are_told_apart_only_where_intervals_do_not_overlap(ledger: Ledger, write: Any) -> None:
    lay(write, "strong", 30, *["positive"] * 20)
    lay(write, "weak", 30, *["positive"] * 2)
    lay(write, "close", 30, *["positive"] * 16)
    lay(write, "few", 2, "positive")
    line = headline(collect(ledger, "nordics"))[0]
    assert line == (
        "At this look strong draws more positive replies (66.7%, interval 47.2% to 82.7%, n = 30) than weak "
        "(6.7%, interval 0.8% to 22.1%, n = 30). "
        "That alone retires nothing: whoever looks every week will see such gaps by chance. "
        "Not enough data to tell strong from close: their intervals overlap."
    )


def test_too_little_to_compare(ledger: Ledger, write: Any) -> None:
    assert headline(collect(ledger, "nordics")) == [
        "Nothing has been delivered yet, so there is nothing to say about angles."
    ]
    lay(write, "few", 29)
    assert headline(collect(ledger, "nordics")) == ["No angle has 30 sends yet: not enough data to compare them."]
    write.sent("one more", angle="few")
    assert headline(collect(ledger, "nordics"))[0].startswith("Only few has 30 sends or more")


def test_what_harms_is_said(ledger: Ledger, write: Any) -> None:
    lay(write, "cost", 30, *["replied:negative"] * 3, "replied:angry", "replied", "complained")
    write.package("r1", approved=False)
    write.decide("r1", "reject", reason="tone", seconds=301)
    lines = headline(collect(ledger, "nordics", target_seconds=300))
    assert "1 of 30 delivered mails were marked as spam: 3.33% (interval 0.08% to 17.22%)" in lines[1]
    assert lines[2].startswith("4 of 5 replies to cost are refusals")
    assert lines[3] == "Most frequent reason for a rejection: Tone or wording (1 of 1)."
    assert lines[4].startswith("1 of 31 reviews (3%) took longer than the target of 300 s")


def test_html_is_escaped_and_labelled(ledger: Ledger, write: Any) -> None:
    for i in range(30):
        write.sent(f"p{i}", angle="<script>alert(1)</script>", simulated=True)
    html = shown(collect(ledger, "nordics"))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert '<span class="hk-sim">Simulated: 30 of 30 packages' in html


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

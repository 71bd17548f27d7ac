from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import Metrics, collect, import_outcomes

FRAMES = (
    "journeys", "funnel", "by_angle", "by_segment", "by_week", "failures",
    "failures_by_segment", "verdicts", "verdicts_by_week", "reasons",
    "review_time", "decisions",
)  # fmt: skip


def of(metrics: Metrics, frame: str, **where: Any) -> pd.Series[Any]:
    """The one row of a frame where the columns have these values."""
    table = getattr(metrics, frame)
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1, table
    row: pd.Series[Any] = table.iloc[0]
    return row


@pytest.fixture
def campaign(write: Any) -> Any:
    """Eleven packages whose figures can be counted by hand."""
    write.sent("c1", "delivered", "replied", "positive", angle="cost", company="north.example")
    write.sent("c2", "positive", angle="cost", company="north.example", when="2026-03-10 09:00")  # the same company
    write.sent("c3", "bounced:hard", angle="cost", industry="Retail")
    write.sent("c4", "bounced:soft", "delivered", angle="cost", industry="Retail")  # arrived after all
    write.sent("c5", "replied:out_of_office", angle="cost")
    write.sent("s1", "delivered", "bounced:blocked", angle="site", tier="B")
    write.sent("s2", "replied:angry", "unsubscribed", "complained", angle="site", tier="B")
    write.package("w1", angle="site", approved=False)  # waits
    write.package("r1", angle="site", approved=False)
    write.decide("r1", "reject", when="2026-03-11 08:00", reviewer="Bo", reason="tone", seconds=400)
    write.package("n1", abstained="no play fits")
    write.package("a1", angle="site")  # approved, not sent
    write.elsewhere("other").sent("x1", "replied", "positive", angle="cost")
    return write


def test_the_funnel(ledger: Ledger, campaign: Any) -> None:
    table = collect(ledger, "nordics").funnel
    assert dict(zip(table["step"], table["packages"], strict=True)) == {
        "generated": 11, "drafted": 10, "decided": 9, "approved": 8, "sent": 7, "delivered": 5, "replied": 3,
        "positive": 1, "bounced": 2, "unsubscribed": 1, "complained": 1, "out_of_office": 1,
    }  # fmt: skip
    assert table.set_index("step").loc["sent", "of_previous"] == pytest.approx(7 / 8)
    assert table.set_index("step").loc["bounced", "of_previous"] == pytest.approx(2 / 7)
    assert list(table.loc[table["branch"], "step"]) == ["bounced", "unsubscribed", "complained", "out_of_office"]


def test_rates_by_angle_with_their_intervals(ledger: Ledger, campaign: Any) -> None:
    metrics = collect(ledger, "nordics")
    cost = of(metrics, "by_angle", angle="cost")
    counts = ["sent", "delivered", "bounces", "replies", "positives", "unsubscribes", "complaints", "n"]
    assert list(cost[counts]) == [5, 4, 1, 2, 1, 0, 0, 4]
    exact = stats.binomtest(2, 4).proportion_ci(method="exact")
    assert list(cost[["reply_rate", "reply_low", "reply_high"]]) == pytest.approx([0.5, exact.low, exact.high])
    assert cost["positive_rate"] == 0.25
    assert cost["thin"]
    assert list(of(metrics, "by_angle", angle="site")[counts]) == [2, 1, 1, 1, 0, 1, 1, 1]
    assert list(metrics.by_angle["angle"]) == ["cost", "site"]  # most sends first


def test_a_company_counts_once_and_for_its_first_positive(ledger: Ledger, write: Any) -> None:
    write.sent("late", "positive", angle="cost", company="north.example", when="2026-03-12 09:00")
    write.sent("early", "positive", angle="site", company="north.example", when="2026-03-04 09:00")
    metrics = collect(ledger, "nordics")
    assert of(metrics, "by_angle", angle="site")["positives"] == 1
    assert of(metrics, "by_angle", angle="cost")["positives"] == 0
    assert of(metrics, "by_angle", angle="cost")["replies"] == 1


def test_segments_are_industry_and_tier_of_the_package(ledger: Ledger, campaign: Any) -> None:
    campaign.package("u1", industry="", tier="C")
    metrics = collect(ledger, "nordics")
    assert of(metrics, "by_segment", segment="Retail · A")["sent"] == 2
    assert of(metrics, "by_segment", segment="Logistics · B")["sent"] == 2
    assert of(metrics, "by_segment", segment="industry unknown · C")["sent"] == 0
    assert metrics.by("tier").set_index("tier").loc["B", "sent"] == 2


def test_weeks_are_those_of_the_first_send(ledger: Ledger, campaign: Any) -> None:
    campaign.outcome("c1", "sent", "2026-03-12 09:00")  # a follow-up moves nothing
    table = collect(ledger, "nordics", as_of=date(2026, 3, 24)).by_week
    assert list(table["week"]) == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-09")]
    assert list(table["sent"]) == [6, 1]
    assert list(table["ripe"]) == [True, False]


def test_failures_by_type(ledger: Ledger, campaign: Any) -> None:
    metrics = collect(ledger, "nordics")
    found = metrics.failures[metrics.failures["k"] > 0]
    rows = [tuple(r) for r in found[["angle", "failure", "k", "n"]].itertuples(index=False)]
    assert rows == [
        ("cost", "hard bounce", 1, 5),  # of the mails sent; the soft bounce arrived after all
        ("site", "blocked", 1, 2),
        ("site", "spam complaint", 1, 1),  # of the mails delivered
        ("site", "unsubscribed", 1, 1),
        ("site", "angry reply", 1, 1),
    ]
    assert len(metrics.failures) == 2 * 9
    assert metrics.failures_by_segment["k"].sum() == found["k"].sum()
    assert set(metrics.failures_by_segment["segment"]) <= set(metrics.by_segment["segment"])
    exact = stats.binomtest(1, 5).proportion_ci(method="exact")
    assert (found["low"].iloc[0], found["high"].iloc[0]) == pytest.approx((exact.low, exact.high))


def test_who_complains_has_received_the_mail(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "bounced:soft", "complained")
    found = collect(ledger, "nordics").failures
    assert [tuple(r) for r in found.loc[found["k"] > 0, ["failure", "k", "n"]].itertuples(index=False)] == [
        ("spam complaint", 1, 1)
    ]


def test_a_bounce_of_a_type_that_is_not_known(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "bounced:mailbox full")
    failures = collect(ledger, "nordics").failures
    assert list(failures.loc[failures["k"] > 0, "failure"]) == ["bounce, type unknown"]


def test_verdicts_reasons_and_time(ledger: Ledger, campaign: Any) -> None:
    campaign.package("e1", approved=False)
    undone = campaign.decide("e1", "approve", when="2026-03-11 08:00", reviewer="Bo", seconds=200)
    campaign.decide("e1", "undo", when="2026-03-11 08:01", reviewer="Bo", undoes=undone)
    campaign.decide("e1", "edit", when="2026-03-11 08:02", reviewer="Bo", seconds=0)  # not measured
    metrics = collect(ledger, "nordics", target_seconds=300)
    cost, site = (of(metrics, "verdicts", angle=a) for a in ("cost", "site"))
    assert list(cost[["decided", "approve", "edit", "reject", "hold"]]) == [6, 5, 1, 0, 0]
    assert list(site[["decided", "approve", "edit", "reject", "hold"]]) == [4, 3, 0, 1, 0]
    assert site["reject_rate"] == 0.25
    assert site["reject_high"] == pytest.approx(stats.binomtest(1, 4).proportion_ci(method="exact").high)
    assert of(metrics, "verdicts_by_week", week=pd.Timestamp("2026-03-09"))["decided"] == 2
    assert list(metrics.reasons[["reason", "label", "k", "n"]].iloc[0]) == ["tone", "Tone or wording", 1, 1]
    bo = of(metrics, "review_time", reviewer="Bo")
    assert list(bo[["n", "median", "p90", "over", "over_rate"]]) == [2, 300, pytest.approx(380), 1, 0.5]
    assert metrics.median_seconds == 100


def in_order(journeys: pd.DataFrame) -> pd.DataFrame:
    """Rows by name: PostgreSQL moves one that it updates, and companies are numbered in the order of the rows."""
    return journeys.astype({"company": "str"}).sort_values("package_id", ignore_index=True)


def test_as_of_gives_the_figures_of_that_day_again(ledger: Ledger, campaign: Any) -> None:
    day = date(2026, 3, 9)
    before = collect(ledger, "nordics", as_of=day)
    campaign.sent("late", "positive", when="2026-03-10 00:00", as_of=date(2026, 3, 10))
    campaign.outcome("c5", "positive", "2026-03-10 00:00")
    campaign.decide("w1", when="2026-03-10 00:00")
    after = collect(ledger, "nordics", as_of=day)
    for name in FRAMES:
        one, other = getattr(before, name), getattr(after, name)
        if name == "journeys":
            one, other = in_order(one), in_order(other)
        pd.testing.assert_frame_equal(one, other, obj=name)
    assert before.notes == after.notes
    assert before.count("sent") == 6  # c2 went out on the tenth
    assert collect(ledger, "nordics", as_of=date(2026, 3, 10)).count("sent") == 8


def test_an_undo_after_the_day_does_not_reach_back(ledger: Ledger, write: Any) -> None:
    write.package("p1", approved=False)
    first = write.decide("p1", "reject", when="2026-03-02 08:00", reason="tone")
    write.decide("p1", "undo", when="2026-03-05 08:00", undoes=first)
    assert collect(ledger, "nordics", as_of=date(2026, 3, 4)).count("decided") == 1
    assert collect(ledger, "nordics").count("decided") == 0


def test_a_head_gives_the_figures_as_they_were_known_then(ledger: Ledger, campaign: Any) -> None:
    seq, digest = ledger.head()
    before = collect(ledger, "nordics")
    campaign.outcome("c5", "positive", "2026-03-04 09:00")  # came in late, about a day long past
    assert collect(ledger, "nordics").count("replied") == before.count("replied") + 1
    again = collect(ledger, "nordics", head=seq)
    assert again.head == (seq, digest)
    pd.testing.assert_frame_equal(in_order(before.journeys), in_order(again.journeys))
    with pytest.raises(InputError, match="no event 999"):
        collect(ledger, "nordics", head=999)


def test_a_campaign_without_anything(ledger: Ledger) -> None:
    metrics = collect(ledger, "nordics")
    for name in FRAMES:
        if name != "funnel":
            frame = getattr(metrics, name)
            assert len(frame) == 0, name
            assert len(frame.columns) > 4, name
    assert metrics.funnel["packages"].sum() == 0
    assert metrics.notes == ("Nothing has been sent yet, so there are no rates to show.",)
    assert not metrics.simulated


@pytest.mark.parametrize("frame", FRAMES)
def test_empty_frames_have_the_types_of_full_ones(ledger: Ledger, campaign: Any, frame: str) -> None:
    empty, full = (getattr(collect(ledger, slug), frame) for slug in ("nobody", "nordics"))
    assert list(empty.columns) == list(full.columns)
    for column in full.columns if frame != "decisions" else ():
        assert empty[column].dtype.kind == full[column].dtype.kind, column


def test_simulated_rows_are_labelled_or_left_out(ledger: Ledger, write: Any) -> None:
    write.sent("real", "replied")
    write.sent("made", "replied", "positive", simulated=True)
    both = collect(ledger, "nordics")
    assert both.simulated_share == {"packages": 0.5, "verdicts": 0.5, "outcomes": 0.6}
    assert both.simulated_label == "Simulated: 1 of 2 packages, 1 of 2 verdicts and 3 of 5 outcomes"
    assert both.count("positive") == 1
    real = collect(ledger, "nordics", include_simulated=False)
    assert (real.count("generated"), real.count("positive"), real.count("replied")) == (1, 0, 1)
    assert not real.simulated


def test_notes_say_where_data_is_thin_or_odd(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "replied:out_of_office", angle="cost")
    write.sent("p2", angle="cost", when="2026-03-01 09:00")  # the day before its approval
    write.package("p3", angle="site")
    write.outcome("p3", "replied")
    assert collect(ledger, "nordics", as_of=date(2026, 3, 5)).notes == (
        "Not enough data (fewer than 30 sends) on cost (2).",
        "Drafted but not sent yet: site.",
        "2 of 2 sends are younger than 14 days: answers may yet come.",
        "Out-of-office answers to 1 mail are not counted as replies.",
        "Sends dated before the approval of their draft: 1.",
        "Outcomes of packages without a known send, not counted: 1.",
    )


def test_figures_of_an_import(ledger: Ledger, write: Any, csv_file: Any) -> None:
    for name in ("p1", "p2"):
        write.package(name)
    path = csv_file("package_id,sent_at,replied_at,positive_at\np1,2026-03-03,2026-03-04,2026-03-04\np2,2026-03-03,,\n")
    import_outcomes(ledger, "nordics", path, actor="Ann")
    cost = of(collect(ledger, "nordics"), "by_angle", angle="cost")
    assert list(cost[["sent", "replies", "positives"]]) == [2, 1, 1]

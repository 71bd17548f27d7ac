"""The evidence about a campaign: strata, who stands beside whom, and what it comes to in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitl_kit.domain.intervals import exact_interval
from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import (
    COMPARED,
    angle_evidence,
    angles_compared,
    both_compared,
    brakes,
    collect,
    signals_compared,
    touches,
)
from hitl_kit.retrospect.advice import (
    campaign_recommendation,
    in_words,
    ratio_words,
    refused_winners,
    signal_recommendation,
)
from hitl_kit.retrospect.brakes import COMPLAINT_LIMIT, clean_sends_needed

from .conftest import Writer


def row_of(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    row: pd.Series[Any] = frame.loc[[name]].iloc[0]
    return row


def mails(n: int, angle: str, rate: float, *, seed: int, **columns: Any) -> pd.DataFrame:
    """So many mails of an angle over twelve weeks, a share of them answered with interest the day after."""
    rng = np.random.default_rng(seed)
    sent = pd.Timestamp("2026-01-05 09:00", tz="UTC") + pd.to_timedelta(rng.integers(0, 84, n), unit="D")
    hit = rng.random(n) < rate
    return pd.DataFrame(
        {
            "angle": angle, "segment": "Retail · A", "persona": "coo", "signal": "hiring",
            "company": [f"{angle}{seed}-{i}" for i in range(n)], "sent_at": sent, "bounced": False, "simulated": False,
            "positive_at": pd.Series(sent + pd.Timedelta(days=1)).where(hit), **columns,
        }
    )  # fmt: skip


def test_angles_are_compared_only_for_the_same_persona_and_signal() -> None:
    """Two angles that answer other signals: one draws far less, and that says nothing."""
    apart = pd.concat([mails(900, "a", 0.10, seed=1), mails(900, "b", 0.01, seed=2, signal="funding")])
    found = angles_compared(apart)
    assert found["compared"].tolist() == [0, 0]
    assert found["rivals"].tolist() == ["", ""]
    assert set(found["label"]) == {"not enough data"}
    assert in_words(row_of(found, "a"), 2).startswith("nothing to compare with")
    assert ratio_words(row_of(found, "a")) == ""
    together = pd.concat([mails(900, "a", 0.10, seed=1), mails(900, "b", 0.01, seed=2)])
    assert angles_compared(together).loc["b", "label"] == "retire"


def test_both_comparisons_from_one_reading_are_those_that_each_makes() -> None:
    sent = pd.concat(
        [mails(300, "a", 0.10, seed=1), mails(300, "b", 0.05, seed=2), mails(90, "b", 0.3, seed=3, signal="")]
    )
    sent["signal"] = np.where(
        np.arange(len(sent)) % 3 == 0, sent["signal"].where(sent["signal"] == "", "funding"), sent["signal"]
    )
    for as_of in (None, date(2026, 2, 11)):
        angles, signals = both_compared(sent, as_of)
        pd.testing.assert_frame_equal(angles, angles_compared(sent, as_of))
        pd.testing.assert_frame_equal(signals, signals_compared(sent, as_of))
        assert list(signals.index) == ["funding", "hiring"]  # mails without a signal are compared with none


def test_two_people_of_one_company_may_be_written_to_at_the_same_moment(ledger: Ledger, write: Writer) -> None:
    """As where an export names days alone: the ledger knows that these are two mails."""
    write.sent("a1", angle="a", company="acme.example", when="2026-03-02")
    write.sent("a2", angle="a", company="acme.example", when="2026-03-02")
    write.sent("b1", angle="b", when="2026-03-02")
    assert angles_compared(touches(ledger, "nordics", COMPARED))["sent"].to_dict() == {"a": 2, "b": 1}


def test_who_stands_beside_whom_is_counted_by_week(ledger: Ledger, write: Writer) -> None:
    write.sent("a1", angle="a")
    write.sent("b1", angle="b")
    write.sent("a2", angle="a", when="2026-03-10 09:00")  # alone in its week
    write.sent("c1", angle="c", persona="cfo")
    found = angles_compared(touches(ledger, "nordics", COMPARED))
    assert found["compared"].to_dict() == {"a": 1, "b": 1, "c": 0}
    assert found["rivals"].to_dict() == {"a": "b", "b": "a", "c": ""}
    assert "1 of its 2 mails stand beside another angle's" in in_words(row_of(found, "a"), 3)


def test_the_metrics_touches_are_those_of_the_fast_way(ledger: Ledger, write: Writer) -> None:
    write.sent("p1", "positive", angle="a")
    write.sent("p2", "bounced:hard", angle="b")
    write.sent("p3", "bounced:soft", "delivered", angle="b")
    write.package("trap", angle="b", approved=False, decider="planted")
    write.outcome("trap", "sent")
    fast = touches(ledger, "nordics", COMPARED).sort_values("company", ignore_index=True)
    counted = collect(ledger, "nordics").touches.sort_values("company", ignore_index=True)
    assert list(fast["company"]) == ["p1.example", "p2.example", "p3.example"]
    for name in fast.columns:
        never = pd.Timestamp(0, tz="UTC")
        values = [frame[name].fillna(never) if name.endswith("_at") else frame[name] for frame in (fast, counted)]
        assert values[0].tolist() == values[1].tolist(), name
    assert fast["bounced_at"].notna().tolist() == [False, True, False]
    pd.testing.assert_frame_equal(angles_compared(fast), angles_compared(counted))


def test_only_the_strata_differ_from_the_plain_evidence() -> None:
    one = pd.concat([mails(400, "a", 0.05, seed=1), mails(400, "b", 0.03, seed=2), mails(400, "c", 0.02, seed=3)])
    ours, plain = angles_compared(one, date(2026, 3, 1)), angle_evidence(one, as_of=date(2026, 3, 1))
    pd.testing.assert_frame_equal(ours[plain.columns], plain)
    assert ours.attrs["margin"] == 1.0
    assert (ours["compared"] <= ours["sent"]).all()


def test_a_large_volume_asks_for_more_than_a_small_lag() -> None:
    many = pd.concat([mails(4_800, "a", 0.05, seed=1), mails(4_800, "b", 0.04, seed=2)])
    assert angles_compared(many).attrs["margin"] == 0.8


def test_words_for_every_answer() -> None:
    bad = angles_compared(pd.concat([mails(900, "a", 0.10, seed=1), mails(900, "b", 0.01, seed=2)]))
    assert "evidence that it draws less than the others:" in in_words(row_of(bad, "b"), 2)
    assert "which is enough" in in_words(row_of(bad, "b"), 2)
    assert "evidence that it draws more than the others:" in in_words(row_of(bad, "a"), 2)
    row = row_of(bad, "b").copy()
    row["ratio"], row["positives"], row["expected"] = 0.6, 1, 8.08
    for low, high, words in (
        (0.25, 0.8, "0.25 to 0.8"),
        (0.0, 0.8, "at most 0.8"),
        (2.6, float("inf"), "at least 2.6"),
    ):
        row["ratio_low"], row["ratio_high"] = low, high
        sure = f"{words} times as likely as with the others (90% sure at every look)"
        assert ratio_words(row) == f"1 positive reply, 8.1 expected: 0.60 times, allowing for chance; {sure}"
    for low, high in ((0.0, float("inf")), (0.09, float("inf")), (0.0, 11.0), (0.4, 2.7)):
        row["ratio_low"], row["ratio_high"] = low, high
        assert ratio_words(row) == ""
    row["label"], row["e_retire"], row["e_scale"], row["weeks_to_answer"] = "watch", 12.4, 0.1, 3.2
    assert in_words(row, 6) == (
        "evidence that it draws less than the others: 12 to 1, needs 60 to 1; an answer in roughly 4 weeks at this pace"
    )
    row["weeks_to_answer"] = float("inf")
    assert in_words(row, 6).endswith("12 to 1, needs 60 to 1; too little so far to say when that will be enough")
    row["label"], row["e_retire"], row["e_scale"] = "not enough data", 1.3, 0.8
    assert "no sign that it differs" in in_words(row, 6)
    row["e_retire"], row["e_scale"] = 0.8, 2.9
    assert "no sign that it differs" in in_words(row, 6)
    row["e_retire"], row["e_scale"], row["weeks_to_answer"] = 0.2, 0.1, float("inf")
    assert "no sign that it differs" in in_words(row, 6)
    assert in_words(row, 6).endswith("perhaps no answer at this pace: run fewer angles, or send more")
    row["weeks_to_answer"] = 300.0
    assert in_words(row, 6).endswith("an answer perhaps only after years at this pace: run fewer angles, or send more")
    row["weeks_to_answer"] = 61.3
    assert in_words(row, 6).endswith("an answer in roughly 60 weeks at this pace")
    row["weeks_idle"] = 2
    assert in_words(row, 6).endswith("an answer in roughly 60 weeks at this pace")
    row["weeks_idle"] = 20
    assert in_words(row, 6).endswith("nothing of it was sent in the last 20 weeks, so that no answer comes by itself")
    row["weeks_idle"] = 0
    row["weeks_to_answer"] = float("nan")
    assert "too few positive replies" in in_words(row, 6)
    row["label"], row["e_retire"], row["weeks_to_answer"] = "watch", 80.0, 0.0
    assert in_words(row, 6).endswith("80 to 1, but its older mails have not drawn so little")


def test_signals_are_weighed_within_segment_and_persona() -> None:
    found = signals_compared(
        pd.concat([mails(900, "a", 0.10, seed=1), mails(900, "b", 0.01, seed=2, signal="funding")])
    )
    assert {name: signal_recommendation(row) for name, row in found.iterrows()} == {
        "hiring": "prioritise", "funding": "drop",
    }  # fmt: skip


def test_brakes_say_how_sure_they_are(ledger: Ledger, write: Writer) -> None:
    assert [b.state for b in brakes(collect(ledger, "nordics"))] == ["nothing sent yet"] * 3
    for n in range(40):
        write.sent(f"p{n}", *(["bounced:hard"] if n < 12 else ["complained"] if n == 20 else []))
    metrics = collect(ledger, "nordics")
    bounced, warning, block = brakes(metrics)
    assert (bounced.k, bounced.n, bounced.state) == (12, 40, "over the limit")
    assert (warning.k, warning.n) == (1, 28)
    assert block.state == "above the limit so far; it may be chance"
    word, why = campaign_recommendation(metrics)
    assert word == "calibrate"
    assert "bounced: 12 of 40 (30.00%), limit 3.0%" in why


def test_so_many_clean_mails_bound_the_share_of_complaints() -> None:
    n = clean_sends_needed()
    assert n == 998
    assert (
        float(exact_interval(0, n, level=0.90)[1]) < COMPLAINT_LIMIT <= float(exact_interval(0, n - 1, level=0.90)[1])
    )


def test_a_winner_that_draws_remove_me_is_shown_as_such(ledger: Ledger, write: Writer) -> None:
    for n in range(30):
        write.sent(
            f"l{n}", *(["replied:angry", "unsubscribed"] if n < 8 else ["positive"] if n == 9 else []), angle="loud"
        )
        write.sent(f"q{n}", *(["positive"] if n < 4 else []), angle="quiet")
    (line,) = refused_winners(collect(ledger, "nordics"))
    assert line.startswith(
        "loud has the highest reply rate (30.0% of 30), but 8 people refused, unsubscribed, complained or were "
    )
    assert "1 answered with interest: its reply rate flatters it." in line


def test_many_of_them_take_no_more_than_three_sentences_the_worst_first(ledger: Ledger, write: Writer) -> None:
    for angle, refusing in (("a", 6), ("b", 9), ("c", 7), ("d", 8)):
        for n in range(30):
            write.sent(f"{angle}{n}", *(["replied:angry", "unsubscribed"] if n < refusing else []), angle=angle)
    first, second, rest = refused_winners(collect(ledger, "nordics"))
    assert (first[:2], second[:2]) == ("b ", "d ")
    assert rest == "The same holds of c (7 without interest, 0 with), a (6 without interest, 0 with)."


@pytest.mark.parametrize("as_of", [None, date(2026, 3, 1)])
def test_nothing_sent(ledger: Ledger, as_of: date | None) -> None:
    found = angles_compared(touches(ledger, "nordics", COMPARED), as_of)
    assert found.empty
    assert {"compared", "rivals", "label"} <= set(found.columns)
    assert signals_compared(touches(ledger, "nordics", COMPARED), as_of).empty
    assert angles_compared(collect(ledger, "nordics").touches, as_of).empty

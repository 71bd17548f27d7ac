from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import Metrics, collect, figures, portfolio

FIGURES = (
    figures.funnel, figures.angle_rates, figures.segment_rates, figures.failures, figures.segment_failures,
    figures.weekly_rates,
    figures.verdicts_by_week, figures.review_seconds,
)  # fmt: skip
HOSTILE = '<a href="javascript:alert(1)">x</a>'


@pytest.fixture(scope="module")
def laid(blank_database: Path, tmp_path_factory: pytest.TempPathFactory, writer: Any) -> Iterator[Ledger]:
    """Two angles: one with enough sends, and one with a hostile name and too few; two reviewers over two weeks."""
    path = tmp_path_factory.mktemp("figures") / "hitl.db"
    shutil.copy(blank_database, path)
    ledger = Ledger.open(f"sqlite:///{path}")
    write = writer(ledger)
    for i in range(32):
        day = date(2026, 3, 2) + timedelta(days=7 * (i % 2))
        events = ["positive"] if i < 4 else ["bounced:hard"] if i == 5 else ["replied:negative"] if i == 6 else []
        write.sent(f"p{i:02}", *events, angle="cost", as_of=day, when=f"{day} 09:00")
    write.sent("q", angle=HOSTILE, simulated=True)
    write.package("r", approved=False)
    write.decide("r", "reject", reviewer="<b>Bo</b>", reason="tone", seconds=500)
    yield ledger
    ledger.close()


@pytest.fixture(scope="module")
def metrics(laid: Ledger) -> Metrics:
    """All of it."""
    return collect(laid, "nordics")


def texts(figure: go.Figure) -> str:
    """All that a reader can read in the figure, as one JSON text."""
    return json.dumps(json.loads(figure.to_json()), ensure_ascii=False)


@pytest.mark.parametrize("draw", FIGURES)
def test_every_figure_says_that_data_is_simulated(laid: Ledger, metrics: Metrics, draw: Any) -> None:
    assert [a.text for a in draw(metrics).layout.annotations if a.name == "simulated"] == ["simulated data"]
    real = draw(collect(laid, "nordics", include_simulated=False))
    assert "simulated" not in texts(real)


@pytest.mark.parametrize("draw", FIGURES)
def test_without_data_a_figure_says_so_in_words(ledger: Ledger, draw: Any) -> None:
    figure = draw(collect(ledger, "nordics"))
    assert figure.data == ()
    assert figure.layout.annotations[0].text.startswith("no data yet: ")
    assert figure.layout.xaxis.visible is False


@pytest.mark.parametrize("draw", FIGURES)
def test_names_from_outside_are_escaped(metrics: Metrics, draw: Any) -> None:
    assert "<a href" not in texts(draw(metrics))
    assert "<b>Bo" not in texts(draw(metrics))


def test_the_funnel_shows_counts_and_shares(metrics: Metrics) -> None:
    bars = figures.funnel(metrics).data[0]
    shown = dict(zip(bars.y, bars.text, strict=True))
    assert shown["generated"] == "<b>34</b>"
    assert shown["delivered"] == "<b>32</b>  97.0%"
    assert shown["bounced"] == "<b>1</b>  3.0% of sent"
    assert "complained" not in shown  # nothing to show


def test_rates_are_drawn_with_their_intervals(metrics: Metrics) -> None:
    figure = figures.angle_rates(metrics)
    cost = metrics.by_angle.set_index("angle").loc["cost"]
    lines, dots, values = figure.data[:3]
    assert list(lines.x)[:2] == [cost["reply_low"], cost["reply_high"]]
    assert list(dots.x) == [5 / 31]
    assert values.text == ("  16.1% (5)",)
    assert "n = 31" in figure.layout.yaxis.ticktext[1]
    words = [trace for trace in figure.data if trace.text and "not enough data: 0 of 1" in trace.text]
    assert len(words) == 2  # instead of a dot, in both panels


def test_the_best_angle_stands_on_top(ledger: Ledger, write: Any) -> None:
    for i in range(30):
        write.sent(f"a{i}", *(["positive"] if i < 3 else []), angle="weak")
        write.sent(f"b{i}", *(["positive"] if i < 9 else []), angle="strong")
    labels = figures.angle_rates(collect(ledger, "nordics")).layout.yaxis.ticktext
    assert labels[-1].startswith("strong")


def test_failures_are_shown_where_there_are_any(metrics: Metrics) -> None:
    figure = figures.failures(metrics)
    assert figure.layout.xaxis.ticktext == ("hard<br>bounce", "negative<br>reply")
    shares = {text.split("<br>")[0] for text in figure.data[1].text}
    assert shares == {"3.1% (1)", "3.2% (1)", "·"}
    assert any("0.1–16.2%" in text for text in figure.data[1].text)
    by_segment = figures.segment_failures(metrics)
    assert sum("(" in text for text in by_segment.data[1].text) >= 1
    assert list(by_segment.layout.yaxis.ticktext) != list(figure.layout.yaxis.ticktext)


def test_no_failure_at_all(ledger: Ledger, write: Any) -> None:
    write.sent("p1")
    figure = figures.failures(collect(ledger, "nordics"))
    assert figure.layout.annotations[0].text == "no data yet: no failure in 1 sends"


def test_verdicts_add_up_to_all_of_them(metrics: Metrics) -> None:
    figure = figures.verdicts_by_week(metrics)
    assert [trace.name for trace in figure.data] == ["approved", "edited", "rejected", "held"]
    assert sum(trace.y[0] for trace in figure.data) == pytest.approx(1)
    assert [a.text for a in figure.layout.annotations if a.name != "simulated"] == ["18", "16"]


def test_review_time_stands_against_the_target(metrics: Metrics) -> None:
    figure = figures.review_seconds(metrics)
    assert figure.layout.shapes[0].y0 == 300
    assert any(a.text == "target 300 s" for a in figure.layout.annotations)
    assert {trace.name for trace in figure.data} == {"Ann", "&lt;b&gt;Bo&lt;/b&gt;"}


def test_weeks_that_may_still_be_answered_are_hollow(ledger: Ledger, write: Any) -> None:
    write.sent("p1")
    write.sent("p2", when="2026-03-17 09:00")
    figure = figures.weekly_rates(collect(ledger, "nordics", as_of=date(2026, 3, 24)))
    filled, hollow = figure.data[0].marker.color
    assert (filled != "white", hollow) == (True, "white")


def test_campaigns_side_by_side(ledger: Ledger, metrics: Metrics) -> None:
    table = portfolio([metrics, collect(ledger, "empty")])
    figure = figures.portfolio(table)
    assert [t.split()[0] for t in figure.layout.yaxis.ticktext] == ["nordics"]
    assert figures.portfolio(portfolio([])).layout.annotations[0].text == "no data yet: nothing has been delivered"


def test_a_figure_is_plain_json_without_a_logo_or_another_host(metrics: Metrics) -> None:
    for draw in FIGURES:
        assert "http" not in texts(draw(metrics))

"""The figures of what angles draw to each other and of what was learned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hitl_kit.ledger import Ledger
from hitl_kit.retrospect import collect
from hitl_kit.retrospect.learning import CLAIMED_UNEDITED, angle_ratios, bounded, learning


def evidence(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame(
        {"ratio_low": [0.3, 0.0, 1.4], "ratio_high": [0.8, np.inf, np.inf], "compared": [500, 40, 60], **columns},
        index=["weak", "open", "<b>strong"],
    )


def notes(figure: Any) -> list[str]:
    return [a.text for a in figure.layout.annotations]


def test_only_what_is_bounded_is_drawn_with_its_interval() -> None:
    assert bounded(evidence()).tolist() == [True, False, True]
    figure = angle_ratios(evidence(), simulated=True)
    assert list(figure.data[0].x)[:2] == [0.3, 0.8]
    assert [a.text for a in figure.layout.annotations][:2] == ["0.3 to 0.8", "1.4 to no bound"]
    labels = " ".join(figure.layout.yaxis.ticktext)
    assert "weak" in labels
    assert "n = 500" in labels
    assert "open" not in labels
    assert "<b>" not in labels
    assert "simulated data" in notes(figure)
    low, high = figure.layout.xaxis.range
    assert 10**low < 0.3
    assert 10**high > 4


def test_nothing_to_draw_is_said() -> None:
    figure = angle_ratios(evidence(compared=[0, 0, 0]), simulated=False)
    assert figure.data == ()
    assert notes(figure)[0].startswith("no data yet")


def test_learning_stands_beside_the_vendors_claim(ledger: Ledger, write: Any) -> None:
    for week, day in enumerate(("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")):
        for n in range(10):
            verdict = "approve" if n < 4 + week else "edit" if n < 9 else "reject"
            write.package(f"p{week}-{n}", approved=False)
            write.decide(f"p{week}-{n}", verdict, when=f"{day} 08:00", seconds=100 - week, reason="tone")
    figure = learning(collect(ledger, "nordics"))
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["as written"].y) == pytest.approx([0.4, 0.5, 0.6, 0.7])
    assert list(by_name["rejected"].y) == pytest.approx([0.1] * 4)
    assert list(by_name["median seconds"].y) == [100, 99, 98, 97]
    band = list(by_name["vendors' claim"].y)
    assert (band[-1], band[0]) == CLAIMED_UNEDITED[0][1:]  # the first week, lowest and highest
    assert (band[4], band[3]) == CLAIMED_UNEDITED[1][1:]  # the fourth
    assert "vendors' claim" in notes(figure)
    errors = by_name["as written"].error_y
    table = collect(ledger, "nordics").verdicts_by_week
    assert errors.array[0] == pytest.approx(table["approve_high"].iloc[0] - 0.4)


def test_labels_never_lie_on_each_other(ledger: Ledger, write: Any) -> None:
    for n in range(9):
        write.package(f"p{n}", approved=False)
        write.decide(f"p{n}", ["approve", "edit", "reject"][n % 3], reason="tone")
    figure = learning(collect(ledger, "nordics"))
    wanted = {"as written", "edited", "rejected", "vendors' claim"}
    heights = sorted(a.y for a in figure.layout.annotations if a.text in wanted)
    assert len(heights) == 4
    assert min(np.diff(heights)) > 0.07


def test_nothing_decided_is_said(ledger: Ledger) -> None:
    assert notes(learning(collect(ledger, "nordics")))[0].startswith("no data yet")

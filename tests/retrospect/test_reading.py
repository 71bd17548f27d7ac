"""What is recorded while the rows are read: figures are those of one event all the same."""

from __future__ import annotations

import threading
from typing import Any

import pandas as pd
import pytest

from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import collect


def test_what_is_recorded_meanwhile_is_not_seen(ledger: Ledger, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write.sent("p1", "replied", when="2026-03-03 09:00")
    write.package("p2")
    before = collect(ledger, "nordics")
    read, turn = ledger.short_columns, threading.Lock()
    told: list[bool] = []

    def beside_another_program(*asked: Any) -> Any:
        with turn:
            if not told:
                told.append(True)
                write.outcome("p1", "sent", "2026-03-02 09:00")  # earlier than the send that is known
                write.outcome("p2", "sent")
                write.sent("p3")
        return read(*asked)

    monkeypatch.setattr(ledger, "short_columns", beside_another_program)
    meanwhile = collect(ledger, "nordics")
    assert told
    assert meanwhile.head == before.head
    pd.testing.assert_frame_equal(meanwhile.journeys, before.journeys)
    assert collect(ledger, "nordics").count("sent") == 3


def test_sends_are_counted_as_simulated_rows_too(ledger: Ledger, write: Any) -> None:
    write.sent("p1", "replied")
    write.sent("p2", simulated=True)
    write.outcome("p2", "sent", "2026-03-09 09:00", simulated=True)
    write.package("p3", decider="planted", simulated=True)
    with ledger.recording("ana", "test", "nordics") as recording:
        row = {"package_id": "p3", "campaign": "nordics", "original": "p1", "defect": "wrong name", "at": "2026-03-02"}
        recording.add(tables.planted, [row | {"simulated": True}])
    write.outcome("p3", "sent", simulated=True)  # of a package that is not counted
    metrics = collect(ledger, "nordics")
    assert "2 of 4 outcomes" in metrics.simulated_label
    assert metrics.simulated_share["outcomes"] == 0.5

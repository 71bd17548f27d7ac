"""Touches: the frame of sent mails says the same as the journeys, read the fast way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import collect, touches
from hitl_kit.retrospect.touches import GROUPS
from tests.review import factory


def moment(day: int) -> str:
    return datetime(2026, 3, day, 9, tzinfo=UTC).isoformat(timespec="microseconds")


@pytest.fixture
def sent(ledger: Ledger) -> Ledger:
    """Six mails: answered well, bounced, bounced but delivered later, answered by a machine, silent, never sent."""
    factory.store(ledger, [factory.package(n) for n in range(6)])
    happened = [
        ("p000", "sent", 2, ""), ("p000", "replied", 3, ""), ("p000", "positive", 4, ""),
        ("p001", "sent", 2, ""), ("p001", "bounced", 2, "hard"),
        ("p002", "sent", 2, ""), ("p002", "bounced", 3, "soft"), ("p002", "delivered", 4, ""),
        ("p002", "bounced", 5, "soft"), ("p002", "delivered", 6, ""),
        ("p003", "sent", 2, ""), ("p003", "replied", 3, "out_of_office"),
        ("p004", "sent", 5, ""),
    ]  # fmt: skip
    common = {"campaign": "demo", "simulated": False}
    with ledger.recording("ana", "outcomes.import", "demo") as recording:
        recording.add(
            tables.outcome,
            [{**common, "package_id": p, "kind": k, "at": moment(day), "detail": d} for p, k, day, d in happened],
        )
    return ledger


def by_company(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype({"company": "str"}).set_index("company").sort_index()


@pytest.mark.parametrize("as_of", [None, date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 6)])
def test_touches_say_what_the_journeys_say(sent: Ledger, as_of: date | None) -> None:
    found = by_company(touches(sent, "demo", GROUPS, as_of=as_of))
    journeys = collect(sent, "demo", as_of=as_of).journeys
    expected = by_company(journeys[journeys["sent"]])
    assert list(found.index) == list(expected.index)
    for name in (*(g for g in GROUPS if g != "company"), "bounced", "simulated"):
        assert found[name].tolist() == expected[name].tolist(), name
    for name in ("sent_at", "positive_at"):
        never = pd.Timestamp(0, tz="UTC")
        assert found[name].fillna(never).tolist() == expected[name].fillna(never).tolist(), name


def test_nothing_sent_is_an_empty_frame_with_its_types(ledger: Ledger) -> None:
    found = touches(ledger, "demo")
    assert len(found) == 0
    assert str(found["sent_at"].dtype).startswith("datetime64")
    assert found["bounced"].dtype == bool


def test_simulated_mails_can_be_left_out(ledger: Ledger) -> None:
    factory.store(ledger, [factory.package(0, simulated=True), factory.package(1)])
    with ledger.recording("ana", "outcomes.import", "demo") as recording:
        common = {"campaign": "demo", "kind": "sent", "at": moment(2), "detail": "", "simulated": False}
        recording.add(tables.outcome, [{**common, "package_id": p} for p in ("p000", "p001")])
    assert sorted(touches(ledger, "demo")["simulated"]) == [False, True]
    assert touches(ledger, "demo", include_simulated=False)["simulated"].tolist() == [False]

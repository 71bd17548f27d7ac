"""The morning queue: the same packages and order as the grid gives, with what was drawn mixed in unseen."""

from __future__ import annotations

from typing import Any

import pytest

from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Confidence, Package, Route
from hitl_kit.ledger import Ledger, tables
from hitl_kit.review import ReviewSession
from hitl_kit.routing import PLAIN, morning_queue
from tests.review.factory import row, store
from tests.routing.trust.trusted import draft

ORDINARY = [f"o{n:03d}" for n in range(60)]
DRAWN = [f"s{n:03d}" for n in range(6)]


def waiting(name: str, score: float) -> Package:
    return draft(name, score=score, route=Route(decider="human", reason=PLAIN))


def fill(ledger: Ledger, *, drawn: str = "spot-check") -> None:
    """Sixty drafts by falling score, and six that were drawn, with scores below all of them."""
    store(ledger, [waiting(name, 60.0 - n) for n, name in enumerate(ORDINARY)])
    put_drawn(ledger, drawn)


def put_drawn(ledger: Ledger, decider: str) -> None:
    with ledger.recording("agent", "batch.generate", "b2") as recording:
        recording.add(tables.package, [row(waiting(name, 0.5)) | {"decider": decider} for name in DRAWN])


@pytest.mark.parametrize("drawn", ["spot-check", "planted"])
def test_what_was_drawn_is_among_the_first_and_not_alone_in_being_out_of_turn(ledger: Ledger, drawn: str) -> None:
    fill(ledger, drawn=drawn)
    queue = morning_queue(ledger, "demo", 20)
    ids = queue["package"].tolist()
    assert len(ids) == 20
    assert [i for i in ids if i in DRAWN] == DRAWN[:2]
    assert ids[:16] == ORDINARY[:16]
    assert queue["score"].is_monotonic_decreasing, "they stand where their score puts them"
    out_of_turn = queue[queue["why first"].str.startswith("drawn at random from what waits")]["package"]
    assert set(out_of_turn) >= set(DRAWN[:2])
    assert not queue["why first"].str.contains("spot|plant").any()


def test_others_are_drawn_beside_them(ledger: Ledger) -> None:
    store(ledger, [waiting(f"a{n:03d}", float(n)) for n in range(60)])
    put_drawn(ledger, "spot-check")
    queue = morning_queue(ledger, "demo", 20).set_index("package")
    lots = queue[queue["why first"].str.startswith("drawn at random")].index.tolist()
    assert sorted(lots) == ["a000", "a001", "s000", "s001"]


def test_it_is_what_the_grid_gives(ledger: Ledger) -> None:
    fill(ledger)
    expected = morning_queue(ledger, "demo", 20)["package"].tolist()
    session = ReviewSession(ledger, "demo", "Ana")
    assert [row.package_id for row in session.queue()] == expected
    assert session.claim(20) == expected
    assert ReviewSession(ledger, "demo", "Ben").claim(20)[:16] == ORDINARY[18:34]


def test_while_nothing_was_drawn_all_go_by_priority(ledger: Ledger) -> None:
    fill(ledger, drawn="human")
    assert morning_queue(ledger, "demo", 20)["package"].tolist() == ORDINARY[:20]
    assert ReviewSession(ledger, "demo", "Ana").claim(20) == ORDINARY[:20]


def test_the_reason_names_what_speaks_for_a_closer_look(ledger: Ledger) -> None:
    warned = Finding(check="freshness", severity="warn", message="old")
    blocked = Finding(check="placeholder", severity="block", message="a placeholder")
    cases: dict[str, tuple[dict[str, Any], str]] = {
        "b": ({"findings": (blocked, warned)}, "1 finding to mend, 1 warning"),
        "n": ({"confidence": Confidence(band="high", basis="", number=0.41)}, "confidence 0.41"),
        "m": ({"confidence": Confidence(band="medium", basis="one source")}, "medium confidence: one source"),
        "h": ({"tier": "A", "high_value": True}, "high-value tier A, expansion signal 12 days ago"),
    }
    store(ledger, [draft(name, **changes) for name, (changes, _) in cases.items()])
    why = morning_queue(ledger, "demo", 20).set_index("package")["why first"]
    for name, (_, words) in cases.items():
        assert words in why[name]

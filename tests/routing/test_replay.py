"""Replay: recorded verdicts under another policy, on a ledger whose course is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hitl_kit.domain.packages import Confidence
from hitl_kit.ledger import Ledger
from hitl_kit.routing import replay
from hitl_kit.routing.trust import Setting
from tests.routing.trust.trusted import SCOPE, VERSIONS, make, names, read, setting

HUMAN = {"first touch": "human"}
MONDAY = date(2026, 3, 2)


def weeks(ledger: Ledger, files: Setting, count: int, each: int, *, bad_from: int = 99) -> None:
    """So many weeks, each made and then read whole; from week `bad_from` on, every second draft is rejected."""
    for week in range(count):
        ids = names(each, f"w{week}x")
        made = {"as_of": MONDAY + timedelta(weeks=week), "batch_id": f"week {week}"}
        make(ledger, files, ids, **made)
        read(ledger, ids, rejected=ids[::2] if week >= bad_from else ())


def test_nothing_goes_by_itself_under_the_policy_as_it_is(ledger: Ledger) -> None:
    files = setting(tasks=HUMAN)
    weeks(ledger, files, 2, 60)
    found = replay(ledger, files)
    assert (found.together.drafts, found.together.by_itself, found.verdicts) == (120, 0, 120)
    assert replay(ledger, setting()).together.by_itself > 0


def test_what_would_have_gone_by_itself_and_what_people_said_of_it(ledger: Ledger) -> None:
    weeks(ledger, setting(tasks=HUMAN), 3, 60)
    (found,) = replay(ledger, setting()).scopes
    assert (found.scope, found.drafts, found.highest) == (SCOPE, 180, 3)
    assert found.by_itself + found.spot_checks == 120, "the first week earned it"
    assert found.spot_checks >= 40, "twenty of each week"
    assert (found.known, found.unknown) == (found.by_itself, 0)
    assert (found.rejected, found.changed) == (0, 0)
    assert found.minutes == found.by_itself * 0.5
    assert list(found.minutes_between()) == pytest.approx([found.minutes] * 2)


def test_a_drop_in_quality_is_seen_by_spot_checks_alone(ledger: Ledger) -> None:
    weeks(ledger, setting(tasks=HUMAN), 6, 60, bad_from=2)
    (found,) = replay(ledger, setting()).scopes
    assert found.demotions == 1
    assert found.rejected > 0
    assert found.by_itself < 200, "after the alarm people read every draft again"
    low, high = found.minutes_between()
    assert low < found.minutes < high


def test_a_stricter_policy_lets_less_go(ledger: Ledger) -> None:
    sure = Confidence(band="high", basis="", number=0.87)
    files = setting(tasks=HUMAN)
    make(ledger, files, names(60))
    read(ledger, names(60))
    make(ledger, files, names(60, "low"), confidence=sure, batch_id="b2")
    read(ledger, names(60, "low"))
    make(ledger, files, names(60, "then"), confidence=sure, batch_id="b3")
    read(ledger, names(60, "then"))
    assert replay(ledger, setting()).together.by_itself > 0, "0.85 is certified by its own drafts"
    assert replay(ledger, setting(floor=0.9)).together.by_itself == 0
    assert replay(ledger, setting(reviews=500)).together.by_itself == 0


def test_what_cannot_be_known_is_said(ledger: Ledger) -> None:
    files = setting(tasks=HUMAN)
    make(ledger, files, names(5, "old"), made_with=None)
    read(ledger, names(5, "old"))
    make(ledger, files, names(60))
    read(ledger, names(60))
    make(ledger, files, names(60, "unread"), batch_id="b2", as_of=MONDAY + timedelta(weeks=1))
    found = replay(ledger, setting())
    assert found.left_out == 5
    assert found.together.unknown == found.together.by_itself > 0
    assert (found.together.known, found.together.minutes_between()) == (0, (0.0, 0.0))
    told = " ".join(found.unknowable)
    assert f"{found.together.unknown} of the drafts" in told
    assert "5 drafts were made before" in told
    assert "is assumed" in told


def test_another_version_earns_its_own(ledger: Ledger) -> None:
    files = setting(tasks=HUMAN)
    weeks(ledger, files, 1, 60)
    changed = VERSIONS.model_copy(update={"drafter": "template 3"})
    make(ledger, files, names(40, "new"), made_with=changed, batch_id="b2")
    read(ledger, names(40, "new"))
    assert replay(ledger, setting()).together.by_itself == 0


def test_an_empty_ledger_has_nothing_to_replay(ledger: Ledger) -> None:
    found = replay(ledger, setting())
    assert (found.scopes, found.together.drafts, found.left_out) == ((), 0, 0)

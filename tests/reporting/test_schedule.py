"""What is due: one report a week, never twice, and missed weeks too."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.policy import WEEKDAYS, Reports
from hitl_kit.ledger import Ledger
from hitl_kit.reporting.html import report_html
from hitl_kit.reporting.locks import alone
from hitl_kit.reporting.schedule import due_days, first_day, is_there
from tests.reporting.making import record
from tests.review import factory

LONG_AGO = date(2020, 1, 1)


def test_a_mondays_report_covers_the_week_up_to_sunday() -> None:
    monday = date(2026, 11, 16)
    once = Reports(catch_up_weeks=0)
    for days in range(7):
        assert due_days(once, LONG_AGO, monday + timedelta(days=days)) == [date(2026, 11, 15)]
    assert due_days(once, LONG_AGO, monday - timedelta(days=1)) == [date(2026, 11, 8)]


def test_missed_weeks_are_caught_up_oldest_first() -> None:
    days = due_days(Reports(catch_up_weeks=2), LONG_AGO, date(2026, 11, 18))
    assert days == [date(2026, 11, 1), date(2026, 11, 8), date(2026, 11, 15)]


def test_nothing_is_due_before_the_campaign_began_or_if_never() -> None:
    assert due_days(Reports(), None, date(2026, 11, 18)) == []
    assert due_days(Reports(day="never"), LONG_AGO, date(2026, 11, 18)) == []
    assert due_days(Reports(), date(2026, 11, 9), date(2026, 11, 18)) == [date(2026, 11, 15)]
    assert due_days(Reports(), date(2026, 11, 16), date(2026, 11, 18)) == []


@given(
    st.sampled_from(WEEKDAYS),
    st.integers(0, 6),
    st.lists(st.integers(1, 21), min_size=1, max_size=30),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_whoever_looks_now_and_then_misses_no_week(day: str, weeks: int, gaps: list[int], first: date) -> None:
    """On irregular days: with enough weeks to catch up, every week comes, each as of the day before the weekday."""
    reports = Reports.model_validate({"day": day, "catch_up_weeks": max(weeks, 3)})
    seen: set[date] = set()
    today = first
    for gap in gaps:
        today += timedelta(days=gap)
        found = due_days(reports, first, today)
        assert found == sorted(set(found))
        assert all(first <= d < today and (d + timedelta(days=1)).weekday() == WEEKDAYS.index(day) for d in found)
        seen.update(found)
    ends = (first + timedelta(days=n) for n in range((today - first).days))
    assert seen == {d for d in ends if (d + timedelta(days=1)).weekday() == WEEKDAYS.index(day)}


def test_a_campaigns_first_day(ledger: Ledger) -> None:
    assert first_day(ledger, "demo") is None
    factory.store(ledger, [factory.package(0)])
    assert first_day(ledger, "demo") == date.fromisoformat(factory.row(factory.package(0))["as_of"])
    assert first_day(ledger, "other") is None


def test_a_report_made_before_its_day_was_over_is_due_again(tmp_path: Path) -> None:
    import nbformat

    page = tmp_path / "review.html"
    assert not is_there(page)
    for made, wanted in (
        (datetime(2026, 11, 15, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 16, 0, 0, tzinfo=UTC), True),
    ):
        page.write_text(report_html(nbformat.v4.new_notebook(), title="", about=record(rendered_at=made)))
        assert is_there(page) is wanted
    page.write_text("of an earlier version")
    assert not is_there(page)


def test_one_run_at_a_time_and_a_dead_one_blocks_nobody(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from hitl_kit.reporting.locks import alone\n"
        "with alone(pathlib.Path(sys.argv[1])) as free: print(free, flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "True\n"
    with alone(tmp_path) as free:
        assert not free
    other.kill()
    other.wait()
    other.stdout.close()
    other.stdin.close()
    with alone(tmp_path) as free:
        assert free

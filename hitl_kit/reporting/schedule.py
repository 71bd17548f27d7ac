"""Which reports are due: one a week for every week that has ended, as long as it is missing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.errors import InputError
from hitl_kit.domain.policy import WEEKDAYS, Reports
from hitl_kit.ledger import Ledger, tables

from .record import read_record


def due_days(reports: Reports, first: date | None, today: date) -> list[date]:
    """The days as of which reports should be there, oldest first: each is the last one of a week, the day before the
    policy's weekday. `first` is the campaign's first day: no report covers less than that."""
    if reports.day == "never" or first is None:
        return []
    since = (today.weekday() - WEEKDAYS.index(reports.day)) % 7
    newest = today - timedelta(days=since + 1)
    weeks = (newest - timedelta(weeks=n) for n in range(reports.catch_up_weeks + 1))
    return sorted(day for day in weeks if day >= first)


def first_day(ledger: Ledger, campaign: str) -> date | None:
    """The day of the campaign's first package or outcome; None where nothing has happened."""
    p, o = tables.package, tables.outcome
    moments = [
        ledger.rows(sa.select(sa.func.min(column).label("first")).where(table.c.campaign == campaign))[0]["first"]
        for table, column in ((p, p.c.as_of), (o, o.c.at))
    ]
    days = [date.fromisoformat(str(m)[:10]) for m in moments if m]
    return min(days, default=None)


def is_there(page: Path) -> bool:
    """Whether that report stands and was made after its day had ended."""
    try:
        return read_record(page).complete
    except InputError:
        return False

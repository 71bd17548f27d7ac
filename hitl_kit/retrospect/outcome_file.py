"""A file of outcomes as rows of events, before it is known whether they can be true."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hitl_kit.domain.errors import InputError
from hitl_kit.domain.outcomes import OutcomeKind
from hitl_kit.files import Table, read_table

from .kinds import DETAIL, IDENTITY, LONG, WIDE, detail_word, event_kind

_MAX_DETAIL = 300
_EARLIEST = 2000


@dataclass(frozen=True)
class Event:
    """One event of one row, before it is known whether it can be true."""

    kind: OutcomeKind
    at: datetime
    detail: str


@dataclass(frozen=True)
class Row:
    """One row of the file: whom it is about, and what it says happened."""

    line: int
    raw: str
    package_id: str
    email: str
    events: tuple[Event, ...]


def read_outcomes(
    path: Path, mapping: Mapping[str, str] | None, encoding: str, now: datetime
) -> tuple[Table[dict[str, str]], list[Row]]:
    """The file's table, with a reject for every row that cannot be read, and the rows that can."""
    columns = (*IDENTITY, *LONG, *WIDE.values(), DETAIL)
    table = read_table(path, columns, dict, mapping=mapping, encoding=encoding)
    return table, list(_rows(table, _form(path, table), now))


def _form(path: Path, table: Table[dict[str, str]]) -> str:
    """'long' or 'wide', by the headers; InputError where they tell neither, or nothing of whom a row is about."""
    fields = set(table.mapped.values())
    header = ", ".join([*table.mapped, *table.extra][:30])
    if not fields & {c.name for c in IDENTITY}:
        raise InputError(
            f"{path} does not say which mail a row is about; its columns are: {header}",
            mend='name the column: --map "YOUR COLUMN=email" (or package_id)',
        )
    wide = [c.name for c in WIDE.values() if c.name in fields]
    if {"kind", "at"} <= fields:
        if wide:
            raise InputError(
                f"{path} has an event column and also '{wide[0]}': one row would say the same thing twice",
                mend="remove the event and date columns, or the columns that end in _at",
            )
        return "long"
    if wide:
        return "wide"
    raise InputError(
        f"{path} has no column that says what happened when; its columns are: {header}",
        mend="it needs 'event' and 'at', or at least 'sent_at' (delivered_at, bounced_at, replied_at …)",
    )


def _rows(table: Table[dict[str, str]], form: str, now: datetime) -> Iterator[Row]:
    for line, cells in table.rows:
        raw = _raw(cells)
        package_id, email = cells.get("package_id", ""), cells.get("email", "").casefold()
        try:
            if not (package_id or email):
                raise ValueError("names neither a package nor an address")
            events = tuple(_long(cells, now) if form == "long" else _wide(cells, now))
        except ValueError as error:
            table.reject(line, str(error), raw)
            continue
        yield Row(line, raw, package_id, email, events)


def _long(cells: Mapping[str, str], now: datetime) -> Iterator[Event]:
    if not cells["kind"]:
        raise ValueError("the event is empty")
    kind, detail = event_kind(cells["kind"])
    yield Event(kind, _moment("at", cells["at"], now), _detail(kind, cells.get("detail", "")) or detail)


def _wide(cells: Mapping[str, str], now: datetime) -> Iterator[Event]:
    given = [(kind, column.name) for kind, column in WIDE.items() if cells.get(column.name)]
    if not given:
        raise ValueError("has no date in any column")
    detail = cells.get("detail", "")
    about = next((k for k in ("bounced", "replied") if k in {kind for kind, _ in given}), given[-1][0])
    for kind, name in given:
        yield Event(kind, _moment(name, cells[name], now), _detail(kind, detail) if kind == about else "")


def _detail(kind: OutcomeKind, text: str) -> str:
    if len(text) > _MAX_DETAIL:
        raise ValueError(f"the detail has {len(text):,} characters; at most {_MAX_DETAIL} are kept")
    return detail_word(kind, text)


def _moment(name: str, text: str, now: datetime) -> datetime:
    """A date or a time as UTC; ValueError says what is wrong with it."""
    if not text:
        raise ValueError(f"{name} is empty")
    try:
        read = datetime.fromisoformat(text)
        at = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{name}: '{text}' is not a date; write it as 2026-03-31 or 2026-03-31T09:30:00Z") from None
    if at.year < _EARLIEST:
        raise ValueError(f"{name}: '{text}' lies before the year {_EARLIEST}")
    if at > now:
        raise ValueError(f"{name}: '{text}' lies in the future (a time without a zone is read as UTC)")
    return at


def _raw(cells: Mapping[str, str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells.values())
    return out.getvalue()

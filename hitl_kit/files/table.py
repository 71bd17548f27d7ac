"""CSV that people bring: any delimiter and column order, and a reject with line and reason for every row left out."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TextIO, TypeVar

from hitl_kit.domain.errors import InputError, meant

T = TypeVar("T", covariant=True)
_MAX_COLUMNS = 1000
_MAX_RECORD_LINES = 200
_MAX_LINE = 1_000_000
csv.field_size_limit(_MAX_LINE * _MAX_RECORD_LINES)


@dataclass(frozen=True)
class Column:
    """A field that a file may bring, and other headers by which it is known."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Reject:
    """A row that was left out: the file's line, why, and the row as it stood."""

    line: int
    reason: str
    raw: str


@dataclass
class Table(Generic[T]):
    """What a file brought: parsed rows with their lines, rejects, and which header became which field."""

    path: Path
    rows: list[tuple[int, T]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    mapped: dict[str, str] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)

    def reject(self, line: int, reason: str, raw: str = "") -> None:
        """Leave a row out, for a reason."""
        self.rejects.append(Reject(line, reason, raw))

    @property
    def rejects_path(self) -> Path:
        """Where the rejects are written: beside the file, under its name; in the current folder where that is not
        allowed."""
        beside = self.path.with_name(f"{self.path.stem}.rejects.csv")
        return beside if os.access(beside.parent, os.W_OK) else Path.cwd() / beside.name

    def write_rejects(self) -> Path | None:
        """Write the rejects file, or remove an old one when there are none; returns its path if written."""
        if not self.rejects:
            self.rejects_path.unlink(missing_ok=True)
            return None
        rows = [[r.line, r.reason, r.raw] for r in sorted(self.rejects, key=lambda r: r.line)]
        try:
            write_csv(self.rejects_path, ["line", "reason", "row"], rows)
        except OSError as error:
            mend = "make its folder writable, or copy the file elsewhere: rows that are left out must be seen"
            raise InputError(f"{self.rejects_path} cannot be written: {error.strerror}", mend=mend) from None
        return self.rejects_path


def read_table(
    path: Path,
    columns: Sequence[Column],
    parse: Callable[[dict[str, str]], T],
    *,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    key: Callable[[T], str] | None = None,
) -> Table[T]:
    """The file's rows through `parse`, which gets field → text ('' where empty) and raises ValueError for a bad row.

    `mapping` is header → field, and wins over the headers' own names. Headers that match no field are handed on under
    their own name. A row whose `key` a row before it had is a reject that names the first one's line. InputError where
    the file as a whole cannot be used.
    """
    table: Table[T] = Table(path)
    lines = _lines(path, encoding, table)
    header_line, header_text = next(((n, t) for n, t in lines if t.strip()), (0, ""))
    if not header_text:
        raise InputError(f"{path} is empty", mend="the first line must name the columns")
    delimiter = max(",;\t|", key=re.sub(r'"[^"]*"', "", header_text).count)
    header = _header(f"{path}:{header_line}", header_text, delimiter)
    fields = _map(path, header, columns, mapping or {})
    names = {c.name for c in columns}
    table.mapped = {h: f for h, f in zip(header, fields, strict=True) if f in names}
    table.extra = [h for h in header if h not in table.mapped]
    first_lines: dict[str, int] = {}
    for line, record in _records(lines, delimiter, table):
        if not any(cell.strip() for cell in record):
            continue
        try:
            if len(record) != len(header):
                raise ValueError(f"has {len(record)} cells where the header has {len(header)}")
            row = {f: cell.strip() for f, cell in zip(fields, record, strict=True)}
            missing = [c.name for c in columns if c.required and not row.get(c.name)]
            if missing:
                raise ValueError(f"{missing[0]} is empty")
            parsed = parse(row)
            if key is not None and (first := first_lines.setdefault(key(parsed), line)) != line:
                raise ValueError(f"'{key(parsed)}' stands on line {first} already")
        except ValueError as error:
            table.reject(line, _reason(error), _join(record, delimiter))
            continue
        table.rows.append((line, parsed))
    return table


def _reason(error: ValueError) -> str:
    """Why a row was left out; a pydantic error is told by field."""
    details = getattr(error, "errors", None)
    if details is None:
        return str(error)
    return "; ".join(
        f"{'.'.join(map(str, d['loc']))}: {str(d['msg']).removeprefix('Value error, ')}".removeprefix(": ")
        for d in details()
    )


def _lines(path: Path, encoding: str, table: Table[T]) -> Iterator[tuple[int, str]]:
    """Line numbers and lines; a line that is not text in this encoding becomes a reject."""
    try:
        handle = path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{path} is missing", mend="check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    with handle:
        start = handle.read(_MAX_LINE)
        handle.seek(0)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            source: Iterable[bytes] = handle.read().decode("utf-16", "replace").encode().splitlines(keepends=True)
            encoding = "utf-8"
        elif start[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
            raise InputError(f"{path} is a spreadsheet, not a CSV file", mend="save it as 'CSV UTF-8'")
        elif b"\n" not in start and b"\r" in start:  # lines as older spreadsheets on a Mac end them
            source = handle.read().splitlines(keepends=True)
        else:
            source = iter(lambda: handle.readline(_MAX_LINE), b"")
        for number, raw in enumerate(source, 1):
            if number == 1:
                raw = raw.removeprefix(b"\xef\xbb\xbf")
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError as error:
                if number == 1:
                    raise InputError(
                        f"{path}:1: is not {encoding} (byte 0x{raw[error.start]:02x})",
                        mend="save it as 'CSV UTF-8', or name its encoding: --encoding cp1252",
                    ) from None
                shown = raw.decode("latin-1").rstrip("\r\n")
                reason = f"is not {encoding} (byte 0x{raw[error.start]:02x}); try --encoding cp1252"
                table.reject(number, reason, shown)
                continue
            except LookupError:
                mend = "try utf-8, cp1252 or latin-1"
                raise InputError(f"'{encoding}' is not an encoding", mend=mend) from None
            if "\x00" in text:
                if number == 1:
                    raise InputError(f"{path}:1: holds NUL bytes, so it is not text", mend="save it as 'CSV UTF-8'")
                table.reject(number, "holds a NUL byte", text.replace("\x00", "␀").rstrip("\r\n"))
                continue
            yield number, text


def _records(lines: Iterator[tuple[int, str]], delimiter: str, table: Table[T]) -> Iterator[tuple[int, list[str]]]:
    """Logical records: a quoted cell may span lines, but a quote that never closes costs its own line only."""
    waiting: deque[tuple[int, str]] = deque()
    while True:
        held: list[tuple[int, str]] = []
        try:
            record = next(csv.reader(_held(lines, waiting, held), delimiter=delimiter, strict=True), None)
        except csv.Error as error:
            table.reject(held[0][0], _fault(error, len(held)), held[0][1].rstrip("\r\n"))
            waiting.extendleft(reversed(held[1:]))
            continue
        if record is None:
            return
        yield held[0][0], record


def _held(
    lines: Iterator[tuple[int, str]], waiting: deque[tuple[int, str]], held: list[tuple[int, str]]
) -> Iterator[str]:
    """The lines that one record takes, remembered in `held` in case it comes to nothing."""
    while len(held) < _MAX_RECORD_LINES:
        item = waiting.popleft() if waiting else next(lines, None)
        if item is None:
            return
        held.append(item)
        yield item[1]


def _fault(error: csv.Error, lines: int) -> str:
    if "new-line" in str(error):
        return "a line break stands in a cell without quotes"
    return "a quote is not closed" if lines > 1 or "end of data" in str(error) else "quotes stand inside a cell"


def _header(place: str, text: str, delimiter: str) -> list[str]:
    try:
        header = [h.strip() for h in next(csv.reader([text], delimiter=delimiter, strict=True))]
    except csv.Error:
        mend = "close the quote; if a column's name spans lines, shorten it"
        raise InputError(f"{place}: a quote in the header is not closed", mend=mend) from None
    if len(header) > _MAX_COLUMNS:
        raise InputError(
            f"{place}: has more than {_MAX_COLUMNS:,} columns",
            mend="keep the columns that the campaign needs",
        )
    header = [h or f"column {i}" for i, h in enumerate(header, 1)]
    twice = [h for h, n in Counter(h.casefold() for h in header).items() if n > 1]
    if twice:
        places = [str(i) for i, h in enumerate(header, 1) if h.casefold() == twice[0]]
        raise InputError(
            f"{place}: the header '{twice[0]}' stands {len(places)} times (columns {', '.join(places)})",
            mend="rename or remove all but one",
        )
    return header


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", header.casefold())


def _map(path: Path, header: list[str], columns: Sequence[Column], mapping: Mapping[str, str]) -> list[str]:
    """The field of each column: as mapped, else as recognised, else under its own header."""
    names = {c.name for c in columns}
    by_header = {h.casefold(): h for h in header}
    chosen: dict[str, str] = {}
    for given, name in mapping.items():
        found = by_header.get(given.strip().casefold())
        if found is None:
            raise InputError(f"{path} has no column '{given}'", mend=meant(given, header, "its columns are"))
        if name not in names:
            mend = meant(name, [c.name for c in columns], "the fields are")
            raise InputError(f"'{name}' is not a field (in --map \"{given}={name}\")", mend=mend)
        if name in chosen.values():
            raise InputError(f"two columns are mapped to '{name}'", mend="map one of them only")
        chosen[found] = name
    for column in columns:
        known_as = [_plain(column.name), *(_plain(a) for a in column.aliases)]
        free = [h for h in header if h not in chosen and _plain(h) in known_as]
        if column.name not in chosen.values() and free:
            chosen[min(free, key=lambda h: known_as.index(_plain(h)))] = column.name
    absent = [c.name for c in columns if c.required and c.name not in chosen.values()]
    if absent:
        raise InputError(
            f"{path} has no column for '{absent[0]}'; its columns are: {', '.join(header[:30])}",
            mend=f'say which one it is: --map "{header[0]}={absent[0]}"',
        )
    return [chosen.get(h) or (f"{h} (column {i})" if h in names else h) for i, h in enumerate(header, 1)]


def _join(record: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(record)
    return out.getvalue()


def _defuse(cell: object) -> object:
    """A cell that a spreadsheet would run as a formula becomes text (telephone numbers are spared)."""
    if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell and not re.fullmatch(r"\+[\d ()-]+", cell):
        return "'" + cell
    return cell


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file (UTF-8, RFC 4180) whose cells no spreadsheet takes for formulas; whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8", newline="") as handle:
            write_rows(handle, header, rows)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_rows(handle: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The same into what is open already, row by row."""
    writer = csv.writer(handle)
    writer.writerow(header)
    writer.writerows([_defuse(cell) for cell in row] for row in rows)

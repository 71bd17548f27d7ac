"""CrmNotes: what our own people noted about a company, so that nobody writes to a friend as to a stranger."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import Fact, Source, fold
from hitl_kit.domain.icp import ICP
from hitl_kit.files import Column, read_table

from ..html import decoded, plain_text
from ..pages import MAX_PAGE_BYTES, account_text, day_of, event_cues, event_facts
from ..sentences import Cues, best, only_date, sentences
from ..sources import Reading
from .found import Found, document, stated

RELATIONSHIP = "relationship"
"""The kind of fact that says somebody here knows the company already."""
FACTS_A_NOTE = 2
STRANGERS = frozenset({"", "no", "none", "cold", "lead", "prospect", "target", "unknown", "-"})
"""What a CRM's column says where there is no relationship; anything else in it is one."""
CUES = (
    "customer*", "client of ours", "existing contract", "contract with us", "renewal", "in talks", "in negotiation*",
    "negotiating", "open opportunit*", "opportunity open*", "proposal sent", "sent a proposal", "sent the proposal",
    "our champion",
    "account manager", "pilot with", "trial with", "partner of ours", "reseller", "demo booked", "demo scheduled",
    "meeting booked", "spoke with", "spoke to", "met with", "asked us not to", "do not contact", "not to be contacted",
    "existing thread", "replied to", "intro from", "introduced us",
)  # fmt: skip
"""The words in a note that say so; those after "not" or "no" do not count, apart from requests to be left alone."""
_COLUMNS = (
    Column("account", ("domain", "company domain", "website", "account key"), required=True),
    Column("dated", ("date", "created", "created at", "activity date", "last activity"), required=True),
    Column("note", ("notes", "text", "body", "comment", "description", "subject"), required=True),
    Column("relationship", ("status", "stage", "lifecycle stage", "type", "account type")),
    Column("author", ("owner", "created by", "user")),
)
_DATED_LINE = re.compile(r"^[-*#\s]*(\d{4}-\d{2}-\d{2})\b[\s:,.–—-]*")

_UNSAVED = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class _Note:
    place: str
    written: date | None
    text: str
    relationship: str = ""
    saved: datetime = _UNSAVED
    """When its file was last saved: the same notes read again are the same evidence."""


class CrmNotes:
    """Reads notes out of a CSV file (account, date, note, and the relationship where the CRM has a column for it), or
    out of a folder with a text file an account (`acme.example.md`), whose dated lines begin a note each.

    A note that tells of a relationship is a fact of the kind `relationship`; the ICP's cues are looked for as well.
    Matched by the account's key or domain. Notes are what we say ourselves: their class is "crm".
    """

    name = "CRM notes"

    def __init__(self, path: Path, icp: ICP) -> None:
        self._path = path
        self._cues = event_cues(icp)
        self._known = Cues.of(RELATIONSHIP, CUES)
        self._notes: dict[str, list[_Note]] = defaultdict(list)
        self._refused: dict[str, list[str]] = defaultdict(list)
        self.problems: tuple[str, ...] = ()
        self.unavailable = self._folder(path) if path.is_dir() else self._file(path)

    def _file(self, path: Path) -> str:
        if not path.exists():
            return f"this campaign brings no {path.name}"
        try:
            table = read_table(path, _COLUMNS, _row)
        except InputError as error:
            return error.message.replace(str(path), path.name)
        saved = _saved(path)
        problems = [f"{path.name}:{r.line}: {r.reason}" for r in table.rejects]
        for line, (account, note) in table.rows:
            if isinstance(note, _Note):
                self._notes[account].append(replace(note, place=f"{path.name}#{line}", saved=saved))
            else:
                problems.append(f"{path.name}:{line}: {note}")
                self._refused[account].append(problems[-1])
        self.problems = tuple(problems)
        return ""

    def _folder(self, folder: Path) -> str:
        problems = []
        root = folder.resolve()
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in (".md", ".txt") or path.stem.lower() == "readme":
                continue
            try:
                if not path.resolve(strict=True).is_relative_to(root) or not path.is_file():
                    raise ValueError("is not a file inside the folder")
                if (size := path.stat().st_size) > MAX_PAGE_BYTES:
                    raise ValueError(f"has {size:,} bytes; at most {MAX_PAGE_BYTES:,} are read")
                text, saved = plain_text(decoded(path.read_bytes())), _saved(path)
            except (OSError, ValueError, RuntimeError) as error:
                reason = (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)
                problems.append(f"{folder.name}/{path.name}: {reason}")
                self._refused[account_text(path.stem)].append(problems[-1])
                continue
            told = _dated_notes(f"{folder.name}/{path.name}", text)
            self._notes[account_text(path.stem)] += [replace(note, saved=saved) for note in told]
        self.problems = tuple(problems)
        return "" if self._notes or problems else f"there is no note in {folder.name}"

    def read(self, account: Account) -> Reading:
        """What the notes on an account tell; not found where there is none, for then nobody noted anything, and not
        measured where one could not be read."""
        found = Found()
        for key in dict.fromkeys((account.key.casefold(), account_text(account.domain))):
            for refused in self._refused.get(key, ()) if key else ():
                found.leave_out(refused)
            for note in self._notes.get(key, ()) if key else ():
                source, text = document(
                    note.place, f"Our note on {account.name}", _words(note), note.saved, "crm", note.written
                )
                found.add(
                    source,
                    text,
                    [*self._relationship(source, note, text, account), *self._events(source, text, account)],
                )
        return found.reading()

    def _relationship(self, source: Source, note: _Note, text: str, account: Account) -> list[Fact]:
        if fold(note.relationship) not in STRANGERS:
            return [stated(source, RELATIONSHIP, text.splitlines()[0], note.written)]
        told = list(sentences(text))
        places = best([fold(s) for s in told], self._known, naming=account.name, at_most=FACTS_A_NOTE)
        return [stated(source, RELATIONSHIP, told[place], note.written) for place in places]

    def _events(self, source: Source, text: str, account: Account) -> list[Fact]:
        return event_facts(self._cues, source, text, naming=account.name)


def _saved(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _row(row: dict[str, str]) -> tuple[str, _Note | str]:
    """The account, and its note or why that cannot be used."""
    account, text = account_text(row["account"]), plain_text(row["note"])
    if not text:
        return account, "note: holds no text"
    try:
        return account, _Note("", day_of(row["dated"][:10], "dated"), text, row.get("relationship", ""))
    except ValueError as error:
        return account, str(error)


def _words(note: _Note) -> str:
    known = fold(note.relationship) not in STRANGERS
    return f"Relationship: {note.relationship}\n{note.text}" if known else note.text


def _dated_notes(place: str, text: str) -> list[_Note]:
    """The notes of one file: each line that begins with a day begins one; what stands before has no date."""
    notes: list[tuple[date | None, list[str]]] = [(None, [])]
    for line in text.splitlines():
        began = _DATED_LINE.match(line)
        if began and (written := only_date(began[1])):
            notes.append((written, [line[began.end() :]]))
        else:
            notes[-1][1].append(line)
    return [
        _Note(f"{place}#{number}", written, words)
        for number, (written, lines) in enumerate(notes)
        if (words := "\n".join(lines).strip())
    ]

"""Outcomes in: what became of the mails, from a file that any sending tool exports, or from another part of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.outcomes import Outcome
from hitl_kit.files import ImportResult, Table
from hitl_kit.ledger import Ledger, Recording, tables, views

from .kinds import detail_word
from .outcome_file import Event, Row, read_outcomes

Key = tuple[str, str, str]


def import_outcomes(
    ledger: Ledger,
    campaign: str,
    path: Path,
    *,
    actor: str,
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    now: datetime | None = None,
) -> ImportResult:
    """Outcomes from a CSV file into the ledger, in one transaction; every row that is left out becomes a reject.

    Long form has one event a row (package_id or email, event, at, detail), wide form one mail a row with a column of
    dates for each event (sent_at, delivered_at, bounced_at …); the headers tell which it is. A time without a zone is
    read as UTC, a date alone as that day. A row is taken whole or not at all. Reading a file again changes nothing.
    A row counts as added when all of its events are new, as changed when some are, as unchanged when none is.
    """
    table, rows = read_outcomes(path, mapping, encoding, now or utc_now())
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    with ledger.recording(actor, "outcomes.import", campaign) as recording:
        judge = _Judge(_Known.read(recording, campaign), table)
        for row, package_id in judge.fitting(rows):
            fresh = judge.fresh(row, package_id)
            counts["added" if len(fresh) == len(row.events) else "changed" if fresh else "unchanged"] += 1
            recording.add(tables.outcome, [judge.as_row(campaign, package_id, event) for event in fresh])
        if table.rejects and counts["added"] + counts["changed"]:  # the same file again is not even an event
            recording.note(left_out=len(table.rejects))
    return ImportResult.of("outcomes", table, **counts)


def record_outcomes(ledger: Ledger, campaign: str, outcomes: Iterable[Outcome], *, actor: str, simulated: bool) -> int:
    """Record outcomes that another part of the product saw, in one transaction; returns how many were new.

    InputError when one is about a package that is not in the campaign or was not approved: then nothing is recorded.
    """
    with ledger.recording(actor, "outcomes.record", campaign) as recording:
        known = _Known.read(recording, campaign)
        fresh: dict[Key, dict[str, object]] = {}
        for outcome in outcomes:
            found = known.packages.get(outcome.package_id)
            if found is None:
                raise InputError(f"campaign '{campaign}' has no package '{outcome.package_id}'")
            if not found.may_have_been_sent:
                raise InputError(f"package '{outcome.package_id}' was not approved, so it cannot have been sent")
            key = (outcome.package_id, outcome.kind, iso(outcome.at))
            if key in known.events:
                continue
            detail = detail_word(outcome.kind, outcome.detail)
            fresh[key] = _as_row(campaign, key, detail, simulated=simulated or found.simulated)
        return recording.add(tables.outcome, fresh.values())


def _as_row(campaign: str, key: Key, detail: str, *, simulated: bool) -> dict[str, object]:
    package_id, kind, at = key
    return {
        "campaign": campaign, "package_id": package_id, "kind": kind, "at": at, "detail": detail,
        "simulated": simulated,
    }  # fmt: skip


@dataclass(frozen=True)
class _Package:
    id: str
    may_have_been_sent: bool
    approved_on: date
    simulated: bool


@dataclass(frozen=True)
class _Known:
    """What the ledger knows of a campaign: its packages, also by address, the events and the first sends."""

    packages: dict[str, _Package]
    by_email: dict[str, list[_Package]]
    events: set[Key]
    sends: dict[str, datetime]

    @classmethod
    def read(cls, recording: Recording, campaign: str) -> _Known:
        o = tables.outcome
        rows = recording.rows(sa.select(o.c.package_id, o.c.kind, o.c.at).where(o.c.campaign == campaign))
        events = {(str(r["package_id"]), str(r["kind"]), str(r["at"])) for r in rows}
        sends: dict[str, datetime] = {}
        for package_id, kind, at in sorted(events, key=lambda e: e[2], reverse=True):
            if kind == "sent":
                sends[package_id] = datetime.fromisoformat(at)
        listed = views.packages(campaign).subquery()
        columns = (listed.c.id, listed.c.email, listed.c.status, listed.c.decided_at, listed.c.simulated)
        packages: dict[str, _Package] = {}
        by_email: dict[str, list[_Package]] = {}
        for row in recording.rows(sa.select(*columns).order_by(listed.c.decided_at, listed.c.id)):
            approved = row["status"] in ("approved", "edited")
            on = datetime.fromisoformat(row["decided_at"]).date() if approved else date.min
            may_go = approved or row["status"] == "automatic" or row["id"] in sends
            package = _Package(row["id"], may_go, on, bool(row["simulated"]))
            packages[package.id] = package
            by_email.setdefault(str(row["email"]).casefold(), []).append(package)
        return cls(packages, by_email, events, sends)

    def package_of(self, row: Row) -> _Package:
        """The package that a row is about; ValueError where there is none that can have been sent."""
        if row.package_id:
            found = self.packages.get(row.package_id)
            if found is None:
                raise ValueError(f"package '{row.package_id}' is not known in this campaign")
            if not found.may_have_been_sent:
                raise ValueError(f"package '{row.package_id}' was never approved here, so it cannot have been sent")
            return found
        candidates = self.by_email.get(row.email, [])
        if not candidates:
            raise ValueError(f"address '{row.email}' is not known in this campaign")
        approved = [p for p in candidates if p.may_have_been_sent]
        if not approved:
            raise ValueError(f"no package to '{row.email}' was ever approved here, so none can have been sent")
        day = min(e.at for e in row.events).date()
        return next((p for p in reversed(approved) if p.approved_on <= day), approved[0])


class _Judge:
    """Lets through the rows that can be true, and rejects the others with the reason."""

    def __init__(self, known: _Known, table: Table[dict[str, str]]) -> None:
        self.known = known
        self.table = table
        self.seen: dict[Key, int] = {}

    def fitting(self, rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
        """The rows that can be true, each with its package; a send may stand anywhere in the file."""
        matched: list[tuple[Row, str]] = []
        sends = dict(self.known.sends)
        for row in rows:
            try:
                package_id = self.known.package_of(row).id
                own = min((e.at for e in row.events if e.kind == "sent"), default=None)
                for event in row.events if own else ():
                    _after_send(event, own)
                self._not_twice(row, package_id)
            except ValueError as error:
                self.table.reject(row.line, str(error), row.raw)
                continue
            matched.append((row, package_id))
            for event in row.events:
                if event.kind == "sent":
                    sends[package_id] = min(event.at, sends.get(package_id, event.at))
        for row, package_id in matched:
            try:
                for event in row.events:
                    _after_send(event, sends.get(package_id))
            except ValueError as error:
                self.table.reject(row.line, str(error), row.raw)
                continue
            yield row, package_id

    def _not_twice(self, row: Row, package_id: str) -> None:
        keys = [(package_id, event.kind, iso(event.at)) for event in row.events]
        for key, event in zip(keys, row.events, strict=True):
            if key in self.seen:
                raise ValueError(f"'{event.kind}' at that time stands already on line {self.seen[key]}")
        self.seen.update(dict.fromkeys(keys, row.line))

    def fresh(self, row: Row, package_id: str) -> list[Event]:
        """The events of the row that the ledger does not have yet."""
        return [e for e in row.events if (package_id, e.kind, iso(e.at)) not in self.known.events]

    def as_row(self, campaign: str, package_id: str, event: Event) -> dict[str, object]:
        """The ledger's row; what is told about a simulated package stays labelled as simulated."""
        key = (package_id, event.kind, iso(event.at))
        return _as_row(campaign, key, event.detail, simulated=self.known.packages[package_id].simulated)


def _after_send(event: Event, sent: datetime | None) -> None:
    if event.kind == "sent":
        return
    if sent is None:
        raise ValueError(f"'{event.kind}' but no send is known for this package: bring the sends first")
    on_days = _is_a_day(event.at) or _is_a_day(sent)
    if event.at.date() < sent.date() or (not on_days and event.at < sent):
        raise ValueError(
            f"'{event.kind}' at {event.at:%Y-%m-%d %H:%M} lies before its send at {sent:%Y-%m-%d %H:%M} (UTC)"
        )


def _is_a_day(at: datetime) -> bool:
    """Midnight to the microsecond stands for the whole day: that is how a date alone is kept."""
    return not (at.hour or at.minute or at.second or at.microsecond)

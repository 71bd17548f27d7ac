"""Exports: the approved mails as a file that another sending tool imports. Who may not be written to is in none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import iso, short_id
from hitl_kit.domain.delivery import Touch
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.files import write_csv
from hitl_kit.ledger import Ledger, Recording
from hitl_kit.ledger import tables as t

from .case import Case
from .checks import judge
from .mailbox import Mailbox
from .outbox import enter, record
from .planning import Candidate, candidates
from .world import Rows, World

ASKED = (
    "approval", "bytes", "trust level", "address", "suppression", "contacted before", "other tool", "cadence", "due",
    "country",
)  # fmt: skip
"""The checks that hold an export: those about the person and the words. The tool has its own caps and windows."""

MOST_ROWS = {"lemlist": 10_000}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PHONES = ("phone", "phone number", "phone_number", "direct phone", "mobile", "mobile phone", "telephone")


@dataclass(frozen=True)
class Person:
    """What a row of an export may hold."""

    candidate: Candidate

    def value(self, name: str) -> str:
        """A field by its name; '' where it is not known."""
        package, content = self.candidate.package, self.candidate.content
        assert package is not None
        assert package.contact is not None
        assert content is not None
        account, contact = package.account, package.contact
        own = {key.casefold(): value for key, value in contact.attributes.items()}
        match name:
            case "email":
                return contact.email
            case "first" | "last" | "title":
                return {"first": contact.first_name, "last": contact.last_name, "title": contact.title}[name]
            case "company":
                return account.name
            case "website":
                return f"https://{account.domain}" if account.domain else ""
            case "phone":
                return next((own[key] for key in _PHONES if own.get(key)), "")
            case "linkedin":
                return contact.linkedin_url
            case "location":
                return ", ".join(filter(None, (account.city, account.country)))
            case "city" | "state" | "country":
                return {"city": account.city, "state": account.region, "country": account.country}[name]
            case "timezone":
                place = self.candidate.place
                return place.zone.key if place and not place.said else ""
            case "no":
                return "false"
            case "tags":
                return f"{package.campaign}"
            case "subject" | "body":
                return {"subject": content.subject, "body": content.body}[name]
            case "package":
                return package.id
        return ""


_OWN = {"subject": "subject", "body": "body", "hitl_package_id": "package"}
"""The columns that every export brings beside the tool's own: map them to custom fields."""

TOOLS: Mapping[str, Mapping[str, str]] = {
    "smartlead": {"email": "email", "first_name": "first", "last_name": "last", "company_name": "company",
                  "location": "location"},
    "instantly": {"email": "email", "first_name": "first", "last_name": "last", "company_name": "company",
                  "job_title": "title", "phone": "phone", "website": "website", "personalization": ""},
    "lemlist": {"email": "email", "firstName": "first", "lastName": "last", "companyName": "company", "phone": "phone",
                "linkedinUrl": "linkedin", "picture": "", "icebreaker": "", "timezone": "timezone"},
    "salesloft": {"email_address": "email", "first_name": "first", "last_name": "last", "title": "title",
                  "phone": "phone", "person_company_name": "company", "person_company_website": "website",
                  "linkedin_url": "linkedin", "city": "city", "state": "state", "country": "country",
                  "do_not_contact": "no", "tags": "tags"},
    "outreach": {"Email": "email", "First Name": "first", "Last Name": "last", "Title": "title", "Company": "company"},
    "hubspot": {"Email": "email", "First Name": "first", "Last Name": "last", "Company": "company", "Phone": "phone",
                "Job Title": "title", "Website": "website"},
}  # fmt: skip
"""Tool → its columns → which field each holds ('' for one that stays empty)."""


@dataclass
class Exported:
    """What an export wrote: `files` with the rows, and `suppressions` for the tool's own block list. `left_out` are
    (company, why)."""

    tool: str
    files: list[Path] = field(default_factory=list)
    suppressions: Path | None = None
    rows: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def export(
    ledger: Ledger, world: World, tool: str, folder: Path, *, actor: str, now: datetime, again: bool = False
) -> Exported:  # fmt: skip
    """Write the approved first mails of a campaign for a tool, and record that they were handed over. `again` takes
    those too that were exported before. InputError where there is no such tool.

    The files are whole before the record is; they take their names once it is durable.
    """
    if tool not in TOOLS:
        raise InputError(f"there is no export for '{tool}'", mend=meant(tool, TOOLS, "the tools are"))
    folder.mkdir(parents=True, exist_ok=True)
    made = Exported(tool)
    written: list[tuple[Path, Path]] = []
    try:
        with ledger.recording(actor, "export.write", world.campaign) as recording:
            people = list(_people(recording.rows, world, now, again, made.left_out))
            stamp = f"{tool}-{now:%Y%m%d-%H%M%S}"
            for name, header, rows in _tables(recording.rows, tool, stamp, people):
                path = folder / name
                partial = path.with_name(f"{name}.unrecorded")
                write_csv(partial, header, rows)
                written.append((partial, path))
            for person in people:
                _handed_over(recording, person.candidate, tool, actor, now)
            if people:
                recording.note(tool=tool, packages=len(people))
        for partial, path in written:
            partial.replace(path)
    finally:
        for partial, _ in written:
            partial.unlink(missing_ok=True)
    made.rows, made.suppressions = len(people), written[-1][1]
    made.files = [path for _, path in written[:-1]]
    return made


def _people(
    rows: Rows, world: World, now: datetime, again: bool, left_out: list[tuple[str, str]]
) -> Iterator[Person]:  # fmt: skip
    """Those who may be in it; the others with the reason. What a certificate approved is not: a person's word is asked
    for what leaves our guardrails."""
    mailbox = Mailbox(rows, world.mailbox, world.sending, now)
    seen: set[str] = set()
    for candidate in candidates(rows, world, now):
        if candidate.touch.kind != "first" or candidate.package is None or candidate.content is None:
            continue
        why = _why_not(Case(candidate, world, rows, now, mailbox), again)
        if not why and candidate.touch.email in seen:
            why = "the same address is in this file already"
        if why:
            left_out.append((candidate.package.account.name, why))
        else:
            seen.add(candidate.touch.email)
            yield Person(candidate)


def _why_not(case: Case, again: bool) -> str:
    row, content = case.candidate.row, case.candidate.content
    if row is None or content is None or row["status"] not in ("approved", "edited"):
        return "no person approved it"
    if case.candidate.state is not None:
        return "it is in the outbox here: it was tried, and will be again"
    if row["sent_at"]:
        return f"it was sent on {row['sent_at'][:10]}"
    if content.subject.startswith(_FORMULA) or content.body.startswith(_FORMULA):
        return "its text begins as a formula does, and a file cannot carry these exact words"
    asked = [name for name in ASKED if not (again and name == "other tool")]
    saw = judge(case).saw
    return next((found.why for name in asked if (found := saw.get(name)) and found.level == "hold"), "")


def _tables(
    rows: Rows, tool: str, stamp: str, people: Sequence[Person]
) -> Iterator[tuple[str, list[str], list[list[object]]]]:
    """Name, header and rows of each file; the last one holds who must never be written to."""
    columns = {**TOOLS[tool], **_OWN}
    later = max((len(_later(p)) for p in people), default=0)
    header = [*columns, *(f"follow_up_{n}" for n in range(1, later + 1))]
    most = MOST_ROWS.get(tool, max(len(people), 1))
    for part, start in enumerate(range(0, max(len(people), 1), most), 1):
        cells: list[list[object]] = [
            [*(p.value(name) for name in columns.values()), *_later(p), *[""] * (later - len(_later(p)))]
            for p in people[start : start + most]
        ]
        yield f"{stamp}{f'-part{part}' if len(people) > most else ''}.csv", header, cells
    s = t.suppression
    found = rows(
        sa.select(s.c.kind, s.c.value).where(s.c.kind.in_(("address", "domain"))).order_by(s.c.kind, s.c.value)
    )
    blocked: list[list[object]] = [
        [r["value"] if r["kind"] == "address" else "", r["value"] if r["kind"] == "domain" else ""]
        for r in found
        if not r["value"].startswith("erased:")
    ]
    yield f"{stamp}-suppressions.csv", ["email", "domain"], blocked


def _later(person: Person) -> list[str]:
    content = person.candidate.content
    return [s.body for s in content.follow_ups if s.channel == "email" and s.body] if content else []


def _handed_over(recording: Recording, candidate: Candidate, tool: str, actor: str, now: datetime) -> None:
    """Record that a package's mail is with another tool: it is not sent from here then."""
    package, content = candidate.touch.package_id, candidate.touch.content_sha256
    touch: dict[str, Any] = {
        "id": short_id(package, "export", tool, content, iso(now)), "kind": "export", "channel": tool, "raw": b"",
        "message_id": "", "by": actor, "at": now, "due_at": now,
    }  # fmt: skip
    made: Touch = candidate.touch.model_copy(update=touch)
    record(recording, made)
    enter(recording, made.id, "done", now, number=1, why=f"written into a file for {tool}")

"""Blanking: which rows hold a person's data, and what each becomes."""

from __future__ import annotations

import json
import re
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.drafts import mail_sha256
from hitl_kit.domain.evidence import fold, occurs

from . import mail_redaction
from . import tables as t
from .redaction import GONE, Identity, Terms, full_name
from .views import ERASED

Row = dict[str, Any]

ASKED = "the person asked to be erased"
"""What a package says in the place of what it said about them."""

FREE_TEXT: dict[sa.Table, tuple[str, ...]] = {
    t.account: ("content",),
    t.contact: ("content",),
    t.suppression: ("reason",),
    t.approval: ("content",),
    t.snapshot: ("content",),
    t.research: ("content",),
    t.batch: (),
    t.package: ("content",),
    t.claim: (),
    t.decision: ("note", "subject", "body"),
    t.outcome: ("detail",),
    t.handoff: ("note",),
    t.angle_decision: ("reason", "evidence"),
    t.call: (),
    t.settlement: ("why", "content"),
    t.lot: (),
    t.seed: (),
    t.revision: ("instruction", "content"),
    t.course: ("reason", "evidence"),
    t.level: ("reason", "evidence"),
    t.reroute: (),
    t.lesson: ("content", "evidence", "reason"),
    t.planted: (),
    t.touch: ("raw",),
    t.dispatch: ("why",),
    t.inbound: ("raw",),
    t.reading: ("content", "why"),
    t.cadence: ("reason",),
    t.fetched: (),
}
"""The columns in which a person may be named; the others hold ids, codes, moments and colleagues' names."""

_CODE = re.compile(r"[a-z]+(?:_[a-z]+){0,3}")
"""What an outcome's detail is where it is no free text: hard, out_of_office."""


@dataclass(frozen=True)
class Change:
    """A row as it stands, and as it will be."""

    table: sa.Table
    old: Row
    new: Row


class Search:
    """All that the ledger holds on the person with an address, read on one connection."""

    def __init__(self, connection: sa.Connection, address: str) -> None:
        self._connection = connection
        self._address = address
        self._token = secrets.token_hex(8)
        contacts = list(self._rows(t.contact, sa.func.lower(t.contact.c.email) == address))
        packages = list(self._rows(t.package, sa.func.lower(t.package.c.email) == address))
        known = [_object(row["content"]) for row in contacts]
        known += [_object(p["content"]).get("contact") or {} for p in packages]
        identity = Identity.of(address, known)
        self._names = {fold(name) for name in identity.names}
        self._home = {row["account_key"] for row in (*contacts, *packages)}
        self._mails = {p["id"] for p in packages}
        calls = self._rows(t.call, t.call.c.package_id.in_(self._mails))
        self._calls = {row["key"] for row in calls}
        self._touched = {row["id"] for row in self._rows(t.touch, sa.func.lower(t.touch.c.email) == address)}
        self._received = {row["id"] for row in self._rows(t.inbound, sa.func.lower(t.inbound.c.email) == address)}
        identity = identity.alone(address, self._about_others())
        self.namesakes = self._count_namesakes()
        """How many other contacts have the same name."""
        self.terms = Terms(identity)
        """The words that are searched for."""
        self._nameless = Terms(replace(identity, names=frozenset()))
        self._abroad = self._nameless if self.namesakes else self.terms
        self._renamed: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def changes(self) -> Iterator[Change]:
        """Every row that holds something of theirs."""
        yield from self._snapshots()
        p = t.package.c
        near = self._connection.execute(sa.select(p.id).where(p.account_key.in_(self._home))).scalars()
        at_home = set(near)
        now = {row["package_id"]: row for row in self._rows(t.standing, t.standing.c.package_id.in_(self._mails))}
        for table, columns in FREE_TEXT.items():
            if not columns or table is t.snapshot:
                continue
            for row in self._rows(table):
                key = row.get("account_key", row.get("key")) if table is not t.approval else None
                near_by = key in self._home or row.get("package_id") in at_home
                terms = self.terms if near_by else self._abroad
                match table.name:
                    case "contact":
                        new = self._contact(row, terms)
                    case "suppression" if row["kind"] == "address" and row["value"].casefold() == self._address:
                        new = {"value": f"erased:{self._token}-{row['id']}", "reason": row["reason"] and GONE}
                    case "research":
                        new = {"content": self._research(row["content"], terms)}
                    case "package":
                        new = self._package(row, terms, now.get(row["id"]))
                    case "decision" if row["package_id"] in self._mails:
                        new = {name: row[name] and GONE for name in columns} | {"content_sha256": ""}
                    case "outcome" if row["package_id"] in self._mails and not _CODE.fullmatch(row["detail"]):
                        new = {"detail": row["detail"] and GONE}
                    case "handoff" if row["package_id"] in self._mails:
                        new = {"note": row["note"] and GONE}
                    case "settlement" if row["key"] in self._calls:
                        new = {name: row[name] and GONE for name in columns}
                    case "touch" if row["email"].casefold() == self._address:
                        new = {"email": f"erased:{self._token}", "raw": b""}
                    case "inbound" if row["email"].casefold() == self._address:
                        new = {"email": f"erased:{self._token}", "raw": b"", "message_id": ""}
                    case "touch" | "inbound":
                        new = {"raw": mail_redaction.redacted(row["raw"], terms)}
                    case "cadence" if row["email"].casefold() == self._address:
                        new = {"email": f"erased:{self._token}", "reason": row["reason"] and GONE}
                    case "dispatch" if row["touch_id"] in self._touched:
                        new = {"why": row["why"] and GONE}
                    case "reading" if row["inbound_id"] in self._received:
                        new = {"content": ERASED, "why": row["why"] and GONE}
                    case "revision" if row["package_id"] in self._mails:
                        new = {name: row[name] and GONE for name in columns} | {"content_sha256": ""}
                    case "account" | "angle_decision" | "course" | "settlement" | "revision":
                        new = {name: terms.redact_content(row[name]) for name in columns}
                    case "level" | "lesson" | "reading":
                        new = {name: terms.redact_content(row[name]) for name in columns}
                    case _:
                        new = {name: terms.redact(row[name]) for name in columns}
                yield from self._changed(table, row, new)

    # -- who it is

    def _about_others(self) -> Iterator[str]:
        c, a = t.contact.c, t.account.c
        for select in (sa.select(c.content).where(sa.func.lower(c.email) != self._address), sa.select(a.content)):
            yield from self._connection.execute(select).scalars()

    def _count_namesakes(self) -> int:
        c = t.contact.c
        select = sa.select(c.email, c.content).where(sa.func.lower(c.email) != self._address)
        rows = self._connection.execute(select) if self._names else ()
        return len({email for email, content in rows if self._same_name(_object(content))})

    def _same_name(self, contact: Row) -> bool:
        return fold(full_name(contact)) in self._names

    # -- what becomes of a row

    def _contact(self, row: Row, terms: Terms) -> Row:
        if row["email"].casefold() == self._address:
            return {"email": f"erased:{self._token}", "content": ERASED}
        namesake = self._same_name(_object(row["content"]))
        return {"content": (self._nameless if namesake else terms).redact_content(row["content"])}

    def _snapshots(self) -> Iterator[Change]:
        """Texts without the words. Each goes on under the hash of what is left, and its sources name that one."""
        taken = set(self._connection.execute(sa.select(t.snapshot.c.sha256)).scalars())
        cited = {
            source["sha256"]
            for row in self._rows(t.research, t.research.c.account_key.in_(self._home))
            for source in _object(row["content"]).get("sources", ())
        }
        for row in self._rows(t.snapshot):
            try:
                text = zlib.decompress(row["content"]).decode()
            except (zlib.error, UnicodeDecodeError):  # verification names it
                continue
            left = (self.terms if row["sha256"] in cited else self._abroad).redact(text)
            if left == text:
                continue
            while (digest := sha256_hex(left)) in taken:  # two texts that differed in the person's name alone
                left += f" {GONE}"
            taken.add(digest)
            self._renamed[row["sha256"]], self._texts[digest] = digest, left
            content = zlib.compress(left.encode(), 9)
            yield from self._changed(t.snapshot, row, {"sha256": digest, "content": content, "characters": len(left)})

    def _research(self, content: str, terms: Terms) -> str:
        if not self._touches(content, terms):
            return content
        return canonical_json(self._found(_object(content), terms))

    def _touches(self, content: str, terms: Terms) -> bool:
        return terms.within(content) or any(digest in content for digest in self._renamed)

    def _found(self, research: Row, terms: Terms) -> Row:
        """Research without the words, its sources under the new hashes, and every quote still in its source."""
        clean: Row = terms.redact_json(research)
        for source in clean.get("sources", ()):
            source["sha256"] = self._renamed.get(source["sha256"], source["sha256"])
        texts = {source["id"]: self._texts.get(source["sha256"]) for source in clean.get("sources", ())}
        for fact in clean.get("facts", ()):
            text = texts.get(fact["source_id"])
            if text is not None and not occurs(fact["quote"], text):  # it began within the name
                fact["quote"] = GONE
        return clean

    def _package(self, row: Row, terms: Terms, now: Row | None) -> Row:
        package = _object(row["content"])
        to_them = now is not None
        if not to_them and not self._touches(row["content"], terms):
            return {}
        if not to_them and self._same_name(package.get("contact") or {}):
            terms = self._nameless
        new: Row = {}
        if now is not None:
            package |= {"contact": None, "findings": [], "abstained": ASKED}
            if draft := package.get("draft"):
                draft["subject"] = GONE
                draft["segments"] = [{**segment, "text": GONE} for segment in draft["segments"]]
                if steps := draft.get("follow_ups"):
                    draft["follow_ups"] = [{**step, "body": step["body"] and GONE} for step in steps]
            if now["sent_at"] is None:  # nobody is asked about it any more
                decider = package["route"]["decider"] if now["verdicts"] else "nobody"
                package["route"] = {"decider": decider, "reason": ASKED, "reviewers": 1}
                new["decider"] = decider
            new["email"] = ""
        draft = package.get("draft")
        clean: Row = terms.redact_json(package)
        clean["research"] = self._found(package.get("research", {}), terms)
        if clean.get("draft"):
            if clean["draft"] != draft:  # their places in the text are not what they were
                clean["findings"] = [{**finding, "start": None, "end": None} for finding in clean["findings"]]
            body = "\n\n".join(segment["text"] for segment in clean["draft"]["segments"])
            new["content_sha256"] = mail_sha256(clean["draft"]["subject"], body, clean["draft"].get("follow_ups", ()))
        return {**new, "content": canonical_json(clean)}

    def _changed(self, table: sa.Table, row: Row, new: Row) -> Iterator[Change]:
        """The change, if it is one. A new salt goes with it: no two rows are alike, and the old hash tells nothing."""
        if any(row[name] != value for name, value in new.items()):
            salt = {"salt": secrets.token_hex(8)} if "salt" in table.columns else {}
            yield Change(table, row, {**row, **new, **salt})

    def _rows(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> Iterator[Row]:
        select = sa.select(table).where(*where)
        found = self._connection.execute(select, execution_options={"yield_per": 500})
        yield from (dict(row) for row in found.mappings())


def _object(content: str) -> Row:
    """A row's content as JSON; empty where it is none."""
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}

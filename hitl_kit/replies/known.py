"""What the ledger knows of whom messages may be about: our touches and packages, asked for under the write lock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.inbound import Inbound
from hitl_kit.ledger import Recording, tables

from .threads import How, matched

_CHUNK = 500
_MOST_REFERENCES = 100
_NEVER_SENT = ("waiting", "rejected", "held", "abstained", "revealed")


@dataclass(frozen=True)
class Answered:
    """Whom and what a message answers. `touch_id` is '' for a mail that another tool sent; `how` '' and all else empty
    where nobody is known."""

    campaign: str = ""
    package_id: str = ""
    touch_id: str = ""
    how: How | str = ""
    email: str = ""
    simulated: bool = False


class Known:
    """The touches and packages that some messages may answer; simulated ones only if those are asked for."""

    def __init__(self, recording: Recording, messages: Iterable[Inbound], *, simulated: bool) -> None:
        self._recording = recording
        read = list(messages)
        ids = {i for m in read for i in _named(m)}
        tokens = {token for m in read for token in _tokens(m)}
        addresses = {a for m in read for a in _people(m)}
        self._touches = {row["id"]: row for row in self._find_touches(ids, tokens) if simulated or not row["simulated"]}
        self._packages = self._find_packages(addresses, simulated)
        self._by_message = {row["message_id"]: touch for touch, row in self._touches.items()}
        self._by_token = {touch: touch for touch in self._touches if touch in tokens}
        self._by_address = {address: f"package:{row['id']}" for address, row in self._packages.items()}

    def answered(self, message: Inbound) -> Answered:
        """What the message answers."""
        found = matched(
            message, message_ids=self._by_message, tokens=self._by_token, addresses=self._by_address,
        )  # fmt: skip
        if found is None:
            return Answered()
        if found.touch in self._touches:
            row = self._touches[found.touch]
            if message.sender.lower() == row["mailbox"].lower():
                return Answered()  # a copy of what we wrote ourselves
            return _answered(row, row["package_id"], found.touch, found.how)
        row = next(r for r in self._packages.values() if f"package:{r['id']}" == found.touch)
        return _answered(row, row["id"], row["touch_id"] or "", found.how)

    def _find_touches(self, message_ids: set[str], tokens: set[str]) -> Iterator[sa.RowMapping]:
        t = tables.touch
        columns = (t.c.id, t.c.campaign, t.c.package_id, t.c.email, t.c.mailbox, t.c.message_id, t.c.simulated)
        for column, values in ((t.c.message_id, message_ids), (t.c.id, tokens)):
            yield from self._in_chunks(sa.select(*columns), column, values)

    def _find_packages(self, addresses: set[str], simulated: bool) -> dict[str, sa.RowMapping]:
        """For each address the package that its person most probably answers: the one sent last, else the newest that
        may have been sent by another tool, else the newest."""
        p, s, t = tables.package, tables.standing, tables.touch
        newest = sa.select(t.c.id).where(t.c.package_id == p.c.id).order_by(t.c.event.desc(), t.c.step.desc()).limit(1)
        select = sa.select(
            p.c.id, p.c.campaign, p.c.email, p.c.event, p.c.simulated, s.c.status, s.c.sent_at,
            newest.scalar_subquery().label("touch_id"),
        ).join(s, s.c.package_id == p.c.id)  # fmt: skip
        if not simulated:
            select = select.where(p.c.simulated == sa.false())
        found: dict[str, sa.RowMapping] = {}
        for row in sorted(self._in_chunks(select, p.c.email, addresses), key=_order):
            found[row["email"]] = row
        return found

    def _in_chunks(
        self, select: sa.Select[Any], column: sa.ColumnElement[Any], values: set[str]
    ) -> Iterator[sa.RowMapping]:
        wanted = sorted(values)
        for start in range(0, len(wanted), _CHUNK):
            yield from self._recording.rows(select.where(column.in_(wanted[start : start + _CHUNK])))


def _order(row: sa.RowMapping) -> tuple[Any, ...]:
    return row["sent_at"] or "", bool(row["touch_id"]), row["status"] not in _NEVER_SENT, row["event"], row["id"]


def _answered(row: sa.RowMapping, package_id: str, touch_id: str, how: How) -> Answered:
    return Answered(row["campaign"], package_id, touch_id, how, row["email"], bool(row["simulated"]))


def _named(message: Inbound) -> Sequence[str]:
    recent = message.references[-_MOST_REFERENCES:]
    return [i for i in (message.in_reply_to, *recent, message.returned_message_id) if i]


def _tokens(message: Inbound) -> Iterator[str]:
    for address in message.delivered_to:
        yield from (t for t in re.split(r"[+=]", address.partition("@")[0])[1:] if t)


def _people(message: Inbound) -> list[str]:
    return [a.lower() for a in (message.recipient, message.sender) if a]

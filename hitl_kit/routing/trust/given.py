"""Given: the levels that people gave and that were taken back, as the ledger has them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.trust import Certificate, Scope, TrustLevel, Versions
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

Read = Callable[[sa.Select[Any]], list[sa.RowMapping]]


@dataclass(frozen=True)
class Given:
    """How a scope's level stands by the ledger: the certificate in force, or why the last one ended.

    `since` is the event from which on verdicts count anew (the last demotion), `cooling_from` the moment of it.
    """

    scope: Scope
    certificate: Certificate | None = None
    ended: str = ""
    since: int = 0
    cooling_from: datetime | None = None

    @property
    def level(self) -> TrustLevel:
        """The level in force."""
        return self.certificate.level if self.certificate else 1


def given(read: Read, campaign: str, *, simulated: bool = False, scope: Scope | None = None) -> dict[Scope, Given]:
    """How each scope stands that was ever given a level."""
    level = t.level
    select = sa.select(level).where(level.c.campaign == campaign, level.c.simulated == simulated).order_by(level.c.id)
    if scope is not None:
        select = select.where(level.c.scope == str(scope))
    found: dict[Scope, Given] = {}
    for row in read(select):
        of = Scope.parse(row["scope"])
        found[of] = _after(found.get(of, Given(of)), row)
    return found


def levels_told(ledger: Ledger, campaign: str, *, head: int, before: str) -> tuple[str, ...]:
    """Each level that was ever given and how it stood at an event of the ledger and before a moment, a sentence each;
    nothing where none was. Simulated levels say so."""
    level = t.level
    until = level.c.event <= head, level.c.at < before
    told = []
    for simulated in (False, True):
        states = given(lambda select: ledger.rows(select.where(*until)), campaign, simulated=simulated)
        for scope, stands in states.items():
            made_up = " (simulated)" if simulated else ""
            if (held := stands.certificate) is not None:
                words = f"is at level {held.level}, given by {held.by} on {held.at:%Y-%m-%d}"
            else:
                words = f"is at level 1, {stands.ended}"
            told.append(f"{scope}{made_up} {words}.")
    return tuple(told)


def given_to(ledger: Ledger, campaign: str, scope: Scope, *, simulated: bool = False) -> Given:
    """How one scope stands."""
    return given(ledger.rows, campaign, simulated=simulated, scope=scope).get(scope, Given(scope))


def _after(before: Given, row: sa.RowMapping) -> Given:
    at = datetime.fromisoformat(row["at"])
    if row["verdict"] == "promote":
        held = before.certificate  # a lower floor at the same level: what is watched goes on being watched
        since = held.event if held and held.level == row["level"] else row["event"]
        certificate = _certificate(before.scope, row, at, since)
        return Given(before.scope, certificate, "", before.since, before.cooling_from)
    ended = f"{'taken back' if row['verdict'] == 'demote' else 'lapsed'} on {at:%Y-%m-%d}: {row['reason']}"
    if row["verdict"] == "demote":
        return Given(before.scope, None, ended, row["event"], at)
    return Given(before.scope, None, ended, before.since, before.cooling_from)


def _certificate(scope: Scope, row: sa.RowMapping, at: datetime, since: int) -> Certificate:
    shown = json.loads(row["evidence"])
    return Certificate(
        scope=scope, level=row["level"], floor=shown["floor"], tiers=tuple(shown["tiers"]),
        versions=Versions.model_validate_json(row["versions"]), by=row["by"], at=at, event=since,
    )  # fmt: skip

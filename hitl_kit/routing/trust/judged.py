"""Judged: what people said about drafts, as far as trust goes by it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson
import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.packages import Package
from hitl_kit.domain.trust import Scope, Trust, Versions
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from .setting import drafter_name, scope_of

UNREAD = timedelta(days=14)
"""How long a spot-check may wait: what nobody looks at cannot say that something has gone wrong."""


@dataclass(frozen=True)
class Made:
    """A draft as it was made, as far as trust goes by it. `clean`: no check blocks or warns."""

    package_id: str
    scope: Scope
    versions: Versions
    tier: str
    high_value: bool
    clean: bool
    band: str
    number: float | None
    follow_ups: bool = False

    def step(self, trust: Trust, tiers: Collection[str]) -> int | None:
        """The threshold that it reaches among the drafts that could go by themselves, None where it is none of them."""
        if self.high_value or not self.clean or self.tier not in tiers:
            return None
        return trust.step_of(self.band, self.number)


@dataclass(frozen=True)
class Judged:
    """A draft with the verdict that stands. `rejected`: a person would not have sent it (or put it on hold);
    `changed`: they would not have sent it as it was. `decider` is who was to decide when they did."""

    made: Made
    decider: str
    rejected: bool
    changed: bool
    event: int
    at: str
    seconds: float = 0.0


def of_package(package: Package) -> Made | None:
    """What trust goes by in a package; None where it has no draft, or was made before versions were kept."""
    return of_content(package.model_dump(mode="json"))


def of_content(content: dict[str, Any]) -> Made | None:
    """The same from a package's content as the ledger has it. An erasure takes a draft's findings away, and with them
    what could be learned from its verdict."""
    draft, versions, confidence = (content.get(name) for name in ("draft", "made_with", "confidence"))
    if not draft or not versions or not content.get("contact"):
        return None
    made_with = Versions.model_validate(versions)
    return Made(
        content["id"], scope_of(draft["play_id"], made_with), made_with, content["tier"], content["high_value"],
        all(f["severity"] == "note" for f in content["findings"]), (confidence or {}).get("band", ""),
        (confidence or {}).get("number"), bool(draft.get("follow_ups")),
    )  # fmt: skip


@lru_cache(maxsize=5_000)
def _of_text(content: str) -> Made | None:
    """The same from a content as text: what was made stays as it was, and is asked for at every look."""
    return of_content(orjson.loads(content))


def drafter_of(content: str) -> str:
    """The name of the drafter that wrote a package, from its content; '' where it was not kept."""
    versions = orjson.loads(content).get("made_with")
    return drafter_name(versions["drafter"]) if versions else ""


def drafter_version(dialect: str) -> sa.ColumnElement[str]:
    """The version of the drafter that wrote a package, as SQL over the table `package`."""
    content = t.package.c.content
    if dialect == "postgresql":
        return sa.cast(sa.cast(content, sa.JSON)["made_with"]["drafter"].as_string(), sa.Text)
    return sa.cast(sa.func.json_extract(content, "$.made_with.drafter"), sa.Text)


def unread(ledger: Ledger, campaign: str, scope: Scope, *, simulated: bool, now: datetime) -> str:
    """Why a level is of no use for the time being: spot-checks that nobody has read for two weeks; '' for none."""
    p, s, e = t.package, t.standing, t.event
    select = (
        sa.select(p.c.content, e.c.at)
        .join(s, s.c.package_id == p.c.id)
        .join(e, e.c.seq == p.c.event)
        .where(s.c.campaign == campaign, s.c.simulated == simulated, s.c.play == scope.play)
        .where(s.c.decider == "spot-check", s.c.status == t.WAITING, e.c.at < iso(now - UNREAD))
        .order_by(e.c.at)
    )
    late = next((row for row in ledger.rows(select) if drafter_of(row["content"]) == scope.drafter), None)
    return (
        f"spot-checks wait unread since {late['at'][:10]}: nothing goes by itself until they are read" if late else ""
    )


def judged(ledger: Ledger, campaign: str, *, simulated: bool = False, play: str = "", after: int = 0) -> list[Judged]:
    """Every draft with a standing verdict, in the order of the verdicts; planted ones are none. `play` asks for one
    play alone, `after` for verdicts later than that event."""
    p, s, d = t.package, t.standing, t.decision
    select = (
        sa.select(
            p.c.content, p.c.content_sha256, s.c.status, s.c.decider, d.c.event, d.c.at, d.c.seconds,
            d.c.content_sha256.label("approved_sha256"),
        )
        .join(s, s.c.package_id == p.c.id)
        .join(d, d.c.id == s.c.decision_id)
        .where(s.c.campaign == campaign, s.c.simulated == simulated, d.c.event > after, p.c.content_sha256 != "")
        .where(s.c.status.in_(["approved", "edited", "rejected", "held"]), s.c.decider != "planted")
        .where(d.c.simulated == simulated)
        .order_by(d.c.event, d.c.id)
    )  # fmt: skip
    if play:
        select = select.where(s.c.play == play)
    found = []
    for row in ledger.stream(select):
        made = _of_text(row["content"])
        if made is not None:
            as_made = row["status"] == "approved" and row["approved_sha256"] == row["content_sha256"]
            rejected = row["status"] in ("rejected", "held")
            found.append(Judged(made, row["decider"], rejected, not as_made, row["event"], row["at"], row["seconds"]))
    return found

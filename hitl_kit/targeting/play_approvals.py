"""Approvals of plays. One holds for one play's content and one drafter's version; each drafter has approvals of its
own, and the newest of them counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.files import Document
from hitl_kit.ledger import Ledger, tables

from .approvals import Approval, shown_change

_SHOWN = 8


def play_approval(ledger: Ledger, campaign: str, play_id: str, document: Document[Any]) -> Approval | None:
    """The newest approval of a play for the drafter that `document` (`drafting.play_document`) names, else for any
    other, which does not hold; None where nobody ever approved it. `changes` says what differs."""
    a = tables.approval
    select = sa.select(a).where(a.c.campaign == campaign, a.c.kind == "play", a.c.subject == play_id)
    rows = ledger.rows(select.order_by(a.c.id.desc()))
    if not rows:
        return None
    now = json.loads(document.text)
    row = next((r for r in rows if _drafter(r["content"]) == now["drafter"]), rows[0])
    current = row["sha256"] == document.sha256
    return Approval(
        by=row["by"], at=datetime.fromisoformat(row["at"]), sha256=row["sha256"], current=current,
        changes=() if current else _changes(json.loads(row["content"]), now),
    )  # fmt: skip


def _drafter(content: str) -> str | None:
    approved = json.loads(content)
    return approved.get("drafter") if isinstance(approved, dict) else None


def _changes(before: Any, after: dict[str, Any]) -> tuple[str, ...]:
    """What differs, a line each: where, and old → new words; at most eight."""
    if not isinstance(before, dict):  # as hitl-kit 0.2 recorded it
        return ("it was approved before approvals covered the signal's wording and the drafter's version",)
    old, new = dict(_leaves(before)), dict(_leaves(after))
    found = [shown_change(place, old.get(place), new.get(place)) for place in {**new, **old} if
             old.get(place) != new.get(place)]  # fmt: skip
    return (*found[:_SHOWN], f"… and {len(found) - _SHOWN} more") if len(found) > _SHOWN else tuple(found)


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every value in a tree with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for n, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{place}[{n}]")
    elif value is not None:
        yield place, str(value)

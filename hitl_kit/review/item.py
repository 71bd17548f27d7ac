"""What a review session shows: one row of the queue, one package opened, and how far the reviewer has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hitl_kit.domain.decisions import Decision
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Package, Status


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue.

    `findings` counts what a reviewer should look at (notes apart), `blocking` what must change. The verdict's columns
    are empty while the package waits.
    """

    package_id: str
    status: Status
    tier: str
    high_value: bool
    account: str
    contact: str
    angle: str
    signal: str
    age_days: int | None
    band: str
    findings: int
    blocking: int
    route: str
    verdict: str = ""
    reason: str = ""
    reviewer: str = ""
    decided_at: str = ""
    seconds: float | None = None
    simulated: bool = False


@dataclass(frozen=True)
class ReviewItem:
    """A package as it stands now: its status, the standing decision, and who else holds it.

    `subject` and `body` are what would be sent: the reviewer's edit if one stands, else the draft. `findings` are about
    exactly that text.
    """

    package: Package
    status: Status
    decision: Decision | None
    subject: str
    body: str
    findings: tuple[Finding, ...]
    claimed_by: str = ""
    claimed_until: datetime | None = None

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings for which this text cannot be approved as it stands."""
        return tuple(f for f in self.findings if f.severity == "block")


@dataclass(frozen=True)
class Progress:
    """How far the review has come. Undone verdicts do not count; `median_seconds` is None before the first verdict."""

    reviewed_session: int
    reviewed_today: int
    left: int
    waiting: int
    held: int
    median_seconds: float | None
    by_verdict: dict[str, int]


def queue_row(row: sa.RowMapping | Mapping[str, Any]) -> QueueRow:
    """A row of `queue` as a line of it."""
    content: dict[str, Any] = json.loads(row["content"])
    contact = content.get("contact") or {}
    name = f"{contact.get('first_name', '')} {contact.get('last_name', '')}".strip() or contact.get("email", "")
    terms = [t for t in content["score_terms"] if t["kind"] == row["signal"]]
    findings = content["findings"]
    return QueueRow(
        package_id=row["id"],
        status=row["status"],
        tier=row["tier"],
        high_value=bool(row["high_value"]),
        account=content["account"]["name"],
        contact=name,
        angle=row["angle"],
        signal=row["signal"],
        age_days=min((int(t["age_days"]) for t in terms), default=None),
        band=(content.get("confidence") or {}).get("band", ""),
        findings=sum(f["severity"] != "note" for f in findings),
        blocking=sum(f["severity"] == "block" for f in findings),
        route=content["route"]["reason"],
        verdict=row["verdict"] or "",
        reason=row["reason"] or "",
        reviewer=row["reviewer"] or "",
        decided_at=row["decided_at"] or "",
        seconds=row["seconds"],
        simulated=bool(row["simulated"]),
    )


_DECISION = tuple(Decision.model_fields)


def decision_of(row: sa.RowMapping | Mapping[str, Any]) -> Decision:
    """A row of the table `decision` as a Decision."""
    return Decision(**{name: row[name] for name in _DECISION})

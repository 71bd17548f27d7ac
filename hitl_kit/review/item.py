"""What a review session shows: one row of the queue, one package opened, and how far the reviewer has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from hitl_kit.domain.decisions import Decision
from hitl_kit.domain.drafts import Finding
from hitl_kit.domain.packages import Package, Status

from .versions import Version


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue.

    `findings` counts what a reviewer should look at in the text as it stands (notes apart), `blocking` what must
    change. The verdict's columns are empty while the package waits.
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
    simulated: bool = False
    verdict: str = ""
    reason: str = ""
    reviewer: str = ""
    decided_at: str = ""
    seconds: float | None = None


@dataclass(frozen=True)
class ReviewItem:
    """A package as it stands now: its status, the standing decision, and who else holds it.

    The package's draft and findings are those of the version in question. `subject` and `body` are what would be sent:
    the reviewer's edit if one stands, else the draft. `findings` are about exactly that text.
    """

    package: Package
    status: Status
    decision: Decision | None
    subject: str
    body: str
    findings: tuple[Finding, ...]
    claimed_by: str = ""
    claimed_until: datetime | None = None
    versions: tuple[Version, ...] = ()
    """All versions of the draft; the package's draft is one of them."""
    sent_at: str = ""
    """When the mail left: from then on the verdict stands. '' while it has not."""

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


def queue_row(row: sa.RowMapping | Mapping[str, Any], standing: Iterable[Finding] | None = None) -> QueueRow:
    """A row of `queue` as a line of it. `standing` are the findings about the text as it stands, where that is not the
    package's own draft."""
    content: dict[str, Any] = orjson.loads(row["content"])
    contact = content.get("contact") or {}
    name = f"{contact.get('first_name', '')} {contact.get('last_name', '')}".strip() or contact.get("email", "")
    terms = [t for t in content["score_terms"] if t["kind"] == row["signal"]]
    severities = [f["severity"] for f in content["findings"]] if standing is None else [f.severity for f in standing]
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
        findings=sum(severity != "note" for severity in severities),
        blocking=severities.count("block"),
        route=row.get("rerouted") or content["route"]["reason"],
        simulated=bool(row["simulated"]),
        verdict=row["verdict"] or "",
        reason=row["reason"] or "",
        reviewer=row["reviewer"] or "",
        decided_at=row["decided_at"] or "",
        seconds=row["seconds"],
    )


_DECISION = tuple(Decision.model_fields)


def decision_of(row: sa.RowMapping | Mapping[str, Any]) -> Decision:
    """A row of the table `decision` as a Decision."""
    return Decision(**{name: row[name] for name in _DECISION})

"""The ledger's tables. Rows are only ever added; each names the event that recorded it.

Moments are UTC text (`domain.base.iso`), structured content is canonical JSON text: what is read back is byte for byte
what was hashed, on every database.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
)


def _recorded(name: str, *columns: Any) -> Table:
    """A table whose rows belong to an event, with an index that lets verification read them by event."""
    recorded_by = ForeignKey("event.seq", deferrable=True, initially="DEFERRED")  # the event is written last
    table = Table(name, metadata, Column("event", Integer, recorded_by, nullable=False), *columns)
    Index(f"ix_{name}_event", table.c.event)
    return table


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


snapshot = _recorded(
    "snapshot",
    _text("sha256", primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("characters", Integer, nullable=False),
)
account = _recorded(
    "account", _id(), _text("campaign"), _text("key"), _text("content"), Column("simulated", Boolean, nullable=False),
    Index("ix_account_current", "campaign", "key", "id"),
)  # fmt: skip
contact = _recorded(
    "contact", _id(), _text("campaign"), _text("email"), _text("account_key"), _text("content"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_contact_current", "campaign", "email", "id"),
)  # fmt: skip
suppression = _recorded(
    "suppression", _id(), _text("kind"), _text("value"), _text("reason"),
    sa.UniqueConstraint("kind", "value", name="uq_suppression"),
)  # fmt: skip
approval = _recorded(
    "approval", _id(), _text("campaign"), _text("kind"), _text("subject"), _text("sha256"), _text("content"),
    _text("by"), _text("at"),
    Index("ix_approval_current", "campaign", "kind", "subject", "id"),
)  # fmt: skip
research = _recorded(
    "research", _id(), _text("campaign"), _text("account_key"), _text("as_of"), _text("content"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_research_current", "campaign", "account_key", "id"),
)  # fmt: skip
batch = _recorded(
    "batch", _text("id", primary_key=True), _text("campaign"), Column("size", Integer, nullable=False), _text("as_of"),
    _text("icp_sha256"), _text("library_sha256"), _text("policy_sha256"), _text("drafter"),
    Column("simulated", Boolean, nullable=False),
    Index("ix_batch_campaign", "campaign"),
)  # fmt: skip
package = _recorded(
    "package", _text("id", primary_key=True), _text("batch_id"), _text("campaign"), _text("account_key"),
    _text("email"), _text("tier"), Column("high_value", Boolean, nullable=False), _text("persona"), _text("signal"),
    _text("play"), _text("angle"), _text("variant"), _text("decider"), Column("score", Float, nullable=False),
    _text("as_of"), _text("content_sha256"), _text("content"), Column("simulated", Boolean, nullable=False),
    Index("ix_package_queue", "campaign", "decider", "score", "id"),
    Index("ix_package_batch", "batch_id"),
    Index("ix_package_email", "email"),
)  # fmt: skip
claim = _recorded(
    "claim", _id(), _text("package_id"), _text("reviewer"), _text("at"), _text("until"),
    Index("ix_claim_package", "package_id", "id"),
)  # fmt: skip
decision = _recorded(
    "decision", _id(), _text("uid", unique=True), _text("package_id"), Column("version", Integer, nullable=False),
    _text("verdict"), _text("reviewer"), _text("at"), _text("reason"), _text("note"),
    Column("seconds", Float, nullable=False), _text("subject"), _text("body"), _text("content_sha256"),
    Column("undoes", Integer, nullable=True), Column("simulated", Boolean, nullable=False),
    sa.UniqueConstraint("package_id", "version", name="uq_decision_version"),
    sa.UniqueConstraint("undoes", name="uq_decision_undoes"),
)  # fmt: skip
outcome = _recorded(
    "outcome", _id(), _text("campaign"), _text("package_id"), _text("kind"), _text("at"), _text("detail"),
    Column("simulated", Boolean, nullable=False),
    sa.UniqueConstraint("package_id", "kind", "at", name="uq_outcome"),
    Index("ix_outcome_campaign", "campaign"),
)  # fmt: skip
handoff = _recorded(
    "handoff", _id(), _text("campaign"), _text("package_id"), _text("to"), _text("note"), _text("by"), _text("at"),
    Index("ix_handoff_package", "package_id"),
)  # fmt: skip
angle_decision = _recorded(
    "angle_decision", _id(), _text("campaign"), _text("angle"), _text("verdict"), _text("by"), _text("reason"),
    _text("evidence"), _text("at"), Column("simulated", Boolean, nullable=False),
    Index("ix_angle_decision_current", "campaign", "angle", "id"),
)  # fmt: skip

RECORDED: tuple[Table, ...] = tuple(t for t in metadata.sorted_tables if t is not event)
"""Every table whose rows an event vouches for."""

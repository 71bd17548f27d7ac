"""Levels of trust, other deciders, lessons, planted defects; touches, what became of them, and what came back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _salt() -> sa.Column[str]:
    return sa.Column("salt", sa.Text(), nullable=True)


def _simulated() -> sa.Column[bool]:
    return sa.Column("simulated", sa.Boolean(), nullable=False)


def _recorded(name: str, *columns: Any, key: str = "id") -> None:
    """A table whose rows belong to an event; one whose key is text has an index for their order."""
    number = () if key != "id" or any(getattr(c, "name", "") == "id" for c in columns) else (_number("id"),)
    op.create_table(
        name,
        _number("event"),
        *number,
        *columns,
        sa.ForeignKeyConstraint(["event"], ["event.seq"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint(key),
    )
    if not number:
        op.create_index(f"ix_{name}_event", name, ["event"])


def upgrade() -> None:
    _trust()
    _mail()


def _trust() -> None:
    _recorded(
        "level", _text("campaign"), _text("scope"), _number("level"), _text("verdict"), _text("versions"), _text("by"),
        _text("reason"), _text("evidence"), _text("at"), _simulated(), _salt(),
    )  # fmt: skip
    op.create_index("ix_level_current", "level", ["campaign", "scope", "id"])
    _recorded("reroute", _text("package_id"), _text("decider"), _text("reason"), _text("at"))
    op.create_index("ix_reroute_package", "reroute", ["package_id", "id"])
    _recorded(
        "lesson", _text("campaign"), _text("lesson"), _text("verdict"), _text("content"), _text("evidence"),
        _text("by"), _text("reason"), _text("at"), _simulated(), _salt(),
    )  # fmt: skip
    op.create_index("ix_lesson_current", "lesson", ["campaign", "lesson", "id"])
    _recorded(
        "planted", _text("package_id"), _text("campaign"), _text("original"), _text("defect"), _text("at"),
        _simulated(), key="package_id",
    )  # fmt: skip
    op.create_index("ix_planted_campaign", "planted", ["campaign"])


def _mail() -> None:
    _recorded(
        "touch", _text("id"), _text("campaign"), _text("package_id"), _text("kind"), _number("step"), _text("channel"),
        _text("email"), _text("mailbox"), _text("message_id"), _bytes("raw"), _text("content_sha256"), _text("due_at"),
        _text("by"), _text("at"), _simulated(), _salt(),
    )  # fmt: skip
    op.create_index("ix_touch_package", "touch", ["package_id", "step"])
    op.create_index("ix_touch_email", "touch", ["email"])
    op.create_index("ix_touch_message", "touch", ["message_id"])
    _recorded(
        "dispatch", _text("touch_id"), _number("number"), _text("state"), _text("why"), _text("run"), _text("until"),
        _text("at"), _salt(), sa.UniqueConstraint("touch_id", "number", name="uq_dispatch_number"),
    )  # fmt: skip
    _recorded(
        "inbound", _text("sha256"), _text("campaign"), _text("package_id"), _text("touch_id"), _text("matched_by"),
        _text("message_id"), _text("email"), _text("mailbox"), _bytes("raw"), _text("received_at"), _text("at"),
        _simulated(), _salt(), sa.UniqueConstraint("sha256"),
    )  # fmt: skip
    op.create_index("ix_inbound_package", "inbound", ["package_id"])
    op.create_index("ix_inbound_email", "inbound", ["email"])
    op.create_index("ix_inbound_message", "inbound", ["message_id"])
    _recorded(
        "reading", _number("inbound_id"), _text("kind"), _text("subtype"), _text("intent"), _text("content"),
        _text("why"), _text("by"), _text("at"), _simulated(), _salt(),
    )  # fmt: skip
    op.create_index("ix_reading_inbound", "reading", ["inbound_id", "id"])
    _recorded(
        "cadence", _text("campaign"), _text("package_id"), _text("email"), _text("state"), _text("until"),
        _text("reason"), _text("by"), _text("at"), _simulated(), _salt(),
    )  # fmt: skip
    op.create_index("ix_cadence_current", "cadence", ["email", "id"])
    _recorded("fetched", _text("mailbox"), _text("folder"), _text("uidvalidity"), _text("uid"), _text("at"))
    op.create_index("ix_fetched_current", "fetched", ["mailbox", "folder", "id"])

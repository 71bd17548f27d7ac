"""Calls to models and what became of them; seeds of random assignments; further versions of drafts; more decisions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _salt() -> sa.Column[str]:
    return sa.Column("salt", sa.Text(), nullable=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _recorded(name: str, *columns: sa.Column[Any], unique: str = "", of: tuple[str, ...] = ()) -> None:
    constraints = [sa.UniqueConstraint(*of, name=unique)] if unique else []
    op.create_table(
        name,
        _number("event"),
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["event"], ["event.seq"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id"),
        *constraints,
    )


def upgrade() -> None:
    attempt = ("key", "attempt")
    _recorded(
        "call", _text("key"), _number("attempt"), _text("campaign"), _text("batch_id"), _text("package_id"),
        _text("purpose"), _text("model"), _text("prompt_sha256"), _text("lot"), _text("run"),
        sa.Column("reserved_usd", sa.Float(), nullable=False), _text("at"),
        unique="uq_call_attempt", of=attempt,
    )  # fmt: skip
    op.create_index("ix_call_batch", "call", ["batch_id"])
    _recorded(
        "settlement", _text("key"), _number("attempt"), _text("state"), _text("why"), _text("request_id"),
        _text("message_id"), _number("input_tokens"), _number("output_tokens"), _number("cache_read_tokens"),
        _number("cache_write_tokens"), sa.Column("cost_usd", sa.Float(), nullable=False), _text("content"),
        _text("at"), _salt(),
        unique="uq_settlement_attempt", of=attempt,
    )  # fmt: skip
    _recorded(
        "lot", _text("lot"), _text("batch_id"), _text("state"), _text("provider_id"), _number("requests"), _text("at")
    )
    op.create_index("ix_lot_batch", "lot", ["batch_id", "id"])
    _recorded(
        "seed", _text("campaign"), _text("purpose"), _text("value"), _text("at"),
        unique="uq_seed", of=("campaign", "purpose"),
    )  # fmt: skip
    _recorded(
        "revision", _text("package_id"), _number("number"), _text("instruction"), _text("content"),
        _text("content_sha256"), _text("by"), _text("at"), sa.Column("simulated", sa.Boolean(), nullable=False),
        _salt(),
        unique="uq_revision_number", of=("package_id", "number"),
    )  # fmt: skip
    _recorded(
        "course", _text("campaign"), _text("about"), _text("subject"), _text("verdict"), _text("by"), _text("reason"),
        _text("evidence"), _text("at"), sa.Column("simulated", sa.Boolean(), nullable=False), _salt(),
    )  # fmt: skip
    op.create_index("ix_course_current", "course", ["campaign", "about", "subject", "id"])

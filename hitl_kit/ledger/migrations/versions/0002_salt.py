"""Rows about people get a salt, so that what an erasure blanked cannot be guessed from the chain's hashes.

Indexes go: the queue is read from the table `standing`, which is made anew after every migration, and rows that the
database numbers are in the order of their events already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for table in (
        "account",
        "angle_decision",
        "approval",
        "contact",
        "decision",
        "handoff",
        "outcome",
        "package",
        "research",
        "snapshot",
        "suppression",
    ):
        op.add_column(table, sa.Column("salt", sa.Text(), nullable=True))
    op.drop_index("ix_package_queue", "package")
    policy = sa.text("kind = 'policy.change'")
    op.create_index("ix_event_policy", "event", ["subject", "seq"], sqlite_where=policy, postgresql_where=policy)
    for table in (
        "account", "angle_decision", "approval", "claim", "contact", "decision", "handoff", "outcome", "research",
        "suppression",
    ):  # fmt: skip
        op.drop_index(f"ix_{table}_event", table)

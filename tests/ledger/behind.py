"""Changing a ledger behind its back, as somebody with another tool and bad intentions would."""

from __future__ import annotations

import sqlalchemy as sa

from hitl_kit.ledger import Ledger


def tamper(ledger: Ledger, *statements: str) -> None:
    """Run the statements without any trigger in their way; each has to hit something."""
    engine = sa.create_engine(ledger.url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("set local session_replication_role = replica")
        else:
            for (name,) in connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").all():
                connection.exec_driver_sql(f"drop trigger {name}")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount > 0
    engine.dispose()

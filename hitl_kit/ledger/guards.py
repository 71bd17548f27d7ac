"""Guards: triggers that refuse changes of what was recorded, also from whoever opens the database with another tool.

On PostgreSQL an event must also name the database user who writes it; the owner of the tables is free of that, for a
restore brings events of others. Guards are derived like `standing`: every upgrade of the schema puts them up anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from . import tables

GUARDED = (tables.event, *tables.RECORDED)
_REFUSAL = "the ledger is append-only"
_VERBS = ("update", "delete")


def put_up(connection: sa.Connection) -> None:
    """Guard every table, whatever was there before."""
    take_down(connection)
    if connection.dialect.name == "postgresql":
        _put_up_postgresql(connection)
        return
    for table in GUARDED:
        for verb in _VERBS:
            connection.exec_driver_sql(
                f"create trigger no_{verb}_{table.name} before {verb} on {table.name} "
                f"begin select raise(abort, '{_REFUSAL}'); end"
            )


def _put_up_postgresql(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "create or replace function hitl_append_only() returns trigger language plpgsql as "
        f"$$ begin raise exception '{_REFUSAL}'; end $$"
    )
    connection.exec_driver_sql(
        "create or replace function hitl_own_name() returns trigger language plpgsql as $$ begin "
        "if new.actor <> session_user and not pg_has_role(session_user, "
        "(select c.relowner from pg_class c where c.oid = tg_relid), 'member') then "
        "raise exception '%% may not write in the name of %%', session_user, new.actor; end if; return new; end $$"
    )
    for table in GUARDED:
        for verb in (*_VERBS, "truncate"):
            connection.exec_driver_sql(
                f"create trigger no_{verb}_{table.name} before {verb} on {table.name} "
                "for each statement execute function hitl_append_only()"
            )
    connection.exec_driver_sql(
        "create trigger own_name before insert on event for each row execute function hitl_own_name()"
    )


def take_down(connection: sa.Connection) -> None:
    """Remove the guards, within the running transaction."""
    if connection.dialect.name == "postgresql":
        for table in GUARDED:
            for verb in (*_VERBS, "truncate"):
                connection.exec_driver_sql(f"drop trigger if exists no_{verb}_{table.name} on {table.name}")
        connection.exec_driver_sql("drop trigger if exists own_name on event")
        return
    for table in GUARDED:
        for verb in _VERBS:
            connection.exec_driver_sql(f"drop trigger if exists no_{verb}_{table.name}")


@contextmanager
def lifted(connection: sa.Connection) -> Iterator[None]:
    """Without guards while rows are blanked; nobody else ever sees the tables unguarded, for it is one transaction."""
    take_down(connection)
    yield
    put_up(connection)

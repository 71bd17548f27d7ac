"""The schema's version: created when the ledger is new, moved forward by `hitl db upgrade`, never guessed."""

from __future__ import annotations

import threading
from typing import Literal

import sqlalchemy as sa

from hitl_kit.domain.errors import LedgerError

from . import guards, standing
from .engine import BEGIN, write_lock

HEAD = "0004"
"""The schema that this code reads and writes: the newest file in migrations/versions."""

_ONE_AT_A_TIME = threading.Lock()
"""Alembic keeps what it is doing in one place for the whole process."""

State = Literal["blank", "current", "older", "newer"]


def version(engine: sa.Engine) -> str | None:
    """The schema's version in the database, or None where there is no ledger yet."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("select version_num from alembic_version")).scalar()


def state(engine: sa.Engine) -> State:
    """How the database's schema stands to this code's."""
    found = version(engine)
    if found is None:
        return "blank"
    if found == HEAD:
        return "current"
    return "older" if found < HEAD else "newer"


def require_current(engine: sa.Engine, url: str) -> None:
    """Create the schema in a blank database; refuse one of another version, with the mend."""
    match state(engine):
        case "blank":
            upgrade(engine, url)
        case "older":
            raise LedgerError("the ledger was written by an older hitl-kit", mend="run: hitl db upgrade")
        case "newer":
            raise LedgerError(
                f"the ledger has schema {version(engine)}, this hitl-kit knows {HEAD}", mend="update hitl-kit"
            )


def upgrade(engine: sa.Engine, url: str) -> None:
    """Bring the schema to HEAD in one transaction, or leave it as it was, and make what is derived anew."""
    from alembic import command
    from alembic.config import Config

    with _ONE_AT_A_TIME, write_lock(url), engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # two people may open a blank database at once
            connection.execute(sa.text(BEGIN["postgresql"]))
        config = Config()
        config.set_main_option("script_location", "hitl_kit:ledger/migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guards.put_up(connection)
        standing.rebuild(connection)

"""Case: the workspace under examination, and its database opened with little patience and no power to change it."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa

from hitl_kit.domain.errors import LedgerError
from hitl_kit.ledger import engine, tables
from hitl_kit.workspace import Workspace

SECRET_NAMES = (
    "ANTHROPIC_API_KEY", "PGPASSWORD", "HITL_SMTP_PASSWORD", "HITL_IMAP_PASSWORD", "HITL_HUBSPOT_TOKEN",
    "HITL_UNSUBSCRIBE_KEY",
)  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """Why the database cannot be read, and what mends it."""

    words: str
    mend: str


class Case:
    """What every check looks at. Close it when all have looked."""

    def __init__(self, given: str | Path | None = None) -> None:
        self.workspace = Workspace.find(given)
        self.given = given
        self.url = self.workspace.database_url

    @cached_property
    def file(self) -> Path | None:
        """The ledger's SQLite file; None where the address names another database, or none at all."""
        try:
            return engine.sqlite_path(self.url)
        except (LedgerError, sa.exc.ArgumentError, ValueError):
            return None

    @cached_property
    def files(self) -> list[Path]:
        """The SQLite files that are there: the database, its log, the log's index, the writers' lock."""
        if self.file is None:
            return []
        beside = (self.file.with_name(self.file.name + end) for end in ("", "-wal", "-shm", ".lock"))
        return [path for path in beside if path.exists()]

    @cached_property
    def opened(self) -> sa.Connection | Trouble | None:
        """A connection that only reads, or why there is none; None where there is no ledger yet."""
        try:
            if engine.sqlite_path(self.url) is None:
                return self._server()
            if self.file is not None and not self.file.exists():
                return None
            connection = self.engine.connect()
            connection.exec_driver_sql("select count(*) from sqlite_master").scalar()
            return connection
        except sa.exc.DBAPIError as error:
            return self.trouble(error)
        except OSError as error:
            return Trouble(f"the ledger cannot be reached: {error}", "check the permissions of the folders above it")
        except (sa.exc.ArgumentError, ModuleNotFoundError, ValueError, LedgerError):
            return Trouble(
                "HITL_DATABASE_URL cannot be used: it is no address of a database, or its driver is not installed",
                "set it to sqlite:///PATH/hitl.db or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE (signs like @ / :"
                " in a password as %40 %2F %3A; PostgreSQL needs: pip install 'hitl-kit[postgres]')",
            )

    @property
    def connection(self) -> sa.Connection | None:
        """The connection, where there is one: what is wrong otherwise, the check of the database says."""
        return self.opened if isinstance(self.opened, sa.Connection) else None

    @cached_property
    def ledger(self) -> sa.Connection | None:
        """The connection, where the database holds a ledger."""
        found = self.connection
        return found if found is not None and sa.inspect(found).has_table(tables.event.name) else None

    def _server(self) -> sa.Connection:
        """A connection to PostgreSQL; ValueError where the address names no server of that kind."""
        parsed = sa.make_url(self.url)
        if parsed.get_backend_name() != "postgresql" or "@" in (parsed.host or ""):
            raise ValueError
        return self.engine.connect()

    @cached_property
    def engine(self) -> sa.Engine:
        """Where connections come from."""
        if self.file is None:
            made = sa.create_engine(
                self.url, connect_args={"connect_timeout": 3}, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT"
            )

            @sa.event.listens_for(made, "connect")
            def _hurry(connection: Any, _record: object) -> None:
                connection.execute("set statement_timeout = 2000")
                connection.execute("set default_transaction_read_only = on")
                connection.commit()

            return made
        query = {"mode": "ro", "uri": "true"}
        if not os.access(self.file, os.W_OK) and not self.file.with_name(self.file.name + "-wal").exists():
            query["immutable"] = "1"  # else SQLite would leave a log that belongs to us beside another user's ledger
        address = sa.URL.create("sqlite", database=f"file:{engine.quoted(self.file)}", query=query)
        return sa.create_engine(address, connect_args={"timeout": 1}, poolclass=sa.NullPool)

    def trouble(self, error: sa.exc.DBAPIError) -> Trouble:
        """What a database's error means."""
        text = str(error.orig).strip().replace("\n", " ")
        if self.file is None:
            return Trouble(
                f"the database cannot be used: {text}", "start it, check HITL_DATABASE_URL, or ask its owner"
            )
        if "locked" in text:
            return Trouble(f"another program holds {self.file} for itself", "close it; a notebook: restart its kernel")
        if "not a database" in text or "malformed" in text:
            return Trouble(
                f"{self.file} is no ledger, or a damaged one: {text}", "move it away, and bring back the last backup"
            )
        return Trouble(
            f"{self.file} cannot be opened: {text}",
            f"see ls -l {shlex.quote(str(self.file))}*: you need to read and write the file and its folder",
        )

    def secrets(self) -> list[str]:
        """What must never be shown: the keys of the environment, and the password in the database's address."""
        found = {os.environ.get(name, "").strip() for name in SECRET_NAMES}
        try:
            parsed = sa.make_url(self.url)
            found |= {str(parsed.password or ""), *(str(v) for k, v in parsed.query.items() if "pass" in k)}
        except (sa.exc.ArgumentError, ValueError):
            pass
        if self.file is None:  # also where the address cannot be parsed
            raw = self.url.rpartition("@")[0].partition("://")[2].partition(":")[2]
            found |= {raw, unquote(raw)}
        return sorted((secret for secret in found if secret), key=len, reverse=True)

    def close(self) -> None:
        """Give the connection back, where one was opened."""
        if isinstance(found := self.__dict__.get("opened"), sa.Connection):
            found.close()

"""The database: whether it answers, what it holds, and whether it would take a decision now. Nothing is changed."""

from __future__ import annotations

import getpass
import os
import shlex
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.ledger import chain, engine, schema, tables

from .case import Case, Trouble
from .findings import Finding, fail, in_bytes, ok, warn

LONG_LOG = 256 * 1024**2
"""Bytes of SQLite's log beyond which some reader must have kept it from being worked off."""

SKEW = timedelta(minutes=2)
"""How far the clocks of two machines may stand apart."""

_TREMBLE = timedelta(seconds=1)
_RECENT = 1000
_TRIAL = sa.insert(tables.event).values(
    seq=-1, at=iso(datetime(2000, 1, 1, tzinfo=UTC)), actor="", kind="trial", subject="", payload="", prev="", hash=""
)


def sqlite_version(case: Case) -> Finding | None:
    """The version of SQLite, and whether its log can be damaged by two writers."""
    if case.file is None:
        return None
    found = sqlite3.sqlite_version_info
    if (3, 7, 0) <= found < engine.WAL_RESET_FIXED:
        fixed = ".".join(map(str, engine.WAL_RESET_FIXED))
        return warn(
            f"SQLite {sqlite3.sqlite_version} can damage its log when a write and a checkpoint race in two programs; "
            "hitl-kit keeps it from that: it locks a file around each write, and its readers only read",
            f"nothing to do for hitl-kit; write with no other tool, or use a Python with SQLite {fixed} or newer",
        )
    return ok(f"SQLite {sqlite3.sqlite_version}")


def database(case: Case) -> Finding:
    """Whether the database can be read."""
    found = case.opened
    if isinstance(found, Trouble):
        return fail(found.words, found.mend)
    if found is None:
        return ok(f"there is no ledger yet; the first import makes it at {case.file}")
    if case.file is not None:
        return ok(f"{case.file} can be read")
    url = found.engine.url
    version = found.exec_driver_sql("show server_version").scalar()
    return ok(f"PostgreSQL {str(version).split()[0]} at {url.host or 'the local socket'} answers: {url.database}")


def schema_state(case: Case) -> Finding | None:
    """Whether the schema is the one that this hitl-kit reads and writes."""
    if case.connection is None:
        return None
    found = schema.version(case.engine)
    match schema.state(case.engine):
        case "current":
            return ok(f"schema {found}, as this hitl-kit writes it")
        case "older":
            return fail(f"schema {found} is older than this hitl-kit's {schema.HEAD}", "hitl db upgrade")
        case "newer":
            return fail(f"schema {found} is newer than this hitl-kit's {schema.HEAD}", "update hitl-kit")
    others = sa.inspect(case.connection).get_table_names()
    if others:
        return warn(
            f"the database holds no ledger, but tables of something else: {', '.join(others[:5])}",
            "point HITL_DATABASE_URL at a database of the ledger's own",
        )
    return ok("the database is blank; the first import makes the ledger in it")


def size(case: Case) -> Finding | None:
    """How large the ledger is, and whether SQLite's log is worked off."""
    if case.connection is None:
        return None
    if case.file is None:
        whole = case.connection.execute(sa.text("select pg_database_size(current_database())")).scalar_one()
        return ok(f"the database is {in_bytes(whole)}")
    log = case.file.with_name(case.file.name + "-wal")
    waiting = log.stat().st_size if log.exists() else 0
    words = f"the ledger is {in_bytes(case.file.stat().st_size)}, its log {in_bytes(waiting)}"
    if waiting > LONG_LOG:
        return warn(
            f"{words}: some program has been reading for so long that the log cannot be worked off",
            "close what reads the ledger; a notebook: restart its kernel",
        )
    return ok(words)


def write(case: Case) -> Finding | None:
    """Whether a decision could be saved now: a row is written and taken back."""
    if case.ledger is None:
        return None
    closed = [path.name for path in case.files if not os.access(path, os.W_OK)]
    if case.file is not None and closed:
        files = shlex.quote(str(case.file)) + "*"
        mend = f"as their owner: chmod 600 {files}; or make them yours: chown {_user()} {files}"
        return fail(f"you may not write {', '.join(closed)}: nothing can be saved", mend)
    try:
        if case.file is not None:
            _try_sqlite(case)
        else:
            _try_postgresql(case)
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        text = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        if "locked" in text or "lock timeout" in text:
            return warn("another program has been writing for more than a second", "wait until it is done, or close it")
        mend = "check the permissions of its folder, and the disk" if case.file else "ask the database's owner"
        return fail(f"nothing can be saved: {text}", mend)
    return ok("a row was written and taken back")


def _try_sqlite(case: Case) -> None:
    """Write without a commit. The case's own connection stays open meanwhile, so that closing works off no log: this
    needs no lock around it, whatever the version of SQLite."""
    assert case.file is not None
    address = f"file:{engine.quoted(case.file)}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=1, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        compiled = _TRIAL.compile(dialect=case.engine.dialect)
        connection.execute(str(compiled), [compiled.params[name] for name in compiled.positiontup or ()])
        connection.execute("rollback")


def _try_postgresql(case: Case) -> None:
    with case.engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        connection.exec_driver_sql("set transaction read write")
        connection.exec_driver_sql("set local lock_timeout = 1000")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(engine.ONE_WRITER)))
        connection.execute(_TRIAL.values(actor=sa.literal_column("session_user")))
        connection.rollback()


def head(case: Case) -> Finding | None:
    """The newest event, against its own hash and the event before it."""
    if case.ledger is None:
        return None
    newest = sa.select(tables.event).order_by(tables.event.c.seq.desc()).limit(2)
    found = case.ledger.execute(newest).mappings().all()
    if not found:
        return ok("no events yet")
    last, prev = found[0], found[1]["hash"] if len(found) > 1 else chain.GENESIS
    if last["prev"] != prev or last["hash"] != chain.event_hash(prev, dict(last)):
        return fail(f"event {last['seq']}, the newest, is not as it was recorded", "hitl verify")
    return ok(f"{last['seq']:,} events, head {last['hash'][:16]}…; `hitl verify` reads them all")


def identity(case: Case) -> Finding | None:
    """Whose name stands in the ledger, and who says so."""
    if case.file is None:
        if case.connection is None:
            return None
        return _identity_of(case.connection)
    name = os.environ.get("HITL_USER") or _user()
    if not name:
        return warn("this system has no name for you, and the ledger needs one", "set HITL_USER")
    by = "HITL_USER says so" if os.environ.get("HITL_USER") else "the operating system says so"
    return ok(f"what you do is recorded as '{name}': {by}; that is attribution, not authentication")


def _user() -> str:
    """The login name; empty where the system has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _identity_of(connection: sa.Connection) -> Finding:
    """Who PostgreSQL says is writing; the owner of the tables is free of the guards."""
    name = connection.exec_driver_sql("select session_user").scalar()
    words = f"what you do is recorded as '{name}': the database says so"
    owner = sa.text("select pg_has_role(session_user, tableowner, 'member') from pg_tables where tablename = 'event'")
    if connection.execute(owner).scalar():
        return warn(
            f"{words}, and as an owner of the tables '{name}' can write any name and take the guards down",
            "give each person a database user of their own, and keep the owner for upgrades",
        )
    return ok(words)


def clock(case: Case) -> Finding:
    """Whether the clock agrees with the ledger, with the database's machine, and knows its time zone."""
    zone = os.environ.get("TZ", "").removeprefix(":")
    try:
        ZoneInfo(zone if "/" in zone and not zone.startswith("/") else "Europe/London")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        what = f"TZ={zone}" if "/" in zone else "any time zone"
        return warn(f"this system does not know {what}", "correct TZ, or: pip install tzdata")
    now = utc_now()
    if case.file is None and case.connection is not None:
        theirs = case.connection.exec_driver_sql("select clock_timestamp()").scalar_one()
        if abs(theirs - now) > SKEW:
            side = "ahead of" if theirs > now else "behind"
            return warn(f"the database's clock is {_told(abs(theirs - now))} {side} this machine's", "set both by NTP")
    if case.ledger is not None:
        recent = sa.select(tables.event.c.at).order_by(tables.event.c.seq.desc()).limit(_RECENT).subquery()
        latest = case.ledger.execute(sa.select(sa.func.max(recent.c.at))).scalar()
        ahead = datetime.fromisoformat(latest) - now if latest else timedelta(0)
        if ahead > (_TREMBLE if case.file is not None else SKEW):
            return warn(f"an event is {_told(ahead)} in the future: the clock went back", "set the clock (NTP)")
    local = now.astimezone()
    past = ", and no event is from the future" if case.ledger is not None else ""
    return ok(f"{local:%Y-%m-%d %H:%M} {local.tzname()}{past}")


def _told(span: timedelta) -> str:
    seconds = span.total_seconds()
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"

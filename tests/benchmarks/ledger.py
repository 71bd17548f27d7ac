"""The ledger: what a durable verdict costs, and how it does with a million rows."""

from __future__ import annotations

import multiprocessing
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from hitl_kit.ledger import Ledger, tables
from hitl_kit.retrospect import touches
from hitl_kit.review import ReviewSession
from tests.benchmarks.bench import Figure, medians, ms, seconds
from tests.review import factory

MANY = 1_000_000
ROUNDS = 500
_WRITERS = 8


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield from _verdicts(Path(folder))
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield _writers(Path(folder))
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield _insert(Path(folder))
    with tempfile.TemporaryDirectory(prefix="hitl-bench-") as folder:
        yield from _million(Path(folder))


def _open(folder: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{folder / 'hitl.db'}")


def package_rows(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Packages as the pipeline records them, each with a mail's worth of content."""
    template = factory.row(factory.package(0))
    content = str(template["content"])
    for n in range(first, first + count):
        package = f"q{n:07d}"
        yield template | {
            "id": package, "score": float(n % 997), "high_value": n % 50 == 0, "angle": f"angle-{n % 6}",
            "account_key": f"company{n // 2}.example", "content": content.replace("p000", package),
        }  # fmt: skip


def _verdicts(folder: Path) -> Iterator[Figure]:
    """A verdict through the review session, beside the same row written by sqlite3 alone."""
    ledger = _open(folder)
    with ledger.recording("bench", "batch.packages", "demo/b1") as recording:
        recording.add(tables.package, package_rows(0, ROUNDS + 10))
    session = ReviewSession(ledger, "demo", "Ana")
    mine = session.claim(ROUNDS + 10)
    for package in mine[ROUNDS:]:  # statements are built, files are open
        session.approve(package, seconds=60)
    with closing(_bare(folder / "bare.db", tables.decision)) as bare:
        (row,) = ledger.rows(sa.select(tables.decision).limit(1))
        own = {"id": lambda n: 1000 + n, "uid": lambda n: f"u{n}", "package_id": lambda n: f"p{n}"}
        insert = f"insert into decision values ({', '.join('?' * len(row))})"

        def alone(n: int) -> None:
            bare.execute("begin immediate")
            bare.execute(insert, [own[name](n) if name in own else value for name, value in row.items()])
            bare.execute("commit")

        def verdict(n: int) -> None:
            session.approve(mine[n], seconds=60, uid=f"v{n}")

        ours, theirs = medians(verdict, alone, ROUNDS, before=lambda n: session.open(mine[n]))
    yield Figure("a verdict, durable", ours / theirs, "× a bare sqlite3 commit", 2, f"{ms(ours)} and {ms(theirs)}")
    ledger.close()


def _bare(path: Path, table: sa.Table) -> sqlite3.Connection:
    """The same table with the same keys, in a file of its own, without anything of ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full"):
        connection.execute(f"pragma {pragma}")
    bare = table.to_metadata(sa.MetaData())
    for key in list(bare.foreign_key_constraints):
        bare.constraints.remove(key)
    statement = sa.schema.CreateTable(bare, include_foreign_key_constraints=[])
    connection.execute(str(statement.compile(dialect=sa.dialects.sqlite.dialect())))
    return connection


def _writers(folder: Path) -> Figure:
    """Eight reviewers at once, each in a process of its own: the errors they met."""
    ledger, each = _open(folder), 100
    with ledger.recording("bench", "batch.packages", "demo/b1") as recording:
        recording.add(tables.package, package_rows(0, _WRITERS * each))
    errors: Any = multiprocessing.Queue()
    context = multiprocessing.get_context("fork")
    ledger.close()
    team = [context.Process(target=_review, args=(ledger.url, f"Reviewer {n}", errors)) for n in range(_WRITERS)]

    def work() -> None:
        for member in team:
            member.start()
        for member in team:
            member.join()

    spent = seconds(work)
    found = sum(errors.get() for _ in team)
    ledger = _open(folder)
    decided = len(ledger.rows(sa.select(tables.decision.c.id)))
    intact = ledger.verify().intact
    ledger.close()
    words = f"{decided} of {_WRITERS * each} decided in {spent:.1f} s, {'intact' if intact else 'NOT INTACT'}"
    return Figure(f"errors of {_WRITERS} writers at once", found + (decided != _WRITERS * each), "", 0, words)


def _review(url: str, reviewer: str, errors: Any) -> None:
    met = 0
    try:
        ledger = Ledger.open(url)
        session = ReviewSession(ledger, "demo", reviewer)
        while mine := session.claim(5):
            for package in mine:
                session.approve(package, seconds=60)
        ledger.close()
    except Exception:
        met = 1
        raise
    finally:
        errors.put(met)


def _insert(folder: Path) -> Figure:
    """100,000 packages into the ledger, beside executemany of the same rows into the same table without anything."""
    ledger, count = _open(folder), 100_000
    rows = list(package_rows(0, count))

    def ours() -> None:
        with ledger.recording("bench", "batch.packages", "demo/b1") as recording:
            recording.add(tables.package, rows)

    spent = seconds(ours)
    names = [c.name for c in tables.package.columns]
    values = [[row.get(name, 1 if name == "event" else None) for name in names] for row in rows]
    with closing(_bare(folder / "bare.db", tables.package)) as bare:

        def alone() -> None:
            bare.execute("begin immediate")
            bare.executemany(f"insert into package values ({', '.join('?' * len(names))})", values)
            bare.execute("commit")

        reference = seconds(alone)
    ledger.close()
    words = f"{spent:.2f} s and {reference:.2f} s"
    return Figure(f"{count:,} packages inserted", spent / reference, "× bare executemany", 3, words)


def _million(folder: Path) -> Iterator[Figure]:
    """The queue, the frame of touches and the verification of a ledger of a million packages."""
    ledger = _open(folder)
    sent = datetime(2026, 3, 2, 9, tzinfo=UTC)
    for first in range(0, MANY, 100_000):
        with ledger.recording("bench", "batch.packages", "demo/b1") as recording:
            recording.add(tables.package, package_rows(first, 100_000))
    session = ReviewSession(ledger, "demo", "Ana")
    decided = session.claim(200)
    for package in decided:
        session.open(package)
        session.approve(package, seconds=60)
    reads = [seconds(lambda: ReviewSession(ledger, "demo", "Bo").queue()) for _ in range(21)]
    yield Figure(f"the next 20 of {MANY:,} packages", median(reads) * 1000, "ms", 20, f"median of {len(reads)} reads")
    claims = [seconds(lambda n=n: ReviewSession(ledger, "demo", f"R{n}").claim(20)) for n in range(21)]  # type: ignore[misc]
    yield Figure("the same, claimed", median(claims) * 1000, "ms", 20, f"median of {len(claims)} durable claims")
    for first in range(0, MANY, 100_000):
        with ledger.recording("bench", "outcomes.record", "demo") as recording:
            recording.add(tables.outcome, outcome_rows(first, 100_000, sent))
    frames = [seconds(lambda: touches(ledger, "demo")) for _ in range(3)]
    yield Figure(f"{MANY:,} touches into the metrics frame", median(frames), "s", 2, f"median of {len(frames)}")
    ledger.close()
    yield _verify(folder)


def outcome_rows(first: int, count: int, sent: datetime) -> Iterator[dict[str, Any]]:
    for n in range(first, first + count):
        at = sent + timedelta(minutes=n % 100_000)
        common = {"campaign": "demo", "package_id": f"q{n:07d}", "detail": "", "simulated": True}
        yield common | {"kind": "sent", "at": at.isoformat(timespec="microseconds")}
        if n % 33 == 0:
            yield common | {"kind": "positive", "at": (at + timedelta(days=2)).isoformat(timespec="microseconds")}


def _verify(folder: Path) -> Figure:
    """A ledger of verdicts, one an event: what a year of a large team comes to."""
    (folder / "verify").mkdir()
    ledger, count = _open(folder / "verify"), 50_000
    row = {
        "package_id": "p", "verdict": "approve", "reviewer": "Ana", "at": "2026-03-02T09:00:00.000000+00:00",
        "reason": "", "note": "", "seconds": 61.5, "subject": "", "body": "", "content_sha256": "0" * 64,
        "undoes": None, "simulated": True,
    }  # fmt: skip
    for n in range(count):
        with ledger.recording("Ana", "review.approve", "p") as recording:
            recording.add_one(tables.decision, row | {"uid": f"{n:032x}", "version": n})
            recording.note(campaign="demo")
    spent = [seconds(ledger.verify) for _ in range(3)]
    found = ledger.verify()
    assert found.intact, found.fault
    ledger.close()
    words = f"{found.events:,} events with {found.rows:,} rows in {median(spent):.2f} s (median of {len(spent)})"
    return Figure("verified", found.events / median(spent), "events a second", 100_000, words, at_least=True)

"""Reads that one process makes for another: taken over while they hold, and never after."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.ledger import Ledger, ahead, tables
from hitl_kit.ledger.ahead import FOLDER, Ahead, taken
from tests.ledger.test_short_columns import outcomes

REPEATED = ("detail",)
OTHER = """
import sys
from hitl_kit.ledger import Ledger, ahead
from tests.ledger.test_ahead import details
table = ahead.taken(Ledger.open(sys.argv[1]), details(), ("detail",))
print(None if table is None else table.column("detail").to_pylist())
"""


def details() -> sa.Select[tuple[str]]:
    return sa.select(tables.outcome.c.detail).order_by(tables.outcome.c.id)


def _read(folder: str, within: float = 20) -> None:
    """Wait until nothing is under way."""
    end = time.monotonic() + within
    while list(Path(folder).glob("*.begun")):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_another_process_takes_over_what_was_read(ledger: Ledger) -> None:
    outcomes(ledger, ["hard", "soft", "hard"])
    with Ahead(ledger, [(details(), REPEATED)]) as reads:
        command = [sys.executable, "-c", OTHER, ledger.url]
        done = subprocess.run(
            command, env={**os.environ, **reads.environment}, capture_output=True, text=True, check=True, timeout=60
        )
        folder = reads.environment[FOLDER]
    assert done.stdout.strip() == "['hard', 'soft', 'hard']"
    assert not Path(folder).exists()


def test_what_was_read_holds_until_something_is_recorded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    select = outcomes(ledger, ["hard", "soft"])
    with Ahead(ledger, [(select, REPEATED)]) as reads:
        folder = reads.environment[FOLDER]
        _read(folder)
        monkeypatch.setenv(FOLDER, folder)
        table = taken(ledger, select, REPEATED)
        assert table is not None
        assert table.to_pylist() == [dict(row) for row in ledger.rows(select)]
        assert taken(ledger, select, ()) is None
        assert taken(ledger, select.limit(1), REPEATED) is None
        late = {
            "campaign": "c",
            "package_id": "late",
            "kind": "sent",
            "at": "2026-03-02",
            "detail": "",
            "simulated": True,
        }
        with ledger.recording("ana", "test", "x") as recording:
            recording.add_one(tables.outcome, late)
        assert taken(ledger, select, REPEATED) is None
        assert len(ledger.short_columns(select, REPEATED)) == 3


def test_a_read_that_fails_is_left_to_who_wants_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = sa.select(sa.table("nowhere", sa.column("x", sa.Text)).c.x)
    with Ahead(ledger, [(nowhere, ())]) as reads:
        folder = reads.environment[FOLDER]
        _read(folder)
        monkeypatch.setenv(FOLDER, folder)
        assert taken(ledger, nowhere, ()) is None
        with pytest.raises(Exception, match="nowhere"):  # in the words of the database's own driver
            ledger.short_columns(nowhere)


def test_a_read_whose_process_was_killed_is_not_waited_for_for_good(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = outcomes(ledger, ["hard"])
    with Ahead(ledger, [(select, REPEATED)]) as reads:
        _read(folder := reads.environment[FOLDER])
        (file,) = Path(folder).glob("*.arrow")
        (tmp_path / file.name).with_suffix(".begun").touch()  # begun, and never ended
    monkeypatch.setenv(FOLDER, str(tmp_path))
    monkeypatch.setattr(ahead, "_AT_MOST", 0.1)
    assert taken(ledger, select, REPEATED) is None
    assert len(ledger.short_columns(select, REPEATED)) == 1

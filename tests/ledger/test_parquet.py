"""The export: every table as it was recorded, all of one moment, in a folder that is there whole or not at all."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, parquet, tables
from tests.ledger.copies import populate


def test_every_row_of_every_table_is_there_as_it_was_recorded(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    folder = tmp_path / "export"
    steps: list[tuple[str, int, int]] = []
    manifest = parquet.export(ledger, folder, lambda *step: steps.append(step))
    assert steps[-1][1] == steps[-1][2] > 0
    for table in tables.metadata.sorted_tables:
        read = pq.read_table(folder / f"{table.name}.parquet")
        assert read.schema == parquet.arrow_schema(table)
        have = sorted(map(repr, read.to_pylist()))
        assert have == sorted(repr(dict(r)) for r in ledger.rows(sa.select(table))), table.name
    decision = pq.read_schema(folder / "decision.parquet")
    assert (decision.field("simulated").type, decision.field("seconds").type) == (pa.bool_(), pa.float64())
    assert (decision.field("at").type, decision.field("undoes").nullable) == (pa.string(), True)
    assert json.loads((folder / "manifest.json").read_text()) == manifest


def test_the_manifest_vouches_for_the_files(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    folder = tmp_path / "export"
    manifest = parquet.export(ledger, folder)
    assert (manifest["events"], manifest["head"]) == ledger.head()
    assert manifest["personal_data"] is True
    assert {*manifest["files"], "manifest.json"} == {p.name for p in folder.iterdir()}
    for name, file in manifest["files"].items():
        assert file["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert file["rows"] == pq.read_metadata(folder / name).num_rows == 5
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_is_of_one_moment_however_much_is_written_meanwhile(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)
    told: list[int] = []

    def write_meanwhile(*_: object) -> None:
        populate(ledger, 10 + len(told), 10 + len(told))
        told.append(1)

    manifest = parquet.export(ledger, tmp_path / "export", write_meanwhile)
    assert len(told) > 5
    assert ledger.head()[0] == 5 + len(told)
    assert manifest["events"] == 5
    assert {file["rows"] for file in manifest["files"].values()} == {5}


def test_an_empty_ledger_has_empty_files_with_all_columns(ledger: Ledger, tmp_path: Path) -> None:
    manifest = parquet.export(ledger, tmp_path / "export")
    assert (manifest["events"], manifest["head"]) == (0, "0" * 64)
    assert pq.read_table(tmp_path / "export" / "account.parquet").column_names == [
        c.name for c in tables.account.columns
    ]


def test_large_rows_are_written_a_group_at_a_time(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_GROUP", 50_000)
    monkeypatch.setattr(parquet, "_ROWS", 10)
    rows = [{"sha256": f"{n:064}", "content": bytes(1000), "characters": 1} for n in range(205)]
    with ledger.recording("Test Analyst", "test", "x") as recording:
        recording.add(tables.snapshot, rows)
    parquet.export(ledger, tmp_path / "export")
    found = pq.read_metadata(tmp_path / "export" / "snapshot.parquet")
    assert [found.row_group(n).num_rows for n in range(found.num_row_groups)] == [50, 50, 50, 50, 5]


def test_a_folder_that_holds_something_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="is not empty"):
        parquet.export(ledger, tmp_path / "full")
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["notes.txt"]
    (tmp_path / "empty").mkdir()
    parquet.export(ledger, tmp_path / "empty")
    assert (tmp_path / "empty" / "manifest.json").exists()
    with pytest.raises(InputError, match="cannot be written"):
        parquet.export(ledger, tmp_path / "full" / "notes.txt")
    with pytest.raises(InputError, match="there is no folder"):
        parquet.export(ledger, tmp_path / "nowhere" / "export")


def test_stopped_in_the_middle_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    populate(ledger)

    def stop(_step: str, done: int, _total: int) -> Any:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parquet.export(ledger, tmp_path / "export", stop)
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith("hitl.db")) == []

"""Looking at a workspace with some of the checks, and changing it behind their back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from hitl_kit import doctor
from hitl_kit.doctor import CHECKS, Check, examine
from hitl_kit.ledger import Ledger

REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


def few(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let only these checks look."""
    monkeypatch.setattr(doctor, "CHECKS", {name: CHECKS[name] for name in names})


def look(workspace: Path, name: str) -> Check:
    """One check of the whole examination, every warning and failure of which must name a mend."""
    found = {check.name: check for check in examine(workspace)}
    assert all(check.mend for check in found.values() if check.state != "ok")
    return found[name]


def alone(workspace: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> list[Check]:
    """What these checks say, without the others."""
    few(monkeypatch, *names)
    return examine(workspace)


def record(workspace: Path, *notes: str) -> None:
    ledger = Ledger.open(f"sqlite:///{workspace / 'hitl.db'}")
    for note in notes:
        with ledger.recording("ana", "test", note) as recording:
            recording.note(n=note)
    ledger.close()


def change(workspace: Path, statement: str, *values: object) -> None:
    connection = sqlite3.connect(workspace / "hitl.db")
    with connection:
        connection.execute(statement, values)
    connection.close()


def rows(path: Path) -> str:
    connection = sqlite3.connect(path)
    text = "\n".join(connection.iterdump())
    connection.close()
    return text

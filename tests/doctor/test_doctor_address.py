"""The address of the database: unreachable ones, and passwords that are never shown."""

from __future__ import annotations

import shutil
import socket
import time
from pathlib import Path

import pytest

from hitl_kit.doctor import examine
from tests.doctor.looking import look

pytestmark = pytest.mark.sqlite

SECRET = "hunter2-quite-secret"


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.usefixtures("kernel_not_asked")
@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://ana:{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://127.0.0.1:{port}/hitl?user=ana&password={secret}",
        "postgresql+psycopg://ana:{secret}@{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://ana:a/{secret}@127.0.0.1:{port}/hitl",
        "postgresql+psycopg://ana:x@127.0.0.1:12{secret}/hitl",
        "postgresql+nonesuch://ana:{secret}@127.0.0.1/hitl",
        "mysql://ana:{secret}@127.0.0.1/hitl",
        "{secret}",
        "sqlite://",
    ],
)
def test_a_database_that_does_not_answer_is_one_failure_without_its_password(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HITL_DATABASE_URL", address.format(secret=SECRET, port=unused_port()))
    begun = time.monotonic()
    found = examine(workspace)
    assert time.monotonic() - begun < 5
    assert [check.name for check in found if check.state == "fail"] == ["database"]
    assert SECRET not in str(found)


@pytest.mark.usefixtures("kernel_not_asked")
def test_an_at_sign_in_a_file_name_is_no_password(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace / "a:b@c" / "hitl.db"
    path.parent.mkdir()
    shutil.move(workspace / "hitl.db", path)
    monkeypatch.setenv("HITL_DATABASE_URL", f"sqlite:///{path}")
    assert look(workspace, "database").words == f"{path} can be read"

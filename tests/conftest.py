"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

import hypothesis
import pytest

from hitl_kit import Campaign, Workbench
from hitl_kit.cli import main
from hitl_kit.ledger import Ledger
from tests.postgres import Cluster, programs

if TYPE_CHECKING:
    from tests.anthropic.server import AnthropicServer

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background: tests of Ctrl-C would wait for ever
    signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("tests", deadline=None)  # a busy machine is no fault of what is tested
hypothesis.settings.load_profile("tests")

MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 8 << 30:  # a disk takes milliseconds for each write
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

DATABASES = ("sqlite", "postgresql")
ANALYST = "Test Analyst"
"""Who works in the tests' workspace: HITL_USER on SQLite, the database's user on PostgreSQL."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, default="sqlite", help="what the ledgers of the tests stand on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that none is begun when the other processes are done.

    On PostgreSQL, leave out what is about SQLite's file, and what has no ledger of the fixtures at all.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if config.getoption("--database") == "sqlite":
        return
    kept = [
        i for i in items
        if not i.get_closest_marker("sqlite") and {"database_url", "postgres"} & set(getattr(i, "fixturenames", ()))
    ]  # fmt: skip
    config.hook.pytest_deselected(items=[i for i in items if i not in set(kept)])
    items[:] = kept


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no collection of garbage need look at it again."""
    gc.collect()
    gc.freeze()


def missing(what: str) -> NoReturn:
    """Skip for want of a part of the machine, or fail where all parts are required."""
    if os.environ.get("HITL_REQUIRE_SERVICES") == "1":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test process, with a database `blank` that holds the schema and nothing else."""
    found = programs()
    if found is None:
        missing("no PostgreSQL on this machine: apt-get install postgresql")
    cluster = Cluster(found)
    cluster.start()
    cluster.execute(f'create role "{ANALYST}" superuser login')
    cluster.execute(f'create database blank owner "{ANALYST}"')
    Ledger.open(cluster.url("blank", quote(ANALYST))).close()
    yield cluster
    cluster.remove()


@pytest.fixture
def postgres_url(postgres: Cluster) -> str:
    """The address of an empty ledger on PostgreSQL, of the test's own."""
    name = f"t{uuid.uuid4().hex}"
    postgres.execute(f'create database {name} template blank owner "{ANALYST}"')
    return postgres.url(name, quote(ANALYST))


@pytest.fixture(scope="session")
def blank_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that holds the schema and nothing else: made once, copied for each test."""
    path = tmp_path_factory.mktemp("blank") / "hitl.db"
    Ledger.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty ledger of the test's own, on the database that this run is about."""
    if request.config.getoption("--database") == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    shutil.copy(request.getfixturevalue("blank_database"), tmp_path / "hitl.db")
    return f"sqlite:///{tmp_path / 'hitl.db'}"


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty ledger of the test's own."""
    opened = Ledger.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def workspace(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a small campaign `depots`, imported and not yet approved, and the current folder in it."""
    root = tmp_path / "workspace"
    folder = root / "campaigns" / "depots"
    shutil.copytree(Path(__file__).parent / "data" / "depots", folder)
    monkeypatch.chdir(root)
    monkeypatch.delenv("HITL_WORKSPACE", raising=False)
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    if database_url.startswith("sqlite"):
        shutil.move(tmp_path / "hitl.db", root / "hitl.db")
    else:
        monkeypatch.setenv("HITL_DATABASE_URL", database_url)
    monkeypatch.setenv("HITL_USER", ANALYST)
    return root


@pytest.fixture
def campaign(workspace: Path) -> Campaign:
    """The small campaign, its accounts and contacts imported."""
    found = Workbench(workspace).campaign("depots")
    found.import_accounts(found.folder / "accounts.csv")
    found.import_contacts(found.folder / "contacts.csv")
    return found


@pytest.fixture
def approved(campaign: Campaign) -> Campaign:
    """The small campaign with its ICP approved."""
    campaign.approve("icp", by=ANALYST)
    return campaign


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `hitl demo` leaves it, made once for all test processes: whoever changes it copies it first."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    folder = tmp_path_factory.getbasetemp() if alone else tmp_path_factory.getbasetemp().parent
    root = folder / "demo-workspace"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.exists():
            command = [sys.executable, "-m", "hitl_kit", "demo", "--workspace", str(root)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                shutil.rmtree(root, ignore_errors=True)
            assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def anthropic_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AnthropicServer]:
    """The Messages API on loopback, which the environment names together with a key that it takes."""
    from tests.anthropic.server import KEY, AnthropicServer

    with AnthropicServer() as server:
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        yield server


Hitl = Callable[..., tuple[int, str, str]]
"""`hitl …` in this process: exit code, standard output, standard error."""


@pytest.fixture
def hitl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hitl:
    """The command line, as `hitl("match", "demo")`; a traceback is a failure whatever the exit code."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["hitl", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return code, out.out, out.err

    return run

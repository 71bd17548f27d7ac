"""Reports on the workers of a real dask scheduler, with the ledger on a real PostgreSQL; one worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hitl_kit import Workbench
from hitl_kit.campaign import reports
from hitl_kit.domain.errors import InputError
from hitl_kit.reporting import How, Outcome, render_many, scheduler
from hitl_kit.reporting.record import read_record
from tests.reporting import small
from tests.reporting.making import DAY, job, notebook

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[2]


def _started(program: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments, "--no-dashboard"], cwd=REPOSITORY,
        env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def _stopped(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A scheduler without workers."""
    told = tmp_path / "scheduler.json"
    process = _started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
    end = time.monotonic() + 60
    while not told.exists() or not told.read_text():
        assert time.monotonic() < end
        time.sleep(0.05)
    yield json.loads(told.read_text())["address"]
    _stopped(process)


@pytest.fixture
def workbench(
    tmp_path: Path, workspace: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workbench]:
    monkeypatch.setenv("HITL_DATABASE_URL", postgres_url)
    folder = small.notebooks(tmp_path / "notebooks")
    monkeypatch.setattr(reports, "notebook_path", lambda name: folder / name)
    found = Workbench(workspace)
    small.store_packages(found.ledger, "depots", DAY - timedelta(days=15))
    small.store_outcomes(found.ledger, "depots", "sent", [DAY - timedelta(weeks=n) for n in range(3)])
    yield found
    found.ledger.close()


def test_a_killed_worker_loses_nothing(workbench: Workbench, address: str, tmp_path: Path) -> None:
    from distributed import Client

    options = ("--nworkers", "2", "--nthreads", "1", "--local-directory", str(tmp_path / "dask"))
    workers = _started("worker", address, *options, TMPDIR=str(tmp_path))
    try:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            pids = client.run(os.getpid)
        told: list[str] = []

        def kill_one(outcome: Outcome, done: int, total: int) -> None:
            told.append(outcome.error)
            if done == 1:
                os.kill(next(iter(pids.values())), signal.SIGKILL)

        run = workbench.report_due(DAY + timedelta(days=1), how=How(scheduler=address), told=kill_one)
        assert told == [""] * 6
        pages = [outcome.rendered.html for outcome in run.outcomes if outcome.rendered]
        assert len(set(pages)) == 6
        counted = [read_record(p).shown["Review of depots › text"] for p in pages if "depots" in p.parts]
        assert [words.split()[0] for words in counted] == ["1", "2", "3"]
        assert workbench.report_due(DAY + timedelta(days=1), how=How(scheduler=address)).outcomes == ()

        good = reports.review_job(workbench.campaign("depots"), DAY, workbench.ledger.head())
        assert good.about is not None
        elsewhere = replace(good, parameters={**good.parameters, "workspace": str(tmp_path / "nowhere")})
        other = replace(good, about=good.about.model_copy(update={"head": (1, "0" * 64)}))
        failing = replace(good, parameters={**good.parameters, "campaign": "gone"})
        found = render_many([elsewhere, other, failing], How(scheduler=address))
        assert "there is no workspace at" in found[0].error
        assert "names another ledger" in found[1].error
        assert "there is no campaign 'gone'" in found[2].error
    finally:
        _stopped(workers)
    assert not list(tmp_path.glob("hitl-*")), "what the workers needed for a while is gone"


def test_nobody_there(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "_SECONDS", 1)
    jobs = [job(tmp_path / "x", notebook(tmp_path, "1"))]
    with pytest.raises(InputError, match="has no workers") as caught:
        render_many(jobs, How(scheduler=address))
    assert "dask worker" in caught.value.mend
    with pytest.raises(InputError, match=r"no dask scheduler answers at tcp://127\.0\.0\.1:1"):
        render_many(jobs, How(scheduler="tcp://127.0.0.1:1"))
    with pytest.raises(InputError, match="no dask scheduler answers at nonsense"):
        render_many(jobs, How(scheduler="nonsense://x"))

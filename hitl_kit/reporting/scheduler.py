"""Reports made by the workers of a dask scheduler. A worker that dies loses nothing: another one makes its report."""

from __future__ import annotations

import atexit
import queue
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from hitl_kit.domain.errors import HitlError, InputError
from hitl_kit.ledger import Ledger, tables
from hitl_kit.workspace import Workspace, notebook_path

from .job import Job, Outcome
from .renderer import Renderer

_SECONDS = 20
_AGAIN = 3


def on_workers(jobs: Sequence[Job], address: str) -> Iterator[tuple[int, Outcome]]:
    """Each job's number and outcome, as they are done. InputError where no scheduler or no worker answers."""
    try:
        from distributed import Client, as_completed
    except ModuleNotFoundError:
        raise InputError("--scheduler needs dask.distributed", mend="pip install 'hitl-kit[dask]'") from None
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            f"no dask scheduler answers at {address}: {error}", mend="start one: dask scheduler, and give its address"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            raise InputError(
                f"the scheduler at {address} has no workers",
                mend=f"start one where the workspace is: dask worker {address} --nworkers 2 --nthreads 1",
            ) from None
        asked = {client.submit(_on_worker, job, pure=False, retries=_AGAIN): number for number, job in enumerate(jobs)}
        for future in as_completed(list(asked), loop=client.loop):  # type: ignore[no-untyped-call]
            number = asked[future]
            if future.status == "finished":
                yield number, future.result()
            else:
                why = f"{jobs[number].notebook.name}: no worker could make it: {future.exception()}"
                yield number, Outcome(jobs[number], 0.0, error=why, mend="look at the workers' own words")


# --- within a worker

_free: queue.SimpleQueue[Renderer] = queue.SimpleQueue()


def _on_worker(job: Job) -> Outcome:
    """Do the job by a process of this worker, which stays for the next one."""
    try:
        job = _as_here(job)
    except HitlError as error:
        return Outcome(job, 0.0, error=f"a worker cannot make it: {error.message}", mend=error.mend)
    try:
        renderer = _free.get_nowait()
    except queue.Empty:
        renderer = Renderer([job.notebook])
        atexit.register(renderer.close)
    try:
        return renderer.render(job)
    finally:
        _free.put(renderer)


def _as_here(job: Job) -> Job:
    """The job with this machine's notebook, if it sees the same workspace and the same ledger."""
    root = Path(str(job.parameters["workspace"]))
    if not (root / "campaigns").is_dir():
        raise InputError(f"there is no workspace at {root}", mend="share the folder with the workers, at the same path")
    url = Workspace(root).database_url
    if url.startswith("sqlite"):
        raise InputError("HITL_DATABASE_URL is not set there", mend="start the workers with it")
    if job.about is not None:
        seq, digest = job.about.head
        ledger = Ledger.open(url)
        try:
            found = ledger.rows(sa.select(tables.event.c.hash).where(tables.event.c.seq == seq))
        finally:
            ledger.close()
        if seq and (not found or found[0]["hash"] != digest):
            raise InputError("its HITL_DATABASE_URL names another ledger", mend="start the workers with the same one")
    return job if job.notebook.is_file() else replace(job, notebook=notebook_path(job.notebook.name))

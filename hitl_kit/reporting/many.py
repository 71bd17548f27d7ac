"""Many reports: two processes side by side, or the workers of a dask scheduler."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from .job import Job, Outcome
from .renderer import Renderer

Told = Callable[[Outcome, int, int], None]
"""Called after each report with what came of it, how many are done and how many there are."""


def untold(outcome: Outcome, done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True)
class How:
    """How reports are made: by so many processes, each report in a fork of one with warm imports or (`cold`) in a new
    interpreter; or by the workers of a dask scheduler at that address. `pdf` makes a PDF of each as well."""

    workers: int = 2
    cold: bool = False
    scheduler: str = ""
    pdf: bool = False


TWO_WARM = How()
"""What is done unless somebody wants it otherwise."""


def render_many(jobs: Sequence[Job], how: How = TWO_WARM, *, told: Told = untold) -> list[Outcome]:
    """What came of each job, in their order. One that fails stops no other."""
    if not jobs:
        return []
    if how.scheduler:
        from .scheduler import on_workers

        found = on_workers(jobs, how.scheduler)
    else:
        found = _here(jobs, how)
    out: dict[int, Outcome] = {}
    for number, outcome in found:
        out[number] = outcome
        told(outcome, len(out), len(jobs))
    return [out[number] for number in range(len(jobs))]


def _here(jobs: Sequence[Job], how: How) -> Iterator[tuple[int, Outcome]]:
    """Each job's number and outcome, as they are done."""
    notebooks = list(dict.fromkeys(job.notebook for job in jobs))
    renderers = [Renderer(notebooks, cold=how.cold) for _ in range(max(1, min(how.workers, len(jobs))))]
    free: queue.SimpleQueue[Renderer] = queue.SimpleQueue()
    with ThreadPoolExecutor(len(renderers)) as pool:
        try:
            for renderer in renderers:
                renderer.start()
                free.put(renderer)

            def one(job: Job) -> Outcome:
                renderer = free.get()
                try:
                    return renderer.render(job)
                finally:
                    free.put(renderer)

            asked = {pool.submit(one, job): number for number, job in enumerate(jobs)}
            for future in as_completed(asked):
                yield asked[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for renderer in renderers:  # what a thread waits for ends here
                renderer.close()

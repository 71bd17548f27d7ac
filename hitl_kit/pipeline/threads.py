"""Work in threads, for work that mostly waits: few jobs ahead, results as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_AHEAD = 2
"""So many jobs for each thread are taken before their results are."""


def in_threads(work: Callable[[Job], Result], jobs: Iterable[Job], threads: int) -> Iterator[Result]:
    """The results of the jobs in the order in which they come. What a job raises is raised here.

    Jobs are taken in the caller's thread. Nobody waits for the threads when the caller stops: each ends after its
    present job, whose result is dropped, so that Ctrl-C need not wait for a server.
    """
    waiting: SimpleQueue[Job | None] = SimpleQueue()
    done: SimpleQueue[Future[Result]] = SimpleQueue()
    stopped = threading.Event()

    def serve() -> None:
        while (job := waiting.get()) is not None and not stopped.is_set():
            outcome = Future[Result]()
            try:
                outcome.set_result(work(job))
            except BaseException as error:  # the caller's to handle
                outcome.set_exception(error)
            done.put(outcome)

    started = pending = 0
    try:
        for job in jobs:
            if started < threads:
                threading.Thread(target=serve, daemon=True, name=f"research {started}").start()
                started += 1
            waiting.put(job)
            pending += 1
            while pending >= threads * _AHEAD or (pending and not done.empty()):
                yield done.get().result()
                pending -= 1
        for _ in range(pending):
            yield done.get().result()
    finally:
        stopped.set()
        for _ in range(started):
            waiting.put(None)

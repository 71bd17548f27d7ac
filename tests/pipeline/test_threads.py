"""Work in threads: how many at once, how far ahead, and what happens to the rest when one stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from hitl_kit.pipeline.threads import in_threads


def test_as_many_jobs_as_threads_are_under_way_at_once() -> None:
    together = threading.Barrier(4, timeout=10)

    def work(job: int) -> int:
        together.wait()
        return job * 2

    assert sorted(in_threads(work, range(8), 4)) == [job * 2 for job in range(8)]


def test_jobs_are_taken_only_a_little_ahead_of_the_results() -> None:
    taken = 0

    def jobs() -> Iterator[int]:
        nonlocal taken
        for job in range(1000):
            taken += 1
            yield job

    for done, _ in enumerate(in_threads(str, jobs(), 4), 1):
        assert taken - done <= 8
    assert taken == 1000


def test_results_come_as_they_are_done() -> None:
    slow = threading.Event()
    results = in_threads(lambda job: slow.wait(10) and job if job == "slow" else job, ["slow", "quick"], 2)
    assert next(results) == "quick"
    slow.set()
    assert list(results) == ["slow"]


def test_what_a_job_raises_is_raised_to_the_caller() -> None:
    def work(job: int) -> int:
        return 1 // job

    with pytest.raises(ZeroDivisionError):
        list(in_threads(work, [1, 0, 1], 2))


def test_who_stops_need_not_wait_for_the_work_under_way() -> None:
    hanging = threading.Event()
    begun = threading.active_count()

    def work(job: int) -> int:
        if job:
            hanging.wait(20)
        return job

    results = in_threads(work, range(100), 2)
    assert next(results) == 0
    start = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 5
    hanging.set()
    end = time.monotonic() + 10
    while threading.active_count() > begun:
        assert time.monotonic() < end, "the threads go on"
        time.sleep(0.01)


def test_no_jobs_no_results() -> None:
    assert list(in_threads(str, [], 4)) == []

"""Hostile input is parsed in a process that can be killed: a parser written in C that hangs
cannot be stopped otherwise.

The processes are reused from one page to the next, because starting one takes longer than a thousand pages.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from .unanswered import Unanswered

T = TypeVar("T")

MEMORY = 1 << 30
"""So many bytes a parser may take beyond what it has when it is ready."""
_WORKERS = max(2, os.cpu_count() or 2)
_START = 60.0
_CODE = "import sys; sys.path[:] = {path!r}; from hitl_kit.research.parsing import serve; serve()"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")


def run_killable(function: Callable[..., T], *args: Any, seconds: float) -> T:
    """What a function of a module gives for these arguments, run in another process.

    The function is found by its name and everything is sent by pickle. What it raises is raised here; Unanswered where
    it took longer than `seconds`, more memory than it may, or broke its process, which is then replaced.
    """
    with _free:
        worker = _idle_worker()
        try:
            worked, value = _done_by(worker or _Worker(function.__module__), function, args, seconds)
        except _Broke:
            if worker is None:
                raise
            # it may have been ended while it waited, and then the page is not to blame
            worked, value = _done_by(_Worker(function.__module__), function, args, seconds)
    if not worked:
        raise value
    result: T = value
    return result


class _Broke(Unanswered):
    """The process ended in the middle of a job, or before it."""


def _done_by(worker: _Worker, function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> tuple[bool, Any]:
    """What the worker's `run` gives; the worker is kept for the next page unless something went wrong."""
    try:
        answer = worker.run(function, args, seconds)
    except BaseException:
        worker.kill()
        raise
    _idle.put(worker)
    return answer


class _Worker:
    """One process that does one job after another, until one of them goes wrong."""

    def __init__(self, module: str) -> None:
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603 (this interpreter, this module)
            [sys.executable, "-c", _CODE.format(path=[p or str(Path.cwd()) for p in sys.path])],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            start_new_session=True,  # Ctrl-C is for the parent, which needs these processes afterwards
        )  # fmt: skip
        try:
            self.run(importlib.import_module, (module,), _START)
            self.run(_cap_memory, (MEMORY,), _START)
        except BaseException:
            self.kill()
            raise

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> tuple[bool, Any]:
        """Whether the function gave a value, and the value, else what it raised."""
        job = pickle.dumps((seconds, function, args), pickle.HIGHEST_PROTOCOL)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(job)
            self._process.stdin.flush()
            worked, value = pickle.load(self._process.stdout)  # noqa: S301 (from our own process)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.kill()
            if self._process.returncode == -signal.SIGALRM:
                raise Unanswered(f"it could not be parsed in {seconds:g} s", "timeout") from None
            raise _Broke("it broke its parser", "bad answer") from None
        if not worked and isinstance(value, MemoryError):
            raise Unanswered(f"it needs more than {MEMORY >> 20:,} MB to be parsed", "too large")
        return worked, value

    def alive(self) -> bool:
        """Whether nobody ended the process while it waited."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.communicate()


_idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
_free = threading.BoundedSemaphore(_WORKERS)


def _idle_worker() -> _Worker | None:
    while True:
        try:
            worker = _idle.get_nowait()
        except queue.Empty:
            return None
        if worker.alive():
            return worker
        worker.kill()


@atexit.register
def _stop() -> None:
    while worker := _idle_worker():
        worker.kill()


def serve() -> None:
    """Do the jobs that come in on stdin until it ends: what each process runs."""
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a function prints must not end up between the answers
    while True:
        try:
            seconds, function, args = pickle.load(jobs)  # noqa: S301 (from our own process)
        except EOFError:
            return
        # the kernel ends this process in time, even inside C and even if its parent is gone
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            outcome = pickle.dumps((True, function(*args)), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            outcome = pickle.dumps((False, MemoryError()))
        except Exception as error:
            outcome = _packed(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(outcome)
        answers.flush()


def _packed(error: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(packed)  # noqa: S301 (some errors can be packed and not unpacked)
    except Exception:
        packed = pickle.dumps((False, ValueError(str(error))))
    return packed


def _cap_memory(more: int) -> None:
    """Let this process grow by so many bytes and no further (where the system can tell its size)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        cap = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (cap, cap))
    except (ImportError, OSError, ValueError):
        return

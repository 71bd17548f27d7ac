"""Renderer: a process that makes one report after another, and is started anew when it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from .job import Job, Outcome
from .kernels import ENVIRONMENT
from .serve import FORKS


class Renderer:
    """One process with warm imports (see serve.py). Not for several threads at once."""

    def __init__(self, notebooks: Sequence[Path], *, cold: bool = False) -> None:
        self._notebooks, self._warm = [str(n) for n in notebooks], FORKS and not cold
        self._scratch = tempfile.TemporaryDirectory(prefix="hitl-renderer-", ignore_cleanup_errors=True)
        self._words = tempfile.TemporaryFile(dir=self._scratch.name)  # noqa: SIM115 - what the process itself prints
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._closed = False

    def start(self) -> Connection:
        """Start the process, so that it imports while others are still being started; the way to talk to it."""
        ours, theirs = socket.socketpair()
        with theirs:
            one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"} if self._warm else {}  # safe to fork
            options = [str(theirs.fileno()), "warm" if self._warm else "cold", self._scratch.name]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", f"{__package__}.serve", *options, *self._notebooks],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=self._words, stderr=self._words,
                env={**os.environ, **ENVIRONMENT, **one_thread, **self._places()}, start_new_session=True,
            )  # fmt: skip
        self._connection = Connection(ours.detach())
        return self._connection

    def _places(self) -> dict[str, str]:
        """Where the process and its kernels put what they need for a while. It goes when the renderer is closed, for a
        process that is killed in the middle of a report clears nothing away."""
        folder = Path(self._scratch.name)
        folder.mkdir(mode=0o700, exist_ok=True)
        return {"TMPDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter")}

    def render(self, job: Job) -> Outcome:
        """What came of the job. It is done once more where a process that had it in hand was killed meanwhile."""
        answer: Outcome | None = None
        for _ in range(2):
            if self._closed:
                break
            connection = self._connection or self.start()
            try:
                connection.send(job)
                answer = connection.recv()
            except (EOFError, OSError):
                answer = None
                self._end()
            else:
                if not answer.killed:
                    return answer
        if answer is not None:
            return answer
        why = "it was stopped" if self._closed else f"its process died{self._said()}"
        return Outcome(job, 0.0, error=f"{job.notebook.name}: {why}", mend="run the same command again")

    def close(self) -> None:
        """End the process, and whatever it is in the middle of: a report is replaced whole or not at all."""
        self._closed = True
        self._end()
        self._words.close()
        self._scratch.cleanup()

    @property
    def pid(self) -> int | None:
        """The process, once it is started."""
        return self._process.pid if self._process else None

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with the report it is at; its kernel ends by itself
            process.wait()
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()

    def _said(self) -> str:
        self._words.seek(0)
        lines = self._words.read().decode(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""

"""The process that a report's cells run in: a new interpreter, or a fork of one that has the imports behind it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from queue import Empty
from typing import Any, NoReturn

ENVIRONMENT = {"PLOTLY_RENDERER": "plotly_mimetype"}
"""What a kernel is told: drawings are kept as data. (Otherwise plotly guesses when it is loaded, which for a fork was
before there was a notebook.)"""
_DEBUGGER = ("debugpy", "pydev", "_pydev")


def own_kernel(words: Path, waiting: WaitingKernel | None, environment: Mapping[str, str] | None = None) -> type:
    """A kernel manager that starts this interpreter, whatever 'python3' the user's other kernelspecs name.

    What the kernel's process itself prints (not the cells) goes to the file `words`. `waiting` is a kernel that was
    forked before, and takes the place of a new process, which has `environment` besides this one's.
    """
    import zmq
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.asynchronous.client import AsyncKernelClient
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class OwnClient(AsyncKernelClient):
        async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
            channel: Any = self.iopub_channel
            channel.get_msg = _until_idle(channel.get_msg)
            try:
                await super()._async_wait_for_ready(timeout)
            finally:
                del channel.get_msg

        wait_for_ready = _async_wait_for_ready

    class OwnKernel(AsyncKernelManager):
        @default("client_factory")
        def _own_client(self) -> type:
            return OwnClient

        @default("transport_encryption")
        def _encrypted(self) -> str:
            return "auto" if zmq.has("curve") else "disabled"  # others on this machine could read along otherwise

        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict(), env={**ENVIRONMENT, **(environment or {})})

        async def _async_finish_shutdown(
            self, waittime: float | None = None, pollinterval: float = 0.01, restart: bool = False
        ) -> None:  # ten times as often as it would look by itself
            await super()._async_finish_shutdown(waittime, pollinterval, restart)

        async def _async_start_kernel(self, **options: Any) -> None:
            with words.open("ab") as handle:
                await super()._async_start_kernel(**options, stdout=handle, stderr=handle)

        start_kernel = _async_start_kernel

        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
            if waiting is None:
                await super()._async_launch_kernel(kernel_cmd, **options)
                return
            local: Any = self.provisioner
            waiting.go(self.connection_file, words)
            local.process, local.pid, local.pgid, local.cwd = waiting, waiting.pid, waiting.pid, Path.cwd()

    return OwnKernel


def _until_idle(get: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Messages until the kernel says that it is idle, and then none at once: whoever asks whether it is ready would
    listen for another 0.2 seconds whether there are more."""
    idle = False

    async def got(*arguments: Any, **options: Any) -> Any:
        nonlocal idle
        if idle:
            raise Empty
        message = await get(*arguments, **options)
        idle = message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"
        return message

    return got


class WaitingKernel:
    """A kernel's process, forked from this one and waiting for its connection file; afterwards like a Popen.

    Fork before anything of this process runs in threads: a fork copies the thread that calls it and no other. `closes`
    is a file handle that is none of the kernel's business; `learned` a file for the names of the modules that the cells
    came to import.
    """

    stdin = stdout = stderr = None

    def __init__(self, *, closes: int, learned: Path) -> None:
        told, self._tell = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._tell)
            os.close(closes)
            _become_kernel(told, learned)
        os.close(told)

    def go(self, connection_file: str, words: Path) -> None:
        """Let it become the kernel of that connection."""
        os.write(self._tell, f"{connection_file}\n{words}\n{Path.cwd()}".encode())
        self.close()

    def close(self) -> None:
        """Let it end, if it was never told to go."""
        if self._tell >= 0:
            os.close(self._tell)
            self._tell = -1

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended; TimeoutError if it does not in so many seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise TimeoutError("the kernel did not end")
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _become_kernel(told: int, learned: Path) -> NoReturn:
    """Wait for the connection file, then be a Jupyter kernel until it is shut down."""
    code = 1
    try:
        os.setpgid(0, 0)  # an interrupt of the kernel is the kernel's alone
        with os.fdopen(told, "rb") as pipe:
            lines = pipe.read().decode().split("\n")
        if len(lines) == 3:
            connection_file, words, folder = lines
            os.chdir(folder)
            handle = os.open(words, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            before = set(sys.modules)
            _serve(connection_file)
            names = [n for n in sys.modules if n not in before and not n.startswith(_DEBUGGER)]
            learned.write_text("\n".join(names), encoding="utf-8")
        code = 0
    finally:
        os._exit(code)


def _serve(connection_file: str) -> None:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel", "-f", connection_file]
    IPKernelApp.launch_instance(
        argv=["-f", connection_file, f"--IPKernelApp.parent_handle={os.getppid()}", "--HistoryManager.enabled=False"]
    )

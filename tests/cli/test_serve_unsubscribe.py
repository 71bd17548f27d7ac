"""`hitl serve-unsubscribe` as a process of its own."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Hitl


def test_an_address_that_is_taken_is_said(hitl: Hitl, workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, err = hitl("serve-unsubscribe", "--port", str(port), "--workspace", str(workspace))
    assert (code, out) == (1, "")
    assert f"nothing can listen on 127.0.0.1:{port}" in err
    assert "--port" in err


@pytest.mark.slow
def test_it_serves_until_it_is_stopped(workspace: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hitl_kit", "serve-unsubscribe", "--port", str(port)]
    with subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert _asked(port) == 404
        finally:
            running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert f"127.0.0.1:{port}" in out
    assert "Traceback" not in err
    assert (workspace / ".unsubscribe-key").stat().st_mode & 0o777 == 0o600


def _asked(port: int) -> int:
    for _ in range(300):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            link.request("GET", "/nothing")
            return link.getresponse().status
        except OSError:
            time.sleep(0.1)
        finally:
            link.close()
    raise AssertionError("it does not answer")

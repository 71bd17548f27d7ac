"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, on loopback, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

_USER = "postgres"


def programs() -> Path | None:
    """The folder of initdb and postgres, newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


class Cluster:
    """One PostgreSQL server; `start` and `stop` as often as a test likes."""

    def __init__(self, bin_folder: Path) -> None:
        self.folder, self._bin = Path(tempfile.mkdtemp(prefix="hitl-postgres-")), bin_folder
        self.port = _free_port()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            found = pwd.getpwnam(_USER)
            os.chown(self.folder, found.pw_uid, found.pw_gid)
        self._run("initdb", "-D", str(self.data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    @property
    def data(self) -> Path:
        """The cluster's files."""
        return self.folder / "data"

    def url(self, database: str, user: str = _USER) -> str:
        """The address of a database, as HITL_DATABASE_URL has it."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", str(self.data / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once, as a crash would: whoever is connected loses the connection."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop", check=False)

    def remove(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement as the owner, outside any transaction."""
        import psycopg

        with psycopg.connect(f"host=127.0.0.1 port={self.port} user={_USER} dbname={database}", autocommit=True) as c:
            c.execute(statement)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command: Sequence[str] = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", _USER, "--", *command]
        done = subprocess.run(
            command, cwd="/", check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=60,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}")


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])

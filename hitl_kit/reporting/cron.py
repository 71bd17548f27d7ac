"""The line of a crontab that renders what is due, and the crontab that it stands in."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from hitl_kit.domain.errors import HitlError, InputError

_BYTES = ("utf-8", "surrogateescape")  # the lines of others go back to the byte as they came
_AT = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def cron_line(workspace: Path, *, at: str = "06:20", environment: Path | None = None) -> str:
    """The line: every day at that hour (the machine's own), for reports are due by week and a missed day is caught up.

    `environment` is a file of shell assignments (HITL_DATABASE_URL=…) that is read first: cron starts with next to
    no environment, and a crontab is no place for a password.
    """
    if (time := _AT.fullmatch(at)) is None:
        raise InputError(f"'{at}' is not an hour", mend="write it as 06:20")
    if environment is not None and not environment.is_file():
        raise InputError(f"{environment} is missing", mend="write HITL_DATABASE_URL=… and the like into it, chmod 600")
    read = f"set -a; . {_quoted(environment.resolve())}; set +a; " if environment else ""
    root = _quoted(workspace)
    command = f"{_quoted(Path(sys.executable))} -m hitl_kit report --due --workspace {root}"
    log = _quoted(workspace / "reports" / "due.log")
    made = f"mkdir -p {_quoted(workspace / 'reports')}; "
    told = f"|| {{ echo hitl report --due: see {log}; false; }}"  # what is printed, cron mails
    return f"{int(time[2])} {int(time[1])} * * * {read}{made}{command} >> {log} 2>&1 {told} {_mark(workspace)}"


def _quoted(path: Path) -> str:
    if any(c in str(path) for c in "\n\r\0"):
        raise InputError("a path with a line break cannot stand in a crontab", mend="rename the folder")
    return shlex.quote(str(path)).replace("%", r"\%")


def _mark(workspace: Path) -> str:
    """What the line is known by: one line a workspace."""
    return f"# hitl-kit reports of {_quoted(workspace)}"


def install(workspace: Path, line: str) -> bool:
    """Put the line into the user's crontab in the place of an earlier one; whether anything changed."""
    return _written(_read(), workspace, [line])


def remove(workspace: Path) -> bool:
    """Take the workspace's line out of the user's crontab; whether there was one."""
    return _written(_read(), workspace, [])


def _written(lines: list[str], workspace: Path, ours: list[str]) -> bool:
    mark = _mark(workspace)
    kept = [line for line in lines if not line.endswith(mark)]
    wanted = kept + ours
    if sorted(wanted) == sorted(lines):
        return False
    done = _crontab("-", given="".join(f"{line}\n" for line in wanted))
    if done.returncode:
        raise HitlError(f"crontab refuses the line: {done.stderr.strip()}", mend="hitl schedule prints it: crontab -e")
    return True


def _read() -> list[str]:
    """The lines of the user's crontab. Where it cannot be read it is left alone, for writing would lose it."""
    done = _crontab("-l")
    if done.returncode == 0:
        return done.stdout.removesuffix("\n").split("\n") if done.stdout else []
    if re.search(r"no crontab for|can't open .*No such file", done.stderr):
        return []
    raise HitlError(f"the crontab cannot be read: {done.stderr.strip()}", mend="crontab -l says the same; ask who may")


def _crontab(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    program = shutil.which("crontab")
    if program is None:
        raise InputError(
            "there is no cron on this machine",
            mend="install one (apt install cron), or let any scheduler run this every day: hitl report --due",
        )
    done = subprocess.run(  # noqa: S603 - the user's own crontab
        [program, *arguments], input=given.encode(*_BYTES), capture_output=True, check=False, timeout=30,
        env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
    said = (stream.decode(*_BYTES) for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, *said)

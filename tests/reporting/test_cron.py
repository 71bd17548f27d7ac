"""`hitl schedule`'s line, in a crontab that a program on PATH really keeps."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hitl_kit.domain.errors import HitlError, InputError
from hitl_kit.reporting.cron import cron_line, install, remove

PROGRAM = """#!{python}
import os, pathlib, sys
kept = pathlib.Path({kept!r})
if pathlib.Path({broken!r}).exists():
    sys.exit("crontab: must be privileged")
if sys.argv[1:] == ["-l"]:
    if not kept.exists():
        sys.exit("no crontab for analyst")
    sys.stdout.buffer.write(kept.read_bytes())
elif sys.argv[1:] == ["-"]:
    text = sys.stdin.buffer.read()
    if b"refuse" in text:
        sys.exit("bad minute")
    kept.write_bytes(text)
    with open({log!r}, "a") as log:
        log.write("written\\n")
"""


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a crontab program of the test's own keeps."""
    folder, kept = tmp_path / "bin", tmp_path / "crontab.txt"
    folder.mkdir()
    program = folder / "crontab"
    paths = {"kept": str(kept), "broken": str(tmp_path / "broken"), "log": str(tmp_path / "log")}
    program.write_text(PROGRAM.format(python=sys.executable, **paths))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return kept


def test_the_line_runs_what_it_says(tmp_path: Path) -> None:
    """As cron would: by /bin/sh, from next to no environment, in a folder with awkward characters, % unescaped."""
    workspace = tmp_path / "it's 100% ours"
    (workspace / "campaigns").mkdir(parents=True)
    env = tmp_path / "hitl env"
    env.write_text(f"HITL_DATABASE_URL='sqlite:///{tmp_path}/other.db'\n")
    line = cron_line(workspace, at="7:05", environment=env)
    minute, hour, day, month, weekday, command = line.split(" ", 5)
    assert (minute, hour, day, month, weekday) == ("5", "7", "*", "*", "*")
    assert "\n" not in line
    assert "%" not in command.replace(r"\%", "")
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(r"\%", "%")], env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    log = workspace / "reports" / "due.log"
    assert done.stdout + done.stderr == f"hitl report --due: see {log}\n", "what cron mails to the user"
    said = log.read_text()
    assert f"there is no ledger at {tmp_path}/other.db" in said
    assert done.returncode == 1


def test_installing_twice_and_removing_twice(crontab: Path, tmp_path: Path) -> None:
    others = "# mine\n0 0 * * * backup  # hitl-kit reports of /another/place\nMAILTO=me\n"
    crontab.write_text(others)
    root = tmp_path / "workspace"
    line = cron_line(root)
    assert install(root, line)
    assert crontab.read_text() == f"{others}{line}\n"
    assert not install(root, line)
    assert (tmp_path / "log").read_text() == "written\n", "the second time writes nothing"
    later = cron_line(root, at="08:00")
    assert install(root, later)
    assert crontab.read_text() == f"{others}{later}\n"
    assert remove(root)
    assert crontab.read_text() == others
    assert not remove(root)


def test_the_lines_of_others_stay_to_the_byte(crontab: Path, tmp_path: Path) -> None:
    others = "MAILTO=j\xfcrgen\n0 0 * * * echo a\x0bb\x0c \r\n\n\n".encode("latin-1") + "# \u2028 \x85 é\n".encode()
    crontab.write_bytes(others)
    line = cron_line(tmp_path)
    assert install(tmp_path, line)
    assert crontab.read_bytes() == others + f"{line}\n".encode()
    assert remove(tmp_path)
    assert crontab.read_bytes() == others


def test_a_user_without_a_crontab(crontab: Path, tmp_path: Path) -> None:
    assert not remove(tmp_path)
    assert not crontab.exists()
    assert install(tmp_path, cron_line(tmp_path))
    assert len(crontab.read_text().splitlines()) == 1


def test_a_crontab_that_cannot_be_read_is_left_alone(crontab: Path, tmp_path: Path) -> None:
    crontab.write_text("0 0 * * * mine\n")
    (tmp_path / "broken").touch()
    for act in (lambda: install(tmp_path, cron_line(tmp_path)), lambda: remove(tmp_path)):
        with pytest.raises(HitlError, match="cannot be read: crontab: must be privileged"):
            act()
    assert crontab.read_text() == "0 0 * * * mine\n"


def test_a_line_that_cron_refuses(crontab: Path, tmp_path: Path) -> None:
    with pytest.raises(HitlError, match="crontab refuses the line: bad minute"):
        install(tmp_path / "refuse", cron_line(tmp_path / "refuse"))


def test_no_cron_on_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="no cron") as caught:
        install(tmp_path, cron_line(tmp_path))
    assert "hitl report --due" in caught.value.mend


@pytest.mark.parametrize("at", ["", "24:00", "6", "06:60", "06:20; rm x"])
def test_an_hour_that_is_none(tmp_path: Path, at: str) -> None:
    with pytest.raises(InputError, match="is not an hour"):
        cron_line(tmp_path, at=at)


def test_paths_that_cannot_stand_in_a_crontab(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line break"):
        cron_line(tmp_path / "a\nb")
    with pytest.raises(InputError, match="is missing"):
        cron_line(tmp_path, environment=tmp_path / "none")


def test_the_command(hitl: Any, crontab: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HITL_DATABASE_URL", raising=False)
    code, out, _ = hitl("schedule")
    assert code == 0
    assert out.strip() == cron_line(workspace)
    assert not crontab.exists()
    assert hitl("schedule", "--install", "--at", "5:45")[0] == 0
    assert crontab.read_text().startswith("45 5 * * * ")
    code, out, _ = hitl("schedule", "--install", "--at", "5:45")
    assert "already" in out
    code, out, _ = hitl("schedule", "--remove", "--json")
    assert '"changed": true' in out
    assert crontab.read_text() == ""
    assert hitl("schedule", "--install", "--remove")[0] == 1


def test_an_environment_that_cron_would_not_know(
    hitl: Any, crontab: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HITL_DATABASE_URL", "postgresql+psycopg://ana:secret@db/hitl")
    code, out, err = hitl("schedule", "--install")
    assert code == 1
    assert "--env-file FILE" in err
    assert "secret" not in out + err
    (tmp_path / "env").write_text("HITL_DATABASE_URL=x\n")
    assert hitl("schedule", "--install", "--env-file", str(tmp_path / "env"))[0] == 0
    assert "secret" not in crontab.read_text()

"""The files: where the workspace is, space, file systems, permissions, .env."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hitl_kit.doctor import examine, files
from tests.doctor.looking import alone

pytestmark = pytest.mark.sqlite


def test_the_workspace_says_how_it_was_found(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "workspace")
    assert "(as given)" in found.words
    assert "(the current folder)" in examine()[0].words
    monkeypatch.chdir(workspace / "campaigns")
    assert "(found upwards from here)" in examine()[0].words
    monkeypatch.setenv("HITL_WORKSPACE", str(workspace / "nowhere"))
    assert examine()[0].state == "fail"
    assert "(by HITL_WORKSPACE)" in examine()[0].words
    monkeypatch.setenv("HITL_WORKSPACE", str(workspace / "campaigns"))
    assert examine()[0].state == "warn"
    assert "holds no campaigns" in examine()[0].words


def test_short_space_warns_and_too_little_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = alone(workspace, monkeypatch, "disk")
    free = shutil.disk_usage(workspace).free
    assert found.state == ("ok" if free >= files.LITTLE else "warn" if free >= files.TOO_LITTLE else "fail")
    monkeypatch.setattr(files, "LITTLE", 2 * free)
    assert examine(workspace)[0].state == "warn"
    monkeypatch.setattr(files, "TOO_LITTLE", 2 * free)
    assert examine(workspace)[0].state == "fail"


MOUNTED = """/dev/vda / ext4 rw 0 0
server:/home {root} nfs4 rw 0 0
/dev/vdb {root}/with\\040space xfs rw 0 0
{root} {root}/over ext4 rw 0 0
tank {root}/over 9p rw 0 0
short line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/r/x", "nfs4"), ("/rest", "ext4"), ("/r/with space/y", "xfs"), ("/r/over", "9p"), ("/r", "nfs4")],
)
def test_the_nearest_and_latest_mount_is_the_one(path: str, kind: str) -> None:
    assert files.kind_of(Path(path), MOUNTED.format(root="/r")) == kind


def test_nothing_mounted_says_nothing() -> None:
    assert files.kind_of(Path("/r"), "") == ""


def test_a_network_file_system_fails_and_memory_warns(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr(files, "MOUNTS", mounts)
    (found,) = alone(workspace, monkeypatch, "file system")
    assert "does not tell" in found.words
    for kind, state in (("nfs4", "fail"), ("cifs", "fail"), ("fuse.sshfs", "fail"), ("tmpfs", "warn"), ("xfs", "ok")):
        mounts.write_text(f"/dev/vda / ext4 rw 0 0\nx {workspace} {kind} rw 0 0\n")
        (found,) = examine(workspace)
        assert (found.state, kind in found.words) == (state, True)


def test_open_permissions_are_told_with_the_command_that_closes_them(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace / "hitl.db"
    path.chmod(0o600)
    (found,) = alone(workspace, monkeypatch, "permissions")
    assert found.state == "ok"
    path.chmod(0o640)
    assert examine(workspace)[0].state == "warn"
    path.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "hitl.db 0644" in found.words
    subprocess.run(found.mend, shell=True, check=True)
    assert examine(workspace)[0].state == "ok"
    log = workspace / "hitl.db-wal"
    log.touch()
    log.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "hitl.db-wal 0644" in found.words


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def test_an_env_file_is_closed_ignored_and_not_tracked(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (found,) = alone(workspace, monkeypatch, "env file")
    assert found.words == "the workspace has no .env"
    path = workspace / ".env"
    path.write_text("ANTHROPIC_API_KEY=sk-quite-secret\n")
    path.chmod(0o644)
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "other users can read .env (0644)" in found.words
    subprocess.run(found.mend, shell=True, check=True)
    assert examine(workspace)[0].state == "ok"
    git(workspace, "init", "-q")
    (found,) = examine(workspace)
    assert found.state == "warn"
    subprocess.run(found.mend, shell=True, check=True, cwd=workspace)
    assert examine(workspace)[0].state == "ok"
    git(workspace, "add", "-f", ".env")
    (found,) = examine(workspace)
    assert found.state == "fail"
    assert "tracked by git" in found.words
    monkeypatch.setenv("PATH", str(workspace))
    assert examine(workspace)[0].state == "ok"

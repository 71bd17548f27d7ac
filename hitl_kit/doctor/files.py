"""The files: the workspace, what it stands on, and who may read it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

from .case import Case
from .findings import Finding, fail, in_bytes, ok, warn

MOUNTS = Path("/proc/mounts")
NETWORKED = {
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.davfs2", "fuse.glusterfs", "fuse.grpcfuse",
    "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
    "prl_fs", "smb2", "smb3", "smbfs", "vboxsf",
}  # fmt: skip
"""File systems whose other end is another machine: SQLite's log needs memory that all its programs share."""

LITTLE, TOO_LITTLE = 1024**3, 100 * 1024**2
"""Free bytes below which space is short, and below which work should not begin."""


def workspace(case: Case) -> Finding:
    """The workspace's folder, how it was found, and what campaigns it holds."""
    root, inside = case.workspace.root, Path.cwd() != case.workspace.root
    by_name = "as given" if case.given else "by HITL_WORKSPACE" if os.environ.get("HITL_WORKSPACE") else ""
    how = by_name or ("found upwards from here" if inside else "the current folder")
    if not root.is_dir():
        return fail(f"there is no folder {root} ({how})", "name the workspace with --workspace DIR")
    slugs = case.workspace.slugs()
    if not slugs:
        return warn(f"{root} ({how}) holds no campaigns", "hitl new SLUG, or name another with --workspace DIR")
    return ok(f"{root} ({how}), {len(slugs)} campaign{'s' if len(slugs) > 1 else ''}: {', '.join(slugs[:5])}")


def file_system(case: Case) -> Finding | None:
    """Whether the ledger's file stands on a disk of this machine."""
    if case.file is None:
        return None
    if not MOUNTS.exists():
        return ok("this system does not tell what the folder stands on; a network drive would not be safe")
    kind = kind_of(_there(case.file), MOUNTS.read_text())
    if kind in NETWORKED:
        return fail(
            f"the ledger stands on a network file system ({kind}), where SQLite can lose or damage data",
            "move the workspace to a local disk, or set HITL_DATABASE_URL to a PostgreSQL",
        )
    if kind in ("tmpfs", "ramfs"):
        return warn(f"the ledger stands in memory ({kind}): it is gone after a restart", "move it to a disk")
    return ok(f"the ledger stands on {kind or 'a local file system'}")


def kind_of(path: Path, mounts: str) -> str:
    """The kind of file system that a path stands on, from the text of /proc/mounts; empty if it does not say."""
    nearest, kind = Path(), ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= len(nearest.parts):  # a later mount hides an earlier one
            nearest, kind = point, fields[2]
    return kind


def disk(case: Case) -> Finding:
    """The free space for the ledger and for reports."""
    folders = {_there(path) for path in (case.file, case.workspace.reports) if path is not None}
    free, folder = min((shutil.disk_usage(folder).free, folder) for folder in folders)
    words, mend = f"{in_bytes(free)} free at {folder}", "free some space: old reports are the first to look at"
    if free < TOO_LITTLE:
        return fail(words, mend)
    return warn(words, mend) if free < LITTLE else ok(words)


def permissions(case: Case) -> Finding | None:
    """Whether the ledger's files are for their owner's eyes only."""
    if not case.files:
        return None
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in case.files}
    loose = {path: mode for path, mode in modes.items() if mode & 0o077}
    if not loose:
        return ok("only their owner reads the ledger's files (0600)")
    words = ", ".join(f"{path.name} {mode:04o}" for path, mode in loose.items())
    mend = f"chmod 600 {shlex.quote(str(case.file))}*"
    if any(mode & 0o007 for mode in loose.values()):
        return fail(f"every user of this machine can open what holds contact data: {words}", mend)
    return warn(f"the group can open what holds contact data: {words}", mend)


def env_file(case: Case) -> Finding:
    """Whether a `.env` in the workspace keeps its secrets."""
    path = case.workspace.root / ".env"
    if not path.exists():
        return ok("the workspace has no .env")
    if _git(case.workspace.root, "ls-files", "--error-unmatch", ".env") == 0:
        return fail(".env is tracked by git", "git rm --cached .env, add it to .gitignore, and renew what stands in it")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return fail(f"other users can read .env ({mode:04o})", shlex.join(["chmod", "600", str(path)]))
    if _git(case.workspace.root, "check-ignore", "-q", ".env") == 1:
        return warn(".env is not ignored by git: the next `git add` may take it", "echo .env >> .gitignore")
    return ok(".env is its owner's only (0600)")


def _git(folder: Path, *arguments: str) -> int | None:
    """What git answers: 0 yes, 1 no, another number where the folder is in no repository; None without git."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2, check=False)  # noqa: S603 - our own command
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode


def _there(path: Path) -> Path:
    """The path's folder, or the nearest above it that is there."""
    whole = path.resolve()
    return next(parent for parent in (whole, *whole.parents) if parent.is_dir())

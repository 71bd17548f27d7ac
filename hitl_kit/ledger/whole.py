"""Whole: a file or a folder that is there complete or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hitl_kit.domain.errors import InputError, LedgerError


@contextmanager
def whole(target: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A path to write to. It becomes `target` when the block ends well; after an error nothing is left of it.

    The path is in a folder of its own beside the target, for this user's eyes only, so that whatever a database or a
    library puts beside its file goes with it.
    """
    with scratch(target) as folder:
        partial = folder / target.name
        yield partial
        put(partial, target, overwrite=overwrite)


@contextmanager
def scratch(target: Path) -> Iterator[Path]:
    """A private folder beside `target` that is gone at the end; what the disk refuses is said in words."""
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            yield Path(folder)
    except OSError as error:
        raise refused(target, error) from error


def put(partial: Path, target: Path, *, overwrite: bool) -> None:
    """Move what is complete to its place, durably. Somebody else's file of that name stays, unless told otherwise."""
    if partial.is_file():
        partial.chmod(0o600)
        _to_disk(partial)
        if not overwrite:  # claims the name, where a rename alone would replace what came there meanwhile
            os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
    partial.replace(target)  # a folder replaces an empty folder only
    _to_disk(target.parent)


def refused(target: Path, error: OSError) -> InputError | LedgerError:
    """What the file system says about a target, in words."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LedgerError(f"the disk is full; {target} was not written", mend="free some space and try again")
    if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
        return InputError(f"{target} is there already", mend="choose another name")
    if error.errno == errno.ENOENT:
        return InputError(f"there is no folder {target.parent}", mend="make it, or check the path")
    return InputError(f"{target} cannot be written: {error.strerror}", mend="check the path and its permissions")


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

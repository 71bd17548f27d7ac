"""Who works on a folder of reports: one run at a time makes what is due, one after another writes the index."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else works on the folder's reports; while the block runs, nobody else is told so. The system gives
    the lock back when a process ends, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".due.lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else is in such a block of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".index.lock").open("ab") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

"""Ahead: large reads that are under way before the process that wants them has loaded its libraries.

A report's kernel takes seconds to start. Whoever starts it reads the ledger meanwhile, and the kernel takes the columns
over from files. A read is known by its query and by the ledger's newest event: once anything was recorded, the kernel
reads for itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, sha256_hex

if TYPE_CHECKING:
    from .store import Ledger

Read = tuple[sa.Select[Any], Collection[str]]
"""A query, and which of its columns repeat their values: what `Ledger.short_columns` takes."""

FOLDER = "HITL_READ_AHEAD"
_AT_MOST = 60.0
"""Seconds to wait for a read that somebody else has begun; they may have been killed."""
_LOOK = 0.005


class Ahead:
    """Reads that are made while it is open, for processes that have `environment`. At its end the read that is under
    way is waited for, and no further one is begun."""

    def __init__(self, ledger: Ledger, reads: Iterable[Read]) -> None:
        self._ledger, self._reads = ledger, list(reads)
        self._folder = TemporaryDirectory(prefix="hitl-ahead-")
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="read ahead")

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process is to be started with that may take the reads over."""
        return {FOLDER: self._folder.name}

    def __enter__(self) -> Self:
        for select, repeated in self._reads:
            file = _file(Path(self._folder.name), self._ledger, select, repeated)
            _begun(file).touch()
            self._pool.submit(self._read, file, select, repeated)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    def _read(self, file: Path, select: sa.Select[Any], repeated: Collection[str]) -> None:
        try:
            table = self._ledger.short_columns(select, repeated)
            part = file.with_suffix(".part")
            with pa.ipc.new_file(part, table.schema) as writer:
                writer.write_table(table)
            part.replace(file)
        finally:  # whatever went wrong, the process that wants it will find, and say, for itself
            _begun(file).unlink()


def taken(ledger: Ledger, select: sa.Select[Any], repeated: Collection[str]) -> pa.Table | None:
    """What another process has read for this one, None where it has not."""
    if not (folder := os.environ.get(FOLDER)):
        return None
    file = _file(Path(folder), ledger, select, repeated)
    patience = time.monotonic() + _AT_MOST
    while not file.exists():
        if not _begun(file).exists() or time.monotonic() > patience:
            break
        time.sleep(_LOOK)
    return pa.ipc.open_file(pa.memory_map(str(file))).read_all() if file.exists() else None


def _file(folder: Path, ledger: Ledger, select: sa.Select[Any], repeated: Collection[str]) -> Path:
    return folder / f"{sha256_hex(canonical_json([ledger.known_by(select), sorted(repeated)]))[:32]}.arrow"


def _begun(file: Path) -> Path:
    return file.with_suffix(".begun")

"""Messages as a mailbox or a file gave them, before anything is known of them."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hitl_kit.domain.errors import InputError

_MOST = 100
_LOT_BYTES = 8 << 20


@dataclass(frozen=True)
class Arrived:
    """One message, byte for byte. `uid` is its number in the mailbox's folder (0: it comes from a file), `received_at`
    when that server took it."""

    raw: bytes
    uid: int = 0
    received_at: datetime | None = None


@dataclass(frozen=True)
class Cursor:
    """How far a folder has been read: the last UID, and the UIDVALIDITY under which it means that message."""

    mailbox: str
    folder: str
    uidvalidity: str = ""
    uid: int = 0


@dataclass(frozen=True)
class Lot:
    """Some messages in their order, and the cursor that stands once they are stored; None for messages of files."""

    messages: tuple[Arrived, ...]
    cursor: Cursor | None = None


def from_mbox(path: Path) -> Iterator[Lot]:
    """The messages of an mbox file, a lot in memory at a time. InputError where it holds none."""
    _required(path, path.is_file(), "that is a folder" if path.is_dir() else "no such file")
    with _readable(path), closing(mailbox.mbox(path, create=False)) as box:
        keys = box.keys()
        _required(path, bool(keys) or not path.stat().st_size, "the file is no mbox: no line begins with 'From '")
        yield from _lots(box.get_bytes(key) for key in keys)


def from_folder(path: Path) -> Iterator[Lot]:
    """The messages of a folder's .eml files, sub-folders included, in the order of their names."""
    _required(path, path.is_dir(), "that is a file" if path.is_file() else "no such folder")
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() == ".eml" and p.is_file())
    _required(path, bool(files), "the folder holds no .eml file")
    yield from _lots(_bytes(file) for file in files)


def _bytes(file: Path) -> bytes:
    with _readable(file):
        return file.read_bytes()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = f"{path} cannot be read: {error.strerror or error}"
        raise InputError(why, mend="check its permissions and the disk; what was read before it is stored") from None


def _lots(raws: Iterator[bytes]) -> Iterator[Lot]:
    held: list[Arrived] = []
    size = 0
    for raw in raws:
        held.append(Arrived(raw))
        size += len(raw)
        if len(held) >= _MOST or size >= _LOT_BYTES:
            yield Lot(tuple(held))
            held, size = [], 0
    if held:
        yield Lot(tuple(held))


def _required(path: Path, holds: bool, otherwise: str) -> None:
    if not holds:
        raise InputError(
            f"{path}: {otherwise}", mend="name an mbox file with --mbox, or a folder of .eml files with --eml"
        )

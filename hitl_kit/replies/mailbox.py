"""Reading a whole mailbox, or files of mail, into the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from hitl_kit.ledger import Ledger

from .arrived import Cursor, Lot, from_folder, from_mbox
from .imap import Account, MailboxUnreachable, fetch
from .storing import Stored, cursor_in, store

Progress = Callable[[int], None]
"""Told how many messages have been looked at so far."""

_TRIES = 3
_PAUSE = 1.0


def silent(_done: int) -> None:
    """Nobody watches."""


def read_mailbox(
    ledger: Ledger, account: Account, *, actor: str, progress: Progress = silent, pause: float = _PAUSE
) -> Stored:
    """What is new in the mailbox, stored. A connection that drops is opened again and goes on where it was; after
    three tries without a message more, MailboxUnreachable is raised, and the next call goes on from there."""
    total, left = Stored(), _TRIES
    while True:
        try:
            cursor = cursor_in(ledger, Cursor(account.mailbox, account.folder))
            for lot in fetch(account, cursor):
                total += store(ledger, lot, mailbox=account.mailbox, actor=actor)
                progress(total.new + total.known + total.forgotten)
                left = _TRIES
            return total
        except MailboxUnreachable:
            left -= 1
            if left <= 0:
                raise
            time.sleep(pause)


def read_files(
    ledger: Ledger, *, actor: str, mbox: Path | None = None, eml: Path | None = None, progress: Progress = silent
) -> Stored:
    """What is new in an mbox file or in a folder of .eml files, stored. Reading a file again stores nothing twice."""
    total = Stored()
    for path, read in ((mbox, from_mbox), (eml, from_folder)):
        lots: Iterable[Lot] = read(path) if path is not None else ()
        for lot in lots:
            name = path.name if path is not None else ""
            total += store(ledger, lot, mailbox=name, actor=actor)
            progress(total.new + total.known + total.forgotten)
    return total

"""Patience: Ctrl-C while a mail is at the server waits until it is known what became of the mail."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def to_the_end() -> Iterator[None]:
    """Ctrl-C is raised once the block has ended; a second one is raised at once. Else the answer of a server that has
    the mail would be lost, and a person would have to look for it."""
    if threading.current_thread() is not threading.main_thread():  # only there does Python hear of Ctrl-C
        yield
        return
    asked = False

    def later(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    before = signal.getsignal(signal.SIGINT)
    if before in (None, signal.SIG_IGN):  # set from outside of Python, or nobody is to be stopped
        yield
        return
    signal.signal(signal.SIGINT, later)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        signal.raise_signal(signal.SIGINT)

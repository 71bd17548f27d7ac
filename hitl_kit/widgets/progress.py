"""Progress as a notebook shows it: one quiet bar that goes away when the work is done."""

from __future__ import annotations

import time

import ipywidgets
from IPython.display import display

from hitl_kit.pipeline import Progress

_EVERY = 0.1
"""Seconds between two updates: a message for each account would be slower than the work."""


def progress_line() -> Progress:
    """A progress for long work in a notebook cell."""
    bar = ipywidgets.IntProgress(layout={"width": "320px"})
    label = ipywidgets.Label()
    box = ipywidgets.HBox([bar, label])
    shown = False
    last = 0.0

    def progress(step: str, done: int, total: int) -> None:
        nonlocal shown, last
        now = time.monotonic()
        if now - last < _EVERY and done < total:
            return
        last = now
        if not shown:
            display(box)
            shown = True
        bar.max, bar.value, label.value = total, done, f"{step}: {done:,} of {total:,}"
        box.layout.display = "none" if done >= total else ""

    return progress

"""Findings: what one look of the doctor says, and how to mend it."""

from __future__ import annotations

from typing import Literal, NamedTuple

State = Literal["ok", "warn", "fail"]
"""ok: as it should be. warn: works, and may cost you something later. fail: does not work, or is not safe."""


class Finding(NamedTuple):
    """How one thing stands, in words, and what mends it where something does."""

    state: State
    words: str
    mend: str = ""


class Check(NamedTuple):
    """A finding under the name by which docs/doctor.md explains it."""

    name: str
    state: State
    words: str
    mend: str = ""


def ok(words: str) -> Finding:
    """As it should be."""
    return Finding("ok", words)


def warn(words: str, mend: str) -> Finding:
    """It works, and may cost something later."""
    return Finding("warn", words, mend)


def fail(words: str, mend: str) -> Finding:
    """It does not work, or it is not safe."""
    return Finding("fail", words, mend)


def in_bytes(size: float) -> str:
    """A size as people say it."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"

"""Snapshots: texts as they were read, compressed, each stored once under the SHA-256 of what it says."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import sqlalchemy as sa

from .recording import Recording
from .tables import snapshot

_PART = 500


def keep_texts(recording: Recording, texts: Mapping[str, str]) -> int:
    """Store the texts, by SHA-256, that are not stored yet; returns how many."""
    digests, stored = list(texts), set()
    for start in range(0, len(digests), _PART):
        among = snapshot.c.sha256.in_(digests[start : start + _PART])
        stored |= {str(row["sha256"]) for row in recording.rows(sa.select(snapshot.c.sha256).where(among))}
    return recording.add(
        snapshot,
        (
            {"sha256": digest, "content": zlib.compress(text.encode(), 9), "characters": len(text)}
            for digest, text in texts.items()
            if digest not in stored
        ),
    )


def unpacked(content: bytes) -> str:
    """The text of a stored snapshot; '' where the bytes are not one."""
    try:
        return zlib.decompress(content).decode()
    except (zlib.error, UnicodeDecodeError):
        return ""

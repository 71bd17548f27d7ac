"""Tokens: which touch an unsubscribe is about, in a form that nobody can make up."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hitl_kit.domain.errors import InputError

KEY_VARIABLE = "HITL_UNSUBSCRIBE_KEY"
KEY_FILE = ".unsubscribe-key"
_SHORTEST = 16
_TOKEN = re.compile(r"([0-9a-f]{16})\.([A-Za-z0-9_-]{32})")


def unsubscribe_key(root: Path, environment: Mapping[str, str]) -> bytes:
    """The key of the environment, else the workspace's own, made when it is first needed and for its owner's eyes only.

    The same key must stand wherever mails are sent and unsubscribes are taken. InputError where it is too short.
    """
    if given := environment.get(KEY_VARIABLE, ""):
        if len(given.encode()) < _SHORTEST:
            raise InputError(f"{KEY_VARIABLE} is too short to keep a secret", mend="make one: openssl rand -hex 32")
        return given.encode()
    path = root / KEY_FILE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise InputError(f"{path} can be read by others", mend=f"chmod 600 {path}")
    key = path.read_bytes().strip()
    if len(key) < _SHORTEST:
        raise InputError(f"{path} holds no key", mend="delete it, and the next command makes one")
    return key


def _make(path: Path) -> None:
    """Write a new key, whole or not at all; whoever comes second takes the first one's."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(made, path)
    made.unlink()


def token(touch_id: str, key: bytes) -> str:
    """What stands in the unsubscribe address of a touch."""
    return f"{touch_id}.{_sign(touch_id, key)}"


def touch_of_token(text: str, key: bytes) -> str:
    """The touch's id; '' where the token is not one of ours."""
    found = _TOKEN.fullmatch(text)
    if found is None or not hmac.compare_digest(_sign(found[1], key), found[2]):
        return ""
    return found[1]


def _sign(touch_id: str, key: bytes) -> str:
    digest = hmac.new(key, b"unsubscribe\x1f" + touch_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()

"""The base of every word, and the one way to hash and to tell the time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from .errors import InputError


class Word(BaseModel):
    """A frozen value: equal by content, closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place within a word: keys and list places that lead there, what it is, what mends it."""

    where: tuple[str | int, ...]
    message: str
    mend: str = ""


def faults(found: Iterable[Fault]) -> None:
    """Refuse a word for these faults, each of which `files` names with its line; nothing where there are none."""
    if every := tuple(found):
        words = "; ".join(f.message for f in every)
        raise PydanticCustomError("faults", words, {"faults": every})


def canonical_json(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, so that equal content has equal bytes."""
    return _JSON.encode(value)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def sha256_hex(content: str | bytes) -> str:
    """The SHA-256 of a text (as UTF-8) or of bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def short_id(*parts: str) -> str:
    """A 16-digit id that depends on the parts alone, so that the same thing made twice is one thing."""
    return sha256_hex("\x1f".join(parts))[:16]


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """A moment as UTC text with microseconds, which sorts as time does (the ledger's form)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def after_day(day: date) -> str:
    """The first moment (UTC) that no longer belongs to a day, in the ledger's form: what "as of" a day ends before."""
    return iso(datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC))


def as_day(value: date | str | None) -> date | None:
    """A day from a date or its ISO text; '' and None are none, of a moment its day (UTC). InputError for what is no
    day."""
    if value is None or value == "":
        return None
    if isinstance(value, date) and value == value:  # pandas' NaT is a date, and no day
        if isinstance(value, datetime):
            return (value.astimezone(UTC) if value.tzinfo else value).date()
        return value
    try:
        return date.fromisoformat(str(value))  # numpy's days are written as ours
    except ValueError:
        raise InputError(f"'{value}' is not a day", mend="write it as 2026-11-30") from None

"""The parts of an answer, checked: a field that moved or changed its type is a bad answer, never an empty one."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from ..unanswered import Unanswered

T = TypeVar("T")


def part(answer: Any, path: str, kind: type[T]) -> T:
    """What stands in an answer under a path like `filings.recent`, of that type; Unanswered where it does not."""
    for name in path.split("."):
        if not isinstance(answer, dict) or name not in answer:
            raise Unanswered(f"its answer has changed: there is no '{path}'", "bad answer")
        answer = answer[name]
    if not isinstance(answer, kind) or (kind is int and isinstance(answer, bool)):
        raise Unanswered(f"its answer has changed: '{path}' is {_called(answer)}, not {_NAMES[kind]}", "bad answer")
    return answer


def texts(answer: Any, path: str) -> list[str]:
    """The list of texts under a path; Unanswered where it is something else."""
    values = part(answer, path, list)
    if not all(isinstance(value, str) for value in values):
        raise Unanswered(f"its answer has changed: '{path}' holds more than texts", "bad answer")
    return values


def day(value: Any) -> date | None:
    """The day with which a text like 2026-10-05T08:25:23Z begins, or None."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


_NAMES: dict[type, str] = {dict: "an object", list: "a list", str: "a text", int: "a number", bool: "true or false"}


def _called(value: Any) -> str:
    return "empty" if value is None else _NAMES.get(type(value), "a number")

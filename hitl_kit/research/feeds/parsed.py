"""What a parser makes of hostile input, or Unanswered: whatever it chokes on, the batch goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..parsing import run_killable
from ..unanswered import Unanswered

T = TypeVar("T")
SECONDS = 10.0
"""Input that takes longer to be parsed is given up."""


def parsed(what: str, function: Callable[..., T], *args: Any) -> T:
    """What the function gives, run in a process that can be killed; Unanswered where it gives nothing."""
    try:
        return run_killable(function, *args, seconds=SECONDS)
    except Unanswered:
        raise
    except ValueError as error:
        raise Unanswered(f"{what} cannot be read: {error}", "bad answer") from None
    except Exception as error:  # parsers of others raise anything on input that nobody thought of
        raise Unanswered(f"{what} cannot be read ({type(error).__name__})", "bad answer") from None

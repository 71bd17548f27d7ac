"""What the local API can be told to do wrong."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "reset", "reset_after_work", "slow", "garbage", "max_tokens", "refusal", "malformed", "empty", "expired", "canceled"
]
"""reset: the connection breaks before any work · reset_after_work: it breaks when the work is done and billed
garbage: a proxy's page comes with a good status, after the work · slow: the answer takes `seconds` longer
max_tokens, refusal: how the answer stops · malformed, empty: what it holds
expired, canceled: a request of a message batch that was not served."""

ERROR_TYPES = {
    400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
    404: "not_found_error", 409: "conflict_error", 413: "request_too_large", 429: "rate_limit_error",
    500: "api_error", 503: "api_error", 504: "timeout_error", 529: "overloaded_error",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong: an HTTP status or a Kind. `bare` errors are a proxy's: HTML, not the API's JSON."""

    kind: int | Kind
    retry_after: float | str | None = None
    seconds: float = 0.0
    error_code: str | None = None
    message: str = ""
    bare: bool = False


class Script:
    """Which call meets which fault: for calls whose body holds a text, or for every one."""

    def __init__(self) -> None:
        self._by_text: dict[str, deque[Fault | None]] = defaultdict(deque)
        self.every: Callable[[dict[str, Any]], Fault | None] | None = None

    def add(self, text: str, faults: tuple[Fault | None, ...]) -> None:
        self._by_text[text].extend(faults)

    def next(self, body: dict[str, Any], text: str) -> Fault | None:
        """The fault that this call meets, if any: each is used up once."""
        for wanted, faults in self._by_text.items():
            if faults and wanted in text:
                return faults.popleft()
        return self.every(body) if self.every else None

"""Response: an answer of the web, and what makes one out of what a server sends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from hitl_kit.domain.base import utc_now

from .limits import MAX_RAW, Body
from .unanswered import Unanswered

_GONE: Final = frozenset({404, 410})


@dataclass(frozen=True)
class Response:
    """An answer: where it came from in the end, its bytes unpacked, and when they were retrieved (UTC)."""

    url: str
    status: int
    content_type: str
    body: bytes
    retrieved_at: datetime
    from_cache: bool

    @property
    def text(self) -> str:
        """The body as text: by the charset that the server names, else as a page says of itself; never an error."""
        from .html import decoded

        named = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.content_type, re.I)
        return decoded(self.body, named[1] if named else "")

    def json(self) -> Any:
        """The body as JSON; Unanswered where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise Unanswered("the answer is not JSON that can be read", "bad answer") from None


def received(
    url: str,
    status: int,
    headers: Mapping[str, str],
    chunks: Iterable[bytes],
    *,
    accept: Sequence[str],
    missing_ok: bool,
    cut: int,
    from_cache: bool,
) -> Response:
    """The response with its body read, within its bounds; Unanswered where it is no answer.

    `headers` are by lower-case name; `chunks` is the body as it comes, packed. A body above `cut` bytes is cut there
    where that is given, and refused otherwise.
    """
    content_type = headers.get("content-type", "")
    if not (status in _GONE and missing_ok):
        _check_status(status, headers)
        if not _acceptable(content_type, accept):
            raise Unanswered(f"the answer is {content_type[:60]!r}, not {' or '.join(accept)}", "bad answer")
    body = Body(headers.get("content-encoding", ""), cut=cut)
    if not cut and _number(headers.get("content-length", "")) > MAX_RAW:
        raise Unanswered(f"the answer has more than {MAX_RAW:,} bytes", "too large")
    for chunk in chunks:
        body.feed(chunk)
        if body.full:
            break
    return Response(
        url=url, status=status, content_type=content_type, body=body.done(),
        retrieved_at=moment_of_http(headers.get("date", "")) or utc_now(), from_cache=from_cache,
    )  # fmt: skip


def _check_status(status: int, headers: Mapping[str, str]) -> None:
    if 200 <= status < 300:
        return
    spent = status == 403 and (headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers)
    if status == 429 or spent:
        raise Unanswered(f"refused for now: {status}, too many requests", "rate limited")
    if status >= 500:
        raise Unanswered(f"the server failed: {status}", "unreachable")
    raise Unanswered(f"refused: {status}", "refused")


def _acceptable(content_type: str, accept: Sequence[str]) -> bool:
    """Whether the type is one of those accepted: exactly, as a +json or +xml of it, or not given at all."""
    kind = content_type.split(";")[0].strip().lower()
    general = re.sub(r"^[\w.-]+/[\w.-]+\+(json|xml)$", r"application/\1", kind)
    return not kind or bool({kind, general, "*/*"} & {a.lower() for a in accept})


def moment_of_http(value: str, *, future: bool = False) -> datetime | None:
    """An HTTP date in UTC; None where it is none, or lies ahead and must not."""
    try:
        moment = parsedate_to_datetime(value)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if future or moment <= utc_now() else None


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0

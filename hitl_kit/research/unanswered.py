"""Unanswered: a question to the web that got no answer, and why."""

from __future__ import annotations

from typing import Literal

from hitl_kit.domain.errors import HitlError

Kind = Literal[
    "refused", "unreachable", "timeout", "too large", "not allowed", "rate limited", "robots", "bad answer"
]  # fmt: skip


class Unanswered(HitlError):
    """No answer: `message` is the cause in a person's words, `kind` the sort of cause.

    refused: the server said no · unreachable: no server, or one that failed · timeout: too slow · too large: more than
    is read · not allowed: our own rules against it (addresses, ports, schemes) · rate limited: the quota is used up ·
    robots: the site asks not to be read · bad answer: what came is not what was asked for.
    """

    def __init__(self, message: str, kind: Kind, *, mend: str = "") -> None:
        super().__init__(message, mend=mend)
        self.kind: Kind = kind

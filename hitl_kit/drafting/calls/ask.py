"""Ask: one question to a model about one package; Answer: what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel

from hitl_kit.domain.base import canonical_json, sha256_hex

from .prices import Usage

Purpose = Literal["facts", "draft", "reply"]
"""facts: read a company's pages · draft: write claims from facts · reply: read what a person's answer intends."""

State = Literal["answered", "refused", "truncated", "invalid", "failed", "unserved", "uncertain"]

WORDS: dict[State, str] = {
    "answered": "the model answered, and the answer has the form that was asked for",
    "refused": "the model declined to answer",
    "truncated": "the answer did not fit into the space that it was given, nor into twice that",
    "invalid": "the answer does not have the form that was asked for, and neither has the second one",
    "failed": "the service cannot take this call, and charged nothing",
    "unserved": "the service did not take the call this time, and charged nothing; the next run asks again",
    "uncertain": "the connection or the program broke off after the call had been sent: it may have been charged,"
    " and counts at the most that it can cost; the next run asks again",
}
"""What each state means, in words for a person."""

_VARIES = ("messages", "metadata")


@dataclass(frozen=True)
class Ask:
    """A question: `params` is the body of a Messages call (model, max_tokens, system, messages, output_config, …),
    `shape` the pydantic model that the answer's JSON must satisfy."""

    package_id: str
    purpose: Purpose
    params: Mapping[str, Any]
    shape: type[BaseModel]

    @property
    def model(self) -> str:
        """The model's id."""
        return str(self.params["model"])

    @cached_property
    def key(self) -> str:
        """What the call is known by: at most 56 of [a-z0-9-], the same for the same question about the same package."""
        digest = sha256_hex(canonical_json([self.package_id, self.purpose, self.params]))
        return f"{self.purpose}-{digest[:48]}"

    @cached_property
    def prompt_sha256(self) -> str:
        """The hash of what does not vary from package to package: all of the body but its messages."""
        return sha256_hex(canonical_json({k: v for k, v in self.params.items() if k not in _VARIES}))


@dataclass(frozen=True)
class Answer:
    """What became of a question. `value` is there if and only if the state is "answered"; `why` says in words what
    happened otherwise; `usage` and `cost_usd` are of all its calls, an uncertain one at the most that it can cost."""

    ask: Ask
    state: State
    value: BaseModel | None
    why: str
    usage: Usage
    cost_usd: float
    calls: int
    """How many paid (or possibly paid) calls it took."""

"""Verdict: what a message of the model is worth, judged here and not by the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from .ask import State
from .prices import Usage


@dataclass(frozen=True)
class Outcome:
    """What became of one call, as its settlement has it."""

    state: State
    why: str = ""
    text: str = ""
    usage: Usage = field(default_factory=Usage)
    cost_usd: float = 0.0
    request_id: str = ""
    message_id: str = ""


class _Part(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class _Block(_Part):
    type: str
    text: str = ""


class _Details(_Part):
    category: str | None = None


class _Written(_Part):
    ephemeral_1h_input_tokens: int = 0


class _Tokens(_Part):
    input_tokens: int
    output_tokens: int
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_creation: _Written | None = None


class Reply(_Part):
    """A message of the model, as far as it matters here; what does not fit is no message."""

    id: str
    content: list[_Block]
    stop_reason: str | None
    stop_details: _Details | None = None
    usage: _Tokens
    request_id: str = ""

    @property
    def text(self) -> str:
        """What the model wrote."""
        return "".join(block.text for block in self.content if block.type == "text")

    @property
    def tokens(self) -> Usage:
        """What the service counts."""
        of = self.usage
        written = of.cache_creation_input_tokens or 0
        hour = of.cache_creation.ephemeral_1h_input_tokens if of.cache_creation else 0
        return Usage(of.input_tokens, of.output_tokens, of.cache_read_input_tokens or 0, written, min(hour, written))


def judge(reply: Reply, cost_usd: float, shape: type[BaseModel] | None) -> Outcome:
    """What a call comes to that was answered; without a shape, any text counts as an answer for now."""
    text, why = reply.text, ""
    state: State = "answered"
    if reply.stop_reason == "refusal":
        details = reply.stop_details
        state, why = "refused", f"the model declined: {(details.category if details else None) or 'no reason given'}"
    elif reply.stop_reason in ("max_tokens", "model_context_window_exceeded"):
        state, why = "truncated", f"the answer was cut off after {reply.usage.output_tokens:,} tokens"
    elif shape is not None and (why := read(text, shape)[1]):
        state = "invalid"
    return Outcome(state, why, text, reply.tokens, cost_usd, reply.request_id, reply.id)


def read(text: str, shape: type[BaseModel]) -> tuple[BaseModel | None, str]:
    """The value of an answer's text, or why it has none; the reason does not repeat what the model wrote."""
    try:
        return shape.model_validate_json(text), ""
    except ValidationError as error:
        first: Any = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        return None, f"{place + ': ' if place else ''}{first['msg']}"

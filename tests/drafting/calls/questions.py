"""Questions and models that the tests of the calls share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import anthropic
import pydantic

from hitl_kit.drafting.calls import Ask, Model, Patience, Spending
from hitl_kit.ledger import Ledger

QUICK = Patience(tries=4, first=0.01, longest=0.2, answer=5.0, parting=1.0, poll=0.05, appearing=0.5)
"""Patience for a server that is next door."""


class Claim(pydantic.BaseModel):
    """What the tests ask for."""

    text: str = pydantic.Field(min_length=3)
    weight: int = pydantic.Field(ge=0)


FORM = {"type": "json_schema", "schema": anthropic.transform_schema(Claim)}


def ask(n: int, *, max_tokens: int = 300, model: str = "claude-sonnet-5-5", about: str = "") -> Ask:
    """The question about package n; its body holds "account-n."."""
    shared = [{"type": "text", "text": "You write claims from facts. " * 20, "cache_control": {"type": "ephemeral"}}]
    content = about or f"Facts about account-{n}. Zoë Quist moved the depot."
    params: dict[str, Any] = {
        "model": model, "max_tokens": max_tokens, "system": shared,
        "messages": [{"role": "user", "content": content}],
        "output_config": {"effort": "low", "format": FORM},
    }  # fmt: skip
    return Ask(f"package-{n}", "draft", params, Claim)


def asks(count: int, **options: Any) -> Iterable[Ask]:
    return (ask(n, **options) for n in range(count))


def model(
    ledger: Ledger, *, batch_id: str = "batch-1", tell: Callable[[str], None] | None = None,
    patience: Patience = QUICK, **settings: Any,
) -> Model:  # fmt: skip
    return Model(
        ledger, campaign="depots", batch_id=batch_id, actor="Test Analyst", tell=tell,
        settings=Spending(patience=patience, **settings),
    )  # fmt: skip

"""The body of a call: the shared part first, one JSON document as the message, and the form of the answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from hitl_kit.drafting.calls import Spending

from .prompts import user_message


def body(
    spending: Spending, system: list[dict[str, Any]], data: Any, shape: type[BaseModel], max_tokens: int
) -> dict[str, Any]:
    """What is sent: no tools, and nothing from outside but in the one JSON document."""
    from anthropic import transform_schema

    return {
        "model": spending.model,
        "max_tokens": max_tokens,
        "system": system,
        "messages": user_message(data),
        "output_config": {
            "effort": spending.effort,
            "format": {"type": "json_schema", "schema": transform_schema(shape)},
        },
    }

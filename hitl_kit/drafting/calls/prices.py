"""Prices: what a call costs, and the most that it can cost. US dollars per million tokens.

From https://platform.claude.com/docs/en/about-claude/pricing, as of PRICED_ON; tests compare the table with the
`genai-prices` package, which follows that page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from hitl_kit.domain.errors import InputError, meant

PRICED_ON = date(2026, 11, 21)


@dataclass(frozen=True)
class Price:
    """What a million tokens cost: as read, as written, and as read from the cache.

    A prompt of more than `long_from` tokens costs `long_factor` times as much, all of it.
    """

    input: float
    output: float
    cache_read: float
    long_from: int | None = None
    long_factor: float = 1.0


PRICES: dict[str, Price] = {
    "claude-haiku-5-5": Price(0.10, 0.50, 0.01, long_from=100_000, long_factor=5),
    "claude-sonnet-5-5": Price(2.00, 10.00, 0.10),
    "claude-opus-5-5": Price(4.00, 20.00, 0.20),
    "claude-fable-5-2": Price(8.00, 40.00, 0.20),
}

CACHE_WRITE_5M, CACHE_WRITE_1H = 1.25, 2.0
"""What a token costs that goes into the cache, as a multiple of one that is read."""
BATCH = 0.5
"""What a call in a message batch costs, as a share of one by itself."""

_MILLION = 1_000_000
_FRAME = 1_000
"""Tokens that the service may put around what we send: roles, the form of the answer."""


@dataclass(frozen=True)
class Usage:
    """Tokens of one or more calls. `input` counts neither what was read from the cache nor what was written to it."""

    input: int = 0
    output: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cache_write_1h: int = 0
    """How many of `cache_write` are kept for an hour; the others for five minutes."""

    def __add__(self, other: Self) -> Usage:
        return Usage(
            self.input + other.input, self.output + other.output, self.cache_read + other.cache_read,
            self.cache_write + other.cache_write, self.cache_write_1h + other.cache_write_1h,
        )  # fmt: skip


def price(model: str) -> Price:
    """The price of a model. InputError for one that is not in the table: what cannot be counted is not called."""
    found = PRICES.get(model)
    if found is None:
        raise InputError(
            f"no price is known for the model '{model}', so that a limit could not be kept",
            mend=meant(model, PRICES, "the models with a known price are"),
        )
    return found


def cost_usd(model: str, usage: Usage, *, batch: bool = False) -> float:
    """What those tokens of one call cost."""
    of = price(model)
    tokens = (
        usage.input
        + (usage.cache_write - usage.cache_write_1h) * CACHE_WRITE_5M
        + usage.cache_write_1h * CACHE_WRITE_1H
    )
    dollars = tokens * of.input + usage.output * of.output + usage.cache_read * of.cache_read
    prompt = usage.input + usage.cache_read + usage.cache_write
    return dollars * _factor(of, prompt, batch=batch) / _MILLION


def worst_case_usd(params: Mapping[str, Any], *, batch: bool = False) -> float:
    """The most that a call with that body can cost: no token is shorter than a byte, and the answer fills its space."""
    of = price(str(params["model"]))
    text = json.dumps(params, ensure_ascii=False)
    prompt = len(text.encode()) + _FRAME
    written = 1.0 if '"cache_control"' not in text else CACHE_WRITE_1H if '"1h"' in text else CACHE_WRITE_5M
    dollars = prompt * written * of.input + int(params["max_tokens"]) * of.output
    return dollars * _factor(of, prompt, batch=batch) / _MILLION


def _factor(of: Price, prompt: int, *, batch: bool) -> float:
    long = of.long_from is not None and prompt > of.long_from
    return (of.long_factor if long else 1.0) * (BATCH if batch else 1.0)

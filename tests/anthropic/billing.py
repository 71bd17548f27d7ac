"""What the local API counts and bills: tokens, cache hits, and dollars by a price list that is not the product's."""

from __future__ import annotations

import json
import threading
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import genai_prices

from hitl_kit.domain.base import canonical_json, sha256_hex


class Meter:
    """Every completion that the service would charge for, by the body that asked for it."""

    def __init__(self, characters_per_token: float) -> None:
        self.characters_per_token = characters_per_token
        self.completions: Counter[str] = Counter()
        """How often each body was served, by its fingerprint."""
        self.usd = 0.0
        self._cached: set[str] = set()
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Begin anew."""
        with self._lock:
            self.completions.clear()
            self._cached.clear()
            self.usd = 0.0

    def tokens(self, text: str) -> int:
        return max(1, int(len(text.encode()) / self.characters_per_token))

    def usage(self, body: dict[str, Any], words: str, *, batch: bool) -> dict[str, Any]:
        """The usage that the answer reports; the shared beginning is written to the cache once, then read."""
        total = self.tokens(json.dumps(body, ensure_ascii=False))
        shared, hour = _shared_part(body)
        part = min(self.tokens(shared), total) if shared else 0
        with self._lock:
            hit = shared in self._cached
            if shared:
                self._cached.add(shared)
        written = 0 if hit else part
        return {
            "input_tokens": total - part, "output_tokens": min(self.tokens(words), int(body["max_tokens"])),
            "cache_creation_input_tokens": written, "cache_read_input_tokens": part - written,
            "cache_creation": {"ephemeral_1h_input_tokens": written if hour else 0,
                               "ephemeral_5m_input_tokens": 0 if hour else written},
            "service_tier": "batch" if batch else "standard",
        }  # fmt: skip

    def bill(self, body: dict[str, Any], usage: dict[str, Any]) -> None:
        """Charge for a completion."""
        cost = dollars(
            body["model"], usage["input_tokens"], usage["output_tokens"], usage["cache_read_input_tokens"],
            usage["cache_creation_input_tokens"], usage["cache_creation"]["ephemeral_1h_input_tokens"],
        ) * (0.5 if usage["service_tier"] == "batch" else 1.0)  # fmt: skip
        with self._lock:
            self.completions[fingerprint(body)] += 1
            self.usd += cost

    @property
    def duplicates(self) -> int:
        """Completions that were charged for beyond the first of each body."""
        return sum(n - 1 for n in self.completions.values())


def fingerprint(body: dict[str, Any]) -> str:
    return sha256_hex(canonical_json(body))


def _shared_part(body: dict[str, Any]) -> tuple[str, bool]:
    """The text up to the last cache mark, and whether it is to be kept for an hour."""
    system = body.get("system")
    blocks = list(system) if isinstance(system, list) else []
    marked = [n for n, block in enumerate(blocks) if block.get("cache_control")]
    if not marked:
        return "", False
    hour = blocks[marked[-1]]["cache_control"].get("ttl") == "1h"
    return canonical_json([body["model"], blocks[: marked[-1] + 1]]), hour


@cache
def dollars(model: str, fresh: int, written_out: int, read: int, cached: int, hour: int) -> float:
    usage = genai_prices.Usage(
        input_tokens=fresh + read + cached, output_tokens=written_out, cache_read_tokens=read,
        cache_write_tokens=cached, cache_write_1h_tokens=hour,
    )  # fmt: skip
    price: Decimal = genai_prices.calc_price(usage, model, provider_id="anthropic").total_price
    return float(price)

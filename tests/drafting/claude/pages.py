"""Requests with a further page among their sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.evidence import Source
from hitl_kit.drafting import DraftRequest
from tests.drafting.bench import PAGE


def with_page(request: DraftRequest, page: str, **source: Any) -> tuple[DraftRequest, dict[str, str]]:
    """The request with one more source of that text, and all texts by their SHA-256."""
    given = {
        "id": "page", "url": "https://press.example/item", "title": "Northern Freight News", "source_class": "press",
        "retrieved_at": datetime(2026, 11, 15, tzinfo=UTC), "sha256": sha256_hex(page), **source,
    }  # fmt: skip
    research = request.research.model_copy(update={"sources": (*request.research.sources, Source(**given))})
    return replace(request, research=research), {sha256_hex(PAGE): PAGE, sha256_hex(page): page}

"""A drafter whose model is the local API's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting import DraftRequest
from hitl_kit.drafting.calls import Model, Spending
from hitl_kit.drafting.claude import ClaudeDrafter
from hitl_kit.ledger import Ledger
from tests.anthropic.server import AnthropicServer
from tests.drafting.calls.questions import QUICK

SPENDING = Spending(max_usd=20, concurrency=4, patience=QUICK)
TONE = Writing(banned_phrases=("touch base",))


@dataclass
class Desk:
    """A drafter, the server behind it, and one request after another."""

    drafter: ClaudeDrafter
    server: AnthropicServer
    texts: dict[str, str]

    def read(self, request: DraftRequest) -> DraftRequest:
        """The request with what the model found in its sources."""
        (done,) = self.drafter.read_all([request], self.stored)
        return done

    def write(self, request: DraftRequest) -> Any:
        """The draft, or the abstention."""
        return self.drafter.draft(request)

    def stored(self, shas: Iterable[str]) -> Mapping[str, str]:
        """The texts of these SHA-256."""
        return {sha: self.texts[sha] for sha in shas}


@pytest.fixture
def desk(ledger: Ledger, anthropic_server: AnthropicServer, library: AngleLibrary, icp: ICP) -> Desk:
    def model(spending: Spending) -> Model:
        return Model(ledger, campaign="depots", batch_id="depots/b", actor="test", settings=spending)

    anthropic_server.keep_bodies = True
    return Desk(ClaudeDrafter(library, icp, TONE, SPENDING, model), anthropic_server, {})


@pytest.fixture
def request_about(desk: Desk, request_of: Callable[..., DraftRequest]) -> Callable[..., DraftRequest]:
    """A request whose one further source holds this text."""
    from tests.drafting.claude.pages import with_page

    def make(page: str, **source: Any) -> DraftRequest:
        request, texts = with_page(request_of(), page, **source)
        desk.texts.update(texts)
        return request

    return make

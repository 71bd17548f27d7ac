"""What the tests of the sources share: a company's site and prepared answers on loopback, asked through a real door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.icp import ICP, SignalPriority
from hitl_kit.research import SignalSource, research_account
from hitl_kit.research.feeds import Sites
from hitl_kit.research.http import Door
from tests.research.door_server import Web
from tests.research.feeds.shelf import Asked, Shelf


@pytest.fixture
def shelf(web: Web) -> Shelf:
    return Shelf(web)


@pytest.fixture
def sites(door: Door, shelf: Shelf) -> Sites:
    return Sites(door, shelf.base + "/{domain}/")


@pytest.fixture
def icp(icp: ICP) -> ICP:
    more = (
        SignalPriority(kind="leadership", priority=3, half_life_days=45, max_age_days=300),
        SignalPriority(kind="product_launch", priority=3, half_life_days=45, cues=("launch*",)),
        SignalPriority(kind="technology", priority=1, half_life_days=365, max_age_days=365),
    )
    return icp.model_copy(update={"signals": (*icp.signals, *more)})


@pytest.fixture
def ask(icp: ICP, acme: Account) -> Callable[..., Asked]:
    """Asks a source about the account as research does: what it raises is an answer of its own."""

    def asked(source: SignalSource, account: Account = acme, as_of: date = date(2026, 11, 21)) -> Asked:
        found = Asked(*research_account(account, icp, [source], as_of))
        assert {s.sha256 for s in found.research.sources} == set(found.texts)
        assert all(f.quote in found.texts[found.research.source(f.source_id).sha256] for f in found.facts)
        return found

    return asked

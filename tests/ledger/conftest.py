"""Fixtures that the tests of the erasure share."""

from __future__ import annotations

import pytest

from hitl_kit import Campaign
from tests.ledger.people import after_a_morning, with_a_batch


@pytest.fixture
def drafted(approved: Campaign) -> Campaign:
    """A campaign with a batch."""
    return with_a_batch(approved)


@pytest.fixture
def walked(drafted: Campaign) -> Campaign:
    """The same after a morning."""
    return after_a_morning(drafted)

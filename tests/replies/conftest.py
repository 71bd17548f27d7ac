"""A campaign whose mails went out, and a mailbox that answers come into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hitl_kit import Campaign
from hitl_kit.domain.delivery import Touch
from tests.conftest import missing
from tests.replies.dovecot import NEEDED, PROGRAM, Box, Dovecot
from tests.replies.mails import sent


@pytest.fixture(scope="session")
def imap_server() -> Iterator[Dovecot]:
    """An IMAP server of this test process."""
    if not Path(PROGRAM).exists():
        missing(NEEDED)
    with Dovecot() as server:
        yield server


@pytest.fixture
def dovecot(imap_server: Dovecot) -> Box:
    """An empty mailbox on a real IMAP server."""
    return imap_server.box()


@pytest.fixture
def out(approved: Campaign) -> dict[str, Touch]:
    """The mails that the small campaign sent, by address."""
    return sent(approved)

"""Fixtures of the tests of delivery."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hitl_kit.delivery import Server
from hitl_kit.ledger import Ledger
from tests.delivery.post import Post
from tests.delivery.servers import Sink, SmtpServer


@pytest.fixture
def post(ledger: Ledger) -> Post:
    """An empty ledger and a world in which every check lets mails go."""
    return Post(ledger)


@pytest.fixture
def sink() -> Sink:
    """What the SMTP server took, and which faults it is to have."""
    return Sink()


@pytest.fixture
def server(sink: Sink) -> Iterator[Server]:
    """A real SMTP server on this machine."""
    with SmtpServer(sink) as running:
        yield Server("127.0.0.1", running.port, tls="none", seconds=5)

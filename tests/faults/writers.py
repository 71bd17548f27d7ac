"""Reviewers as processes of their own, which a test may kill at any moment."""

from __future__ import annotations

import multiprocessing
import os
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

from hitl_kit.domain.policy import Review
from hitl_kit.ledger import Ledger
from hitl_kit.review import ReviewSession

CAMPAIGN = "demo"


def review(url: str, reviewer: str, acknowledged: str) -> None:
    """Claim and approve until nothing is left; write down each verdict once the call that gave it has returned."""
    ledger = Ledger.open(url)
    session = ReviewSession(ledger, CAMPAIGN, reviewer, review=Review(queue_size=3))
    log = os.open(acknowledged, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    while True:
        for package in session.claim():
            decision = session.approve(package, seconds=1)
            os.write(log, f"{decision.id} {package}\n".encode())
        time.sleep(0)


class Team:
    """Eight reviewers at work on one ledger; a killed one is replaced by another of the same name."""

    def __init__(self, url: str, log: Path, size: int = 8) -> None:
        self._url, self._log = url, log
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])
        self._members: list[BaseProcess] = [self._start(n) for n in range(size)]

    def _start(self, n: int) -> BaseProcess:
        member = self._context.Process(target=review, args=(self._url, f"Reviewer {n}", str(self._log)), daemon=True)
        member.start()
        return member

    def kill(self, n: int) -> None:
        """SIGKILL one of them, wherever it is, and let a new one go on."""
        self._end(n)
        self._members[n] = self._start(n)

    def stop(self) -> None:
        """SIGKILL them all."""
        for n in range(len(self._members)):
            self._end(n)

    def _end(self, n: int) -> None:
        member = self._members[n]
        member.kill()
        member.join()
        member.close()

    def __len__(self) -> int:
        return len(self._members)

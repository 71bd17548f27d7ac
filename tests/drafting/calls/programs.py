"""Runs as programs of their own, which a test may kill at any moment."""

from __future__ import annotations

import multiprocessing
import os
import sys
from dataclasses import replace
from multiprocessing.process import BaseProcess
from typing import Any

from hitl_kit.domain.errors import SpendStop
from hitl_kit.ledger import Ledger
from tests.drafting.calls.questions import QUICK, asks, model

SPENT = 3
"""The exit code of a program that the limit stopped."""
PATIENT = replace(QUICK, appearing=1.0)


def run(
    environment: dict[str, str], url: str, count: int, concurrency: int, batches: bool, lot: int, max_usd: float | None
) -> None:
    """Ask every question, and end."""
    os.environ.update(environment)  # that of a fork server is from its first start
    ledger = Ledger.open(url)
    settings: dict[str, Any] = {"concurrency": concurrency, "batches": batches, "lot": lot, "max_usd": max_usd}
    try:
        for _ in model(ledger, patience=PATIENT, **settings).answers(asks(count)):
            pass
    except SpendStop:
        sys.exit(SPENT)
    finally:
        ledger.close()


class Programs:
    """Starts one after the other."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([__name__])

    def start(
        self, count: int, *, concurrency: int = 8, batches: bool = False, lot: int = 5_000, max_usd: float | None = None
    ) -> BaseProcess:
        environment = {name: value for name, value in os.environ.items() if name.startswith("ANTHROPIC_")}
        arguments = (environment, self._url, count, concurrency, batches, lot, max_usd)
        program = self._context.Process(target=run, args=arguments, daemon=True)
        program.start()
        return program

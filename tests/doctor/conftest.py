"""The environment in which the doctor looks, as a plain machine has it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hitl_kit.doctor import CHECKS, machine
from tests.doctor.looking import few

REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in os.environ if n.startswith("HITL_") and n not in machine.VARIABLES]:
        monkeypatch.delenv(name)
    for name in ("ANTHROPIC_API_KEY", "TZ"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def kernel_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test looks many times: starting a Python each time would only cost time."""
    few(monkeypatch, *(name for name in CHECKS if name != "kernel"))

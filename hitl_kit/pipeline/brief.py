"""Brief: what a batch is made from, and how the one who waits for it is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hitl_kit import drafting, research
from hitl_kit.domain.base import short_id
from hitl_kit.domain.evidence import Answer
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Policy
from hitl_kit.files import Document

Progress = Callable[[str, int, int], None]
"""Told the step's name (and after " · " what there is to say of it, such as its cost), how much is done and how much
there is."""

Tally = Callable[[str, Mapping[Answer, int]], None]
"""Told a source's name and how many accounts it has given which answer for."""


def silent(step: str, done: int, total: int) -> None:
    """A progress that tells nobody."""
    pass


def untold(source: str, answers: Mapping[Answer, int]) -> None:
    """A tally that tells nobody."""
    pass


@dataclass(frozen=True)
class Brief:
    """What a batch is made from: the approved words of a campaign, and the day as of which signals are read."""

    campaign: str
    icp: Document[ICP]
    library: Document[AngleLibrary]
    policy: Document[Policy]
    sources: Sequence[research.SignalSource]
    drafter: drafting.Drafter
    as_of: date
    actor: str
    simulated: bool = False

    @property
    def asked(self) -> str:
        """The day and the ICP for which an answer of a source stands."""
        return short_id(self.as_of.isoformat(), self.icp.sha256)

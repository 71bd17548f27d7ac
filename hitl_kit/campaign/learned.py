"""The campaign's words as accepted rules have changed them: what drafts are written from, and held against."""

from __future__ import annotations

from hitl_kit import drafting, review
from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.files import Document

from .targeting import Targeting


class Learned(Targeting):
    """angles.yaml with the rules that people accepted."""

    def accepted_lessons(self, *, simulated: bool = False) -> tuple[Lesson, ...]:
        """The rules in force, in the order of their acceptance; those of the simulation are kept apart."""
        return review.learning.accepted(self._ledger, self.slug, simulated=simulated)

    def learned(self, *, simulated: bool = False) -> Document[AngleLibrary]:
        """The angle library as the rules in force change it; angles.yaml itself stays as people wrote it."""
        return drafting.learned(self.library, self.accepted_lessons(simulated=simulated))

"""Checkpoint 2 of a campaign: the review of drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hitl_kit import review, routing

from .play_review import PlayReview
from .rewriting import Helpers
from .trusting import Trusting

if TYPE_CHECKING:
    from hitl_kit.widgets import ReviewGrid


class Reviewing(Trusting):
    """What waits for people, and what they decided."""

    def queue(self, size: int = 0) -> pd.DataFrame:
        """What a person should see first this morning, with the reason for each."""
        return routing.morning_queue(self._ledger, self.slug, size or self.policy.value.review.queue_size)

    def waiting(self) -> int:
        """How many packages wait for a person."""
        return routing.waiting_count(self._ledger, self.slug)

    def session(self, reviewer: str = "") -> review.ReviewSession:
        """A review session without a screen. What it checks or has written anew goes by the files as they stand when
        that is first asked for."""
        helpers = Helpers(self._ledger, lambda drafter: self.brief(sources=(), drafter=drafter))
        authority, name = self.authority(), self.workbench.signer(reviewer)
        authority.require("review", name)
        return review.ReviewSession(
            self._ledger, self.slug, authority.spelled(name), review=self.policy.value.review,
            recheck=helpers.recheck, rewrite=helpers.rewrite, judge=helpers.judge, plan=helpers.plan,
            lead=authority.allows("settle", name),
        )  # fmt: skip

    def review(self, reviewer: str = "") -> ReviewGrid:
        """The review grid."""
        from hitl_kit.widgets import ReviewGrid

        session = self.session(reviewer)
        return ReviewGrid(session, plays=PlayReview(self, session.reviewer))

    def decisions(self) -> pd.DataFrame:
        """Every verdict that a person gave, undone ones included."""
        return review.decisions(self._ledger, self.slug)

    def verdicts(self) -> pd.DataFrame:
        """The standing verdicts of people (no simulated ones) by verdict and reason."""
        found = self.decisions()
        return review.verdict_counts(found[~found["simulated"]])

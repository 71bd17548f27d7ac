"""Checkpoint 3 of a campaign: replies, and the people who answer them."""

from __future__ import annotations

import pandas as pd

from hitl_kit import replies

from .reviewing import Reviewing


class Replying(Reviewing):
    """Who answered, and who takes it from here."""

    def replies(self, *, simulated: bool = True) -> pd.DataFrame:
        """Who answered, and who takes the answer from here."""
        return replies.inbox(self._ledger, self.slug, simulated=simulated)

    def hand_over(self, package: str, *, to: str, by: str = "", note: str = "") -> None:
        """Give a reply to the person who answers it."""
        replies.hand_over(self._ledger, self.slug, package, to=to, by=self.workbench.signer(by), note=note)

"""Checkpoint 4 of a campaign, what it is decided on: outcomes, figures, evidence, and what a volume can tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from hitl_kit import pipeline, retrospect
from hitl_kit.domain.base import as_day, utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.files import ImportResult

from .files import Mapped
from .replying import Replying


@dataclass(frozen=True)
class Planned:
    """A plan, and where each of the numbers that it was made from was taken from."""

    plan: retrospect.Plan
    taken_from: dict[str, str]


class Weighing(Replying):
    """What became of the mails, and how sure that is."""

    def import_outcomes(self, path: str | Path, mapping: Mapped = None, *, encoding: str = "utf-8") -> ImportResult:
        """What became of the mails, from the sending tool's export."""
        return retrospect.import_outcomes(
            self._ledger, self.slug, Path(path), actor=self._user, mapping=mapping, encoding=encoding
        )

    def metrics(self, as_of: date | str | None = None) -> retrospect.Metrics:
        """Every figure of the campaign as of that day (today if not given)."""
        policy = self.policy.value.review
        manual = retrospect.Manual(policy.manual_minutes_low, policy.manual_minutes_high)
        return retrospect.collect(
            self._ledger, self.slug, as_of=as_day(as_of), target_seconds=policy.target_seconds, manual=manual
        )

    def angle_evidence(self, as_of: date | str | None = None) -> pd.DataFrame:
        """What is known about each angle by the end of that day (today if not given), against the others of the same
        segment, persona and signal: the columns of `retrospect.angles_compared`, indexed by angle."""
        day = _day(as_of)
        return retrospect.angles_compared(
            retrospect.touches(self._ledger, self.slug, retrospect.COMPARED, as_of=day), day
        )

    def signal_evidence(self, as_of: date | str | None = None) -> pd.DataFrame:
        """The same about each signal, within a segment and persona; nobody deals signals out by lot."""
        day = _day(as_of)
        return retrospect.signals_compared(
            retrospect.touches(self._ledger, self.slug, retrospect.COMPARED, as_of=day), day
        )

    def plan(
        self, sends_per_week: int = 0, angles: int = 0, base_rate: float = 0.0, weeks: int = 12, *,
        progress: pipeline.Progress = pipeline.silent,
    ) -> Planned:  # fmt: skip
        """How many angles that volume can tell apart within `weeks`, and how bad one has to be to be found. What is
        not given is taken from the campaign so far; InputError where that has no volume yet."""
        past = retrospect.pace(retrospect.touches(self._ledger, self.slug))
        if not (sends := sends_per_week or past.sends_per_week):
            raise InputError(
                f"'{self.slug}' has sent nothing yet, so its volume is unknown", mend="give --sends-per-week N"
            )
        retired = retrospect.retired_angles(self._ledger, self.slug)
        used = sum(a.id not in retired for a in self.library.value.angles)
        rate = base_rate or past.base_rate
        found = retrospect.plan(
            sends, angles or used, rate, weeks, told=lambda done, total: progress("simulating", done, total)
        )
        return Planned(found, {
            "mails a week": f"{sends:,} ({'given' if sends_per_week else past.sends_from})",
            "angles": f"{found.angles:,} ({'given' if angles else 'in angles.yaml and not retired'})",
            "positive replies a mail": f"{rate:.2%} ({'given' if base_rate else past.rate_from})",
        })  # fmt: skip


def _day(as_of: date | str | None) -> date:
    """That day, today if none is given: the evidence of a week counts when the week has ended."""
    return as_day(as_of) or utc_now().date()

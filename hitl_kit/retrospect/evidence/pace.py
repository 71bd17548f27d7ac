"""The pace of a campaign so far: what a plan takes for granted where nobody says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

ASSUMED_RATE = 0.02
"""Positive replies a mail, where a campaign has too few of its own: what cold mails draw, as a round figure."""

_MUCH = 600
"""Mails a week from which a margin is asked for: with so many, a lag of a few percent would be found, and means
nothing."""

_MARGIN = 0.8

_RECENT_WEEKS = 8
_ENOUGH = 5
"""Positive replies below which a campaign's own rate says little."""


@dataclass(frozen=True)
class Pace:
    """Mails a week over the last weeks with any, 0 where none was sent, and positive replies a delivered mail; both
    with where they come from, in words."""

    sends_per_week: int
    sends_from: str
    base_rate: float
    rate_from: str


def margin_for(sends_per_week: int) -> float:
    """The share of the others' replies below which an angle lags, in a campaign of this volume."""
    return _MARGIN if sends_per_week >= _MUCH else 1.0


def pace(touches: pd.DataFrame) -> Pace:
    """The pace of these touches (sent_at, bounced, positive_at, company, simulated): of the real ones where there are
    any, else of the simulated ones, and says so."""
    real = touches[~touches["simulated"]]
    mails, kind = (real, "") if len(real) or touches.empty else (touches, "simulated ")
    if mails.empty:
        return Pace(0, "nothing has been sent", ASSUMED_RATE, "assumed: nothing has been sent")
    weeks = mails["sent_at"].dt.tz_convert("UTC").dt.tz_localize(None).dt.to_period("W")
    span = min((weeks.max() - weeks.min()).n + 1, _RECENT_WEEKS)
    recent = int((weeks > weeks.max() - span).sum())
    delivered = int((~mails["bounced"]).sum())
    positives = int(mails.loc[mails["positive_at"].notna(), "company"].nunique())
    sends_from = f"{recent:,} {kind}mails in {span} week{'s' * (span != 1)}"
    if positives < _ENOUGH:
        rate_from = f"assumed: only {positives:,} of {delivered:,} {kind}mails drew a positive reply"
        return Pace(-(-recent // span), sends_from, ASSUMED_RATE, rate_from)
    return Pace(-(-recent // span), sends_from, positives / delivered, f"{positives:,} of {delivered:,} {kind}mails")

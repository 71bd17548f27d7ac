"""The portfolio: every campaign of a workspace side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .metrics import Metrics
from .rates import THIN, VERDICTS, with_rates

_COUNTS = (
    "generated",
    "decided",
    "approved",
    "sent",
    "delivered",
    "replies",
    "positives",
    "bounces",
    "unsubscribes",
    "complaints",
)
_STEPS = {
    "replies": "replied",
    "positives": "positive",
    "bounces": "bounced",
    "unsubscribes": "unsubscribed",
    "complaints": "complained",
}


def portfolio(campaigns: Sequence[Metrics]) -> pd.DataFrame:
    """One row a campaign, by name: the funnel's counts, reply and positive reply rate with interval, the share of
    drafts approved without an edit, the median seconds of a review, and the share of simulated outcomes."""
    rows = [
        {
            "campaign": m.campaign,
            **{name: m.count(_STEPS.get(name, name)) for name in _COUNTS},
            **{verdict: int(m.verdicts[verdict].sum()) for verdict in VERDICTS},
            "review_seconds": m.median_seconds,
            "simulated_share": m.simulated_share["outcomes"],
            "simulated": m.simulated,
        }
        for m in sorted(campaigns, key=lambda m: m.campaign)
    ]
    columns = ["campaign", *_COUNTS, *VERDICTS, "review_seconds", "simulated_share", "simulated"]
    out = pd.DataFrame(rows, columns=columns)
    counts = [*_COUNTS, *VERDICTS]
    out[counts] = out[counts].astype("int64")
    out[["review_seconds", "simulated_share"]] = out[["review_seconds", "simulated_share"]].astype(float)
    out["simulated"] = out["simulated"].astype(bool)
    out["n"] = out["delivered"]
    out = with_rates(out, "n", reply="replies", positive="positives")
    return with_rates(out, "decided", approve="approve").assign(thin=out["sent"] < THIN)

"""Touches as terse as a test wants them, and a slow, plain reading of the method to hold ours against."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nchypergeom_fisher

MONDAY = date(2026, 3, 2)
"""The first day of week 0 of the tests."""


def random_touches(
    seed: int, rates: dict[str, float], *, weeks: int = 8, weekly: int = 150, segments: int = 2, companies: int = 0,
    domains: int = 0, bounce: float = 0.04,
) -> pd.DataFrame:  # fmt: skip
    """Mails on working days over `weeks`, answered within 14 days at the angles' rates; with `companies`, so many are
    written to again and again."""
    rng = np.random.default_rng(seed)
    n = weeks * weekly
    angles = np.array(list(rates))[rng.integers(0, len(rates), n)]
    days = np.sort(rng.integers(0, weeks, n)) * 7 + rng.integers(0, 5, n)
    sent = np.datetime64(MONDAY, "s") + days * 86_400 + rng.integers(7 * 3_600, 18 * 3_600, n)
    positive = rng.random(n) < np.array([rates[a] for a in angles])
    delay = np.minimum(rng.gamma(1.1, 3.0, n), 14) * 86_400
    bounced = ~positive & (rng.random(n) < bounce)
    frame = pd.DataFrame(
        {
            "angle": angles,
            "segment": [f"segment {i}" for i in rng.integers(0, segments, n)],
            "company": [f"c{i}.example" for i in (rng.integers(0, companies, n) if companies else range(n))],
            "sent_at": pd.to_datetime(sent, utc=True),
            "bounced": bounced,
            "positive_at": pd.to_datetime(
                np.where(positive, sent + delay.astype("timedelta64[s]"), np.datetime64("NaT", "s")), utc=True
            ),
        }
    )
    if domains:
        frame["domain"] = [f"d{i}.example" for i in rng.integers(0, domains, n)]
    return frame


def known_on(touches: pd.DataFrame, day: date) -> pd.DataFrame:
    """What a run on that day would have been given: mails sent by then, and the replies of which it knew."""
    end = pd.Timestamp(day + timedelta(days=1), tz="UTC")
    sent = touches[touches["sent_at"] < end]
    return sent.assign(positive_at=sent["positive_at"].where(sent["positive_at"] < end))


Stratum = tuple[dict[str, int], dict[str, int]]


def plain_strata(touches: pd.DataFrame) -> dict[Any, Stratum]:
    """(segment, domain, week sent, week of the replies) → mails at risk and first positive replies by angle, row by
    row as the method says it."""

    def monday(moment: pd.Timestamp) -> date:
        return moment.date() - timedelta(days=moment.weekday())

    rows = touches.to_dict("records")
    winners: dict[str, Any] = {}
    for row in sorted(rows, key=lambda r: (pd.isna(r["positive_at"]), r["positive_at"], -r["sent_at"].value)):
        if not pd.isna(row["positive_at"]):
            winners.setdefault(row["company"], row)
    found: dict[Any, Stratum] = {}
    for winner in winners.values():
        key = (winner["segment"], winner.get("domain"), monday(winner["sent_at"]), monday(winner["positive_at"]))
        found.setdefault(key, (defaultdict(int), defaultdict(int)))[1][winner["angle"]] += 1
    for (segment, domain, sent, replied), (at_risk, _) in found.items():
        for row in rows:
            first = winners.get(row["company"], {}).get("positive_at")
            over = first is not None and (monday(first) < replied or first < row["sent_at"])
            here = (row["segment"], row.get("domain"), monday(row["sent_at"])) == (segment, domain, sent)
            if here and not row["bounced"] and not over:
                at_risk[row["angle"]] += 1
    return found


def plain_log_e(found: dict[Any, Stratum], angle: str, null: float, alternatives: tuple[float, ...]) -> float:
    """The log e-value by scipy, one stratum after the other."""
    logs = []
    for ratio in alternatives:
        total = 0.0
        for at_risk, positives in found.values():
            everybody, group, hits = sum(at_risk.values()), at_risk[angle], sum(positives.values())
            if 0 < group < everybody:
                margins = (everybody, group, hits)
                total += nchypergeom_fisher.logpmf(positives[angle], *margins, null * ratio)
                total -= nchypergeom_fisher.logpmf(positives[angle], *margins, null)
        logs.append(total)
    return float(np.logaddexp.reduce(logs) - math.log(len(logs)))


@pytest.fixture
def one_bad() -> pd.DataFrame:
    """Eight weeks of six angles, of which one draws nothing like the others."""
    return random_touches(
        3, dict.fromkeys(("cost", "speed", "risk", "calm", "scale"), 0.10) | {"vanity": 0.01}, weekly=600
    )

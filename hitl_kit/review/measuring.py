"""Measuring the reviewing: time, batches, edits, agreement, and whether planted defects are still seen.

A rising share of approvals is learning or fatigue: what tells them apart is the catch rate beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations, pairwise
from statistics import median
from typing import Any

import orjson
import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.kappa import kappas
from hitl_kit.domain.trust import CatchRate
from hitl_kit.ledger import Ledger, views
from hitl_kit.ledger import tables as t

from .learning.evidence import interval
from .revealing import caught

COLUMNS = [
    "reviewer", "judged", "approved as is", "edited", "rejected", "median_seconds", "over_target", "hours", "batch",
    "edit_distance", "caught", "planted", "catch_rate", "catch_low", "catch_high",
]  # fmt: skip
AGREEMENT = ["reviewers", "judged_by_both", "agree", "kappa"]
PAUSE = timedelta(minutes=20)
"""Verdicts further apart belong to another batch."""
_ENOUGH = 20


@dataclass(frozen=True)
class Reviewing:
    """How the reviewing of a campaign goes: one row a reviewer (COLUMNS), one a pair of reviewers who judged the same
    drafts (AGREEMENT), and what that says, a sentence each."""

    table: pd.DataFrame
    agreement: pd.DataFrame
    words: tuple[str, ...]


def catch_rate(ledger: Ledger, campaign: str, *, simulated: bool = False) -> CatchRate | None:
    """How many planted defects the campaign's reviewers have caught; None before any was judged."""
    rows = _planted(ledger, campaign, simulated)
    return _rate([caught(row["verdict"]) for row in rows])


def reviewing(ledger: Ledger, campaign: str, *, target_seconds: int, simulated: bool = False) -> Reviewing:
    """How each reviewer works, who agrees with whom, and what stands out."""
    given = _given(ledger, campaign, simulated)
    planted = _planted(ledger, campaign, simulated)
    rows, words = [], []
    for name in sorted({row["reviewer"] for row in given} | {row["reviewer"] for row in planted}):
        mine = [row for row in given if row["reviewer"] == name]
        seen = [caught(row["verdict"]) for row in planted if row["reviewer"] == name]
        rate = _rate(seen)
        rows.append([*_row(name, mine, target_seconds), *_caught(seen, rate)])
        words += _says(name, mine, rate, target_seconds)
    table = pd.DataFrame(rows, columns=COLUMNS)
    return Reviewing(table, _agreement(given), tuple(words))


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa of two reviewers' verdicts on the same drafts: agreement beyond what chance would give; NaN where
    both gave one and the same verdict throughout, for then chance explains all of it."""
    said = sorted({*first, *second})
    both = Counter(zip(first, second, strict=True))
    return float(kappas([[[both[a, b] for b in said] for a in said]])[0]) if said else float("nan")


def _given(ledger: Ledger, campaign: str, simulated: bool) -> list[sa.RowMapping]:
    """Every standing verdict on a real draft, oldest first, with the draft where it was edited."""
    d, s, p = views.standing_decisions().subquery("d"), t.standing, t.package
    draft = sa.case((d.c.verdict == "edit", p.c.content), else_="").label("content")
    return ledger.rows(
        sa.select(
            d.c.package_id, d.c.reviewer, d.c.verdict, d.c.at, d.c.seconds, d.c.subject, d.c.body, s.c.reviewers, draft
        )
        .join(s, s.c.package_id == d.c.package_id)
        .join(p, p.c.id == d.c.package_id)
        .where(s.c.campaign == campaign, s.c.simulated == simulated, s.c.decider != "planted")
        .order_by(d.c.at, d.c.id)
    )


def _planted(ledger: Ledger, campaign: str, simulated: bool) -> list[sa.RowMapping]:
    """The first verdict on every planted draft: what was said before it was revealed."""
    d, p = t.decision, t.planted
    first = sa.select(sa.func.min(d.c.id)).where(d.c.verdict != "undo").group_by(d.c.package_id)
    return ledger.rows(
        sa.select(d.c.reviewer, d.c.verdict, p.c.defect)
        .join(p, p.c.package_id == d.c.package_id)
        .where(p.c.campaign == campaign, p.c.simulated == simulated, d.c.id.in_(first))
        .order_by(d.c.id)
    )


def _rate(seen: Sequence[bool]) -> CatchRate | None:
    if not seen:
        return None
    low, high = interval(sum(seen), len(seen))
    return CatchRate(caught=sum(seen), shown=len(seen), low=low, high=high)


def _caught(seen: Sequence[bool], rate: CatchRate | None) -> list[Any]:
    if rate is None:
        return [0, 0, None, None, None]
    return [rate.caught, rate.shown, rate.caught / rate.shown, rate.low, rate.high]


def _row(name: str, mine: Sequence[sa.RowMapping], target: int) -> list[Any]:
    verdicts = Counter(row["verdict"] for row in mine)
    times = [row["seconds"] for row in mine if row["seconds"]]
    batches = _batches([datetime.fromisoformat(row["at"]) for row in mine])
    distances = [d for row in mine if row["verdict"] == "edit" and (d := _edited(row)) is not None]
    return [
        name, len(mine), verdicts["approve"], verdicts["edit"], verdicts["reject"],
        round(median(times), 1) if times else None,
        sum(x > target for x in times) / len(times) if times else None, _hours(mine),
        median(batches) if batches else None, round(median(distances), 3) if distances else None,
    ]  # fmt: skip


def _hours(mine: Sequence[sa.RowMapping]) -> str:
    """The hours (UTC) between which the middle half of the verdicts was given."""
    hours = sorted(datetime.fromisoformat(row["at"]).hour for row in mine)
    return f"{hours[len(hours) // 4]:02}-{hours[3 * len(hours) // 4] + 1:02} UTC" if hours else ""


def _batches(moments: Sequence[datetime]) -> list[int]:
    """How many verdicts were given in each sitting."""
    if not moments:
        return []
    sizes = [1]
    for before, after in pairwise(moments):
        if after - before > PAUSE:
            sizes.append(0)
        sizes[-1] += 1
    return sizes


def _edited(row: sa.RowMapping) -> float | None:
    """How much of a mail an edit changed, by words: 0 nothing, 1 all of it."""
    draft = orjson.loads(row["content"] or "{}").get("draft")
    if not draft or not row["body"]:
        return None
    return distance("\n\n".join(s["text"] for s in draft["segments"]), row["body"])


@lru_cache(maxsize=5_000)
def distance(before: str, after: str) -> float:
    """The share of words by which two texts differ: 0 the same, 1 nothing in common."""
    return 1 - SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio()


def _agreement(given: Sequence[sa.RowMapping]) -> pd.DataFrame:
    """Each pair of reviewers who judged the same drafts, blind to one another: how often they agree whether a draft may
    go, and how far beyond chance (kappa)."""
    by_package: dict[str, dict[str, str]] = {}
    for row in given:
        if row["reviewers"] == 2:
            goes = "goes" if row["verdict"] in ("approve", "edit") else "stays"
            by_package.setdefault(row["package_id"], {}).setdefault(row["reviewer"], goes)
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for said in by_package.values():
        for one, other in combinations(sorted(said), 2):
            pairs.setdefault((one, other), []).append((said[one], said[other]))
    rows = [
        [
            f"{one} and {other}", len(both), sum(a == b for a, b in both) / len(both),
            round(kappa([a for a, _ in both], [b for _, b in both]), 2),
        ]
        for (one, other), both in sorted(pairs.items())
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=AGREEMENT)


def _says(name: str, mine: Sequence[sa.RowMapping], rate: CatchRate | None, target: int) -> list[str]:
    """What stands out, in words."""
    times = [row["seconds"] for row in mine if row["seconds"]]
    words = []
    if times and median(times) > target:
        words.append(
            f"{name} takes {median(times) / 60:.1f} minutes a package, above the target of {target / 60:.0f}: draft "
            "quality is the problem, not the reviewer."
        )
    approved = sum(row["verdict"] == "approve" for row in mine)
    if rate is None and len(mine) >= _ENOUGH:
        words.append(
            f"Whether {name} still sees defects is not known: none was planted (review: planted in policy.yaml)."
        )
    elif rate is not None:
        span = f"95% interval {rate.low:.0%} to {rate.high:.0%}"
        also = f", and approves {approved / len(mine):.0%} as they are" if mine else ""
        words.append(f"{name} caught {rate.caught} of {rate.shown} planted defects ({span}){also}.")
        if rate.high < 0.5 and rate.shown >= 5:
            words.append(f"{name}'s approvals are fatigue rather than agreement: fewer than half of defects are seen.")
    return words

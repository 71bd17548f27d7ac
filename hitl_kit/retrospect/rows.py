"""What the ledger holds on one campaign as flat frames: one row a package, one a verdict, one an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import after_day
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, tables

Head = tuple[int, str]


@dataclass(frozen=True, eq=False)
class Rows:
    """A campaign's rows as they stood at one event of the ledger, cut after one day."""

    head: Head
    packages: pd.DataFrame
    decisions: pd.DataFrame
    outcomes: pd.DataFrame
    angle_decisions: pd.DataFrame


@dataclass(frozen=True)
class _Cut:
    """Which rows are seen: those recorded up to an event, dated up to a day, simulated ones or not."""

    head: int
    as_of: date | None
    simulated: bool

    def __call__(self, table: sa.Table, *, dated: sa.Column[Any] | None = None) -> sa.ColumnElement[bool]:
        terms = [table.c.event <= self.head]
        if self.as_of and dated is not None:
            # a package's `as_of` is a day, every other date a moment
            terms.append(dated <= self.as_of.isoformat() if dated.name == "as_of" else dated < after_day(self.as_of))
        if not self.simulated:
            terms.append(table.c.simulated == sa.false())
        return sa.and_(*terms)


def read(ledger: Ledger, campaign: str, *, as_of: date | None, head: int | None, include_simulated: bool) -> Rows:
    """The campaign's rows. Every query stops at the same event, so that they fit together and can be read again."""
    at = _head(ledger, head)
    cut = _Cut(at[0], as_of, include_simulated)
    p, d, o, a, now = tables.package, tables.decision, tables.outcome, tables.angle_decision, tables.standing
    packages = ledger.frame(
        sa.select(
            p.c.id.label("package_id"), p.c.batch_id, p.c.account_key.label("company"), now.c.segment, p.c.tier,
            p.c.persona, p.c.signal, p.c.play, p.c.angle, p.c.variant, p.c.decider, p.c.as_of, p.c.simulated,
        )
        .join(now, now.c.package_id == p.c.id)
        .where(p.c.campaign == campaign, cut(p, dated=p.c.as_of))
        .order_by(p.c.id)
    )  # fmt: skip
    decisions = ledger.frame(
        sa.select(
            d.c.id,
            d.c.package_id,
            d.c.verdict,
            d.c.reviewer,
            d.c.at,
            d.c.reason,
            d.c.seconds,
            d.c.undoes,
            d.c.simulated,
        )
        .join(p, p.c.id == d.c.package_id)
        .where(p.c.campaign == campaign, cut(p, dated=p.c.as_of), cut(d, dated=d.c.at))
        .order_by(d.c.id)
    )
    outcomes = ledger.frame(
        sa.select(o.c.package_id, o.c.kind, o.c.at, o.c.detail, o.c.simulated)
        .where(o.c.campaign == campaign, cut(o, dated=o.c.at))
        .order_by(o.c.at, o.c.id)
    )
    angles = ledger.frame(
        sa.select(a.c.angle, a.c.verdict, a.c.by, a.c.reason, a.c.at, a.c.simulated)
        .where(a.c.campaign == campaign, cut(a, dated=a.c.at))
        .order_by(a.c.id)
    )
    outcomes = outcomes[outcomes["package_id"].isin(packages["package_id"])].reset_index(drop=True)
    return Rows(at, _typed(packages), _typed(decisions), _typed(outcomes), _typed(angles))


def _head(ledger: Ledger, seq: int | None) -> Head:
    current = ledger.head()
    if seq is None or seq == current[0]:
        return current
    found = ledger.rows(sa.select(tables.event.c.hash).where(tables.event.c.seq == seq))
    if not found:
        raise InputError(f"the ledger has no event {seq}", mend=f"its newest is {current[0]}")
    return seq, str(found[0]["hash"])


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Moments as UTC timestamps, flags as truths, and text as text even where there is no row."""
    out = frame.copy()
    for name in out.columns:
        if name == "at":
            out[name] = pd.to_datetime(out[name], utc=True, format="ISO8601")
        elif name == "simulated":
            out[name] = out[name].astype(bool)
        elif name == "seconds":
            out[name] = out[name].astype(float)
        elif name not in ("id", "undoes"):
            out[name] = out[name].fillna("").astype(str)
    return out


def standing(decisions: pd.DataFrame) -> pd.DataFrame:
    """Per package the newest verdict that was not undone."""
    undone = decisions["undoes"].dropna()
    held = decisions[(decisions["verdict"] != "undo") & ~decisions["id"].isin(undone)]
    return held.sort_values("id").drop_duplicates("package_id", keep="last")


def week_of(moments: pd.Series[Any]) -> pd.Series[Any]:
    """The Monday of each moment's week (UTC), without a zone."""
    days = moments.dt.tz_localize(None).dt.normalize()
    weeks: pd.Series[Any] = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
    return weeks

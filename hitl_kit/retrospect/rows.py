"""What the ledger holds on one campaign as flat frames: one row a package, one a verdict, one an outcome.

A campaign may have a million of each (see framing.py). Packages that were planted to measure attention are not among
them, nor is anything that is about them.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import after_day
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger, tables
from hitl_kit.ledger.ahead import Ahead, Read
from hitl_kit.ledger.short_columns import Moment

from .decisions import with_recommendation
from .framing import as_frame, placed, places, without
from .mailboxes import with_mailbox
from .spend import read_spend

if TYPE_CHECKING:
    import pyarrow as pa

Head = tuple[int, str]

_DAY = 86_400_000_000
_MONDAY = 3
"""1970-01-01 was a Thursday: so many days after a Monday."""


@dataclass(frozen=True, eq=False)
class Rows:
    """A campaign's rows as they stood at one event of the ledger, cut after one day.

    `place` in decisions, outcomes and spend is the position of their package in `packages` (in spend −1: none). Of the
    sends, `packages` has each first one (`sent_at`), and `sends` how many there were and how many of them simulated;
    `outcomes` has all else.
    """

    head: Head
    packages: pd.DataFrame
    decisions: pd.DataFrame
    outcomes: pd.DataFrame
    sends: tuple[int, int]
    angle_decisions: pd.DataFrame
    courses: pd.DataFrame
    spend: pd.DataFrame
    left_out: int
    """Rows of the file of outcomes that was imported last which could not be true, and are in its rejects file."""


@dataclass(frozen=True)
class Cut:
    """Which rows are seen: those recorded up to an event, dated up to a day, simulated ones or not."""

    head: int
    as_of: date | None
    simulated: bool

    def __call__(self, table: sa.Table, *, dated: sa.Column[Any] | None = None) -> sa.ColumnElement[bool]:
        terms = [table.c.event <= self.head] if "event" in table.c else []
        if self.as_of and dated is not None:
            # a package's `as_of` is a day, every other date a moment
            terms.append(dated <= self.as_of.isoformat() if dated.name == "as_of" else dated < after_day(self.as_of))
        if not self.simulated and "simulated" in table.c:
            terms.append(table.c.simulated == sa.false())
        return sa.and_(sa.true(), *terms)


def read(ledger: Ledger, campaign: str, *, as_of: date | None, head: int | None, include_simulated: bool) -> Rows:
    """The campaign's rows. Every query stops at the same event, so that they fit together and can be read again."""
    newest = ledger.head()
    at = newest if head is None or head == newest[0] else _event(ledger, head)
    cut = Cut(at[0], as_of, include_simulated)
    stands = include_simulated and at == newest
    with ThreadPoolExecutor(4) as pool:  # the database works on these while Python does the rest
        asked = _large(campaign, cut, stands=stands)
        table, decisions, outcomes, sends = (pool.submit(ledger.short_columns, *one) for one in asked)
        from scipy import special  # noqa: F401 - what every rate's interval needs takes its time to import

        angles, signals = _angle_decisions(ledger, campaign, cut), _courses(ledger, campaign, cut)
        spend, left_out = read_spend(ledger, campaign, cut), _left_out(ledger, campaign, cut)
        found = table.result()
        if stands and _sent_since(ledger, at[0]):
            found = ledger.short_columns(*_large(campaign, cut, stands=False)[0])
        packages = without(found, _not_seen(ledger, campaign, at[0]))
        frame = with_mailbox(ledger, campaign, _short_batches(as_frame(packages), campaign))
        decided, happened = (as_frame(placed(about.result(), packages)) for about in (decisions, outcomes))
        n, simulated = (column[0].as_py() for column in sends.result().columns)
    spend = _with_place(spend, packages)
    return Rows(at, frame, decided, happened, (n, simulated), angles, signals, spend, left_out)


def ahead(ledger: Ledger, campaign: str, *, as_of: date | None) -> Ahead:
    """What `read` will ask for at length of the ledger as it stands now, for the process that is going to count."""
    return Ahead(ledger, _large(campaign, Cut(ledger.head()[0], as_of, simulated=True), stands=True))


def _large(campaign: str, cut: Cut, *, stands: bool) -> tuple[Read, Read, Read, Read]:
    """Packages, verdicts, outcomes, and how many sends."""
    return (
        (_packages(campaign, cut, stands=stands), (*_NAMES, "company")),
        (_decisions(campaign, cut), ("verdict", "reason", "reviewer")),
        (_outcomes(campaign, cut), ("kind", "detail")),
        (_sends(campaign, cut), ()),
    )


_NAMES = ("batch", "tier", "persona", "signal", "play", "angle", "variant", "segment")


def _packages(campaign: str, cut: Cut, *, stands: bool) -> sa.Select[Any]:
    """The packages, each with the moment of its first send, '' for none. `standing` knows that moment as of now; as of
    an earlier event, or without simulated rows, the outcomes of each package have to be asked."""
    s, o = tables.standing.c, tables.outcome
    sent_at: sa.ColumnElement[str]
    if stands:
        sent_at = sa.case((s.sent_at < (after_day(cut.as_of) if cut.as_of else "9999"), s.sent_at), else_="")
    else:
        sends = sa.select(sa.func.min(o.c.at)).where(o.c.package_id == s.package_id, o.c.kind == "sent")
        sent_at = sa.func.coalesce(sends.where(cut(o, dated=o.c.at)).scalar_subquery(), "", type_=sa.Text)
    return sa.select(
        s.package_id, s.company, s.batch_id.label("batch"), *(s[name] for name in _NAMES[1:]), s.simulated,
        _moment(sent_at).label("sent_at"),
    ).where(s.campaign == campaign, s.decider != "planted", cut(tables.standing, dated=s.as_of))  # fmt: skip


def _moment(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    return sa.type_coerce(column, Moment)


def _decisions(campaign: str, cut: Cut) -> sa.Select[Any]:
    d, s = tables.decision.c, tables.standing.c
    undoes = sa.func.coalesce(d.undoes, 0).label("undoes")
    ours = sa.exists().where(
        s.package_id == d.package_id, s.campaign == campaign
    )  # packages may be many, and these few
    return sa.select(
        d.id, d.package_id, _moment(d.at).label("at"), d.seconds, d.verdict, d.reason, undoes, d.simulated, d.reviewer
    ).where(ours, cut(tables.decision, dated=d.at))


def _outcomes(campaign: str, cut: Cut) -> sa.Select[Any]:
    """What became of the mails. Sends are most of the rows, and stand with the packages."""
    o = tables.outcome
    return sa.select(o.c.package_id, _moment(o.c.at).label("at"), o.c.kind, o.c.simulated, o.c.detail).where(
        o.c.campaign == campaign, o.c.kind != "sent", cut(o, dated=o.c.at)
    )


def _sends(campaign: str, cut: Cut) -> sa.Select[Any]:
    """How many sends were recorded, and how many of them are simulated."""
    o, planted = tables.outcome, tables.planted.c
    others = sa.select(planted.package_id).where(planted.campaign == campaign)
    simulated = sa.func.coalesce(sa.func.sum(sa.case((o.c.simulated, 1), else_=0)), 0)
    return sa.select(sa.func.count().label("n"), simulated.label("simulated")).where(
        o.c.campaign == campaign, o.c.kind == "sent", cut(o, dated=o.c.at), o.c.package_id.not_in(others)
    )


def _sent_since(ledger: Ledger, head: int) -> bool:
    """Whether outcomes were recorded after the head, so that `standing` may know of them already."""
    o = tables.outcome.c  # numbered in the order of their events
    newest = ledger.rows(sa.select(o.event).order_by(o.id.desc()).limit(1))
    return bool(newest) and int(newest[0]["event"]) > head


def _event(ledger: Ledger, seq: int) -> Head:
    found = ledger.rows(sa.select(tables.event.c.hash).where(tables.event.c.seq == seq))
    if not found:
        raise InputError(f"the ledger has no event {seq}", mend=f"its newest is {ledger.head()[0]}")
    return seq, str(found[0]["hash"])


def _not_seen(ledger: Ledger, campaign: str, head: int) -> list[str]:
    """Packages that were planted, or recorded after the head: `standing` does not say when, and asking for each takes a
    second."""
    p, planted = tables.package, tables.planted
    later = ledger.rows(sa.select(p.c.id).where(p.c.event > head))
    known = ledger.rows(sa.select(planted.c.package_id.label("id")).where(planted.c.campaign == campaign))
    return [str(row["id"]) for row in (*later, *known)]


def _left_out(ledger: Ledger, campaign: str, cut: Cut) -> int:
    o, e = tables.outcome, tables.event
    last = sa.select(o.c.event).where(o.c.campaign == campaign, cut(o, dated=o.c.at)).order_by(o.c.id.desc()).limit(1)
    found = ledger.rows(sa.select(e.c.payload).where(e.c.seq == last.scalar_subquery()))
    return int(json.loads(found[0]["payload"]).get("left_out", 0)) if found else 0


def _short_batches(frame: pd.DataFrame, campaign: str) -> pd.DataFrame:
    """Batches by the name that people gave them, without the campaign's."""
    names = frame["batch"].cat.categories
    return frame.assign(batch=frame["batch"].cat.rename_categories([n.removeprefix(f"{campaign}/") for n in names]))


def _with_place(spend: pd.DataFrame, packages: pa.Table) -> pd.DataFrame:
    """Costs with the position of their package, −1 for one that is not counted."""
    import pyarrow as pa

    return spend.assign(place=places(pa.chunked_array([pa.array(spend["package_id"], pa.string())]), packages))


def _angle_decisions(ledger: Ledger, campaign: str, cut: Cut) -> pd.DataFrame:
    """What was decided about angles, oldest first."""
    a = tables.angle_decision
    columns = (a.c.angle, a.c.verdict, a.c.by, a.c.reason, a.c.at, a.c.simulated, a.c.evidence)
    select = sa.select(*columns).where(a.c.campaign == campaign, cut(a, dated=a.c.at)).order_by(a.c.id)
    return _typed(ledger.frame(select), "angle")


def _courses(ledger: Ledger, campaign: str, cut: Cut) -> pd.DataFrame:
    """What was decided about signals and about the campaign, oldest first."""
    c = tables.course
    columns = (c.c.about, c.c.subject, c.c.verdict, c.c.by, c.c.reason, c.c.at, c.c.simulated, c.c.evidence)
    select = sa.select(*columns).where(c.c.campaign == campaign, cut(c, dated=c.c.at)).order_by(c.c.id)
    return _typed(ledger.frame(select), "about", "subject")


def _typed(frame: pd.DataFrame, *texts: str) -> pd.DataFrame:
    typed = with_recommendation(frame.astype(dict.fromkeys((*texts, "verdict", "by", "reason"), str)))
    return typed.drop(columns="evidence")


def standing(decisions: pd.DataFrame) -> pd.DataFrame:
    """Per package the newest verdict that was not undone."""
    return upheld(decisions).drop_duplicates("place", keep="last")


def upheld(decisions: pd.DataFrame) -> pd.DataFrame:
    """The verdicts that were not undone, oldest first."""
    undone = decisions.loc[decisions["undoes"] > 0, "undoes"]
    held = decisions[(decisions["verdict"] != "undo") & ~decisions["id"].isin(undone)]
    return held.sort_values("id")


def week_of(moments: pd.Series[Any]) -> pd.Series[Any]:
    """The Monday of each moment's week (UTC), without a zone."""
    known = moments.notna().to_numpy()
    micros = moments.dt.tz_localize(None).to_numpy(dtype="datetime64[us]").view(np.int64)
    weeks: npt.NDArray[np.int64] = (micros + _MONDAY * _DAY) // (7 * _DAY)
    mondays = np.where(known, (7 * weeks - _MONDAY) * _DAY, np.datetime64("NaT", "us").view(np.int64))
    return pd.Series(mondays.view("datetime64[us]"), index=moments.index, name=moments.name)

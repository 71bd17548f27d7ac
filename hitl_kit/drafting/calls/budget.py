"""Budget: what a batch has spent or may yet have to pay, counted in the ledger, and whether there is room for more."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hitl_kit.ledger import tables as t
from hitl_kit.ledger.recording import Recording

_c, _s = t.call.c, t.settlement.c
_ITS = sa.and_(_s.key == _c.key, _s.attempt == _c.attempt)

_UP_TO_NOW = (
    sa.select(sa.func.coalesce(sa.func.sum(sa.func.coalesce(_s.cost_usd, _c.reserved_usd)), 0.0).label("usd"))
    .select_from(t.call.outerjoin(t.settlement, _ITS))
    .where(_c.batch_id == sa.bindparam("batch"))
)
_MARKS = sa.select(
    sa.select(sa.func.coalesce(sa.func.max(_c.id), 0)).scalar_subquery().label("calls"),
    sa.select(sa.func.coalesce(sa.func.max(_s.id), 0)).scalar_subquery().label("settlements"),
)


def _of_batch(usd: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
    return sa.func.coalesce(sa.func.sum(sa.case((_c.batch_id == sa.bindparam("batch"), usd), else_=0.0)), 0.0)


_NEW_CALLS: Any = sa.select(sa.func.max(_c.id).label("mark"), _of_batch(_c.reserved_usd).label("usd")).where(
    _c.id > sa.bindparam("mark")
)
_NEW_SETTLEMENTS: Any = (
    sa.select(sa.func.max(_s.id).label("mark"), _of_batch(_s.cost_usd - _c.reserved_usd).label("usd"))
    .select_from(t.settlement.join(t.call, _ITS))
    .where(_s.id > sa.bindparam("mark"))
)


class Budget:
    """The limit of a batch in US dollars, kept under the ledger's write lock, so that two programs cannot both take
    what is left. A call counts at the most that it can cost until it is settled, an uncertain one for good."""

    def __init__(self, batch_id: str, limit: float | None) -> None:
        self.limit = limit
        self._batch = batch_id
        self._recorded = self._pending = 0.0
        self._marks: tuple[int, int] | None = None

    @property
    def counted(self) -> float:
        """What the batch has cost, and what it may yet cost."""
        return self._recorded + self._pending

    def catch_up(self, recording: Recording) -> None:
        """Count what was recorded by now, by whomever. To be called once, first, in each write transaction."""
        self._pending = 0.0  # it is among the rows now, unless its transaction failed
        if self.limit is None:
            return
        if self._marks is None:
            (spent,) = recording.rows(_UP_TO_NOW, {"batch": self._batch})
            (marks,) = recording.rows(_MARKS)
            self._recorded, self._marks = float(spent["usd"]), (marks["calls"], marks["settlements"])
            return
        calls, settlements = self._marks
        called = recording.first(_NEW_CALLS, {"batch": self._batch, "mark": calls})
        settled = recording.first(_NEW_SETTLEMENTS, {"batch": self._batch, "mark": settlements})
        assert called is not None
        assert settled is not None
        self._recorded += called["usd"] + settled["usd"]
        self._marks = (called["mark"] or calls, settled["mark"] or settlements)

    def take(self, usd: float) -> bool:
        """Reserve that much, if there is room for it."""
        if self.limit is not None and self.counted + usd > self.limit:
            return False
        self._pending += usd
        return True

    def settle(self, reserved: float, cost: float) -> None:
        """Put back what a call did not cost."""
        self._pending += cost - reserved

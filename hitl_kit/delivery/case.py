"""Case: one touch that could leave, with all that the checks look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa

from hitl_kit.domain.base import iso
from hitl_kit.domain.delivery import GONE, Touch
from hitl_kit.ledger import tables as t

from .mailbox import Mailbox
from .message import Read, read_back
from .outbox import newest
from .planning import Candidate
from .world import Rows, World


@dataclass
class Case:
    """A candidate, the rows as they stand, and the moment. `ahead` are touches that would leave before it in the same
    dry run: nothing of them is recorded yet."""

    candidate: Candidate
    world: World
    rows: Rows
    now: datetime
    mailbox: Mailbox
    ahead: Sequence[Touch] = field(default=())

    @property
    def touch(self) -> Touch:
        """The touch itself."""
        return self.candidate.touch

    @cached_property
    def mail(self) -> Read | None:
        """What a reader finds in its bytes; None where no mail could be made."""
        return read_back(self.touch.raw) if self.touch.raw and self.touch.channel == "email" else None

    @cached_property
    def cadence(self) -> sa.RowMapping | None:
        """The newest word about whether this person is written to further, from any campaign."""
        c = t.cadence
        mine = sa.func.lower(c.c.email) == self.touch.email.casefold()
        found = self.rows(sa.select(c).where(mine, c.c.simulated == sa.false()).order_by(c.c.id.desc()).limit(1))
        return found[0] if found else None

    @cached_property
    def came_back(self) -> str:
        """When a mail of this package last came back for more than a while, '' where none did."""
        o = t.outcome
        hard = (o.c.kind == "bounced", o.c.detail != "soft", o.c.package_id == self.touch.package_id)
        return self.rows(sa.select(sa.func.max(o.c.at).label("at")).where(*hard))[0]["at"] or ""

    @cached_property
    def contacted(self) -> list[sa.RowMapping]:
        """Who else of ours wrote to this address of late: `campaign`, `at`; another package of this campaign too."""
        p, s, u = t.package, t.standing, t.touch
        since = iso(self.now - timedelta(days=self.world.sending.contacted_within_days))
        email = self.touch.email.casefold()
        others = self.rows(
            sa.select(p.c.campaign, s.c.sent_at.label("at"))
            .join(s, s.c.package_id == p.c.id)
            .where(p.c.email == email, p.c.id != self.touch.package_id, p.c.simulated == sa.false())
            .where(s.c.sent_at >= since)
        )
        last = newest().subquery()
        leaving = self.rows(
            sa.select(u.c.campaign, last.c.at)
            .join(last, last.c.touch_id == u.c.id)
            .where(u.c.email == email, u.c.package_id != self.touch.package_id, u.c.kind.in_(("first", "follow_up")))
            .where(last.c.state.in_(GONE), last.c.at >= since)
        )
        return [*others, *leaving]

    @cached_property
    def exported(self) -> sa.RowMapping | None:
        """The export that handed this package to another tool, if any: `channel`, `at`."""
        u = t.touch
        found = self.rows(
            sa.select(u.c.channel, u.c.at)
            .where(u.c.package_id == self.touch.package_id, u.c.kind == "export")
            .order_by(u.c.at.desc())
            .limit(1)
        )
        return found[0] if found else None

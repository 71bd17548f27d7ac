"""Mailbox: what one address has sent, how much more it may send today, and what came back. Over the whole workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hitl_kit.domain.base import canonical_json, iso, short_id
from hitl_kit.domain.delivery import GONE, Sending
from hitl_kit.domain.intervals import exact_interval
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from .outbox import newest
from .world import Rows

LAST = 100
"""Mails over which bounces are counted."""
MOST_BOUNCED = 0.03
COMPLAINTS_OVER = 1000
"""Mails over which complaints are counted; below so many, one complaint is enough to stop."""
WARN, STOP = 0.001, 0.003
REFUSED = "refused at RCPT: 5"
"""How the reason of a touch begins whose recipient the server refused for good."""
_COUNTED = ("first", "follow_up")


@dataclass(frozen=True)
class Share:
    """How many of how many, with the exact 95% interval of the rate (Clopper-Pearson)."""

    found: int
    of: int

    @property
    def words(self) -> str:
        """The rate in a sentence."""
        if not self.of:
            return "0 of 0"
        low, high = exact_interval(self.found, self.of)
        return f"{self.found} of {self.of:,} ({self.found / self.of:.1%}; 95% interval {low:.1%} to {high:.1%})"


@dataclass
class Mailbox:
    """One sending address, as `rows` has it at the moment `now`."""

    rows: Rows
    address: str
    sending: Sending
    now: datetime

    @cached_property
    def _begun(self) -> list[sa.RowMapping]:
        """When each mail of this address was last claimed, of those that left or may have: `touch_id`, `at`."""
        d, u, last = t.dispatch, t.touch, newest().subquery()
        return list(self.rows(
            sa.select(d.c.touch_id, sa.func.max(d.c.at).label("at"))
            .join(u, u.c.id == d.c.touch_id)
            .join(last, last.c.touch_id == d.c.touch_id)
            .where(
                u.c.mailbox == self.address, u.c.kind.in_(_COUNTED), d.c.state == "sending", last.c.state.in_(GONE)
            )
            .group_by(d.c.touch_id)
            .order_by(sa.text("at"))
        ))  # fmt: skip

    @cached_property
    def today(self) -> int:
        """Mails that began to leave since midnight in the sender's zone, follow-ups included, answers not."""
        midnight = self.now.astimezone(ZoneInfo(self.sending.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        return sum(row["at"] >= iso(midnight) for row in self._begun)

    @cached_property
    def cap(self) -> int:
        """How many may leave today: more each day on which the mailbox is used, up to the policy's cap."""
        zone = ZoneInfo(self.sending.zone)
        today = self.now.astimezone(zone).date()
        days = {datetime.fromisoformat(row["at"]).astimezone(zone).date() for row in self._begun}
        used = len({day for day in days if day < today})
        if self.sending.warm_since:
            used = max(used, (today - self.sending.warm_since).days)
        return min(self.sending.cap, self.sending.first_day + self.sending.more_each_day * used)

    @cached_property
    def free_from(self) -> datetime | None:
        """When the next mail may leave after the last; the pause is drawn from the last one's id, so that everybody
        who asks draws the same."""
        if not self._begun:
            return None
        last = self._begun[-1]
        return datetime.fromisoformat(last["at"]) + pause(last["touch_id"], self.sending)

    @cached_property
    def _since(self) -> str:
        """When a person last looked and let the mailbox go on, '' where nobody had to."""
        c = t.course
        mine = (c.c.about == "mailbox", c.c.subject == self.address, c.c.verdict == "resume")
        looked = sa.select(sa.func.max(c.c.at).label("at")).where(*mine)
        return self.rows(looked)[0]["at"] or ""

    def _sent(self, most: int, since: str) -> list[sa.RowMapping]:
        """The last mails that reached the server, or whose recipient it refused: `package_id`, `at`, `refused`."""
        u, last = t.touch, newest().subquery()
        refused = sa.and_(last.c.state == "failed", last.c.why.startswith(REFUSED))
        return list(self.rows(
            sa.select(u.c.package_id, last.c.at, refused.label("refused"))
            .join(last, last.c.touch_id == u.c.id)
            .where(u.c.mailbox == self.address, u.c.kind.in_(_COUNTED), sa.or_(last.c.state == "sent", refused))
            .where(last.c.at > since)
            .order_by(last.c.at.desc())
            .limit(most)
        ))  # fmt: skip

    def _share(self, kind: str, most: int, since: str) -> Share:
        sent = self._sent(most, since)
        ids = sorted({row["package_id"] for row in sent})
        o, hit = t.outcome, set[str]()
        for start in range(0, len(ids), 500):
            select = sa.select(o.c.package_id).where(
                o.c.package_id.in_(ids[start : start + 500]), o.c.kind == kind, o.c.at > since
            )
            if kind == "bounced":  # what comes back later, or was put off, is no bad address
                select = select.where(o.c.detail.notin_(("soft", "out_of_office")))
            hit.update(row["package_id"] for row in self.rows(select))
        own = {row["package_id"] for row in sent if row["refused"]} if kind == "bounced" else set[str]()
        return Share(len(hit | own), len(sent))

    @cached_property
    def bounced(self) -> Share:
        """Of the last 100 mails, those that came back or were refused, since a person last looked."""
        return self._looked_at("bounced", LAST)

    @cached_property
    def complained(self) -> Share:
        """Of the last 1,000 mails, those that were marked as spam, since a person last looked."""
        return self._looked_at("complained", COMPLAINTS_OVER)

    def _looked_at(self, kind: str, most: int) -> Share:
        """The share since a person last looked; who looked is asked only where there is something to look at."""
        share = self._share(kind, most, "")
        return self._share(kind, most, self._since) if share.found and self._since else share

    @property
    def bounce_fault(self) -> str:
        """Why bounces stop the mailbox, or ''."""
        if self.bounced.found <= MOST_BOUNCED * LAST:
            return ""
        return f"{self.bounced.words} of the last mails came back, more than {MOST_BOUNCED:.0%} of {LAST}"

    @property
    def complaint_fault(self) -> str:
        """Why complaints stop the mailbox, or ''."""
        found, of = self.complained.found, self.complained.of
        if not found or (of >= COMPLAINTS_OVER and found / of < STOP):
            return ""
        if of < COMPLAINTS_OVER:
            return f"{self.complained.words} were marked as spam: at fewer than {COMPLAINTS_OVER:,} mails one is enough"
        return f"{self.complained.words} were marked as spam, {STOP:.1%} or more"

    @property
    def complaint_warning(self) -> str:
        """What to say of complaints that do not stop the mailbox yet, or ''."""
        found, of = self.complained.found, self.complained.of
        return f"{self.complained.words} were marked as spam" if of and found / of >= WARN else ""


def pause(touch_id: str, sending: Sending) -> timedelta:
    """The pause after a mail: between the policy's shortest and longest, drawn from the touch's id."""
    shortest, longest = sending.spacing_minutes
    drawn = int(short_id("pause", touch_id), 16) / 16**16
    return timedelta(minutes=shortest + (longest - shortest) * drawn)


def resume(ledger: Ledger, campaign: str, box: Mailbox, *, by: str, reason: str) -> None:
    """Record that a person looked at what stopped a mailbox, and lets it go on. What came before counts no more."""
    evidence = canonical_json({"came back": box.bounced.words, "marked as spam": box.complained.words})
    with ledger.recording(by, "mailbox.resume", box.address) as recording:
        recording.add_one(t.course, {
            "campaign": campaign, "about": "mailbox", "subject": box.address, "verdict": "resume", "by": by,
            "reason": reason, "evidence": evidence, "at": iso(box.now), "simulated": False,
        })  # fmt: skip

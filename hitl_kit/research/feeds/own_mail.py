"""OwnMail: who has answered us before, and whom we wrote to lately, in any campaign of this workspace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from hitl_kit.domain.accounts import Account
from hitl_kit.ledger import Ledger, tables

from ..contacts import PRIVATE_MAILBOXES
from ..sources import Reading
from .crm_notes import RELATIONSHIP
from .found import Found, bare_domain, document, stated

RECENT_DAYS = 90
"""A mail of another campaign keeps an account for a person for so many days; an answer does for ever."""


@dataclass(frozen=True, slots=True)
class _Thread:
    """The mail, and what came of it; `known` is the moment at which we knew."""

    package: str
    campaign: str
    mailed: str
    known: str
    came: str

    @property
    def weight(self) -> tuple[int, str]:
        """Which of two is told: what says more about a relationship, then the later."""
        return -("answered", "objected to", "was sent", "approved").index(self.came), self.known

    @property
    def words(self) -> str:
        """What came of it, as it is said of the account."""
        if self.came == "approved":
            return f"is to be sent a mail approved on {self.mailed} in campaign {self.campaign}"
        return f"{self.came} our mail of {self.mailed} in campaign {self.campaign}"


class OwnMail:
    """Tells of a relationship where an account, or somebody with an address at its domain, answered or objected to a
    mail of any campaign, or was written to from another campaign within RECENT_DAYS before `as_of`.

    The evidence is a sentence of our own (class "crm") that names no person. The ledger is read once, at the first
    question: what is kept is a line for each account that was answered by or lately written to.
    """

    name = "own mail"
    unavailable = ""
    problems: tuple[str, ...] = ()

    def __init__(self, ledger: Ledger, campaign: str, as_of: date, *, simulated: bool = False) -> None:
        self._ledger = ledger
        self._campaign = campaign
        self._since = (as_of - timedelta(days=RECENT_DAYS)).isoformat()
        self._simulated = simulated
        self._lock = threading.Lock()
        self._threads: dict[str, _Thread] | None = None

    def read(self, account: Account) -> Reading:
        """What our own mail tells of an account: found, or not found."""
        with self._lock:
            if self._threads is None:
                self._threads = self._read()
        found = Found()
        told = [self._threads.get(key) for key in (account.key.casefold(), bare_domain(account.domain))]
        for thread in dict.fromkeys(thread for thread in told if thread):
            told_of = " ".join(account.name.split())
            source, text = document(
                f"ledger:package/{thread.package}", "our own ledger", f"{told_of} {thread.words}",
                datetime.fromisoformat(thread.known), "crm",
            )  # fmt: skip
            found.add(source, text, [stated(source, RELATIONSHIP, text, source.retrieved_at.date())])
        return found.reading()

    def _read(self) -> dict[str, _Thread]:
        """By account key and by domain: the latest answer, else the latest objection, else the latest mail."""
        known: dict[str, _Thread] = {}
        for key, email, thread in self._rows():
            host = email.rpartition("@")[2].casefold()
            for name in {key.casefold(), "" if host in PRIVATE_MAILBOXES else host} - {""}:
                before = known.get(name)
                if before is None or thread.weight > before.weight:
                    known[name] = thread
        return known

    def _rows(self) -> Iterator[tuple[str, str, _Thread]]:
        p, s, d, h = tables.package, tables.standing, tables.decision, tables.handoff
        taken = sa.select(h.c.package_id, sa.func.min(h.c.at).label("at")).group_by(h.c.package_id).subquery()
        mailed = sa.func.coalesce(s.c.sent_at, d.c.at)
        answered = sa.func.coalesce(s.c.answered_at, taken.c.at)
        lately = sa.and_(
            s.c.campaign != self._campaign,
            s.c.bounced_at.is_(None),
            sa.or_(s.c.sent_at.is_not(None), s.c.status.in_(["approved", "edited"])),
            mailed >= self._since,
        )
        select = (
            sa.select(
                p.c.id, p.c.campaign, p.c.account_key, p.c.email, mailed.label("mailed"), answered.label("answered"),
                s.c.objected_at, s.c.sent_at,
            )
            .select_from(s)
            .join(p, p.c.id == s.c.package_id)
            .outerjoin(d, d.c.id == s.c.decision_id)
            .outerjoin(taken, taken.c.package_id == s.c.package_id)
            .where(s.c.simulated == self._simulated)
            .where(sa.or_(answered.is_not(None), s.c.objected_at.is_not(None), lately))
        )  # fmt: skip
        for row in self._ledger.stream(select):
            moments = {
                "answered": row["answered"], "objected to": row["objected_at"], "was sent": row["sent_at"],
                "approved": row["mailed"],
            }  # fmt: skip
            came, known = next((came, str(at)) for came, at in moments.items() if at)
            mailed_on = str(row["mailed"] or known)[:10]
            yield row["account_key"], row["email"], _Thread(row["id"], row["campaign"], mailed_on, known, came)

"""ReviewSession: one reviewer's morning. Claims, verdicts, undo and time, each durable before it returns."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.decisions import Decision, Verdict
from hitl_kit.domain.drafts import Finding, mail_sha256
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.domain.policy import Review
from hitl_kit.ledger import Ledger, content_of
from hitl_kit.ledger import tables as t

from . import queue, rules, writing
from .item import Progress, QueueRow, ReviewItem, decision_of, queue_row

Recheck = Callable[[Package, str, str], tuple[Finding, ...]]
"""The checks on an edited mail: package, subject, body → findings."""

_KEPT = 200
"""How many packages a session keeps in memory."""


class ReviewSession:
    """One reviewer on one campaign: take packages, decide on them, take a verdict back.

    Safe to call from several threads. A verdict that returned is in the ledger; one that raised is not.
    """

    def __init__(
        self,
        ledger: Ledger,
        campaign: str,
        reviewer: str,
        *,
        review: Review = Review(),  # noqa: B008 frozen
        recheck: Recheck | None = None,
        clock: Callable[[], datetime] = utc_now,
        simulated: bool = False,
        lead: bool = False,
    ) -> None:
        if not reviewer.strip():
            raise InputError("a review needs the reviewer's name", mend='pass reviewer="Your Name"')
        self.ledger = ledger
        self.campaign = campaign
        self.reviewer = reviewer.strip()
        self.review = review
        self.simulated = simulated
        self.lead = lead
        """Whether this reviewer has the third word where two differ."""
        self._recheck = recheck
        self._clock = clock
        self._started = clock()
        self._lock = threading.Lock()
        self._opened: dict[str, datetime] = {}
        self._skipped: dict[str, None] = {}
        self._packages: dict[str, Package] = {}

    # What is there to review

    def claim(self, n: int | None = None) -> list[str]:
        """Hold up to n packages (default: the policy's queue size) and return their ids in the order of the queue.

        Packages that this reviewer holds already are kept, counted and, past half of their lease, renewed.
        """
        wanted = self.review.queue_size if n is None else n
        with self.ledger.recording(self.reviewer, "review.claim", self.campaign) as recording:
            now = self._clock()
            mine = recording.rows(*queue.mine(self.campaign, self.reviewer, now))
            half = iso(now + self._lease / 2)
            renewed = [row["id"] for row in mine if row["claimed_until"] < half]
            more = max(wanted - len(mine), 0)
            new = recording.rows(*queue.free(self.campaign, self.reviewer, now, more)) if more else []
            writing.lease(recording, self.reviewer, renewed + [row["id"] for row in new], now, self._lease)
        return [row["id"] for row in sorted([*mine, *new], key=queue.priority)]

    def renew(self) -> list[str]:
        """Hold on to what this reviewer holds, take nothing more, and return the ids."""
        return self.claim(0)

    def next(self) -> ReviewItem | None:
        """Open the first claimed package that is undecided, claiming more when none is left; None when nothing waits.

        Skipped packages come last. The package's time starts now.
        """
        mine = self._claimed() or self.claim()
        if not mine:
            return None
        with self._lock:
            fresh = [i for i in mine if i not in self._skipped]
            chosen = fresh[0] if fresh else next(i for i in self._skipped if i in mine)
        return self.open(chosen)

    def skip(self, package_id: str) -> None:
        """Leave a package for later: `next` offers it again after the others."""
        self._row(package_id)
        with self._lock:
            self._skipped.pop(package_id, None)
            self._skipped[package_id] = None
            self._opened.pop(package_id, None)

    def open(self, package_id: str) -> ReviewItem:
        """A package as it stands now, whoever holds it; its time starts now."""
        item = self.look(package_id)
        with self._lock:
            self._opened[package_id] = self._clock()
        return item

    def look(self, package_id: str) -> ReviewItem:
        """A package as it stands now, without starting its time."""
        row = self._row(package_id)
        package = self._package(package_id, row)
        decision = None
        if row["decision_id"] is not None:
            d = t.decision
            decision = decision_of(self.ledger.rows(sa.select(d).where(d.c.id == row["decision_id"]))[0])
        if decision is not None and decision.verdict == "edit":
            subject, body = decision.subject, decision.body
            findings = self._findings(package, subject, body)
        else:
            subject = package.draft.subject if package.draft else ""
            body = package.draft.body if package.draft else ""
            findings = package.findings
        until = row["claimed_until"]
        return ReviewItem(
            package, row["status"], decision, subject, body, findings, row["claimed_by"] or "",
            datetime.fromisoformat(until) if until else None,
        )  # fmt: skip

    def check(self, package_id: str, subject: str, body: str) -> tuple[Finding, ...]:
        """What the checks say about an edited mail before it is saved; InputError if it could not be saved."""
        package = self._package(package_id)
        draft = rules.draft(package)
        if (subject.strip(), body.replace("\r\n", "\n").strip()) == (draft.subject, draft.body):
            return package.findings
        return self._findings(package, *rules.mail(subject, body, draft))

    # Verdicts

    def approve(
        self, package_id: str, *, note: str = "", seconds: float | None = None, uid: str | None = None
    ) -> Decision:
        """Let the draft go as it stands."""

        def content(package: Package) -> dict[str, Any]:
            rules.approvable(package, package.findings)
            return {"content_sha256": rules.draft(package).sha256}

        return self._decide(package_id, "approve", content, note=note, seconds=seconds, uid=uid)

    def edit(
        self,
        package_id: str,
        subject: str,
        body: str,
        *,
        note: str = "",
        seconds: float | None = None,
        uid: str | None = None,
    ) -> Decision:
        """Let the mail go as the reviewer changed it. What the checks have to say about it does not stop it: `look`
        shows it, and the event names the checks."""
        package = self._package(package_id)
        subject, body = rules.mail(subject, body, rules.draft(package))
        checks = sorted({f.check for f in self._findings(package, subject, body)})
        content = {"subject": subject, "body": body, "content_sha256": mail_sha256(subject, body)}
        return self._decide(package_id, "edit", lambda _: content, note=note, seconds=seconds, uid=uid, checks=checks)

    def reject(
        self, package_id: str, reason: str, note: str = "", *, seconds: float | None = None, uid: str | None = None
    ) -> Decision:
        """Do not send it, for a reason out of `domain.decisions.REASONS`."""
        code = rules.reason(reason, rules.note(note))
        return self._decide(
            package_id, "reject", lambda p: {"reason": code, "content_sha256": rules.draft(p).sha256},
            note=note, seconds=seconds, uid=uid,
        )  # fmt: skip

    def hold(
        self, package_id: str, note: str = "", *, seconds: float | None = None, uid: str | None = None
    ) -> Decision:
        """Set it aside until something is settled. Undo puts it back into the queue."""
        return self._decide(
            package_id, "hold", lambda p: {"content_sha256": rules.draft(p).sha256},
            note=note, seconds=seconds, uid=uid,
        )  # fmt: skip

    def undo(
        self, decision_id: int | None = None, *, package_id: str | None = None, uid: str | None = None
    ) -> Decision:
        """Take a verdict back: that one, the one on that package, or by default this reviewer's latest that stands. The
        package waits for them again."""
        with self.ledger.recording(self.reviewer, "review.undo", self.campaign) as recording:
            if (before := writing.repeated(recording, uid, package_id, "undo")) is not None:
                return before
            row = writing.to_undo(recording, self.campaign, self.reviewer, decision_id, package_id)
            now = self._clock()
            recording.note(package=row["package_id"], undoes=row["id"])
            decision = writing.verdict(
                recording, self.reviewer, row["package_id"], "undo", now, version=row["versions"] + 1, uid=uid,
                simulated=bool(row["simulated"] or self.simulated), undoes=row["id"],
            )  # fmt: skip
            writing.lease(recording, self.reviewer, [row["package_id"]], now, self._lease)
        with self._lock:
            self._opened[row["package_id"]] = now
        return decision

    # How far it has come

    def progress(self) -> Progress:
        """How far this reviewer has come in this campaign, and what waits overall."""
        now = self._clock()
        today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        mine = self._decided(min(today, self._started))
        status = self.ledger.rows(*queue.counts(self.campaign, self.reviewer, now))[0]
        times = [row["seconds"] for row in mine]
        verdicts = [row["verdict"] for row in mine]
        return Progress(
            reviewed_session=sum(row["decided_at"] >= iso(self._started) for row in mine),
            reviewed_today=sum(row["decided_at"] >= iso(today) for row in mine),
            left=int(status["mine"] or 0),
            waiting=int(status["waiting"] or 0),
            held=int(status["held"] or 0),
            median_seconds=float(median(times)) if times else None,
            by_verdict={v: verdicts.count(v) for v in dict.fromkeys(verdicts)},
        )

    def history(self, package_id: str) -> list[Decision]:
        """Every verdict on a package, oldest first, undo rows included.

        While a package that was drawn for two reviewers waits for the second, each sees their own alone.
        """
        blind = self._row(package_id)["status"] == "waiting" and self._package(package_id).route.reviewers > 1
        d = t.decision
        select = sa.select(d).where(d.c.package_id == package_id).order_by(d.c.version)
        found = [decision_of(row) for row in self.ledger.rows(select)]
        return [x for x in found if x.reviewer == self.reviewer] if blind else found

    def queue(self) -> list[QueueRow]:
        """The morning's queue: what this reviewer decided today, holds, and would be given next. Claims nothing."""
        now = self._clock()
        today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        done = self._decided(min(today, self._started))
        differing = self.ledger.rows(*queue.differing(self.campaign, now)) if self.lead else []
        mine = self.ledger.rows(*queue.mine(self.campaign, self.reviewer, now))
        more = max(self.review.queue_size - len(mine), 0)
        free = self.ledger.rows(*queue.free(self.campaign, self.reviewer, now, more)) if more else []
        return [queue_row(row) for row in [*done, *differing, *sorted([*mine, *free], key=queue.priority)]]

    def row(self, package_id: str) -> QueueRow:
        """One line of the queue as it stands now."""
        return queue_row(self._row(package_id))

    def table(self) -> pd.DataFrame:
        """The morning's queue with its verdicts, as a table: one row a package."""
        columns = list(QueueRow.__dataclass_fields__)
        return pd.DataFrame([[getattr(r, c) for c in columns] for r in self.queue()], columns=columns)

    def summary(self) -> pd.DataFrame:
        """This session's standing verdicts by verdict and reason: how many, and the median of their seconds."""
        rows = self._decided(self._started)
        frame = pd.DataFrame(
            [[row["verdict"], row["reason"], row["seconds"]] for row in rows], columns=["verdict", "reason", "seconds"]
        )
        grouped = frame.groupby(["verdict", "reason"], sort=False)["seconds"].agg(["count", "median"]).reset_index()
        return grouped.rename(columns={"median": "median_seconds"}).sort_values("count", ascending=False, kind="stable")

    # Within

    @property
    def _lease(self) -> timedelta:
        return timedelta(minutes=self.review.lease_minutes)

    def _claimed(self) -> list[str]:
        rows = self.ledger.rows(*queue.mine(self.campaign, self.reviewer, self._clock()))
        return [row["id"] for row in rows]

    def _decided(self, since: datetime) -> list[sa.RowMapping]:
        return self.ledger.rows(*queue.decided(self.campaign, self.reviewer, since, self._clock()))

    def _row(self, package_id: str) -> sa.RowMapping:
        rows = self.ledger.rows(*queue.one(self.campaign, package_id, self._clock()))
        if not rows:
            raise self._unknown(package_id)
        return rows[0]

    def _unknown(self, package_id: str) -> InputError:
        return InputError(f"there is no package {package_id} in {self.campaign}")

    def _package(self, package_id: str, row: sa.RowMapping | None = None) -> Package:
        """The package as it was made, which never changes; the last few are kept."""
        with self._lock:
            found = self._packages.get(package_id)
        if found is None:
            found = Package.model_validate(content_of(row or self._row(package_id)))
            with self._lock:
                self._packages[package_id] = found
                if len(self._packages) > _KEPT:
                    del self._packages[next(iter(self._packages))]
        return found

    def _findings(self, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
        return self._recheck(package, subject, body) if self._recheck else ()

    def _decide(
        self,
        package_id: str,
        verdict: Verdict,
        content: Callable[[Package], dict[str, Any]],
        *,
        note: str,
        seconds: float | None,
        uid: str | None,
        checks: list[str] | None = None,
    ) -> Decision:
        """Write one verdict; `content` says what it binds to, or why it cannot be."""
        note = rules.note(note)
        given = None if seconds is None else rules.seconds(seconds)
        package = self._package(package_id)
        bound = content(package)
        with self.ledger.recording(self.reviewer, f"review.{verdict}", package_id) as recording:
            now = self._clock()
            state = recording.first(*queue.state(self.campaign, package_id, self.reviewer, now))
            if state is None:
                raise self._unknown(package_id)
            if (before := writing.repeated(recording, uid, package_id, verdict)) is not None:
                return before
            if package.draft and state["draft_sha256"] != package.draft.sha256:
                with self._lock:
                    del self._packages[package_id]
                raise Conflict(f"the draft for {package.account.name} was taken out since", mend="open it again")
            writing.may_decide(state, package.account.name, self.reviewer, lead=self.lead)
            recording.note(campaign=self.campaign, **({"checks": checks} if checks else {}))
            decision = writing.verdict(
                recording, self.reviewer, package_id, verdict, now, version=state["versions"] + 1, uid=uid, note=note,
                seconds=self._elapsed(package_id, now) if given is None else given,
                simulated=package.simulated or self.simulated, **bound,
            )  # fmt: skip
        with self._lock:
            self._opened.pop(package_id, None)
            self._skipped.pop(package_id, None)
        return decision

    def _elapsed(self, package_id: str, now: datetime) -> float:
        with self._lock:
            opened = self._opened.get(package_id)
        return rules.seconds(max((now - opened).total_seconds(), 0)) if opened else 0.0

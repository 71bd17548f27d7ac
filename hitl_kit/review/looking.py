"""Looking: what a review session shows without changing anything. The queue, a package, progress, history."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from statistics import median

import pandas as pd
import sqlalchemy as sa

from hitl_kit.domain.base import iso, utc_now
from hitl_kit.domain.decisions import Decision
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.packages import Package
from hitl_kit.domain.policy import Review
from hitl_kit.ledger import Ledger, content_of
from hitl_kit.ledger import tables as t

from . import earlier, queue, revealing, rules, versions
from .item import Progress, QueueRow, ReviewItem, decision_of, queue_row
from .summary import Summary, summarise

Recheck = Callable[[Package, str, str], tuple[Finding, ...]]
"""The checks on an edited mail: package, subject, body → findings."""
Rewrite = Callable[[Package, str, frozenset[str]], Draft | Abstention]
"""One more draft: the package with the version shown, what is asked for, the SHA-256 of each version so far."""
Judge = Callable[[Package], tuple[Finding, ...]]
"""The checks on a package's draft."""
Plan = Callable[[Package], tuple[str, ...]]
"""What happens when the package is approved, a line each."""

_KEPT = 200
"""How many packages a session keeps in memory."""
_PAGE = 500


class Looking:
    """One reviewer's view of one campaign. Safe to use from several threads.

    `recheck`, `rewrite`, `judge` and `plan` are other stages' work, handed in by the campaign.
    """

    def __init__(
        self,
        ledger: Ledger,
        campaign: str,
        reviewer: str,
        *,
        review: Review = Review(),  # noqa: B008 frozen
        recheck: Recheck | None = None,
        rewrite: Rewrite | None = None,
        judge: Judge | None = None,
        plan: Plan | None = None,
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
        self._recheck, self._rewrite, self._judge, self._plan = recheck, rewrite, judge, plan
        self._clock = clock
        self._started = clock()
        self._lock = threading.Lock()
        self._opened: dict[str, datetime] = {}
        self._skipped: dict[str, None] = {}
        self._packages: dict[str, Package] = {}
        self._edited: dict[int, tuple[Finding, ...]] = {}

    # One package

    def look(self, package_id: str) -> ReviewItem:
        """A package as it stands now, without starting its time. Its draft is the version that was decided on, else the
        newest."""
        row = self._row(package_id)
        known = self._versions(package_id, row)
        decision = None
        if row["decision_id"] is not None:
            d = t.decision
            decision = decision_of(self.ledger.rows(sa.select(d).where(d.c.id == row["decision_id"]))[0])
        bound = decision.content_sha256 if decision and decision.verdict != "edit" else ""
        bound = bound if any(v.draft.sha256 == bound for v in known) else ""
        package = versions.shown(self._package(package_id, row), known, bound)
        if row["rerouted"]:
            package = package.model_copy(update={"route": package.route.model_copy(update={"reason": row["rerouted"]})})
        if decision is not None and decision.verdict == "edit":
            subject, body = decision.subject, decision.body
            findings = self._findings_of_edit(decision.id, package, subject, body)
        else:
            subject = package.draft.subject if package.draft else ""
            body = package.draft.body if package.draft else ""
            findings = package.findings
        if row["status"] == "revealed":
            findings = (*revealing.finding(self.revealed(package_id)), *findings)
        until = row["claimed_until"]
        return ReviewItem(
            package, row["status"], decision, subject, body, findings, row["claimed_by"] or "",
            datetime.fromisoformat(until) if until else None, tuple(known),
            earlier.sent_at(self.ledger, package_id) if decision else "",
        )  # fmt: skip

    def check(self, package_id: str, subject: str, body: str, *, sha256: str = "") -> tuple[Finding, ...]:
        """What the checks say about an edited mail before it is saved; InputError if it could not be saved. `sha256`
        names the version that was edited, by default the newest."""
        package = self._shown(package_id, sha256)
        draft = rules.draft(package)
        if (subject.strip(), body.replace("\r\n", "\n").strip()) == (draft.subject, draft.body):
            return package.findings
        return self._findings(package, *rules.mail(subject, body, draft))

    def history(self, package_id: str) -> list[Decision]:
        """Every verdict on a package, oldest first, undo rows included.

        While a package that was drawn for two reviewers waits for the second, each sees their own alone.
        """
        blind = self._row(package_id)["status"] == "waiting" and self._package(package_id).route.reviewers > 1
        d = t.decision
        select = sa.select(d).where(d.c.package_id == package_id).order_by(d.c.version)
        found = [decision_of(row) for row in self.ledger.rows(select)]
        return [x for x in found if x.reviewer == self.reviewer] if blind else found

    def earlier(self, package_id: str) -> list[earlier.Earlier]:
        """What any campaign has had to do with the package's contact, the newest first."""
        return earlier.earlier(self.ledger, self._package(package_id))

    def revealed(self, package_id: str) -> str:
        """What a reviewer is told after the verdict on a draft that was planted to measure attention; else ''."""
        return revealing.revealed(self.ledger, package_id)

    def plan(self, package_id: str) -> tuple[str, ...]:
        """What happens when the package is approved, a line each; nothing where it is not known."""
        return self._plan(self._shown(package_id)) if self._plan else ()

    @property
    def can_rewrite(self) -> bool:
        """Whether there is a drafter to ask for another version."""
        return self._rewrite is not None

    # The queue

    def queue(self) -> list[QueueRow]:
        """The morning's queue: what this reviewer decided today, holds, and would be given next. Claims nothing."""
        now = self._clock()
        done = self.ledger.rows(*queue.decided(self.campaign, self.reviewer, self._today(now), now))
        differing = self.ledger.rows(*queue.differing(self.campaign, now)) if self.lead else []
        mine = self.ledger.rows(*queue.mine(self.campaign, self.reviewer, now))
        more = max(self.review.queue_size - len(mine), 0)
        free = self.ledger.rows(*queue.free(self.campaign, self.reviewer, now, more)) if more else []
        return self._lines([*done, *differing, *sorted([*mine, *free], key=queue.priority)])

    def everything(self, after: str = "") -> list[QueueRow]:
        """Every package of the campaign, whatever its status: a page of some hundred lines after that package (at first
        ""), in the order of the queue; none after the last."""
        last = self._row(after) if after else None
        return self._lines(self.ledger.rows(*queue.every(self.campaign, last, _PAGE, self._clock())), deep=False)

    def row(self, package_id: str) -> QueueRow:
        """One line of the queue as it stands now."""
        return self._lines([self._row(package_id)])[0]

    def rows(self, package_ids: Sequence[str]) -> list[QueueRow]:
        """These lines of the queue as they stand now, in the order of the queue."""
        found: list[sa.RowMapping] = []
        for start in range(0, len(package_ids), _PAGE):
            part = package_ids[start : start + _PAGE]
            found += self.ledger.rows(*queue.several(self.campaign, part, self.reviewer, self._clock()))
        return self._lines(found)

    def table(self) -> pd.DataFrame:
        """The morning's queue with its verdicts, as a table: one row a package."""
        columns = list(QueueRow.__dataclass_fields__)
        return pd.DataFrame([[getattr(r, c) for c in columns] for r in self.queue()], columns=columns)

    # How far it has come

    def progress(self) -> Progress:
        """How far this reviewer has come in this campaign, and what waits overall."""
        now = self._clock()
        today = self._midnight(now)
        mine = self.ledger.rows(*queue.given(self.campaign, self.reviewer, self._today(now)))
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

    def summary(self) -> pd.DataFrame:
        """This session's standing verdicts by verdict and reason: how many, and the median of their seconds."""
        rows = self.ledger.rows(*queue.given(self.campaign, self.reviewer, self._started))
        frame = pd.DataFrame(
            [[row["verdict"], row["reason"], row["seconds"]] for row in rows], columns=["verdict", "reason", "seconds"]
        )
        grouped = frame.groupby(["verdict", "reason"], sort=False)["seconds"].agg(["count", "median"]).reset_index()
        return grouped.rename(columns={"median": "median_seconds"}).sort_values("count", ascending=False, kind="stable")

    def sum_up(self) -> Summary:
        """What this session came to: verdicts, reasons, time, and what they say about the drafts."""
        real = (row for row in self._decided(self._started) if row["status"] != "revealed")
        return summarise(map(self._told, real))

    # Within

    def _told(self, row: sa.RowMapping) -> dict[str, object]:
        draft = self._package(row["id"], row).draft
        before = {"subject": draft.subject if draft else "", "body": draft.body if draft else ""}
        return {**row, **before}

    def _midnight(self, now: datetime) -> datetime:
        return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)

    def _today(self, now: datetime) -> datetime:
        return min(self._midnight(now), self._started)

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

    def _versions(self, package_id: str, row: sa.RowMapping | None = None) -> list[versions.Version]:
        return versions.of(self._package(package_id, row), self.ledger.rows(versions.further([package_id])))

    def _shown(self, package_id: str, sha256: str = "") -> Package:
        """The package with that version of its draft, by default the newest."""
        return versions.shown(self._package(package_id), self._versions(package_id), sha256)

    def _findings(self, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
        return self._recheck(package, subject, body) if self._recheck else ()

    def _findings_of_edit(self, decision_id: int, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
        if decision_id not in self._edited:
            self._edited[decision_id] = self._findings(package, subject, body)
        return self._edited[decision_id]

    def _lines(self, rows: Sequence[sa.RowMapping], *, deep: bool = True) -> list[QueueRow]:
        """Rows as lines whose findings are about the text as it stands now. `deep` checks an edit that this session has
        not seen; without it such a line counts none."""
        standing = dict(self._standing_findings(rows, deep=deep))
        return [queue_row(row, standing.get(row["id"])) for row in rows]

    def _standing_findings(
        self, rows: Sequence[sa.RowMapping], *, deep: bool
    ) -> Iterator[tuple[str, tuple[Finding, ...]]]:
        ids = [row["id"] for row in rows]
        further: dict[str, list[sa.RowMapping]] = {}
        for start in range(0, len(ids), _PAGE):
            for found in self.ledger.rows(versions.further(ids[start : start + _PAGE])):
                further.setdefault(found["package_id"], []).append(found)
        for row in rows:
            if row["verdict"] == "edit":
                number = row["decision_id"]
                yield row["id"], self._edited.get(number, ()) if not deep else self.look(row["id"]).findings
            elif row["id"] in further:
                package = self._package(row["id"], row)
                yield row["id"], versions.shown(package, versions.of(package, further[row["id"]])).findings

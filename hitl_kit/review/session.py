"""ReviewSession: one reviewer's morning. Claims, verdicts, undo and time, each durable before it returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from hitl_kit.domain.base import iso
from hitl_kit.domain.decisions import Decision, Verdict
from hitl_kit.domain.drafts import Abstention, mail_sha256
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import tables as t

from . import bulk, queue, rules, versions, writing
from .item import ReviewItem
from .looking import Looking


class ReviewSession(Looking):
    """One reviewer on one campaign: take packages, decide on them, take a verdict back.

    Safe to call from several threads. A verdict that returned is in the ledger; one that raised is not. `sha256` names
    the version of the draft that a verdict is about, by default the newest.
    """

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

    # Verdicts

    def approve(
        self, package_id: str, *, sha256: str = "", note: str = "", seconds: float | None = None, uid: str | None = None
    ) -> Decision:
        """Let the draft go as it stands."""

        def content(package: Package) -> dict[str, Any]:
            rules.approvable(package, package.findings)
            return {"content_sha256": rules.draft(package).sha256}

        return self._decide(package_id, "approve", content, sha256=sha256, note=note, seconds=seconds, uid=uid)

    def edit(
        self,
        package_id: str,
        subject: str,
        body: str,
        *,
        sha256: str = "",
        note: str = "",
        seconds: float | None = None,
        uid: str | None = None,
    ) -> Decision:
        """Let the mail go as the reviewer changed it. What the checks have to say about it does not stop it: `look`
        shows it, and the event names the checks."""
        package = self._shown(package_id, sha256)
        draft = rules.draft(package)
        subject, body = rules.mail(subject, body, draft)
        found = self._findings(package, subject, body)
        bound = mail_sha256(subject, body, draft.follow_ups)
        content = {"subject": subject, "body": body, "content_sha256": bound}
        decision = self._decide(
            package_id, "edit", lambda _: content, sha256=sha256, note=note, seconds=seconds, uid=uid,
            checks=sorted({f.check for f in found}),
        )  # fmt: skip
        self._edited[decision.id] = found
        return decision

    def reject(
        self,
        package_id: str,
        reason: str,
        note: str = "",
        *,
        sha256: str = "",
        seconds: float | None = None,
        uid: str | None = None,
    ) -> Decision:
        """Do not send it, for a reason out of `domain.decisions.REASONS`."""
        code = rules.reason(reason, rules.note(note))
        return self._decide(
            package_id, "reject", lambda p: {"reason": code, "content_sha256": rules.draft(p).sha256},
            sha256=sha256, note=note, seconds=seconds, uid=uid,
        )  # fmt: skip

    def hold(
        self,
        package_id: str,
        note: str = "",
        *,
        sha256: str = "",
        seconds: float | None = None,
        uid: str | None = None,
    ) -> Decision:
        """Set it aside until something is settled. Undo puts it back into the queue."""
        return self._decide(
            package_id, "hold", lambda p: {"content_sha256": rules.draft(p).sha256},
            sha256=sha256, note=note, seconds=seconds, uid=uid,
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

    # Several at once

    def alike(self, package_id: str, same: queue.Same) -> list[str]:
        """What else waits for the same account, or with the same angle: ids in the order of the queue."""
        return [row["id"] for row in self.ledger.rows(*queue.alike(self.campaign, package_id, same))]

    def cover(self, package_ids: Sequence[str], verdict: bulk.BulkVerdict) -> bulk.Cover:
        """What one verdict on all of these would cover, and what it leaves out: the high-value tier, drafts that must
        change first, and what others hold or have decided."""
        return bulk.cover(self.ledger.rows, self.campaign, package_ids, verdict, self.reviewer, self._clock())

    def decide_all(
        self,
        items: Sequence[tuple[str, str]],
        verdict: bulk.BulkVerdict,
        *,
        reason: str = "",
        note: str = "",
        seconds: float = 0.0,
        uid: str,
    ) -> list[Decision]:
        """The same verdict on several packages, all or none: (id, SHA-256 of its version) as `cover` gave them.

        `seconds` is the time that all of them took. Conflict where one of them no longer can be covered.
        """
        if not items:
            raise InputError("no package is selected")
        note, code = rules.note(note), rules.reason(reason, rules.note(note)) if verdict == "reject" else ""
        each = rules.seconds(seconds / max(len(items), 1))
        with self.ledger.recording(self.reviewer, "review.bulk", self.campaign) as recording:
            before = [writing.repeated(recording, f"{uid}:{i}", i, verdict) for i, _ in items]
            if any(before):
                return [decision for decision in before if decision is not None]
            now = self._clock()
            found = bulk.write(
                recording, self.campaign, items, verdict, self.reviewer, now, uid=uid, simulated=self.simulated,
                seconds=each, note=note, reason=code,
            )  # fmt: skip
            if verdict == "undo":
                writing.lease(recording, self.reviewer, [i for i, _ in items], now, self._lease)
            recording.note(verdict=verdict, packages=len(found))
        return found

    # Another version

    def rewrite(self, package_id: str, instruction: str) -> versions.Version | Abstention:
        """One more version of the draft by the same drafter, as the reviewer asks for it; or why there is none.

        It becomes what a verdict is about by default. Nothing is decided by it.
        """
        asked = rules.instruction(instruction)
        if self._rewrite is None or self._judge is None:
            raise InputError("no drafter is at hand for another version", mend="edit the draft, or reject it")
        package = self._may_rewrite(package_id)
        known = self._versions(package_id)
        made = self._rewrite(versions.shown(package, known), asked, frozenset(v.draft.sha256 for v in known))
        if not isinstance(made, Abstention) and any(v.draft.sha256 == made.sha256 for v in known):
            made = Abstention(reason="the drafter wrote the same words again")
        findings = () if isinstance(made, Abstention) else self._judge(package.model_copy(update={"draft": made}))
        with self.ledger.recording(self.reviewer, "review.rewrite", package_id) as recording:
            self._may_rewrite(package_id)
            recording.note(campaign=self.campaign, written=not isinstance(made, Abstention))
            if isinstance(made, Abstention):
                return made
            further = recording.rows(versions.further([package_id]))
            number = 1 + max((row["number"] for row in further), default=1)
            version = versions.Version(number, made, findings, asked, self.reviewer, iso(self._clock()))
            recording.add_one(t.revision, versions.row(package, version))
        return version

    def _may_rewrite(self, package_id: str) -> Package:
        """The package, if this reviewer may ask for another version of its draft now."""
        package = self._package(package_id)
        rules.draft(package)
        state = self.ledger.rows(*queue.state(self.campaign, package_id, self.reviewer, self._clock()))[0]
        writing.may_decide(state, package.account.name, self.reviewer, lead=self.lead)
        if package.route.reviewers > 1:
            raise Conflict(
                f"{package.account.name} was drawn for two reviewers: both judge the same draft",
                mend="edit it, or reject it with a note",
            )
        return package

    # Within

    @property
    def _lease(self) -> timedelta:
        return timedelta(minutes=self.review.lease_minutes)

    def _claimed(self) -> list[str]:
        rows = self.ledger.rows(*queue.mine(self.campaign, self.reviewer, self._clock()))
        return [row["id"] for row in rows]

    def _decide(
        self,
        package_id: str,
        verdict: Verdict,
        content: Callable[[Package], dict[str, Any]],
        *,
        sha256: str,
        note: str,
        seconds: float | None,
        uid: str | None,
        checks: list[str] | None = None,
    ) -> Decision:
        """Write one verdict; `content` says what it binds to, or why it cannot be."""
        note = rules.note(note)
        given = None if seconds is None else rules.seconds(seconds)
        package = self._package(package_id)
        bound = content(self._shown(package_id, sha256))
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
            writing.may_give(recording, self.campaign, state, package, verdict, self.reviewer, lead=self.lead)
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

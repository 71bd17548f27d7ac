"""Verdicts that nobody gave in a session, recorded in one go: those of simulated reviewers on simulated packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hitl_kit.domain.drafts import mail_sha256
from hitl_kit.domain.errors import Conflict, InputError
from hitl_kit.domain.packages import Package
from hitl_kit.ledger import Ledger, Recording

from . import queue, rules, writing


@dataclass(frozen=True)
class Given:
    """One verdict on a package. An edit has the subject and the body as they were changed, a reject its reason."""

    package: Package
    verdict: Literal["approve", "edit", "reject"]
    reviewer: str
    at: datetime
    seconds: float
    reason: str = ""
    subject: str = ""
    body: str = ""


def record_verdicts(ledger: Ledger, campaign: str, verdicts: Iterable[Given], *, actor: str) -> int:
    """Record verdicts of simulated reviewers in one transaction, by the rules of a review session; returns how many.

    InputError where a package is not simulated or the verdict is none that it can have, Conflict where it is decided
    already or another reviewer holds it: then nothing is recorded.
    """
    count = 0
    with ledger.recording(actor, "review.record", campaign) as recording:
        for given in verdicts:
            _record(recording, campaign, given)
            count += 1
    return count


def _record(recording: Recording, campaign: str, given: Given) -> None:
    package, draft, name = given.package, rules.draft(given.package), given.package.account.name
    if not package.simulated:
        raise InputError(f"the package for {name} is not simulated", mend="a person decides on it in a review session")
    state = recording.first(*queue.state(campaign, package.id, given.reviewer, given.at))
    if state is None:
        raise InputError(f"there is no package {package.id} in {campaign}")
    if state["draft_sha256"] != draft.sha256:
        raise Conflict(f"the draft for {name} is another one by now", mend="read it again")
    writing.may_give(recording, campaign, state, package, given.verdict, given.reviewer, lead=False)
    writing.verdict(
        recording, given.reviewer, package.id, given.verdict, given.at, version=state["versions"] + 1, uid=None,
        simulated=True, seconds=rules.seconds(given.seconds), **_bound(given),
    )  # fmt: skip


def _bound(given: Given) -> dict[str, Any]:
    """What the verdict binds to, or why it cannot be."""
    draft = rules.draft(given.package)
    if given.verdict == "edit":
        subject, body = rules.mail(given.subject, given.body, draft)
        return {"subject": subject, "body": body, "content_sha256": mail_sha256(subject, body, draft.follow_ups)}
    if given.verdict == "reject":
        return {"reason": rules.reason(given.reason, ""), "content_sha256": draft.sha256}
    rules.approvable(given.package, given.package.findings)
    return {"content_sha256": draft.sha256}

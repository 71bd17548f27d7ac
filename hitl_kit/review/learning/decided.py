"""What people decided about rules: accepted, declined, un-learned. A row for each; the newest about a rule stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from pydantic import ValidationError

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.errors import Conflict
from hitl_kit.domain.lessons import Candidate, Lesson, LessonVerdict
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t


@dataclass(frozen=True)
class Decided:
    """What a person decided about a rule, the evidence that they saw, and the event that recorded it."""

    lesson: Lesson
    verdict: LessonVerdict
    evidence: str
    shown: str
    """The whole of the evidence, as it was recorded."""
    by: str
    reason: str
    at: str
    event: int


def decided(ledger: Ledger, campaign: str, *, simulated: bool = False) -> list[Decided]:
    """The decision that stands about each rule, oldest first. A rule that an erasure has blanked is none any more."""
    return _standing(ledger.rows(_select(campaign, simulated)))


def accepted(ledger: Ledger, campaign: str, *, simulated: bool = False) -> tuple[Lesson, ...]:
    """The rules that drafts follow now, in the order in which they were accepted."""
    return tuple(d.lesson for d in decided(ledger, campaign, simulated=simulated) if d.verdict == "accept")


def decide(
    ledger: Ledger, campaign: str, candidate: Candidate, verdict: LessonVerdict, *, by: str, reason: str = "",
    simulated: bool = False, at: datetime | None = None,
) -> None:  # fmt: skip
    """Record what a person decided about a proposed rule, with the evidence that they saw."""
    evidence = candidate.model_dump(mode="json", exclude={"lesson"})
    _record(ledger, campaign, candidate.lesson, verdict, canonical_json(evidence), by, reason, simulated, at)


def unlearn(
    ledger: Ledger, campaign: str, rule: Decided, *, by: str, reason: str = "", simulated: bool = False
) -> None:
    """Record that a rule no longer holds."""
    _record(ledger, campaign, rule.lesson, "unlearn", rule.shown, by, reason, simulated, None)


def _record(
    ledger: Ledger, campaign: str, lesson: Lesson, lesson_verdict: LessonVerdict, evidence: str, by: str, reason: str,
    simulated: bool, at: datetime | None,
) -> None:  # fmt: skip
    with ledger.recording(by, f"lesson.{lesson_verdict}", campaign) as recording:
        known = {d.lesson.id: d for d in _standing(recording.rows(_select(campaign, simulated)))}
        stands = lesson.id in known and known[lesson.id].verdict == "accept"
        if stands != (lesson_verdict == "unlearn"):
            how = "in force already" if stands else "not in force"
            raise Conflict(f"the rule '{lesson.rule}' is {how}", mend=f"hitl lessons {campaign} shows which are")
        recording.add_one(t.lesson, {
            "campaign": campaign, "lesson": lesson.id, "verdict": lesson_verdict, "content": canonical_json(lesson),
            "evidence": evidence, "by": by, "reason": reason, "at": iso(at or utc_now()), "simulated": simulated,
        })  # fmt: skip
        recording.note(lesson=lesson.id, rule=lesson.kind, simulated=simulated)


def _select(campaign: str, simulated: bool) -> sa.Select[Any]:
    lesson = t.lesson
    own = lesson.c.campaign == campaign, lesson.c.simulated == simulated
    newest = sa.select(sa.func.max(lesson.c.id)).where(*own).group_by(lesson.c.lesson)
    return sa.select(lesson).where(lesson.c.id.in_(newest)).order_by(lesson.c.id)


def _standing(rows: list[sa.RowMapping]) -> list[Decided]:
    found = []
    for row in rows:
        try:
            lesson = Lesson.model_validate_json(row["content"])
            evidence = orjson.loads(row["evidence"])
            words = f"{evidence['asked']} of {evidence['of']} mails"
        except (ValidationError, ValueError, KeyError):
            continue
        found.append(
            Decided(lesson, row["verdict"], words, row["evidence"], row["by"], row["reason"], row["at"], row["event"])
        )
    return found

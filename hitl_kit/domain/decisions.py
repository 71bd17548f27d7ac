"""Decision: what a person said about a package, and AngleDecision: what a person said about an angle."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from .base import Word

Verdict = Literal["approve", "edit", "reject", "hold", "undo"]
"""approve: send as it is · edit: send as the reviewer changed it · reject: do not send, for a reason
hold: settle something first · undo: the decision before no longer stands."""

REASONS: dict[str, str] = {
    "not_icp": "Wrong company: not our ICP",
    "wrong_person": "Wrong person",
    "weak_evidence": "The evidence is weak or old",
    "wrong_claim": "A claim is wrong or unsupported",
    "poor_fit": "The angle does not fit this account",
    "tone": "Tone or wording",
    "relationship": "We know them already, or timing is bad",
    "other": "Something else (see the note)",
}
"""Why a draft was rejected: code → the words that a reviewer reads, in the order of their digit keys."""


class Decision(Word):
    """One verdict on one package; `seconds` is the time that it was in front of an active reviewer."""

    id: int
    package_id: str
    verdict: Verdict
    reviewer: str
    at: datetime
    reason: str = ""
    note: str = ""
    seconds: float = Field(default=0, ge=0)
    subject: str = ""
    body: str = ""
    content_sha256: str = ""
    undoes: int | None = None


AngleVerdict = Literal["keep", "scale", "watch", "retire"]
"""keep: go on as before · scale: send more of it · watch: send less until there is more evidence
retire: write no more drafts with it."""


class AngleDecision(Word):
    """What a person decided about an angle, and the evidence that stood then."""

    angle_id: str
    verdict: AngleVerdict
    by: str
    reason: str
    evidence: dict[str, Any] = {}
    at: datetime

    @property
    def words(self) -> str:
        """The decision in a sentence."""
        return f"{self.angle_id}: {self.verdict}, decided by {self.by} ({self.reason})"


CourseAbout = Literal["signal", "campaign"]

COURSES: dict[CourseAbout, tuple[str, ...]] = {
    "signal": ("prioritise", "keep", "drop"),
    "campaign": ("scale", "calibrate"),
}
"""What can be decided about a signal (look for it first · as before · no more) and about a campaign (send more · mend
drafts, targeting or lists before sending more)."""


class Course(Word):
    """What a person decided about a signal or about the campaign as a whole."""

    about: CourseAbout
    subject: str
    verdict: str
    by: str
    reason: str
    at: datetime

    @property
    def words(self) -> str:
        """The decision in a sentence."""
        what = f"signal {self.subject}" if self.about == "signal" else f"campaign {self.subject}"
        return f"{what}: {self.verdict}, decided by {self.by} ({self.reason})"

"""What a campaign's verdicts teach: rules that a person accepts, the real ICP, and how the reviewing itself goes."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from hitl_kit import pipeline, review
from hitl_kit.domain.errors import NotAllowed
from hitl_kit.review.learning import Taught

from .deciding import Deciding


class Learning(Deciding):
    """Rules out of edits and rejects. None takes effect before a person accepts it."""

    def taught(self, *, simulated: bool = False) -> Taught:
        """All that the verdicts teach as they stand now; those of the simulation are kept apart."""
        return Taught(self._ledger, self.slug, simulated=simulated)

    def lessons(self, *, simulated: bool = False) -> pd.DataFrame:
        """Every rule with its evidence: those that are proposed, and those that people decided about, with what has
        changed since."""
        return self.taught(simulated=simulated).table()

    def try_lesson(self, lesson: str, *, simulated: bool = False, taught: Taught | None = None) -> pipeline.Trial:
        """What a proposed rule would change in drafts that were written before, and what the checks would say."""
        known = taught or self.taught(simulated=simulated)
        brief = self.brief(sources=(), simulated=simulated)
        accepted = self.accepted_lessons(simulated=simulated)
        return pipeline.try_lesson(self._ledger, brief, accepted, known.candidate(lesson).lesson)

    def accept_lesson(
        self, lesson: str, *, by: str = "", reason: str = "", simulated: bool = False, taught: Taught | None = None,
        at: datetime | None = None,
    ) -> str:  # fmt: skip
        """Put a proposed rule in force: every later draft follows it. NotAllowed where the checks would block what it
        makes of the drafts. Plays whose words it changes have to be approved again."""
        name, known = self._decider(by), taught or self.taught(simulated=simulated)
        trial = self.try_lesson(lesson, simulated=simulated, taught=known)
        if trial.blocked:
            raise NotAllowed(f"the rule cannot be followed: {trial.blocked[0]}", mend="edit such drafts by hand")
        candidate = known.candidate(lesson)
        review.learning.decide(
            self._ledger, self.slug, candidate, "accept", by=name, reason=reason, simulated=simulated, at=at
        )
        where = f"; {'; '.join(trial.unmet)}" if trial.unmet else ""
        return (
            f"in force from now on, accepted by {name} on {candidate.evidence}: {candidate.lesson.rule} "
            f"({trial.changed} of {trial.tried} recent drafts would have been others{where})"
        )

    def decline_lesson(self, lesson: str, *, by: str = "", reason: str = "", simulated: bool = False) -> str:
        """Record that a proposed rule is not wanted: it is not proposed again."""
        name, candidate = self._decider(by), self.taught(simulated=simulated).candidate(lesson)
        review.learning.decide(
            self._ledger, self.slug, candidate, "decline", by=name, reason=reason, simulated=simulated
        )
        return f"declined by {name}: {candidate.lesson.rule}"

    def unlearn_lesson(self, lesson: str, *, by: str = "", reason: str = "", simulated: bool = False) -> str:
        """Take a rule out of force: drafts are written as if it had never been accepted."""
        name, rule = self._decider(by), self.taught(simulated=simulated).in_force(lesson)
        review.learning.unlearn(self._ledger, self.slug, rule, by=name, reason=reason, simulated=simulated)
        return f"no longer in force, by {name}: {rule.lesson.rule}"

    def reject_reasons(self, *, simulated: bool = False) -> pd.DataFrame:
        """Why drafts were rejected, by angle, signal and segment, with intervals."""
        return self.taught(simulated=simulated).rejects()

    def real_icp(self, *, simulated: bool = False) -> pd.DataFrame:
        """Which companies reviewers accept in truth, beside what the ICP states, and what is proposed."""
        return self.taught(simulated=simulated).real_icp(self.icp.value)

    def reviewing(self, *, simulated: bool = False) -> review.Reviewing:
        """How the reviewing goes: each reviewer's time, edits and catch rate, and who agrees with whom."""
        target = self.policy.value.review.target_seconds
        return review.reviewing(self._ledger, self.slug, target_seconds=target, simulated=simulated)

    def reviewers(self, *, simulated: bool = False) -> pd.DataFrame:
        """One row a reviewer: verdicts, seconds, hours, batch size, edit distance, planted defects caught."""
        return self.reviewing(simulated=simulated).table

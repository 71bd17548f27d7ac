"""Plays of a campaign: what each says, a sample of what it writes, and a person's approval of the pattern."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitl_kit import drafting, pipeline, targeting
from hitl_kit.domain.errors import InputError, meant

from .batches import Batches

COLUMNS = [
    "play", "signal", "persona", "angle", "weight", "state", "approval", "approved_by", "approved_at", "changed",
]  # fmt: skip


@dataclass(frozen=True)
class PlayCard:
    """A play and a sample of what it writes, as a person sees them before approving the pattern."""

    pattern: pipeline.Pattern
    sample: pipeline.Sample

    def _repr_html_(self) -> str:
        from hitl_kit.widgets import play_html

        return play_html(self.pattern, self.sample)._repr_html_()

    def __repr__(self) -> str:
        logic = "\n".join(f"{term}: {' | '.join(lines)}" for term, lines in self.pattern.logic.items())
        return f"Play {self.pattern.play.id}\n{logic}\n{self.sample.words}"


class Plays(Batches):
    """What a person approves as a pattern."""

    def plays(self, *, drafter: str = "template") -> pd.DataFrame:
        """Every play with its state and whether an approval covers it as that drafter writes it: `approval` is holds,
        lapsed or never approved, and `changed` says why it has lapsed."""
        rows = []
        for found in pipeline.patterns(self._ledger, self.brief(sources=(), drafter=drafter)):
            given = found.approval
            rows.append([
                found.play.id, found.play.signal, found.play.persona, found.angle.id, found.play.weight, found.state,
                found.holding, given.by if given else "", f"{given.at:%Y-%m-%d %H:%M}" if given else "",
                "; ".join(given.changes) if given else "",
            ])  # fmt: skip
        return pd.DataFrame(rows, columns=COLUMNS)

    def play(self, play: str, *, n: int = pipeline.SAMPLE_SIZE, drafter: str = "template") -> PlayCard:
        """A play as a person sees it before approving it: its logic, what sets it off, its approval, and a sample of
        `n` drafts with their findings."""
        brief = self.brief(sources=(), drafter=drafter)
        return PlayCard(pipeline.pattern(self._ledger, brief, play), self._sample(brief, play, n))

    def play_sample(self, play: str, n: int = pipeline.SAMPLE_SIZE, *, drafter: str = "template") -> pipeline.Sample:
        """Up to `n` drafts of a play as they would be written now, for accounts drawn at random from those it fits."""
        return self._sample(self.brief(sources=(), drafter=drafter), play, n)

    def approve_play(self, card: PlayCard, *, by: str = "") -> str:
        """Record a person's approval of a play as the card shows it: its content, its drafter's version, and which
        drafts were seen. NotAllowed where the policy gives that to other roles."""
        name, play = self.workbench.signer(by), card.pattern.play.id
        self.authority().require_approver("play", name)
        document, shas = card.pattern.document, card.sample.shas
        facts = {"drafter": card.pattern.version, "drafts": list(shas)}
        targeting.approve(self._ledger, self.slug, "play", document, by=name, subject=play, facts=facts)
        seen = f"{len(shas)} draft{'s' * (len(shas) != 1)} seen" if shas else "on its logic alone, no draft was seen"
        return f"play {play} of '{self.slug}' approved by {name}: content {document.sha256[:12]}, {seen}"

    def approve(
        self, kind: targeting.ApprovalKind, *, by: str = "", subject: str = "", drafter: str = "template"
    ) -> str:  # fmt: skip
        """Record a person's approval of the ICP, the policy or a play (`subject`), bound to the content; says what.

        It is the user's unless `by` names somebody else. NotAllowed where the policy gives that to other roles. A play
        is approved as that drafter writes it.
        """
        if kind != "play":
            return super().approve(kind, by=by, subject=subject)
        self.authority().require_approver("play", self.workbench.signer(by))
        return self.approve_play(self.play(subject, drafter=drafter), by=by)

    def approval(self, kind: targeting.ApprovalKind = "icp", subject: str = "", *, drafter: str = "template") -> str:
        """How the approval stands, in one sentence."""
        if kind != "play":
            return super().approval(kind)
        return pipeline.pattern(self._ledger, self.brief(sources=(), drafter=drafter), subject).approval_words

    def draw_seed(self, value: str = "") -> str:
        """The seed from which plays and variants are assigned at random. It is drawn once; `value` is what it becomes
        if there is none yet, for a campaign that must come out the same wherever it is run."""
        return drafting.campaign_seed(self._ledger, self.slug, actor=self._user, value=value)

    def _sample(self, brief: pipeline.Brief, play: str, n: int) -> pipeline.Sample:
        plays = {p.id: p for p in brief.library.value.plays}
        if play not in plays:
            mend = meant(play, plays, "the plays are")
            raise InputError(f"there is no play '{play}' in angles.yaml", mend=mend)
        return pipeline.sample_play(self._ledger, brief, self.match(), plays[play], n)

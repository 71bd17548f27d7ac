"""The review of plays on the grid: what each says, a sample of what it writes, and a person's word about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hitl_kit import review
from hitl_kit.domain.errors import Conflict, InputError

if TYPE_CHECKING:
    from .plays import PlayCard, Plays


class PlayReview:
    """A campaign's plays for one reviewer. A verdict is about the play as it was shown last, never as it is by now."""

    def __init__(self, campaign: Plays, reviewer: str) -> None:
        self._campaign, self._reviewer = campaign, reviewer
        self._shown: dict[str, PlayCard] = {}

    def plays(self) -> list[dict[str, Any]]:
        """Every play: name, signal, persona, angle, state and whether an approval holds."""
        names = ["play", "signal", "persona", "angle", "state", "approval", "approved_by"]
        return [{str(k): v for k, v in row.items()} for row in self._campaign.plays()[names].to_dict("records")]

    def show(self, play: str) -> dict[str, Any]:
        """One play: its logic in words, and a sample of drafts with what the checks say about them."""
        card = self._shown[play] = self._campaign.play(play)
        drafts = [
            {
                "account": s.account, "contact": f"{s.contact.full_name}, {s.contact.title}", "instead": s.instead,
                "subject": s.draft.subject, "body": s.draft.body, "drafter": s.draft.drafter,
                "findings": [f.model_dump(mode="json") for f in s.findings],
                "confidence": f"{s.confidence.band} confidence: {s.confidence.basis}",
            }
            for s in card.sample.drafts
        ]  # fmt: skip
        logic = [[term, list(lines)] for term, lines in card.pattern.logic.items()]
        return {"play": play, "logic": logic, "words": card.sample.words, "drafts": drafts,
                "approval": card.pattern.holding}  # fmt: skip

    def approve(self, play: str) -> str:
        """Approve the pattern as it was shown; says what was recorded."""
        card = self._seen(play)
        if self._campaign.play(play, n=1).pattern.document.sha256 != card.pattern.document.sha256:
            raise Conflict(f"play {play} has changed since it was shown", mend="look at it again")
        return self._campaign.approve_play(card, by=self._reviewer)

    def refuse(self, play: str, verdict: review.PlayVerdict, reason: str) -> str:
        """Record that the pattern has to change, or is not wanted; says what was recorded."""
        card = self._seen(play)
        if card.pattern.holding == "holds":
            raise InputError(
                f"play {play} is approved: {card.pattern.approval_words}",
                mend=f"to end that, set 'state: draft' for the angle {card.pattern.angle.id} in angles.yaml",
            )
        self._campaign.authority().require_approver("play", self._reviewer)
        review.refuse_play(
            self._campaign.workbench.ledger, self._campaign.slug, play, verdict, by=self._reviewer, reason=reason,
            sha256=card.pattern.document.sha256, drafts=card.sample.shas,
        )  # fmt: skip
        said = "has to change" if verdict == "change" else "is rejected"
        return f"play {play} {said}, says {self._reviewer}: no approval was given"

    def _seen(self, play: str) -> PlayCard:
        if play not in self._shown:
            raise InputError(f"play {play} was not shown since the kernel started", mend="look at it again")
        return self._shown[play]

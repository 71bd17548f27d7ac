"""What a review session has other stages do: check a mail, write another version, say what an approval sets off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from hitl_kit import drafting, pipeline, research
from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Abstention, Draft, Finding
from hitl_kit.domain.packages import Package
from hitl_kit.domain.plays import Step
from hitl_kit.ledger import Ledger

_TRIES = 60
_ANOTHER = "another approved variant: a template follows no instruction"
NOT_SENT = "Nothing is sent yet: the approval records that these exact words may go."
LEAVES = (
    "These exact words may leave with hitl send, {minutes} minutes after the approval at the earliest, if every check "
    "lets them; until then the approval can be undone."
)


class Helpers:
    """The work of other stages, done with the campaign's files as they stand when it is first needed.

    `brief_of` gives the brief for a drafter's name.
    """

    def __init__(self, ledger: Ledger, brief_of: Callable[[str], pipeline.Brief]) -> None:
        self._ledger = ledger
        self._brief_of = cache(brief_of)

    def recheck(self, package: Package, subject: str, body: str) -> tuple[Finding, ...]:
        """The checks on a mail that a reviewer changed."""
        return pipeline.check_edit(self._brief_of("template"), package, subject, body)

    def judge(self, package: Package) -> tuple[Finding, ...]:
        """The checks on a draft, with every quote held against the stored texts."""
        brief = self._brief_of("template")
        if package.draft is None:
            return ()
        return drafting.check_draft(
            package.draft, drafting.DraftRequest.of(package),
            snapshots=research.snapshot_texts(self._ledger, {s.sha256 for s in package.research.sources}),
            library=brief.library.value, writing=brief.policy.value.writing, icp=brief.icp.value,
        )  # fmt: skip

    def rewrite(self, package: Package, instruction: str, known: frozenset[str]) -> Draft | Abstention:
        """One more draft by the drafter that wrote the package's. One that takes instructions has a method
        `rewrite(request, draft, instruction)`; the template takes another approved variant and says so."""
        if package.draft is None:
            return Abstention(reason="there is no draft")
        by_template = package.draft.drafter.startswith(drafting.TemplateDrafter.label)
        drafter = self._brief_of("template" if by_template else "claude").drafter
        request = drafting.DraftRequest.of(package)
        told: Callable[..., Draft | Abstention] | None = getattr(drafter, "rewrite", None)
        if told is not None:
            return told(request, package.draft, instruction)
        return _another_variant(drafter, request, package.draft, known)

    def plan(self, package: Package) -> tuple[str, ...]:
        """What an approval sets off: the play's steps, the words of those that follow, and when the mail may leave."""
        draft = package.draft
        brief = self._brief_of("template")
        plays, sending = brief.library.value.plays, brief.policy.value.sending
        play = next((p for p in plays if draft and p.id == draft.play_id), None)
        steps = _steps(play.sequence) if play else ()
        later = draft.follow_ups if draft else ()
        leaves = NOT_SENT if sending is None else LEAVES.format(minutes=sending.cancel_minutes)
        return (*steps, *(line for step in later for line in _follow_up(step)), leaves)


def _another_variant(
    drafter: drafting.Drafter, request: drafting.DraftRequest, draft: Draft, known: frozenset[str]
) -> Draft | Abstention:
    """A draft of the same play in words that were not shown yet: drawn again, and so in no cohort."""
    turns = (replace(request, play_id=draft.play_id, seed=f"another {n}") for n in range(1, _TRIES + 1))
    for _, made in drafter.draft_all(turns):
        if isinstance(made, Draft) and made.sha256 not in known:
            return made.model_copy(update={"drafter": f"{drafter.label} ({_ANOTHER})", "cohort": ""})
    return Abstention(reason=f"play {draft.play_id} has no other approved variant for this account")


def _follow_up(step: FollowUp) -> list[str]:
    """A later step with its exact words, which the approval covers."""
    when = f"Step {step.number}, {step.after_days} business days after the step before, by {step.channel}"
    return [f"{when}:", *step.body.split("\n\n")] if step.body else [f"{when}: no words"]


def _steps(sequence: tuple[Step, ...]) -> tuple[str, ...]:
    named = {"email": "email", "linkedin": "LinkedIn message", "call": "call"}
    first, *later = (
        f"{named[s.channel]}{f' after {s.after_days} business days' if s.after_days else ''}" for s in sequence
    )
    return (f"Sequence of the play: {first}" + "".join(f", then {step}" for step in later),)

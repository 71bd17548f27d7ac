"""Later: what the checks that read words alone have to say about the steps that follow a mail in its sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.drafts import Segment

from . import leftovers, wording
from .case import Case, Hit

_Run = Callable[[Case], Iterator[Hit]]

_LEFT: tuple[_Run, ...] = (
    leftovers.placeholder, leftovers.aside, leftovers.markup, leftovers.hidden, wording.too_long, wording.banned,
)  # fmt: skip
_DUE: tuple[_Run, ...] = (wording.opt_out, wording.postal_address)
_TONE: tuple[_Run, ...] = (wording.spam, wording.shouting, wording.one_question, wording.reading_level)


def words(case: Case) -> Iterator[Hit]:
    """What may be left in no step, and what every later email must hold."""
    for step in case.draft.follow_ups:
        yield from _hits(case, step, (*_LEFT, *_DUE) if step.channel == "email" else _LEFT)


def tone(case: Case) -> Iterator[Hit]:
    """What readers and filters take badly."""
    for step in case.draft.follow_ups:
        yield from _hits(case, step, _TONE)


def _hits(case: Case, step: FollowUp, runs: tuple[_Run, ...]) -> Iterator[Hit]:
    """Hits name the step and have no place: the body that they stand in is not the mail's."""
    if not step.body:
        return
    text = Segment(kind="angle", text=step.body)
    draft = case.draft.model_copy(update={"subject": "-", "segments": (text,), "follow_ups": ()})
    alone = replace(case, draft=draft)
    for run in runs:
        for hit in run(alone):
            yield Hit(f"Step {step.number} of the sequence: {hit.message}")

"""Later: what the checks that read words alone have to say about the steps that follow a mail in its sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hitl_kit.domain.delivery import FollowUp

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
    for step, alone in case.steps:
        yield from _hits(step, alone, (*_LEFT, *_DUE) if step.channel == "email" else _LEFT)


def tone(case: Case) -> Iterator[Hit]:
    """What readers and filters take badly."""
    for step, alone in case.steps:
        yield from _hits(step, alone, _TONE)


def _hits(step: FollowUp, alone: Case, runs: tuple[_Run, ...]) -> Iterator[Hit]:
    """Hits name the step and have no place: the body that they stand in is not the mail's."""
    for run in runs:
        for hit in run(alone):
            yield Hit(f"Step {step.number} of the sequence: {hit.message}")

"""Following: the later steps of a play's sequence in the words that one person will read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hitl_kit.domain.delivery import FollowUp
from hitl_kit.domain.plays import Play

from .allocation import Draws
from .rendering import MissingData, render


def follow_ups(
    play: Play, greeting: Sequence[str], signoff: Sequence[str], context: Mapping[str, Any], draws: Draws
) -> tuple[FollowUp, ...]:
    """Every step of the sequence but the mail itself, where any of them has words; else nothing, and the sequence
    stands in the library alone. An email is greeted and signed as the first one is. MissingData where words need what
    is not known."""
    others = [(n, step) for n, step in enumerate(play.sequence, 1) if n != play.mail_step]
    if not any(step.words for _, step in others):
        return ()
    made = []
    for n, step in others:
        body = ""
        if step.words:
            chosen = draws.pick(len(step.words), "step", play.id, str(n)) if len(step.words) > 1 else 0
            body = render(step.words[chosen], context)
            if not body:
                raise MissingData(f"step {n} of its sequence has no words for this account")
        if body and step.channel == "email":
            body = "\n\n".join([*greeting, body, *signoff])
        made.append(FollowUp(number=n, channel=step.channel, after_days=step.after_days, body=body))
    return tuple(made)

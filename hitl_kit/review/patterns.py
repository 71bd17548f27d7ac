"""Patterns: what a person says about a play instead of approving it. An approval is an approval's own business."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from hitl_kit.domain.base import canonical_json, iso, utc_now
from hitl_kit.domain.errors import InputError
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

from . import rules

PlayVerdict = Literal["change", "reject"]
"""change: approve it once what the reason names is different · reject: not this pattern."""


def refuse_play(
    ledger: Ledger, campaign: str, play: str, play_verdict: PlayVerdict, *, by: str, reason: str, sha256: str,
    drafts: Sequence[str],
) -> None:  # fmt: skip
    """Record that a person wants a play changed, or not at all: the reason, the content (SHA-256) and the drafts that
    they were shown."""
    if play_verdict not in ("change", "reject"):
        raise InputError(f"'{play_verdict}' cannot be said of a play")
    why = rules.note(reason)
    if not why:
        raise InputError("a play is not turned down without a reason", mend="say in a few words what has to change")
    with ledger.recording(by, f"play.{play_verdict}", f"{campaign}/{play}") as recording:
        evidence = canonical_json({"sha256": sha256, "drafts": list(drafts)})
        recording.add_one(t.course, {
            "campaign": campaign, "about": "play", "subject": play, "verdict": play_verdict, "by": by, "reason": why,
            "evidence": evidence, "at": iso(utc_now()), "simulated": False,
        })  # fmt: skip

"""PlayDesk: what the grid needs to show plays and to hand on a person's word about one, and how it answers the view."""

from __future__ import annotations

from typing import Any, Protocol

from hitl_kit.domain.errors import InputError
from hitl_kit.review import PlayVerdict

Message = dict[str, Any]


class PlayDesk(Protocol):
    """The plays of a campaign, for one reviewer."""

    def plays(self) -> list[dict[str, Any]]:
        """Every play in a line."""

    def show(self, play: str) -> dict[str, Any]:
        """One play: its logic, and a sample of drafts."""

    def approve(self, play: str) -> str:
        """Approve the pattern as it was shown; says what was recorded."""

    def refuse(self, play: str, verdict: PlayVerdict, reason: str) -> str:
        """Have it changed, or reject it; says what was recorded."""


def answer(desk: PlayDesk | None, message: Message) -> Message:
    """What to say to a view that asks about plays, or that brings a verdict on one."""
    if desk is None:
        raise InputError("this grid has no plays to show", mend="open it with campaign.review()")
    play, verdict = str(message.get("play") or ""), message.get("verdict")
    said = ""
    if verdict == "approve":
        said = desk.approve(play)
    elif verdict in ("change", "reject"):
        said = desk.refuse(play, verdict, str(message.get("reason") or ""))
    elif verdict:
        raise InputError(f"'{verdict}' cannot be said of a play")
    shown = desk.show(play) if play else None
    return {"op": "plays", "plays": desk.plays(), "shown": shown, "said": said}

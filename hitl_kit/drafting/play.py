"""A play as a person approves it: everything that it says, what sets it off, and who writes it."""

from __future__ import annotations

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.files import Document


def play_document(library: Document[AngleLibrary], icp: ICP, play_id: str, version: str) -> Document[AngleLibrary]:
    """What an approval of a play binds to: the play, its angle, the sender, how the ICP finds its signal, and the
    version of the drafter that writes it. InputError where there is no such play."""
    play = next((p for p in library.value.plays if p.id == play_id), None)
    if play is None:
        mend = meant(play_id, [p.id for p in library.value.plays], "the plays are")
        raise InputError(f"there is no play '{play_id}' in angles.yaml", mend=mend)
    content = {
        "play": play, "angle": library.value.angle(play.angle), "sender": library.value.sender,
        "signal": icp.signal(play.signal), "drafter": version,
    }  # fmt: skip
    text = canonical_json(content)
    return Document(library.path, text, sha256_hex(text), library.value)

"""A play as a person approves it: everything that it says, and who says it."""

from __future__ import annotations

from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.errors import InputError, meant
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.files import Document

from .template import TemplateDrafter


def play_document(library: Document[AngleLibrary], play_id: str) -> Document[AngleLibrary]:
    """A play's own content: the play, its angle, the sender and the drafter. InputError where there is no such play."""
    play = next((p for p in library.value.plays if p.id == play_id), None)
    if play is None:
        mend = meant(play_id, [p.id for p in library.value.plays], "the plays are")
        raise InputError(f"there is no play '{play_id}' in angles.yaml", mend=mend)
    angle = library.value.angle(play.angle)
    text = canonical_json([play, angle, library.value.sender, TemplateDrafter.label])
    return Document(library.path, text, sha256_hex(text), library.value)

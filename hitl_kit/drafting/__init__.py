"""Drafts from verified facts and approved words, and the checks that hold every draft against both."""

from .checks import CHECKS, Check, check_draft, check_text
from .confidence import band
from .drafter import Drafter, DraftRequest
from .play import play_document
from .rendering import check_library
from .template import TemplateDrafter

__all__ = [
    "CHECKS",
    "Check",
    "DraftRequest",
    "Drafter",
    "TemplateDrafter",
    "band",
    "check_draft",
    "check_library",
    "check_text",
    "play_document",
]

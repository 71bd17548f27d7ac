"""Drafts from verified facts and approved words, and the checks that hold every draft against both."""

from .allocation import campaign_seed, cohort
from .checks import CHECKS, Check, check_draft, check_text
from .choosing import Choice, Slot, choose
from .confidence import band
from .drafter import Drafter, DraftRequest, Texts
from .lessons import LearnedLibrary, everywhere, learned, unmet, with_lessons
from .play import play_document
from .rendering import check_library
from .template import TemplateDrafter

__all__ = [
    "CHECKS",
    "Check",
    "Choice",
    "DraftRequest",
    "Drafter",
    "LearnedLibrary",
    "Slot",
    "TemplateDrafter",
    "Texts",
    "band",
    "campaign_seed",
    "check_draft",
    "check_library",
    "check_text",
    "choose",
    "cohort",
    "everywhere",
    "learned",
    "play_document",
    "unmet",
    "with_lessons",
]

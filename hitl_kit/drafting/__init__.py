"""Drafts from verified facts and approved words, and the checks that hold every draft against both."""

from .allocation import campaign_seed, cohort
from .checks import CHECKS, Check, check_draft, check_text
from .choosing import Choice, Slot, choose
from .confidence import band
from .drafter import Drafter, DraftRequest, Texts
from .play import play_document
from .rendering import check_library
from .template import TemplateDrafter

__all__ = [
    "CHECKS",
    "Check",
    "Choice",
    "DraftRequest",
    "Drafter",
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
    "play_document",
]

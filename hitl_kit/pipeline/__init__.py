"""Where the stages meet: research for the matched accounts, and one batch from an approved ICP to routed packages."""

from .batch import BatchResult, check_edit, generate
from .brief import Brief, Progress, Tally, silent, untold
from .researching import research_accounts

__all__ = [
    "BatchResult",
    "Brief",
    "Progress",
    "Tally",
    "check_edit",
    "generate",
    "research_accounts",
    "silent",
    "untold",
]

"""Where the stages meet: research for the matched accounts, and one batch from an approved ICP to routed packages."""

from .ahead import requests_ahead
from .batch import BatchResult, check_edit, generate
from .brief import Brief, Progress, Tally, silent, untold
from .pattern import Pattern, pattern, patterns
from .researching import research_accounts
from .sampling import SAMPLE_SIZE, Sample, Sampled, sample_play
from .trusting import trust_setting
from .trying import Trial, try_lesson

__all__ = [
    "SAMPLE_SIZE",
    "BatchResult",
    "Brief",
    "Pattern",
    "Progress",
    "Sample",
    "Sampled",
    "Tally",
    "Trial",
    "check_edit",
    "generate",
    "pattern",
    "patterns",
    "requests_ahead",
    "research_accounts",
    "sample_play",
    "silent",
    "trust_setting",
    "try_lesson",
    "untold",
]

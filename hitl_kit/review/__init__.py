"""Checkpoint 2: a person approves, edits, rejects or holds each package. Every rule is here; widgets only show it."""

from . import learning
from .bulk import BulkVerdict, Cover
from .decisions import decisions, verdict_counts
from .defects import DEFECTS
from .earlier import Earlier
from .item import Progress, QueueRow, ReviewItem
from .looking import Judge, Plan, Recheck, Rewrite
from .measuring import Reviewing, catch_rate, kappa, reviewing
from .patterns import PlayVerdict, refuse_play
from .recorded import Given, record_verdicts
from .session import ReviewSession
from .summary import Summary
from .versions import Version

__all__ = [
    "DEFECTS",
    "BulkVerdict",
    "Cover",
    "Earlier",
    "Given",
    "Judge",
    "Plan",
    "PlayVerdict",
    "Progress",
    "QueueRow",
    "Recheck",
    "ReviewItem",
    "ReviewSession",
    "Reviewing",
    "Rewrite",
    "Summary",
    "Version",
    "catch_rate",
    "decisions",
    "kappa",
    "learning",
    "record_verdicts",
    "refuse_play",
    "reviewing",
    "verdict_counts",
]

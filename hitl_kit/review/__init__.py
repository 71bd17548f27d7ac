"""Checkpoint 2: a person approves, edits, rejects or holds each package. Every rule is here; widgets only show it."""

from .decisions import decisions, verdict_counts
from .item import Progress, QueueRow, ReviewItem
from .session import ReviewSession

__all__ = ["Progress", "QueueRow", "ReviewItem", "ReviewSession", "decisions", "verdict_counts"]

"""A labelled market and labelled reviewers: for the demo, the tests and the benchmarks. Nothing here is real."""

from .history import History, Truth, lay_history
from .learning import Course, Setting, Week, simulate
from .published import PUBLISHED, beside
from .reviewer import ReviewerProfile, bundled_reviewers, default_reviewer, judge

__all__ = [
    "PUBLISHED",
    "Course",
    "History",
    "ReviewerProfile",
    "Setting",
    "Truth",
    "Week",
    "beside",
    "bundled_reviewers",
    "default_reviewer",
    "judge",
    "lay_history",
    "simulate",
]

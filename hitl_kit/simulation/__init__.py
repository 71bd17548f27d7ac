"""A labelled market and labelled reviewers: for the demo, the tests and the benchmarks. Nothing here is real."""

from .course import EPSILON, TELLING, Automatic, Course, Setting, Week
from .history import History, Truth, lay_history
from .learning import simulate
from .published import PUBLISHED, beside
from .reviewer import ReviewerProfile, bundled_reviewers, default_reviewer, judge

__all__ = [
    "EPSILON",
    "PUBLISHED",
    "TELLING",
    "Automatic",
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

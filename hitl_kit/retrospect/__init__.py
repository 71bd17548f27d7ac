"""Checkpoint 4: what became of the mails, how sure that is, and what a person decides about each angle."""

from .brakes import Brake, brakes
from .comparing import COMPARED, angles_compared, both_compared, signals_compared
from .courses import courses, decide_course
from .decisions import angle_decisions, decide_angle, retired_angles, watched_angles
from .evidence import Plan, angle_evidence, group_evidence, pace, plan, segment_evidence
from .holding import held_drafts
from .metrics import GROUPS, Metrics, collect
from .outcomes import import_outcomes, record_outcomes
from .portfolio import portfolio
from .rows import ahead
from .touches import touches
from .work import Manual

__all__ = [
    "COMPARED",
    "GROUPS",
    "Brake",
    "Manual",
    "Metrics",
    "Plan",
    "ahead",
    "angle_decisions",
    "angle_evidence",
    "angles_compared",
    "both_compared",
    "brakes",
    "collect",
    "courses",
    "decide_angle",
    "decide_course",
    "group_evidence",
    "held_drafts",
    "import_outcomes",
    "pace",
    "plan",
    "portfolio",
    "record_outcomes",
    "retired_angles",
    "segment_evidence",
    "signals_compared",
    "touches",
    "watched_angles",
]

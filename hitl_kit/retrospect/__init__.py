"""Checkpoint 4: what became of the mails, how sure that is, and what a person decides about each angle."""

from .decisions import angle_decisions, decide_angle, retired_angles
from .evidence import Plan, angle_evidence, group_evidence, pace, plan, segment_evidence
from .intervals import exact_interval
from .metrics import Metrics, collect
from .outcomes import import_outcomes, record_outcomes
from .portfolio import portfolio
from .touches import touches

__all__ = [
    "Metrics",
    "Plan",
    "angle_decisions",
    "angle_evidence",
    "collect",
    "decide_angle",
    "exact_interval",
    "group_evidence",
    "import_outcomes",
    "pace",
    "plan",
    "portfolio",
    "record_outcomes",
    "retired_angles",
    "segment_evidence",
    "touches",
]

"""Checkpoint 4: what became of the mails, how sure that is, and what a person decides about each angle."""

from .decisions import angle_decisions, decide_angle, retired_angles
from .intervals import exact_interval
from .metrics import Metrics, collect
from .outcomes import import_outcomes, record_outcomes
from .portfolio import portfolio
from .touches import touches

__all__ = [
    "Metrics",
    "angle_decisions",
    "collect",
    "decide_angle",
    "exact_interval",
    "import_outcomes",
    "portfolio",
    "record_outcomes",
    "retired_angles",
    "touches",
]

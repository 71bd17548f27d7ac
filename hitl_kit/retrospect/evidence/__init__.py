"""Which angles work, in figures that stay valid under weekly looks; docs/statistics.md says what they claim."""

from .angles import angle_evidence, group_evidence, segment_evidence
from .labels import Label
from .pace import Pace, pace
from .planner import Plan, plan

__all__ = ["Label", "Pace", "Plan", "angle_evidence", "group_evidence", "pace", "plan", "segment_evidence"]

"""Who decides, and what a person should see first."""

from .confidence import Calibration, Reliability, TooFew, calibrate
from .packages import package_table
from .queue import morning_queue, waiting_count
from .replay import Replay, replay
from .route import PLAIN, draw_reviewers, route_draft, route_without_draft
from .trust import (
    Change,
    Router,
    Rung,
    Setting,
    attend,
    demote,
    drafters_with_a_level,
    holds_now,
    ladder,
    levels_told,
    promote,
    scope_of,
)

__all__ = [
    "PLAIN",
    "Calibration",
    "Change",
    "Reliability",
    "Replay",
    "Router",
    "Rung",
    "Setting",
    "TooFew",
    "attend",
    "calibrate",
    "demote",
    "drafters_with_a_level",
    "draw_reviewers",
    "holds_now",
    "ladder",
    "levels_told",
    "morning_queue",
    "package_table",
    "promote",
    "replay",
    "route_draft",
    "route_without_draft",
    "scope_of",
    "waiting_count",
]

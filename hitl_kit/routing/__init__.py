"""Who decides, and what a person should see first."""

from .packages import package_table
from .queue import morning_queue, waiting_count
from .route import draw_reviewers, route_draft, route_without_draft

__all__ = ["draw_reviewers", "morning_queue", "package_table", "route_draft", "route_without_draft", "waiting_count"]

"""Who decides, and what a person should see first."""

from .packages import package_table
from .queue import morning_queue, waiting_count
from .route import route_draft, route_without_draft

__all__ = ["morning_queue", "package_table", "route_draft", "route_without_draft", "waiting_count"]

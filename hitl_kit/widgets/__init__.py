"""The notebook faces of the checkpoints: they show and collect, and hold no rules."""

from .figures import batch_figure, funnel_figure
from .panels import ApprovePanel, DecisionPanel
from .progress import progress_line
from .report import (
    angle_choices,
    batch_problems,
    headline,
    notes,
    portfolio_table,
    provenance,
    rate_table,
    reasons_table,
    replies_table,
)
from .review_grid import ReviewGrid
from .tables import icp_card, note, table

__all__ = [
    "ApprovePanel",
    "DecisionPanel",
    "ReviewGrid",
    "angle_choices",
    "batch_figure",
    "batch_problems",
    "funnel_figure",
    "headline",
    "icp_card",
    "note",
    "notes",
    "portfolio_table",
    "progress_line",
    "provenance",
    "rate_table",
    "reasons_table",
    "replies_table",
    "table",
]

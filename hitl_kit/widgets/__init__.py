"""The notebook faces of the checkpoints: they show and collect, and hold no rules."""

from .bill import bill_table
from .figures import batch_figure, funnel_figure
from .icp_editor import IcpEditor
from .inbox import Inbox
from .panels import ApprovePanel, DecisionPanel
from .play_card import play_html
from .progress import progress_line
from .report import (
    batch_problems,
    notes,
    portfolio_table,
    provenance,
    rate_table,
    reasons_table,
    replies_table,
    trust,
)
from .review import Review, choices, decided, guardrails, ratios, to_decide
from .review_grid import ReviewGrid
from .tables import icp_card, note, table
from .trust_card import reliability_figure, trust_card
from .workload import by_group, costs, review_load

__all__ = [
    "ApprovePanel",
    "DecisionPanel",
    "IcpEditor",
    "Inbox",
    "Review",
    "ReviewGrid",
    "batch_figure",
    "batch_problems",
    "bill_table",
    "by_group",
    "choices",
    "costs",
    "decided",
    "funnel_figure",
    "guardrails",
    "icp_card",
    "note",
    "notes",
    "play_html",
    "portfolio_table",
    "progress_line",
    "provenance",
    "rate_table",
    "ratios",
    "reasons_table",
    "reliability_figure",
    "replies_table",
    "review_load",
    "table",
    "to_decide",
    "trust",
    "trust_card",
]

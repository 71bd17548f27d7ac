"""The analyst's handle: `Workbench()` finds the workspace, `Workbench().campaign(SLUG)` is one campaign of it.

files → targeting (checkpoint 1) → batches (research, drafts) → plays → reviewing (2) → sending → replying (3) →
weighing and deciding (4):
each adds its methods to the one before, and `Campaign` is the last.
"""

from .campaign import Campaign
from .workbench import Workbench

__all__ = ["Campaign", "Workbench"]

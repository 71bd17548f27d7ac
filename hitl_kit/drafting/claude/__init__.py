"""The Claude drafter: it takes facts out of stored texts and writes claims out of facts, and nothing else."""

from .drafter import ClaudeDrafter, claude_label, claude_version
from .estimate import SAMPLE, Estimate, estimate, measured, paid

__all__ = ["SAMPLE", "ClaudeDrafter", "Estimate", "claude_label", "claude_version", "estimate", "measured", "paid"]

"""Campaign: the analyst's handle. Every method is one call into a stage; each class below holds those of one part."""

from __future__ import annotations

from .learning import Learning


class Campaign(Learning):
    """One campaign of a workspace: the files that people wrote, and what the ledger knows about it."""

"""hitl-kit: a notebook workbench for human-in-the-loop outbound whose claims hold."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from hitl_kit.domain.errors import HitlError

if TYPE_CHECKING:
    from hitl_kit.campaign import Campaign, Workbench

__version__ = "0.3.1"
__all__ = ["Campaign", "HitlError", "Workbench", "__version__"]

# plotly and nbformat ask jsonschema for format checkers, and this optional one takes a second to import; nothing of
# ours needs it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def __getattr__(name: str) -> Any:
    """Load the stages, pandas and SQLAlchemy when a campaign is opened: `hitl --help` must not wait for them."""
    if name in ("Campaign", "Workbench"):
        from hitl_kit import campaign

        return getattr(campaign, name)
    raise AttributeError(f"module 'hitl_kit' has no attribute '{name}'")

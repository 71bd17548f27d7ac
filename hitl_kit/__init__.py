"""hitl-kit: a notebook workbench for human-in-the-loop outbound whose claims hold."""

from hitl_kit.campaign import Campaign, Workbench
from hitl_kit.domain.errors import HitlError

__version__ = "0.1.0"
__all__ = ["Campaign", "HitlError", "Workbench", "__version__"]

"""What happened: an append-only store with a tamper-evident audit chain."""

from .recording import Recording
from .store import Ledger, content_of
from .verification import Verification

__all__ = ["Ledger", "Recording", "Verification", "content_of"]

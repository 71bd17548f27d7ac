"""What happened: an append-only store with a tamper-evident audit chain."""

from .chain import Verification
from .store import Ledger, Recording, content_of

__all__ = ["Ledger", "Recording", "Verification", "content_of"]

"""What verdicts teach: rules about wording, reasons by angle, signal and segment, and the real ICP."""

from .decided import Decided, accepted, decide, decided, unlearn
from .edits import Edited
from .effects import Effect, effect
from .icp import Proposal, proposals, real_icp
from .mails import Mail, judged_mails
from .rejects import reject_table
from .rules import candidates, read_all
from .taught import Taught
from .warned import InVain, in_vain

__all__ = [
    "Decided",
    "Edited",
    "Effect",
    "InVain",
    "Mail",
    "Proposal",
    "Taught",
    "accepted",
    "candidates",
    "decide",
    "decided",
    "effect",
    "in_vain",
    "judged_mails",
    "proposals",
    "read_all",
    "real_icp",
    "reject_table",
    "unlearn",
]

"""Checkpoint 1: which companies and people a campaign may write to, and the approval that everything else waits for."""

from .approvals import Approval, ApprovalKind, approval_state, approve, require_approved
from .authority import Authority
from .lists import import_accounts, import_contacts, load_accounts, load_contacts, record_accounts
from .matching import Match, match_accounts, match_campaign, value_counts
from .play_approvals import play_approval
from .policies import record_policy
from .suppressions import Suppressions, import_suppressions, load_suppressions, still_allowed, suppressed

__all__ = [
    "Approval",
    "ApprovalKind",
    "Authority",
    "Match",
    "Suppressions",
    "approval_state",
    "approve",
    "import_accounts",
    "import_contacts",
    "import_suppressions",
    "load_accounts",
    "load_contacts",
    "load_suppressions",
    "match_accounts",
    "match_campaign",
    "play_approval",
    "record_accounts",
    "record_policy",
    "require_approved",
    "still_allowed",
    "suppressed",
    "value_counts",
]

"""Trust that is earned: what each play as one drafter writes it has shown, which level a person may give it for that,
what it does with the level, and how it loses it.

ladder(ledger, setting)                  each scope: level, evidence, what opens the next level
promote(ledger, setting, scope, level)   a person takes what is offered; refused and recorded else
demote(ledger, setting, scope)           a person takes it back
attend(ledger, setting)                  what happens by itself: demotions, lapses, further spot-checks
Router(ledger, setting, …).route(…)      the route of a new draft
holds_now(ledger, campaign, package)     why an automatic package may not be sent at this moment, or ''
"""

from .acts import Change, attend, demote, promote
from .eprocess import Detector, clean_needed, log_e
from .given import levels_told
from .judged import Judged, Made, judged, of_package
from .ladder import Rung, ladder
from .now import Router, drafters_with_a_level, holds_now
from .record import Record, Watch
from .setting import Setting, drafter_name, scope_of

__all__ = [
    "Change",
    "Detector",
    "Judged",
    "Made",
    "Record",
    "Router",
    "Rung",
    "Setting",
    "Watch",
    "attend",
    "clean_needed",
    "demote",
    "drafter_name",
    "drafters_with_a_level",
    "holds_now",
    "judged",
    "ladder",
    "levels_told",
    "log_e",
    "of_package",
    "promote",
    "scope_of",
]

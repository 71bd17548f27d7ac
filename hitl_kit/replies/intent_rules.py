"""The rules by which an answer's intent is known, ready to be searched."""

from __future__ import annotations

import re
from functools import cache

from hitl_kit.domain.inbound import Intent

from .interest_rules import INTERESTS
from .refusal_rules import REFUSALS
from .wider_rules import REQUEST, WIDER


@cache
def rules() -> dict[Intent, tuple[re.Pattern[str], ...]]:
    """The patterns of each intent: compiled with the first answer, for that takes longer than most commands need."""
    return {
        intent: tuple(
            re.compile(pattern, re.I | re.S if intent == "other" else re.I)
            for pattern in (*patterns, *WIDER.get(intent, ()))
        )
        for intent, patterns in (REFUSALS | INTERESTS).items()
    }


FAVOUR = re.compile(REQUEST, re.I)

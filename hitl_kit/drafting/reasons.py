"""Reasons: why something happened, which only a quote that says so can bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .case import Case, Hit, level
from .words import tokens

_GIVEN = re.compile(
    r"\b(?:because(?: of)?|owing to|thanks to|as a result of|in response to|which is why|that is why|that's why"
    r"|driven by|prompted by|forced by|spurred by)\b",
    re.I,
)
_OWN = re.compile(r"\b(?:writ|ask|mail|mention|interest|curious|notic|stood out)\w*[^.!?]{0,24}$", re.I)
"""Why we write is no news of the company."""
_TOLD = re.compile(
    r"\b(?:because|owing|thanks|due|result\w*|response|why|driven|prompted|forced|spurred|caus\w+|reason\w*)\b", re.I
)
_WHEN = re.compile(r"\b(?:since|after|following|amid|so|led|as)\b", re.I)


def reason(case: Case) -> Iterator[Hit]:
    """A "because" where the quotes give no reason. What they say came before may be told as one, in their words."""
    for part in case.claims:
        if not part.facts or _TOLD.search(part.told):
            continue
        for m in _GIVEN.finditer(part.rest):
            if _OWN.search(part.rest[: m.start()]):
                continue
            words = {t.key for t in tokens(re.split(r"[,.;]", part.rest[m.end() :])[0]) if t.key}
            if words and (not _WHEN.search(part.told) or words - {t.key for t in tokens(level(part.evidence))}):
                yield part.hit(f"The quote gives no such reason: '{m[0]} …'.", *m.span())

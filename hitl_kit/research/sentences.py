"""A text in sentences, and the sentences that tell of an event, found by the words that people use for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hitl_kit.domain import wordings
from hitl_kit.domain.evidence import fold

_NEGATED = re.compile(r"(?:\b(?:no|not|never|without|nor|neither)|n't)\s+(?:[\w-]+\s+){0,3}$")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text whose lines are blocks: a sentence never runs over the end of its line."""
    for line in text.splitlines():
        yield from wordings.sentences(line)


@dataclass(frozen=True)
class Cues:
    """The phrases by which one kind of event is found. `*` ends a word in any way: `open*` is also opened."""

    kind: str
    pattern: re.Pattern[str]
    heed_negation: bool

    @classmethod
    def of(cls, kind: str, phrases: Iterable[str], *, heed_negation: bool = True) -> Cues:
        """The cues of a kind. `heed_negation`: a phrase after "not" or "no" does not count."""
        return cls(kind, re.compile("|".join(sorted({_phrase(p) for p in phrases}))), heed_negation)

    def hits(self, folded: str) -> int:
        """How many different phrases of the kind stand in a folded sentence."""
        return len(
            {
                m[0]
                for m in self.pattern.finditer(folded)
                if not (self.heed_negation and _NEGATED.search(folded[: m.start()]))
            }
        )


def _phrase(phrase: str) -> str:
    words = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in fold(phrase).split()]
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def best(folded: Sequence[str], cues: Cues, *, naming: str, at_most: int) -> list[int]:
    """The places of the folded sentences that tell most clearly of an event: most phrases first, then those that name
    the company, then the earliest."""
    named = fold(naming)
    hits = ((place, cues.hits(sentence)) for place, sentence in enumerate(folded))
    ranked = sorted((-n, named not in folded[place], place) for place, n in hits if n)
    return [place for _, _, place in ranked[:at_most]]


_FOR_MACHINES = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b(?:\s+[\w']+){0,5}?\s+"
    r"(?:instructions?|prompts?|(?:previous|prior|your)\s+(?:rules|guidelines)|(?:rules|guidelines)\s+above)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message)\b|\byour\s+(?:previous|prior|new)\s+instructions\b"
    r"|\b(?:you\s+are|act\s+as|attention|dear|note\s+(?:to|for)|if\s+you\s+are)\W+(?:now\s+)?"
    r"(?:an?\s+|the\s+|all\s+|any\s+)?(?:(?:ais?|llms?|(?:large\s+)?language\s+models?|chatbots?|ai\s+\w+)\b"
    r"|(?:\w+\s+)?assistant(?=\s+(?:that|who|with)\b|[.,:;!]|$))"
    r"|\b(?:approve|send|mail|forward)\s+this\s+(?:draft|mail|e-?mail|message|package)\b"
    r"|</?\s*(?:system|assistant|instructions?)\s*>|<\|\w+\|>|\[/?inst\]"
)


def for_machines(text: str) -> bool:
    """Whether words are addressed to a machine that reads them, as no news is ("ignore all instructions …")."""
    return _FOR_MACHINES.search(fold(text)) is not None


_MONTHS = str.split("january february march april may june july august september october november december")
_MONTH = "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + "|sept"
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH})\.?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<m>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
)


def only_date(sentence: str) -> date | None:
    """The date that a sentence gives in full, if it gives exactly one; None where it is not clear."""
    found = set()
    for pattern in _DATES:
        for m in pattern.finditer(sentence):
            month = m["m"].casefold()
            number = int(month) if month.isdigit() else 1 + [x[:3] for x in _MONTHS].index(month[:3])
            try:
                found.add(date(int(m["y"]), number, int(m["d"])))
            except ValueError:
                continue
    return found.pop() if len(found) == 1 else None

"""Reading: the facts that Claude finds in the stored texts of an account, each held against its text first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from hitl_kit.domain.base import Word, short_id
from hitl_kit.domain.evidence import VETO_KINDS, Fact, Measurement, Source, fold
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import Sender
from hitl_kit.drafting.calls import Ask, Spending
from hitl_kit.drafting.drafter import DraftRequest

from . import prompts
from .body import body
from .texts import Shown, shown_texts, told_of

MAX_TOKENS = 3_000
MOST_FACTS = 30
_SHORTEST, _LONGEST = 4, 600
"""Words that a quote has at least, so that it carries an event; characters that it has at most."""
_ADDRESS = re.compile(r"://|\bwww\.|\S@\w|\]\(|\w\.[a-z]{2,}/", re.I)
_DATED_BACK = 364
"""Days before its source was published that an event may lie whose year the text leaves out: so there is only one."""


class Found(Word):
    """One fact as the model gives it."""

    source_id: str
    kind: str
    quote: str
    dated: str


class FoundFacts(Word):
    """The answer to a reading."""

    facts: tuple[Found, ...]


@dataclass(frozen=True)
class Reading:
    """One account as the model is to read it: what it is shown, and the question."""

    shown: tuple[Shown, ...]
    texts: Mapping[str, str]
    ask: Ask


def reading(
    request: DraftRequest, texts: Mapping[str, str], icp: ICP, sender: Sender, spending: Spending
) -> Reading | None:
    """The question about one account; None where there is nothing to read."""
    shown = shown_texts(request.research, texts)
    if not shown:
        return None
    data = {
        "company": {"name": request.account.name, "domain": request.account.domain},
        "today": request.as_of.isoformat(),
        "known": [
            {"kind": f.kind, "quote": f.quote}
            for f in request.research.facts
            if any(f.source_id == s.source.id for s in shown)
        ],
        "sources": [_source(s) for s in shown],
    }
    params = body(spending, prompts.reading_system(icp, sender), data, FoundFacts, MAX_TOKENS)
    return Reading(tuple(shown), texts, Ask(request.package_id, "facts", params, FoundFacts))


def _source(shown: Shown) -> dict[str, object]:
    published = shown.source.published
    told: dict[str, object] = {"id": shown.name, **told_of(shown.source), "text": shown.text}
    if published:
        told["published"] = published.isoformat()
    if shown.left_out:
        told["characters left out at the end"] = shown.left_out
    return told


def with_facts(request: DraftRequest, given: Reading, found: FoundFacts, icp: ICP, label: str) -> DraftRequest:
    """The request with the facts that hold; what does not is left out and counted, never mended."""
    judge = _Judge(request, given, {s.kind for s in icp.signals} | set(VETO_KINDS))
    new = [fact for item in found.facts[:MOST_FACTS] if (fact := judge.fact(item))]
    judge.refused["too many"] += max(0, len(found.facts) - MOST_FACTS)
    left_out = ", ".join(f"{n} {why}" for why, n in sorted((+judge.refused).items()))
    measured = Measurement(
        source=f"texts read by {label}", answer="found" if new else "not found",
        cause=f"left out: {left_out}" if left_out else "", facts=tuple(f.id for f in new),
    )  # fmt: skip
    research = request.research.model_copy(
        update={
            "facts": (*request.research.facts, *new),
            "measurements": (*request.research.measurements, measured),
        }
    )
    return replace(request, research=research)


class _Judge:
    """Holds what the model gives against what it was shown. `refused` counts why facts were left out."""

    def __init__(self, request: DraftRequest, given: Reading, kinds: set[str]) -> None:
        self.request, self.kinds = request, kinds
        self.shown = {s.name: s for s in given.shown}
        self.folded = {s.name: fold(given.texts[s.source.sha256]) for s in given.shown}
        self.known = {(f.kind, fold(f.quote)) for f in request.research.facts}
        self.refused: Counter[str] = Counter()

    def fact(self, item: Found) -> Fact | None:
        """The fact, if it holds."""
        why = self._refusal(item)
        if why:
            self.refused[why] += 1
            return None
        source = self.shown[item.source_id].source
        self.known.add((item.kind, fold(item.quote)))
        return Fact(
            id=short_id(source.id, item.kind, item.quote), source_id=source.id, kind=item.kind, quote=item.quote,
            dated=self._day(item, source),
        )  # fmt: skip

    def _refusal(self, item: Found) -> str:
        """Why a fact does not count, or ''."""
        if item.source_id not in self.shown:
            return "of a source that was not shown"
        if item.kind not in self.kinds:
            return "of a kind that nobody asked for"
        folded = fold(item.quote)
        if not folded or folded not in self.folded[item.source_id]:
            return "whose quote does not stand in the text"
        if len(folded.split()) < _SHORTEST or len(item.quote) > _LONGEST:
            return "with a quote that is too short or too long"
        if _ADDRESS.search(item.quote):
            return "with a web or e-mail address in the quote"
        if any(kind == item.kind and (folded in quote or quote in folded) for kind, quote in self.known):
            return "known already"
        return ""

    def _day(self, item: Found, source: Source) -> date | None:
        """The event's day where the text or the source's own date bears it out; None else: nobody can say how old."""
        try:
            day = date.fromisoformat(item.dated)
        except ValueError:
            return None
        if day > self.request.as_of:
            return None
        text, published = self.folded[item.source_id], source.published
        recent = published is not None and 0 <= (published - day).days <= _DATED_BACK
        return day if day == published or _stands(day, text, without_year=recent) else None


def _stands(day: date, folded: str, *, without_year: bool) -> bool:
    """Whether a text names that day: 2026-10-12, 12 October 2026, Oct. 12th, 2026; or the same without the year."""
    month, number = f"{day:%B}".casefold(), rf"0?{day.day}(?:st|nd|rd|th)?"
    name = rf"{month[:3]}(?:{month[3:]}|t)?\.?" if len(month) > 3 else month
    year = rf"(?:,? {day.year})" + "?" * without_year
    forms = (day.isoformat(), rf"{number} {name}{year}", rf"{name} {number}{year}")
    return re.search(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", folded) is not None

"""Texts of sources as a model may see them: bounded, without what is hidden, and only what others published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hitl_kit.domain.evidence import AccountResearch, Source

from .prompts import visible

MOST_SOURCES = 12
MOST_CHARACTERS = 16_000
"""Of all texts of one account together: about 4,000 tokens."""


@dataclass(frozen=True)
class Shown:
    """A source under the short name that it has in the prompt, and what is shown of its text."""

    name: str
    source: Source
    text: str
    left_out: int
    """Characters at its end that are not shown."""


def shown_texts(research: AccountResearch, texts: Mapping[str, str]) -> list[Shown]:
    """The sources to read: those that carry facts first, then the newest; the longest texts are cut to one length.

    Our own notes about a company (class `crm`) are not among them: they are read here, by rules, and go to no model.
    """
    carrying = {f.source_id for f in research.facts}
    ranked = sorted(
        (s for s in research.sources if s.source_class != "crm"),
        key=lambda s: (s.id not in carrying, -(s.published or s.retrieved_at.date()).toordinal(), s.id),
    )
    readable: list[tuple[Source, str]] = []
    for source in ranked:
        known = {s.sha256 for s, _ in readable}
        if source.sha256 not in known and (text := visible(texts.get(source.sha256, "")).strip()):
            readable.append((source, text))
    readable = readable[:MOST_SOURCES]
    most = _one_length([len(text) for _, text in readable], MOST_CHARACTERS)
    return [
        Shown(f"s{n}", source, text[:most], max(0, len(text) - most)) for n, (source, text) in enumerate(readable, 1)
    ]


def _one_length(lengths: Sequence[int], together: int) -> int:
    """The greatest length such that texts cut to it fit together."""
    left, ordered = together, sorted(lengths)
    for place, length in enumerate(ordered):
        share = left // (len(ordered) - place)
        if length > share:
            return share
        left -= length
    return max(ordered, default=0)


def told_of(source: Source) -> dict[str, str]:
    """A source as the model is told of it: its title, and whose words it holds."""
    whose = "the company itself" if source.source_class == "first-party" else source.source_class
    return {"source": source.title, "whose": whose}

"""Confidence: a band and its reasons, from checks and sources. No percentage before 200 decisions."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from hitl_kit.domain.drafts import Draft, Finding
from hitl_kit.domain.evidence import AccountResearch, Source
from hitl_kit.domain.packages import Confidence


def band(findings: Sequence[Finding], research: AccountResearch, draft: Draft | None = None) -> Confidence:
    """low: a check blocks · medium: something to look at, or one third party is all there is · high: no warning, and
    the company's own words, a filing or two independent sources. With `draft`, only what it cites counts."""
    blocking = [f.check for f in findings if f.severity == "block"]
    if blocking:
        return Confidence(band="low", basis=f"a check blocks: {_listed(blocking)}")
    warnings = [f.check for f in findings if f.severity == "warn"]
    if warnings:
        return Confidence(band="medium", basis=f"to look at: {_listed(warnings)}")
    sources = _behind(research, draft)
    if own := next((s for s in sources if s.source_class in ("first-party", "filing")), None):
        words = "the company's own words" if own.source_class == "first-party" else "a filing"
        return Confidence(band="high", basis=f"no warnings; rests on {words}")
    hosts = {(urlsplit(s.url).hostname or s.url).removeprefix("www.") for s in sources}
    if len(hosts) >= 2:
        return Confidence(band="high", basis=f"no warnings; {len(hosts)} independent sources")
    named = f"one source that is not the company ({sources[0].source_class})" if sources else "no source"
    return Confidence(band="medium", basis=f"no warnings, but it rests on {named}")


def _listed(checks: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(checks))


def _behind(research: AccountResearch, draft: Draft | None) -> list[Source]:
    """The sources of the cited facts; without a draft, of the facts behind the signals."""
    if draft:
        ids = {i for s in draft.segments for i in s.fact_ids}
        kinds = {f.kind for f in research.facts if f.id in ids}
    else:
        kinds = {s.kind for s in research.signals}
    wanted = {f.source_id for f in research.facts if f.kind in kinds}
    return [s for s in research.sources if s.id in wanted]

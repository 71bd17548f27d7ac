"""A package as the review grid's view needs it: plain JSON, in the words that a reviewer reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from hitl_kit.domain.decisions import REASONS, Decision
from hitl_kit.domain.drafts import Draft
from hitl_kit.domain.packages import Package
from hitl_kit.review import Earlier, ReviewItem, Version


def card(
    item: ReviewItem, history: Sequence[Decision], earlier: Sequence[Earlier] = (), plan: Sequence[str] = ()
) -> dict[str, Any]:
    """Everything that the right-hand side of the grid shows about one package: as it stands, the verdicts on it, what
    there was with its contact before, and what an approval sets off."""
    p = item.package
    return {
        "id": p.id, "status": item.status, "simulated": p.simulated, "tier": p.tier, "high_value": p.high_value,
        "account": _account(p), "contact": _contact(p), "persona": p.persona_id,
        "score": p.score, "terms": [t.model_dump(mode="json") for t in p.score_terms],
        "route": {"reason": p.route.reason},
        "confidence": p.confidence.model_dump(mode="json") if p.confidence else None,
        "facts": _facts(p),
        "measurements": [m.model_dump(include={"source", "answer", "cause"}) for m in p.research.measurements],
        "draft": _draft(p.draft) if p.draft else None, "abstained": p.abstained,
        "versions": [_version(v) for v in item.versions] if len(item.versions) > 1 else [],
        "subject": item.subject, "body": item.body,
        "findings": [f.model_dump(mode="json") for f in item.findings],
        "decision": _decision(item.decision) if item.decision else None,
        "history": [_decision(d) for d in history],
        "earlier": [asdict(e) for e in earlier], "plan": list(plan), "sent_at": item.sent_at,
        "claimed_by": item.claimed_by,
    }  # fmt: skip


def _account(p: Package) -> dict[str, Any]:
    a = p.account
    place = ", ".join(x for x in (a.city, a.region, a.country) if x) or a.location
    size = f"{a.employees:,} employees" if a.employees is not None else ""
    return {"name": a.name, "about": [x for x in (a.sub_industry or a.industry, size, place, a.domain) if x]}


def _contact(p: Package) -> dict[str, Any] | None:
    c = p.contact
    return {"name": c.full_name, "title": c.title, "email": c.email} if c else None


def _facts(p: Package) -> list[dict[str, Any]]:
    """Facts in the order in which the draft cites them, then the others."""
    cited = [f for s in p.draft.segments for f in s.fact_ids] if p.draft else []
    order = {fact_id: n for n, fact_id in enumerate(dict.fromkeys(cited))}
    sources = {s.id: s for s in p.research.sources}
    out = []
    for fact in sorted(p.research.facts, key=lambda f: order.get(f.id, len(order))):
        source = sources.get(fact.source_id)
        out.append({
            "id": fact.id, "kind": fact.kind, "quote": fact.quote, "cited": fact.id in order,
            "dated": fact.dated.isoformat() if fact.dated else "",
            "url": source.url if source else "", "title": source.title if source else fact.source_id,
            "host": (urlsplit(source.url).hostname or "") if source else "",
            "source_class": source.source_class if source else "other",
            "published": source.published.isoformat() if source and source.published else "",
            "retrieved": source.retrieved_at.date().isoformat() if source else "",
        })  # fmt: skip
    return out


def _draft(d: Draft) -> dict[str, Any]:
    return {
        "sha256": d.sha256, "subject": d.subject, "body": d.body, "drafter": d.drafter, "angle": d.angle_id,
        "play": d.play_id, "variant": d.variant,
        "segments": [{"kind": s.kind, "text": s.text, "facts": list(s.fact_ids)} for s in d.segments],
    }  # fmt: skip


def _version(v: Version) -> dict[str, Any]:
    return {
        "number": v.number, "instruction": v.instruction, "by": v.by, "at": v.at, "draft": _draft(v.draft),
        "findings": [f.model_dump(mode="json") for f in v.findings],
    }  # fmt: skip


def _decision(d: Decision) -> dict[str, Any]:
    return {
        "id": d.id, "verdict": d.verdict, "reviewer": d.reviewer, "at": d.at.isoformat(timespec="minutes"),
        "reason": REASONS.get(d.reason, d.reason), "note": d.note, "seconds": d.seconds,
    }  # fmt: skip

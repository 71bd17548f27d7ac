"""Makers of angles, plays, evidence and drafts, and the bench on which a draft is checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.drafts import Draft, Finding, Segment
from hitl_kit.domain.evidence import AccountResearch, Fact, Measurement, Signal, Source, SourceClass
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.packages import ScoreTerm
from hitl_kit.domain.plays import Angle, AngleLibrary, Play, SegmentTemplate, Sender
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting import DraftRequest, TemplateDrafter, check_draft, check_text

AS_OF = date(2026, 11, 20)
QUOTE = "Acme Freight opened its second depot in Leeds on 12 October, with 38 dock doors and 120 jobs."
PAGE = f"Our news.\n{QUOTE}\nWe do not plan a third depot. The best site of the North, says Bolt."
URL = "https://www.acme-freight.example/news"

SENDER = Sender(
    name="Marta Oduya", company="RouteWise Ltd", email="marta@routewise.example",
    postal_address="14 Tannery Row, Leeds LS0 0ZZ", opt_out='Reply "no" and I will not write again.',
)  # fmt: skip
SIGNOFF = "Regards,\n{{ sender.name }}\n{{ sender.company }}, {{ sender.postal_address }}\n\n{{ sender.opt_out }}"
ARGUMENT = (
    "With one more site somebody decides again which depot serves which customer. RouteWise holds all depots in one"
    " plan, so that planners try a boundary first."
)


def angle(name: str, fact: str = "expansion", **changes: Any) -> Angle:
    segments = (
        SegmentTemplate(kind="greeting", variants=("Hello {{ greeting_name }},", "Dear {{ contact.first_name }},")),
        SegmentTemplate(
            kind="claim", fact=fact,
            variants=('I read in "{{ source.title }}": "{{ fact.quote }}".', 'You wrote: "{{ fact.quote }}"'),
        ),
        SegmentTemplate(kind="angle", variants=(ARGUMENT,)),
        SegmentTemplate(kind="cta", variants=("Do you decide that yourself?", "Would a short call be of use?")),
        SegmentTemplate(kind="signoff", variants=(SIGNOFF,)),
    )  # fmt: skip
    given = {"id": name, "argument": "why", "subject": ("{{ account.name }}: which depot?",), "segments": segments}
    return Angle(**{**given, **changes})


def play(name: str, signal: str, angle: str, persona: str = "head_ops", weight: int = 1) -> Play:
    return Play(id=name, signal=signal, persona=persona, angle=angle, weight=weight)


def evidence(
    quote: str = QUOTE, kind: str = "expansion", age: int = 30, source_class: SourceClass = "first-party",
    url: str = URL, dated: bool = True, name: str = "f1",
) -> tuple[Source, Fact, tuple[Signal, ...]]:  # fmt: skip
    source = Source(
        id=f"s-{name}", url=url, title="Two depots, one plan", retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
        sha256=sha256_hex(PAGE), source_class=source_class,
    )  # fmt: skip
    day = AS_OF - timedelta(days=age) if dated else None
    fact = Fact(id=name, source_id=source.id, kind=kind, quote=quote, dated=day)
    return source, fact, (Signal(kind=kind, dated=day, strength=1, fact_id=name),) if day else ()


def research(*found: tuple[Source, Fact, tuple[Signal, ...]]) -> AccountResearch:
    return AccountResearch(
        account_key="acme-freight.example", sources=tuple(s for s, _, _ in found), facts=tuple(f for _, f, _ in found),
        signals=tuple(x for _, _, signals in found for x in signals),
        measurements=(Measurement(source="pages", answer="not measured", cause="no saved page for this account"),),
    )  # fmt: skip


def terms(known: AccountResearch) -> tuple[ScoreTerm, ...]:
    return tuple(
        ScoreTerm(kind=s.kind, priority=1, strength=s.strength, age_days=(AS_OF - s.dated).days, half_life_days=60,
                  points=5.0 if s.kind == "expansion" else 4.0)
        for s in known.signals
    )  # fmt: skip


@dataclass
class Bench:
    """A good draft, and the checks on what one makes of it."""

    library: AngleLibrary
    icp: ICP
    request: DraftRequest
    writing: Writing = field(default_factory=lambda: Writing(banned_phrases=("touch base",)))

    def request_with(self, known: AccountResearch) -> DraftRequest:
        """The request with this research."""
        return replace(self.request, research=known, score_terms=terms(known))

    def request_about(self, quote: str) -> DraftRequest:
        """The request with one fact, of these words."""
        return self.request_with(research(evidence(quote)))

    @property
    def draft(self) -> Draft:
        made = TemplateDrafter(self.library).draft(self.request)
        assert isinstance(made, Draft), made
        return made

    def with_segment(self, kind: str, text: str, fact_ids: tuple[str, ...] | None = None) -> Draft:
        """The good draft with another text in the segment of that kind."""
        segments = tuple(
            Segment(kind=s.kind, text=text, fact_ids=s.fact_ids if fact_ids is None else fact_ids)
            if s.kind == kind else s
            for s in self.draft.segments
        )  # fmt: skip
        return self.draft.model_copy(update={"segments": segments})

    def check(self, draft: Draft, **changes: Any) -> tuple[Finding, ...]:
        given: dict[str, Any] = {"snapshots": {sha256_hex(PAGE): PAGE}, "library": self.library,
                                 "writing": self.writing, "icp": self.icp, **changes}  # fmt: skip
        return check_draft(draft, self.request, **given)

    def edit(self, subject: str, body: str, draft: Draft | None = None) -> tuple[Finding, ...]:
        return check_text(subject, body, self.request, draft=draft or self.draft, library=self.library,
                          writing=self.writing, icp=self.icp)  # fmt: skip

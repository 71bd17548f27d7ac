"""Packages for the tests of the review: a made-up market, small enough to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.drafts import Draft, Finding, Segment
from hitl_kit.domain.evidence import AccountResearch, Fact, Measurement, Signal, Source
from hitl_kit.domain.packages import Confidence, Package, Route, ScoreTerm
from hitl_kit.ledger import Ledger
from hitl_kit.ledger import tables as t

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = (
    "Halden Freight", "Brightwater Foods", "Corvane Software", "Ostrava Print", "Nordlys Energy", "Tamarind Retail",
    "Quillon Insurance", "Vesper Robotics", "Larkspur Health", "Mistral Packaging", "Pinecrest Logistics",
    "Sable & Stone Architecture",
)  # fmt: skip
PEOPLE = (
    ("Ana", "Lindqvist", "VP Operations"), ("Ben", "Okafor", "Head of Logistics"), ("Chloe", "Marchetti", "COO"),
    ("Dev", "Raman", "Director Supply Chain"), ("Emil", "Novak", "VP Operations"), ("Fay", "Whitlock", "COO"),
)  # fmt: skip


def package(n: int = 0, **changes: Any) -> Package:
    """The n-th package of the made-up market; `changes` replace its fields."""
    name, (first, last, title) = NAMES[n % len(NAMES)], PEOPLE[n % len(PEOPLE)]
    host = f"{name.split()[0].lower()}{n}.example"
    account = Account(name=name, domain=host, industry="Logistics", employees=240 + 60 * n, city="Gothenburg")
    contact = Contact(
        email=f"{first}.{last}@{host}".lower(), account_key=account.key, first_name=first, last_name=last, title=title
    )
    opened, hiring = (
        f"opens its third warehouse in Malm\u00f6 in April, with {40 + n} staff",
        "is hiring a head of returns",
    )
    sources = (
        Source(
            id="s1", url=f"https://{host}/news/third-warehouse", title=f"{name} opens a third warehouse",
            retrieved_at=NOW - timedelta(days=1), sha256=sha256_hex(host), source_class="first-party",
            published=date(2026, 2, 18),
        ),
        Source(
            id="s2", url=f"https://trade-press.example/{n}/hiring", title="People moves of the week",
            retrieved_at=NOW - timedelta(days=1), sha256=sha256_hex(host + "2"), source_class="press",
            published=date(2026, 2, 24),
        ),
    )  # fmt: skip
    facts = (
        Fact(id="f1", source_id="s1", kind="expansion", quote=f"{name} {opened}.", dated=date(2026, 2, 18)),
        Fact(id="f2", source_id="s2", kind="hiring", quote=f"{name} {hiring}.", dated=date(2026, 2, 24)),
    )
    draft = Draft(
        subject=f"{name}'s third warehouse",
        segments=(
            Segment(kind="greeting", text=f"Hi {first},"),
            Segment(kind="claim", text=f"I read that {name} {opened}.", fact_ids=("f1",)),
            Segment(kind="claim", text=f"And that {name} {hiring}.", fact_ids=("f2",)),
            Segment(
                kind="angle",
                text="A third site is usually where spreadsheets stop telling you which site holds the stock. Our"
                " customers see one stock figure across sites from the first day.",
            ),
            Segment(kind="cta", text="Would twenty minutes next week be of use?"),
            Segment(kind="signoff", text='Sam Hale\nStockline, 1 Harbour Road, Leeds\nNo interest? Reply "no".'),
        ),
        play_id="expansion_ops", angle_id="one_stock_figure", angle_version=1, variant="a",
        drafter="template draft, no model used",
    )  # fmt: skip
    fields: dict[str, Any] = {
        "id": f"p{n:03d}", "campaign": "demo", "batch_id": "b1", "account": account, "contact": contact,
        "persona_id": "ops", "tier": "A" if n % 4 == 0 else "B", "high_value": n % 4 == 0,
        "score": round(9 - 0.5 * n, 2),
        "score_terms": (
            ScoreTerm(kind="expansion", priority=8, strength=0.9, age_days=12, half_life_days=30, points=5.46),
            ScoreTerm(kind="hiring", priority=4, strength=0.6, age_days=6, half_life_days=21, points=1.97),
        ),
        "research": AccountResearch(
            account_key=account.key, sources=sources, facts=facts,
            signals=(
                Signal(kind="expansion", dated=date(2026, 2, 18), strength=0.9, fact_id="f1"),
                Signal(kind="hiring", dated=date(2026, 2, 24), strength=0.6, fact_id="f2"),
            ),
            measurements=(
                Measurement(source="company news", answer="found"),
                Measurement(source="trade press", answer="found"),
                Measurement(source="job board", answer="not measured", cause="the page did not answer in 10 s"),
            ),
        ),
        "draft": draft,
        "findings": (
            (Finding(check="length", severity="note", message="92 words, within 30 to 160"),)
            if n % 3
            else (Finding(check="freshness", severity="warn", message="the signal is 12 days old; 14 is the limit"),)
        ),
        "confidence": Confidence(band="high" if n % 3 else "medium", basis="every claim quotes a first-party source"),
        "route": Route(decider="human", reason="no play is approved yet: every package is reviewed"),
        "as_of": date(2026, 3, 2),
    }  # fmt: skip
    return Package.model_validate({**fields, **changes})


def shorter(p: Package, instruction: str, known: frozenset[str]) -> Draft:
    """A drafter that does as it is told: two paragraphs, with the number of versions so far."""
    segments = (Segment(kind="greeting", text="Hi,"), Segment(kind="cta", text=f"{instruction} ({len(known)})?"))
    return draft_of(p).model_copy(update={"segments": segments, "drafter": "a told drafter"})


def draft_of(p: Package) -> Draft:
    """The package's draft, which it must have."""
    assert p.draft is not None
    return p.draft


def store(ledger: Ledger, packages: Iterable[Package]) -> list[Package]:
    """Put packages into the ledger as the pipeline does."""
    made = list(packages)
    with ledger.recording("agent", "batch.generate", "b1") as recording:
        recording.add(t.package, [row(p) for p in made])
    return made


def row(p: Package) -> dict[str, Any]:
    """A package as a row of the ledger's table."""
    content = canonical_json(p.model_dump(mode="json"))
    return {
        "id": p.id, "batch_id": p.batch_id, "campaign": p.campaign, "account_key": p.account.key,
        "email": p.contact.email if p.contact else "", "tier": p.tier, "high_value": p.high_value,
        "persona": p.persona_id, "signal": p.score_terms[0].kind if p.score_terms else "",
        "play": p.draft.play_id if p.draft else "", "angle": p.draft.angle_id if p.draft else "",
        "variant": p.draft.variant if p.draft else "", "decider": p.route.decider, "score": p.score,
        "as_of": p.as_of.isoformat(), "content_sha256": p.draft.sha256 if p.draft else "", "content": content,
        "simulated": p.simulated,
    }  # fmt: skip

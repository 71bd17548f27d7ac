"""One account through its sources: refused facts, signals, vetoes and the score's arithmetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.evidence import AccountResearch, Fact, Signal, Source
from hitl_kit.domain.icp import ICP
from hitl_kit.research import Reading, research_account, score, vetoes

AS_OF = date(2026, 11, 20)
TEXT = "Acme opens a new depot in Leeds. It is hiring forty drivers. Acme has laid off nobody."


def source(text: str = TEXT, digest: str = "") -> Source:
    return Source(id="s", url="https://x.example/", title="News", retrieved_at=datetime(2026, 11, 1, tzinfo=UTC),
                  sha256=digest or sha256_hex(text), source_class="press")  # fmt: skip


def fact(quote: str = "Acme opens a new depot in Leeds.", kind: str = "expansion", dated: date | None = AS_OF) -> Fact:
    return Fact(id=f"{kind}-{quote[:5]}-{dated}", source_id="s", kind=kind, quote=quote, dated=dated)


class Told:
    """A source that answers what it was told to."""

    name = "told"
    problems = ()

    def __init__(self, reading: Reading | Exception | None = None, unavailable: str = "") -> None:
        self.reading, self.unavailable = reading, unavailable

    def read(self, account):
        if isinstance(self.reading, Exception):
            raise self.reading
        return self.reading


def found(*facts: Fact, digest: str = "", strength: float = 1.0) -> Told:
    kept = source(digest=digest)
    return Told(Reading("found", "", (kept,), facts, {kept.sha256: TEXT}, {f.id: strength for f in facts}))


def test_a_quote_that_is_not_in_its_text_is_no_fact(icp, acme):
    invented = fact("Acme opens a new depot in Paris.")
    research, texts = research_account(acme, icp, [found(fact(), invented)], AS_OF)
    assert [f.quote for f in research.facts] == ["Acme opens a new depot in Leeds."]
    assert list(texts.values()) == [TEXT]
    alone, _ = research_account(acme, icp, [found(invented)], AS_OF)
    (measured,) = alone.measurements
    assert (measured.answer, measured.cause) == ("not measured", "its quotes do not stand in its text")
    assert not alone.facts
    assert not alone.signals


def test_a_text_that_is_not_what_its_hash_says_supports_nothing(icp, acme):
    research, _ = research_account(acme, icp, [found(fact(), digest="0" * 64)], AS_OF)
    assert not research.facts


@pytest.mark.parametrize(
    ("dated", "cause"),
    [
        (AS_OF, ""),
        (AS_OF - timedelta(days=180), ""),
        (AS_OF - timedelta(days=181), "left out: 1 expansion older than 180 days"),
        (AS_OF + timedelta(days=1), "left out: 1 expansion dated after 2026-11-20"),
        (None, "left out: 1 expansion without a date"),
    ],
)
def test_signals_are_dated_not_in_the_future_and_not_too_old(icp, acme, dated, cause):
    research, _ = research_account(acme, icp, [found(fact(dated=dated))], AS_OF)
    assert bool(research.signals) == (cause == "")
    assert research.measurements[0].answer == "found"
    assert research.measurements[0].cause == cause
    assert len(research.facts) == 1


def test_a_kind_that_the_icp_does_not_name_is_a_fact_and_no_signal(icp, acme):
    research, _ = research_account(acme, icp, [found(fact(kind="layoffs", quote="Acme has laid off nobody."))], AS_OF)
    assert not research.signals
    assert [f.kind for f in vetoes(research)] == ["layoffs"]


def test_a_source_that_fails_is_not_measured_and_the_others_go_on(icp, acme):
    sources = [Told(OSError("disk gone")), Told(unavailable="no folder"), found(fact())]
    research, _ = research_account(acme, icp, sources, AS_OF)
    assert [(m.answer, m.cause) for m in research.measurements] == [
        ("not measured", "disk gone"),
        ("not measured", "no folder"),
        ("found", ""),
    ]
    assert len(research.signals) == 1


def test_the_same_fact_from_two_sources_counts_once(icp, acme):
    research, _ = research_account(acme, icp, [found(fact()), found(fact())], AS_OF)
    assert len(research.facts) == len(research.signals) == len(research.sources) == 1


def test_vetoes_of_last_year_no_longer_hold():
    facts = tuple(fact(kind="merger", dated=d) for d in (AS_OF, AS_OF - timedelta(days=400), None))
    research = AccountResearch(account_key="a", facts=(*facts, fact()))
    assert len(vetoes(research)) == 3
    assert [f.dated for f in vetoes(research, AS_OF)] == [AS_OF, None]


def researched(*signals: tuple[str, int, float]) -> AccountResearch:
    return AccountResearch(account_key="a", signals=tuple(
        Signal(kind=kind, dated=AS_OF - timedelta(days=age), strength=strength, fact_id=str(i))
        for i, (kind, age, strength) in enumerate(signals)
    ))  # fmt: skip


def test_a_term_is_priority_times_strength_times_decay(icp):
    (term,) = score(icp, researched(("expansion", 60, 0.8)), AS_OF)
    assert term.points == pytest.approx(5 * 0.8 * 0.5)
    (term,) = score(icp, researched(("hiring", 45, 1.0)), AS_OF)
    assert term.points == pytest.approx(4 * 0.5**1.5, abs=1e-6)
    assert (term.priority, term.strength, term.age_days, term.half_life_days) == (4, 1.0, 45, 30)


def test_each_kind_counts_once_with_its_strongest_and_the_largest_comes_first(icp):
    terms = score(icp, researched(("hiring", 60, 1.0), ("hiring", 0, 0.5), ("expansion", 0, 1.0)), AS_OF)
    assert [(t.kind, t.points) for t in terms] == [("expansion", 5.0), ("hiring", 2.0)]


def test_what_is_too_old_or_to_come_has_no_points(icp):
    assert score(icp, researched(("hiring", 91, 1.0), ("expansion", -1, 1.0)), AS_OF) == ()


@pytest.mark.parametrize(
    ("domain", "held"),
    [
        ("rival.example", True),
        ("www.Rival.example", True),
        ("shop.rival.example", True),
        ("notrival.example", False),
        ("rival.example.org", False),
        ("", False),
    ],
)
def test_a_competitor_is_a_fact_that_holds_the_package(icp, domain, held):
    rivals = ICP.model_validate({**icp.model_dump(), "competitors": ["other.example", " www.Rival.example "]})
    research, texts = research_account(Account(name="R", domain=domain), rivals, [], AS_OF)
    assert [f.kind for f in vetoes(research, AS_OF)] == (["competitor"] if held else [])
    for kept in research.facts:
        assert kept.quote in texts[research.source(kept.source_id).sha256]


@pytest.mark.parametrize("kind", ["relationship", "competitor"])
def test_a_relationship_holds_however_long_ago_it_was_noted(kind):
    old = AccountResearch(account_key="a", facts=(fact(kind=kind, dated=date(2019, 1, 1)),))
    assert [f.kind for f in vetoes(old, AS_OF)] == [kind]


class Lasting(Told):
    """A source whose answers stand for the day."""

    def read(self, account):
        self.times = getattr(self, "times", 0) + 1
        return replace(super().read(account), lasting=True)


def test_an_answer_that_stands_is_taken_from_what_is_known(icp, acme):
    told = Lasting(found(fact(), fact(kind="layoffs", dated=None)).reading)
    first, _ = research_account(acme, icp, [told], AS_OF, asked="today")
    again, texts = research_account(acme, icp, [told], AS_OF, asked="today", known=first)
    assert told.times == 1
    assert again == first
    assert again.signals
    assert not texts


@pytest.mark.parametrize("asked", ["another day", ""])
def test_an_answer_of_another_day_is_asked_anew(icp, acme, asked):
    told = Lasting(found(fact()).reading)
    first, _ = research_account(acme, icp, [told], AS_OF, asked="today")
    research_account(acme, icp, [told], AS_OF, asked=asked, known=first)
    assert told.times == 2


def test_an_answer_that_does_not_stand_is_asked_anew(icp, acme):
    first, _ = research_account(acme, icp, [found(fact())], AS_OF, asked="today")
    other, _ = research_account(acme, icp, [Told(Reading("not found"))], AS_OF, asked="today", known=first)
    assert [m.answer for m in other.measurements] == ["not found"]
    assert not other.facts


def test_of_what_is_known_only_the_answers_of_the_sources_asked_for_remain(icp, acme):
    """Whoever leaves a source out of a run does not keep its facts."""
    first, _ = research_account(acme, icp, [Lasting(found(fact()).reading)], AS_OF, asked="today")
    other, _ = research_account(acme, icp, [], AS_OF, asked="today", known=first)
    assert not other.facts
    assert not other.measurements

"""Lessons at work: templates change as rules ask, quotations never, and every draft still passes the checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.lessons import Lesson
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Policy
from hitl_kit.drafting import DraftRequest, TemplateDrafter, check_draft, everywhere, learned, unmet, with_lessons
from hitl_kit.drafting.lessons import instructions
from hitl_kit.files import Document, read_yaml
from hitl_kit.simulation import market

DEMO = Path(__file__).parents[2] / "campaigns" / "demo"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def library() -> Document[AngleLibrary]:
    return read_yaml(DEMO / "angles.yaml", AngleLibrary)


@pytest.fixture(scope="module")
def requests(library: Document[AngleLibrary]) -> list[DraftRequest]:
    """Requests for twenty simulated companies, whatever their news."""
    from hitl_kit import research

    icp, plays = read_yaml(DEMO / "icp.yaml", ICP).value, library.value.plays
    companies, people = market.accounts(icp, plays, first=0, count=20, seed=1)
    news, made = market.SimulatedNews(plays, DAY, 1), []
    for company, person in zip(companies, people, strict=True):
        found = research.research_account(company, icp, [news], DAY)[0]
        choice = research.choose_contact(icp, [person], lambda email: None)
        made.append(
            DraftRequest(company.key, company, person, choice.persona_id, found, research.score(icp, found, DAY),
                         frozenset(), DAY, seed="s")
        )  # fmt: skip
    return made


def drafts(library: AngleLibrary, requests: list[DraftRequest], *lessons: Lesson) -> list[Draft]:
    found = [TemplateDrafter(with_lessons(library, lessons)).draft(r) for r in requests]
    return [d for d in found if isinstance(d, Draft)]


def length(draft: Draft) -> int:
    return sum(len(s.text.split()) for s in draft.segments if s.kind != "signoff")


RULES = [
    Lesson(kind="greeting", into="Hi [name],"),
    Lesson(kind="signoff", into="Best wishes from Leeds,"),
    Lesson(kind="cta", into="May I call you about [company] on Tuesday?"),
    Lesson(kind="remove", text="truly"),
    Lesson(kind="replace", text="rounds", into="routes"),
    Lesson(kind="topic", text="mileage"),
    Lesson(kind="tone", text="informal"),
    Lesson(kind="max_words", words=70),
]


def test_all_rules_together_keep_every_check(library: Document[AngleLibrary], requests: list[DraftRequest]) -> None:
    policy, icp = read_yaml(DEMO / "policy.yaml", Policy).value, read_yaml(DEMO / "icp.yaml", ICP).value
    changed = with_lessons(library.value, RULES)
    for request in requests:
        draft = TemplateDrafter(changed).draft(request)
        assert isinstance(draft, Draft)
        assert request.contact is not None
        body = draft.body
        assert body.startswith(f"Hi {request.contact.full_name},")
        assert "Best wishes from Leeds,\nMarta Oduya\nRouteWise Ltd" in body
        assert f"May I call you about {request.account.name} on Tuesday?" in body
        assert not any(word in body for word in ("truly", "rounds", "mileage"))
        texts = {sha256_hex(f.quote): f.quote for f in request.research.facts}
        findings = check_draft(
            draft, request, snapshots=texts, library=changed, writing=policy.writing, icp=icp
        )  # fmt: skip
        assert [f for f in findings if f.severity == "block"] == []
        assert all(f.quote.rstrip(".") in body for f in request.research.facts)


@pytest.mark.parametrize("bound", [60, 70, 80, 90])
def test_mails_keep_to_the_longest_length_where_the_variants_can(
    library: Document[AngleLibrary], requests: list[DraftRequest], bound: int
) -> None:
    for draft in drafts(library.value, requests, Lesson(kind="max_words", words=bound)):
        argument = next(s.text for s in draft.segments if s.kind == "angle")
        assert length(draft) <= bound or argument.count(". ") == 0


def test_mails_keep_to_the_shortest_length(library: Document[AngleLibrary], requests: list[DraftRequest]) -> None:
    rule = Lesson(kind="min_words", words=100, into="I can send a note.")
    for draft in drafts(library.value, requests, rule):
        assert length(draft) >= 100 or "I can send a note." in draft.body


def test_lengths_are_kept_by_other_variants_before_words_are_cut(
    library: Document[AngleLibrary], requests: list[DraftRequest]
) -> None:
    before = drafts(library.value, requests)
    bound = sorted(map(length, before))[len(before) // 2]
    after = drafts(library.value, requests, Lesson(kind="max_words", words=bound))
    kept = [a for a, b in zip(before, after, strict=True) if a.sha256 == b.sha256]
    assert len(kept) >= len(before) // 2
    assert any(a.variant != b.variant for a, b in zip(before, after, strict=True))


def test_an_angle_left_out_is_not_written(library: Document[AngleLibrary], requests: list[DraftRequest]) -> None:
    angles: dict[str, set[str]] = {}
    for play in library.value.plays:
        angles.setdefault(play.signal, set()).add(play.angle)
    alone = {angle for rivals in angles.values() if len(rivals) == 1 for angle in rivals}
    angle = next(d.angle_id for d in drafts(library.value, requests) if d.angle_id in alone)
    changed = with_lessons(library.value, [Lesson(kind="angle", text=angle)])
    found = [TemplateDrafter(changed).draft(r) for r in requests]
    assert all(d.angle_id != angle for d in found if isinstance(d, Draft))
    assert any("left out by a rule" in d.reason for d in found if isinstance(d, Abstention))


def test_without_rules_nothing_changes_and_with_them_the_file_stays(library: Document[AngleLibrary]) -> None:
    assert learned(library, []) is library
    changed = learned(library, RULES)
    assert changed.sha256 != library.sha256
    assert changed.text == library.text
    assert TemplateDrafter(library.value).version == "template 2"
    assert TemplateDrafter(changed.value).version.startswith("template 2 with rules ")


def test_where_a_rule_cannot_be_followed_it_is_said(library: Document[AngleLibrary]) -> None:
    angle = library.value.angles[0]
    only = tuple(
        s.model_copy(update={"variants": ("Shall we talk about depots?",)}) if s.kind == "cta" else s
        for s in angle.segments
    )
    angles = (angle.model_copy(update={"segments": only}), *library.value.angles[1:])
    narrow = library.value.model_copy(update={"angles": angles})
    (said,) = unmet(narrow, [Lesson(kind="topic", text="depots")])
    assert said == '"depots" stays in the cta of multi_depot: nothing else is said there'
    assert everywhere(narrow, "depots") == "cta of multi_depot"
    assert unmet(narrow, [Lesson(kind="topic", text="no such words")]) == []


@given(st.text(alphabet="abcdefghij \"'.,{}%", min_size=1, max_size=12), st.text(alphabet="xyz ,.", max_size=8))
def test_no_rule_of_words_touches_a_template_field(library_text: str, into: str) -> None:
    """Whatever words go, the fields of the template stay whole."""
    from hitl_kit.drafting.lessons import _DATA

    library = read_yaml(DEMO / "angles.yaml", AngleLibrary).value
    try:
        text = library_text.strip()
        rule = (
            Lesson(kind="replace", text=text, into=into.strip()) if into.strip() else Lesson(kind="remove", text=text)
        )
    except ValueError:
        return
    for before, after in zip(library.angles[:1], with_lessons(library, [rule]).angles[:1], strict=True):
        for one, other in zip(before.segments, after.segments, strict=True):
            known = {field for v in one.variants for field in _DATA.findall(v)}
            assert {field for v in other.variants for field in _DATA.findall(v)} <= known
            if one.kind == "claim":
                assert all("{{ fact.quote }}" in v for v in other.variants)


def test_a_model_is_told_the_rules_of_wording_alone() -> None:
    told = instructions(RULES)
    assert 'Write "routes" for "rounds".' in told
    assert "Do not mention" in told
    assert "70 words" not in told
    assert "Tuesday" not in told
    assert instructions([]) == ""

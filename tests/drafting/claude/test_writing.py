"""What Claude writes: claims from facts, in their places between approved words, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting import Drafter, DraftRequest, TemplateDrafter, check_draft
from hitl_kit.drafting.calls import Spending
from hitl_kit.drafting.claude import ClaudeDrafter, claude_version
from tests.drafting.bench import PAGE, QUOTE, evidence, research, terms
from tests.drafting.claude.conftest import SPENDING, TONE, Desk
from tests.drafting.claude.writer import document, honest

Asked = Callable[..., DraftRequest]
CLAIM = "Acme Freight opened its second depot in Leeds on 12 October."


def claims(*given: dict[str, Any], abstain: str = "") -> Callable[[Any], dict[str, Any]]:
    return lambda _: {"abstain": abstain, "claims": list(given)}


def claim(**changes: Any) -> dict[str, Any]:
    return {"slot": "c1", "text": CLAIM, "fact_ids": ["f1"], **changes}


def test_only_the_claims_are_the_models(desk: Desk, request_of: Asked, library: AngleLibrary, icp: ICP) -> None:
    desk.server.answer = claims(claim())
    draft = desk.write(request_of())
    template = TemplateDrafter(library).draft(request_of())
    assert isinstance(draft, Draft)
    assert isinstance(template, Draft)
    assert draft.drafter == "Claude (claude-sonnet-5-5)"
    kept = {"subject", "play_id", "angle_id", "angle_version", "variant", "cohort"}
    assert draft.model_dump(include=kept) == template.model_dump(include=kept)
    for mine, approved in zip(draft.segments, template.segments, strict=True):
        if mine.kind == "claim":
            assert (mine.text, mine.fact_ids) == (CLAIM, ("f1",))
        else:
            assert mine == approved
    snapshots = {request_of().research.sources[0].sha256: PAGE}
    found = check_draft(draft, request_of(), snapshots=snapshots, library=library, writing=TONE, icp=icp)
    assert not [f for f in found if f.severity == "block"]


def test_it_is_told_facts_and_no_page_a_title_and_no_person(desk: Desk, request_of: Asked) -> None:
    desk.server.answer = honest
    desk.write(request_of())
    (body,) = desk.server.bodies
    told = document(body)
    assert told["reader"] == {"title": "COO"}
    assert told["company"] == {"name": "Acme Freight Ltd", "industry": ""}
    assert [f["quote"] for f in told["facts"]] == [QUOTE]
    sent = str(body)
    for private in ("Dana", "Roe", "dana@", "acme-freight.example", "best site of the North"):
        assert private not in sent
    assert "touch base" in body["system"][0]["text"]
    assert "With one more site somebody decides again" in body["system"][1]["text"]


def test_facts_that_no_mail_may_rest_on_are_not_given(desk: Desk, request_of: Asked) -> None:
    known = research(
        evidence(),
        evidence("Acme Freight hires nine drivers for Leeds.", "hiring", age=400, name="old"),
        evidence("Acme Freight is in talks about a merger.", "merger", age=500, name="veto"),
        evidence("Acme Freight opens in Hull next spring.", "expansion", age=-30, name="future"),
        evidence("Dana prefers calls before nine.", "hiring", source_class="crm", name="note"),
        evidence("Acme Freight hires two planners in Leeds.", "hiring", age=10, name="fresh"),
    )
    only = replace(request_of(known), score_terms=tuple(t for t in terms(known) if t.kind == "expansion"))
    desk.server.answer = honest
    desk.write(replace(only, score_terms=terms(research(evidence()))))
    quotes = [f["quote"] for f in document(desk.server.bodies[-1])["facts"]]
    assert quotes == [QUOTE, "Acme Freight hires two planners in Leeds."]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ((), "it has not one claim for each place"),
        ((claim(), claim()), "it has not one claim for each place"),
        ((claim(slot="c2"),), "it has not one claim for each place"),
        ((claim(fact_ids=[]),), "a claim cites no fact"),
        ((claim(fact_ids=["f1", "f7"]),), "a claim cites a fact that it was not given (f7)"),
        ((claim(text=" \u200b\n"),), "a claim is empty or far too long"),
        ((claim(text="depot " * 300),), "a claim is empty or far too long"),
    ],
)
def test_claims_that_cannot_be_used_make_no_draft(
    desk: Desk, request_of: Asked, given: tuple[dict[str, Any], ...], why: str
) -> None:
    desk.server.answer = claims(*given)
    made = desk.write(request_of())
    assert isinstance(made, Abstention)
    assert f"gave a draft that cannot be used: {why}. The template drafter" in made.reason
    assert not made.again


def test_a_claim_needs_a_fact_of_the_kind_that_its_place_is_for(desk: Desk, request_of: Asked) -> None:
    known = research(evidence(), evidence("Acme Freight hires two planners in Leeds.", "hiring", name="f2"))
    desk.server.answer = claims(claim(fact_ids=["f2"]))
    made = desk.write(request_of(known, score_terms=terms(research(evidence()))))
    assert isinstance(made, Abstention)
    assert "a claim cites no fact of kind expansion" in made.reason


def test_it_may_say_that_the_facts_do_not_carry_the_argument(desk: Desk, request_of: Asked) -> None:
    desk.server.answer = claims(abstain="The depot is another\ncompany's.\u202e")
    made = desk.write(request_of())
    assert made == Abstention(reason="Claude (claude-sonnet-5-5) wrote nothing: The depot is another company's.")


def test_a_claim_comes_into_the_mail_as_one_line_without_hidden_characters(desk: Desk, request_of: Asked) -> None:
    desk.server.answer = claims(claim(text="Acme Freight\u200b opened\n\n its second\u202e depot."))
    draft = desk.write(request_of())
    assert next(s.text for s in draft.segments if s.kind == "claim") == "Acme Freight opened its second depot."


def test_what_needs_no_model_costs_nothing(desk: Desk, request_of: Asked) -> None:
    made = desk.write(request_of(contact=None))
    assert made == Abstention(reason="no contact: there is nobody to write to")
    assert desk.server.calls == 0
    assert desk.drafter.spent == "$0.00 of at most $20.00"


def test_many_are_answered_in_any_order_each_with_its_own(desk: Desk, request_of: Asked) -> None:
    desk.server.answer = honest
    requests = [request_of(package_id=f"p{n}", contact=None if n % 3 == 0 else request_of().contact) for n in range(30)]
    made = {r.package_id: d for r, d in desk.drafter.draft_all(requests)}
    assert set(made) == {r.package_id for r in requests}
    assert sum(isinstance(d, Abstention) for d in made.values()) == 10


def test_both_drafters_have_one_face(desk: Desk, library: AngleLibrary) -> None:
    both: list[Drafter] = [desk.drafter, TemplateDrafter(library)]
    assert len({d.label for d in both}) == len({d.version for d in both}) == 2


def test_the_version_changes_with_whatever_changes_the_writing() -> None:
    def version(tone: Writing = TONE, **changes: Any) -> str:
        return claude_version(replace(SPENDING, **changes), tone)

    versions = {
        version(), version(model="claude-opus-5-5"), version(effort="high"), version(Writing(max_words=60)),
        version(Writing(banned_phrases=("synergy",))),
    }  # fmt: skip
    assert len(versions) == 5
    assert version(max_usd=1.0, concurrency=2, batches=True) == version()
    assert version().startswith("claude-sonnet-5-5 ")


def test_naming_it_needs_no_key(library: AngleLibrary, icp: ICP, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: Spending) -> Any:
        raise AssertionError("nobody asked it anything")

    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert ClaudeDrafter(library, icp, TONE, SPENDING, never).label == "Claude (claude-sonnet-5-5)"


def test_a_rewrite_follows_a_persons_wish_and_changes_claims_alone(desk: Desk, request_of: Asked) -> None:
    desk.server.answer = claims(claim())
    before = desk.write(request_of())
    shorter = "Acme Freight opened in Leeds."
    desk.server.answer = claims(claim(text=shorter))
    after = desk.drafter.rewrite(request_of(seed="another"), before, "Shorter, please")
    told = document(desk.server.bodies[-1])
    assert (told["wish"], told["earlier"]) == ("Shorter, please", [CLAIM])
    assert isinstance(after, Draft)
    assert [s.text for s in after.segments if s.kind == "claim"] == [shorter]
    changed = [a != b for a, b in zip(after.segments, before.segments, strict=True)]
    assert changed == [s.kind == "claim" for s in before.segments]
    assert (after.subject, after.variant, after.cohort) == (before.subject, before.variant, before.cohort)
    assert desk.server.calls == 2


@pytest.mark.parametrize("at_a_time", [1, 2, 5])
def test_reading_and_writing_go_on_at_once_a_few_ahead(
    desk: Desk, request_about: Asked, library: AngleLibrary, icp: ICP, at_a_time: int
) -> None:
    desk.server.answer = honest
    request = request_about("Acme Freight keeps its vans in Leeds, as it has for years.")
    spending = replace(SPENDING, concurrency=at_a_time)
    drafter = ClaudeDrafter(library, icp, TONE, spending, desk.drafter._model)
    taken = 0

    def requests() -> Iterator[DraftRequest]:
        nonlocal taken
        for n in range(40):
            taken += 1
            yield replace(request, package_id=f"p{n}")

    ahead = []
    for done, (_, made) in enumerate(drafter.draft_all(drafter.read_all(requests(), desk.stored)), 1):
        assert isinstance(made, Draft)
        ahead.append(taken - done)
    assert len(ahead) == 40
    assert max(ahead) <= 4 * (at_a_time + 1) + 2, "no more requests in memory than are under way"
    assert desk.server.most_at_once <= max(2, at_a_time)
    assert drafter.spent_usd == pytest.approx(desk.server.meter.usd)

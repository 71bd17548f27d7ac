"""The choice that both drafters share: which plays, in what order, with which words, and why no other."""

from __future__ import annotations

import pytest

from hitl_kit.domain.drafts import Abstention, Segment
from hitl_kit.domain.plays import AngleLibrary, SegmentTemplate
from hitl_kit.drafting import Choice, choose
from tests.drafting.bench import QUOTE, SENDER, angle, evidence, play, research


def plays_of(request, library) -> list[str]:
    *found, last = choose(request, library)
    assert isinstance(last, Abstention)
    return [c.play.id for c in found if isinstance(c, Choice)]


def test_every_play_that_fits_is_offered_the_strongest_signal_first(request_of, library):
    both = research(evidence(name="h", kind="hiring"), evidence())
    assert plays_of(request_of(both), library) == ["grow", "hire"]


def test_one_play_can_be_asked_for(request_of, library):
    both = research(evidence(name="h", kind="hiring"), evidence())
    assert plays_of(request_of(both, play_id="hire"), library) == ["hire"]
    (only,) = choose(request_of(play_id="nothing"), library)
    assert isinstance(only, Abstention)


@pytest.mark.parametrize(("state", "why"), [("draft", "still a draft"), ("retired", "is retired")])
def test_only_active_angles_are_drafted_with(request_of, library, state, why):
    asleep = library.model_copy(update={
        "angles": tuple(a.model_copy(update={"state": state}) if a.id == "depots" else a for a in library.angles)
    })  # fmt: skip
    (only,) = choose(request_of(), asleep)
    assert only == Abstention(reason=f"no play can be used: angle depots {'is ' if state == 'draft' else ''}{why}")
    both = research(evidence(name="h", kind="hiring"), evidence())
    assert plays_of(request_of(both), asleep) == ["hire"]


def test_two_plays_with_one_angle_share_its_draws_by_their_own_weight(request_of):
    from collections import Counter

    from hitl_kit.domain.accounts import Account

    library = AngleLibrary(
        sender=SENDER, angles=(angle("depots"), angle("opening")),
        plays=(play("long", "expansion", "depots", weight=3), play("short", "expansion", "depots"),
               play("other", "expansion", "opening", weight=4)),
    )  # fmt: skip
    firsts = Counter(
        plays_of(request_of(account=Account(name="A", domain=f"a{n}.example"), seed="s"), library)[0]
        for n in range(800)
    )
    assert firsts.total() == 800
    assert 230 < firsts["long"] < 370, "three eighths"
    assert 60 < firsts["short"] < 145, "one eighth"
    assert 330 < firsts["other"] < 470, "a half"


def proven() -> AngleLibrary:
    made = angle("depots")
    proof = SegmentTemplate(kind="proof", variants=("Two of our customers plan eleven depots this way.",))
    segments = (*made.segments[:3], proof, *made.segments[3:])
    return AngleLibrary(
        sender=SENDER, angles=(made.model_copy(update={"segments": segments}),),
        plays=(play("grow", "expansion", "depots"),),
    )  # fmt: skip


def test_proof_goes_out_word_for_word_and_cites_nothing(request_of, bench):
    from dataclasses import replace

    library = proven()
    found = next(choose(request_of(), library))
    assert isinstance(found, Choice)
    draft = found.draft("x")
    assert [s.kind for s in draft.segments] == ["greeting", "claim", "angle", "proof", "cta", "signoff"]
    assert draft.segments[3] == Segment(kind="proof", text="Two of our customers plan eleven depots this way.")
    assert library.angles[0].words("proof") == (draft.segments[3].text,)
    findings = replace(bench, library=library).check(draft)
    assert "unapproved text" not in {f.check for f in findings}


def test_who_writes_the_claims_changes_nothing_else(request_of, library):
    found = next(choose(request_of(), library))
    assert isinstance(found, Choice)
    (slot,) = found.claims
    assert slot.fact is not None
    assert (slot.fact.id, QUOTE in slot.text) == ("f1", True)
    own = Segment(kind="claim", text="You opened a depot.", fact_ids=("f1",))
    written, plain = found.draft("Claude", [own]), found.draft("template")
    assert written.segments[1] == own
    assert plain.segments[1].text == slot.text
    assert written.model_copy(update={"segments": plain.segments, "drafter": "template"}) == plain


def test_as_many_claims_are_written_as_there_are_places(request_of, library):
    found = next(choose(request_of(), library))
    assert isinstance(found, Choice)
    own = Segment(kind="claim", text="You opened a depot.", fact_ids=("f1",))
    with pytest.raises(ValueError, match="has 1 claims, and 2 were written"):
        found.draft("Claude", [own, own])
    with pytest.raises(ValueError, match="has 1 claims, and 0 were written"):
        found.draft("Claude", [])

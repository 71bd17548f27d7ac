"""Wordings without a place in a letter to a stranger, leftovers of machines, and texts of any kind and size."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitl_kit.domain.drafts import Segment
from hitl_kit.drafting.phrases import find
from tests.drafting.bench import Bench

CLAIM = "Acme Freight opened its second depot in Leeds"
BAD = [
    ("fake familiarity", f"As we discussed on the phone, {CLAIM}."),
    ("fake familiarity", f"A mutual friend told me that {CLAIM}."),
    ("promise", f"{CLAIM}, and that is where savings begin."),
    ("promise", f"{CLAIM}; results are guaranteed."),
    ("our own praise", f"{CLAIM}, and our software knows depots."),
    ("our own praise", f"{CLAIM}, and RouteWise plans depots."),
    ("pressure", f"{CLAIM}, so hurry."),
    ("pressure", f"{CLAIM}, but time is running out."),
    ("personal remark", f"At your age it is something that {CLAIM}."),
    ("personal remark", f"I hope your illness is over, as {CLAIM}."),
    ("running others down", f"{CLAIM}, unlike our clumsy competitors."),
    ("certainty", f"{CLAIM}, and you surely need a plan."),
    ("praise", f"{CLAIM}, an impressive step."),
    ("invented problem", f"{CLAIM}, and your planners are overwhelmed."),
    ("generic", f"{CLAIM}, and companies like yours plan by depot."),
    ("leftover words", f"Here is the revised claim: {CLAIM}."),
    ("leftover words", f"{CLAIM} (f1)."),
    ("markup", f"**{CLAIM}** in October."),
    ("markup", f"{CLAIM}<br>in October."),
    ("markup", f"{CLAIM} &amp; more."),
    ("hidden characters", f"{CLAIM}\u200b."),
    ("hidden characters", f"{CLAIM} \u202ededne\u202c."),
    ("hidden characters", CLAIM.replace("o", "\u043e", 1)),
    ("two requests", f"{CLAIM}; book a call."),
    ("reading level", "Acme Freight in Leeds has " + "a depot and " * 20 + "a depot."),
    ("too long to check", "Acme Freight " * 400),
    ("foreign address", f"{CLAIM}, see hxxps://evil.example."),
    ("foreign address", f"{CLAIM}, see 203.0.113.9/a."),
    ("foreign address", f"{CLAIM}, call +44 20 7946 0958."),
    *(("placeholder", f"{CLAIM} {left} today.") for left in (
        "*|CITY|*", "<<city>>", "[[city]]", "<%= city %>", "$city$", "#{city}", "[CITY]", "[insert city]", "%%city%%",
        "FIRST_NAME", "____", "N/A", "[object Object]", "{city|town}",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("check", "claim"), BAD, ids=[f"{c}: {t[-30:]!r}" for c, t in BAD])
def test_a_wording_without_a_place_is_seen(bench: Bench, check: str, claim: str) -> None:
    assert check in {f.check for f in bench.check(bench.with_segment("claim", claim))}


def test_the_same_words_are_warnings_on_an_edited_text(bench: Bench) -> None:
    body = bench.draft.body.replace("one plan", "one plan, so hurry")
    found = bench.edit(bench.draft.subject, body)
    assert {(f.check, f.severity, body[f.start : f.end]) for f in found if f.check == "pressure"} == {
        ("pressure", "warn", "hurry")
    }


def test_what_the_quote_says_may_be_said(bench: Bench) -> None:
    bench.request = bench.request_about(
        "Acme Freight opened an impressive depot and will reduce your waiting, they say."
    )
    found = {f.check for f in bench.check(bench.with_segment("claim", "Acme Freight opened an impressive depot."))}
    assert "praise" not in found


def test_a_left_out_part_of_the_angle_is_a_warning(bench: Bench) -> None:
    without = tuple(s for s in bench.draft.segments if s.kind != "cta")
    draft = bench.draft.model_copy(update={"segments": without})
    assert ("missing part", "warn") in {(f.check, f.severity) for f in bench.check(draft)}


def test_a_last_name_alone_is_no_greeting(bench: Bench) -> None:
    assert "greeting" in {f.check for f in bench.check(bench.with_segment("greeting", "Hello Roe,"))}


def test_phrases_have_gaps_endings_and_choices() -> None:
    def kinds(text: str) -> set[tuple[str, str]]:
        return {(p.kind, text[p.start : p.end]) for p in find(text)}

    assert ("promise", "cut all your costs") in kinds("we cut all your costs")
    assert ("pressure", "only five places left") in kinds("Only two: only five places left")
    assert ("personal", "pregnancy") in kinds("her pregnancy")
    assert not kinds("a plain sentence on a depot")
    assert not kinds("the offer. The year ends well")


SIZES = (
    "a", "word ", "Ab ", "1,1 ", "a.", '"a" ', "{a ", "<a ", "[a ", "**a ", "_", "a@", "-a ", "\u0430a", "\u200b",
    "Acme acquired Bolt from Carl ", "12 May 2027 ", "61 to 72 percent ", "12 34 ", "*|", "offer ", "'a b ", "https://",
)  # fmt: skip


@pytest.mark.parametrize("piece", SIZES)
def test_a_huge_text_is_checked_in_little_time(bench: Bench, piece: str) -> None:
    text = piece * (100_000 // len(piece)) + "x"
    started = time.process_time()
    bench.check(bench.with_segment("claim", text))
    bench.edit("s", text)
    assert time.process_time() - started < 10  # a pattern that runs away takes minutes


_WORDS = st.sampled_from(
    ["Acme Freight", "opened", "acquired", "was acquired by", "Bolt", '"', "from", "to", "not", "may", "12 May",
    "£4.5m",
     "Q1", "72%", "half", ".", ",", "\n\n", "\u202e", "we", "you", "hurry", "{{", "<b>", "Series A", "offer",
     "phase II",
     "last week", "31 February 2026", "0000-99-99", "\ud800", "\U0001f469\u200d\U0001f4bb"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=25).map(" ".join)), subject=st.text(max_size=60))
def test_no_text_makes_a_check_fail(bench: Bench, text: str, subject: str) -> None:
    draft = bench.draft
    segments = tuple(
        Segment.model_construct(kind=s.kind, text=text, fact_ids=s.fact_ids) if s.kind == "claim" else s
        for s in draft.segments
    )
    found = bench.check(draft.model_copy(update={"segments": segments, "subject": subject}))
    assert all(f.message for f in found)
    for finding in bench.edit(subject, text):
        assert finding.severity in ("warn", "note")
        assert finding.start is None or 0 <= finding.start <= (finding.end or 0) <= len(text)

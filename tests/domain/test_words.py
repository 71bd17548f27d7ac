"""The words: what they accept, what they refuse, and what their hashes depend on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hitl_kit.domain.accounts import Account, Contact, name_key
from hitl_kit.domain.base import after_day, as_day, canonical_json, iso, sha256_hex, short_id, utc_now
from hitl_kit.domain.drafts import Draft, Segment, mail_sha256
from hitl_kit.domain.errors import FileProblems, HitlError, InputError, Problem
from hitl_kit.domain.evidence import AccountResearch, Fact, Source, fold, occurs
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.domain.plays import Angle, AngleLibrary, Play, SegmentTemplate, Sender
from hitl_kit.domain.policy import Looking, Policy, Writing
from hitl_kit.domain.tasks import FIXED, TASKS

SNAPSHOT = (
    "“We’re hiring a VP\u00a0of Finance — in Lyon,” said Ana.\n  The com\u00adpany’s re\u200bvenue grew 12\u201314%."
)


@pytest.mark.parametrize(
    "quote",
    [
        '"We\'re hiring a VP of Finance - in Lyon," said Ana.',
        "we’re HIRING a vp of finance",
        "said Ana. The company's revenue",
        "grew 12-14%",
        "  revenue   grew ",
        "re\ufeffvenue",
        "ﬁnance — in lyon",
    ],
)
def test_a_quote_occurs_whatever_its_typography(quote: str) -> None:
    assert occurs(quote, SNAPSHOT)


@pytest.mark.parametrize(
    "quote", ["", " \u200b ", "We are hiring", "grew 1214%", "grew 12 14%", "hiring a VP, of Finance", "said Anna"]
)
def test_a_quote_that_was_changed_does_not_occur(quote: str) -> None:
    assert not occurs(quote, SNAPSHOT)


@given(st.text(min_size=1), st.text(), st.text())
def test_what_was_cut_out_at_a_space_occurs(quote: str, before: str, after: str) -> None:
    assert occurs(quote, f"{before} {quote} {after}") is bool(fold(quote))


@given(st.text())
def test_folding_once_is_enough(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"domain": "acme.example", "cik": "1", "external_id": "x"}, "acme.example"),
        ({"cik": "1", "external_id": "x"}, "cik:1"),
        ({"external_id": "x"}, "id:x"),
        ({}, "name:acme-inc"),
    ],
)
def test_an_accounts_key_is_the_surest_that_it_has(fields: dict[str, str], key: str) -> None:
    assert Account(name=" ACME, Inc. ", **fields).key == key


def test_names_fold_for_comparison_only() -> None:
    assert name_key("ＡＣＭＥ  Inc.") == name_key("acme inc") == "acme-inc"
    assert name_key("Acme Leisure") != name_key("Acme")


@pytest.mark.parametrize("bad", [{"name": ""}, {"employees": -1}, {"revenue": -0.5}, {"nmae": "x"}])
def test_an_account_refuses_nonsense(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Account(**{"name": "A", **bad})


def test_words_are_frozen_and_trimmed() -> None:
    account = Account(name=" A ")
    assert account.name == "A"
    with pytest.raises(ValidationError):
        account.name = "B"  # type: ignore[misc]


def test_a_contact_is_called_by_name_or_address() -> None:
    assert Contact(email="a@b.example", account_key="b", first_name="Ana", last_name="López").full_name == "Ana López"
    assert Contact(email="a@b.example", account_key="b", first_name="Ana").full_name == "Ana"
    assert Contact(email="a@b.example", account_key="b").full_name == "a@b.example"


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        ({"field": "industry", "any_of": ["Software"]}, "industry is Software"),
        (
            {"field": "industry", "any_of": ["A", "B"], "none_of": ["C", "D"]},
            "industry is one of A, B and is not C or D",
        ),
        ({"field": "sub_industry", "min": 1000, "max": 2.5e6}, "sub industry at least 1,000 and at most 2,500,000"),
        ({"field": "founded", "any_of": [2024]}, "founded is 2024"),
        ({"field": "employees", "max": 0}, "employees at most 0"),
    ],
)
def test_a_rule_in_words(rule: dict[str, Any], label: str) -> None:
    assert Rule(**rule).label == label


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"field": "x"}, "needs one of any_of, none_of, min, max"),
        ({"field": "x", "min": 5, "max": 4}, "min 5 is above max 4"),
        ({"field": "", "min": 5}, "at least 1 character"),
        ({"field": "x", "any_of": [""]}, "at least 1 item"),
        ({"field": "x", "any_of": [True]}, "valid string"),
        ({"field": "x", "min": 1, "if_missing": "maybe"}, "'fail' or 'pass'"),
        ({"field": "x", "min": 1, "above": 2}, "Extra inputs are not permitted"),
    ],
)
def test_a_rule_refuses_what_it_cannot_judge(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Rule(**rule)


def icp(**other: Any) -> ICP:
    fields: dict[str, Any] = {
        "name": "X",
        "firmographics": [Rule(field="industry", any_of=("Software",))],
        "personas": [Persona(id="cfo", name="CFO", titles=("CFO",))],
        "signals": [SignalPriority(kind="hiring", priority=1, half_life_days=30)],
        "tiers": [Tier(name="A", high_value=True, rules=(Rule(field="employees", min=1),)), Tier(name="B")],
    }
    return ICP(**{**fields, **other})


def test_an_icp_finds_its_personas_and_signals() -> None:
    profile = icp()
    assert profile.persona("cfo").name == "CFO"
    signal = profile.signal("hiring")
    assert signal is not None
    assert signal.half_life_days == 30
    assert profile.signal("funding") is None


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"firmographics": []}, "at least 1 item"),
        ({"personas": []}, "at least 1 item"),
        ({"signals": []}, "at least 1 item"),
        ({"tiers": []}, "at least 1 item"),
        ({"personas": [Persona(id="a", name="A", titles=("x",))] * 2}, "named more than once: a"),
        ({"signals": [SignalPriority(kind="a", priority=1, half_life_days=1)] * 2}, "named more than once: a"),
        ({"tiers": [Tier(name="A", high_value=True)] * 2}, "named more than once: A"),
        ({"tiers": [Tier(name="A")]}, "no tier is marked 'high_value: true'"),
        ({"tiers": [Tier(name="A", high_value=True, rules=(Rule(field="x", min=1),))]}, "must have no rules"),
        ({"tiers": [Tier(name="A", high_value=True), Tier(name="B")]}, "tier A has no rules"),
        ({"version": 0}, "greater than or equal to 1"),
    ],
)
def test_an_icp_refuses_gaps(other: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        icp(**other)


@pytest.mark.parametrize("name", ["Hiring", "1st", "a-b", "a b", "", "x" * 61])
def test_an_identifier_is_plain(name: str) -> None:
    with pytest.raises(ValidationError):
        SignalPriority(kind=name, priority=1, half_life_days=1)


@pytest.mark.parametrize("task", FIXED)
@pytest.mark.parametrize("owner", ["agent", "agent after validation"])
def test_no_policy_takes_these_tasks_from_people(task: str, owner: Any) -> None:
    with pytest.raises(ValidationError, match="stays with people"):
        Policy(tasks={task: owner})
    assert Policy(tasks={task: "human"}).owner(task) == "human"


def test_a_policy_fills_in_what_it_does_not_say_and_knows_no_other_tasks() -> None:
    assert set(FIXED) <= {task for task, owner in TASKS.items() if owner == "human"}
    some = Policy(tasks={"drafting": "human"})
    assert {task: some.owner(task) for task in TASKS} == {**TASKS, "drafting": "human"}
    with pytest.raises(ValidationError, match="unknown task 'draft'"):
        Policy(tasks={"draft": "human"})
    with pytest.raises(ValidationError, match="min_words 200 is above max_words 100"):
        Writing(min_words=200, max_words=100)


def test_a_claim_cites_and_nothing_else_does() -> None:
    with pytest.raises(ValidationError, match="a claim needs 'fact:'"):
        SegmentTemplate(kind="claim", variants=("x",))
    with pytest.raises(ValidationError, match="only a claim cites a fact"):
        SegmentTemplate(kind="cta", fact="hiring", variants=("x",))


def library(**other: Any) -> AngleLibrary:
    claim = SegmentTemplate(kind="claim", fact="hiring", variants=("x",))
    angle = Angle(id="speed", argument="a", subject=("s",), segments=(claim,))
    fields: dict[str, Any] = {
        "sender": Sender(name="Ana", company="X", email="ana@x.example", postal_address="1 Road, Town"),
        "angles": [angle],
        "plays": [Play(id="p", signal="hiring", persona="cfo", angle="speed")],
    }
    return AngleLibrary(**{**fields, **other})


def test_a_library_finds_its_angles_and_refuses_plays_without_one() -> None:
    assert library().angle("speed").required_facts == {"hiring"}
    with pytest.raises(ValidationError, match="play p names the angle 'none'"):
        library(plays=[Play(id="p", signal="hiring", persona="cfo", angle="none")])
    with pytest.raises(ValidationError, match="play named more than once: p"):
        library(plays=[Play(id="p", signal="hiring", persona="cfo", angle="speed")] * 2)
    with pytest.raises(ValidationError, match="angle named more than once: speed"):
        library(angles=library().angles * 2)


def draft(subject: str = "Hello", *texts: str) -> Draft:
    segments = tuple(Segment(kind="cta", text=t) for t in texts or ("One.", "Two?"))
    return Draft(
        subject=subject, segments=segments, play_id="p", angle_id="a", angle_version=1, variant="v", drafter="d"
    )


def test_a_drafts_hash_is_that_of_what_a_reader_sees() -> None:
    one = draft()
    assert one.body == "One.\n\nTwo?"
    assert one.sha256 == mail_sha256("Hello", "One.\n\nTwo?")
    assert one.sha256 == one.model_copy(update={"variant": "other"}).sha256
    assert one.sha256 == draft("Hello", "One.\n\nTwo?").sha256


def test_one_byte_makes_another_hash() -> None:
    mails = [("a", "b"), ("a", "b "), ("a ", "b"), ("ab", ""), ("", "ab"), ("a\nb", ""), ("a", "b\r"), ("a", "é"),
             ("a", "e\u0301")]  # fmt: skip
    assert len({mail_sha256(*mail) for mail in mails}) == len(mails)


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_mails_have_the_same_hash_only_when_they_are_the_same(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (mail_sha256(*one) == mail_sha256(*other)) is (one == other)


def test_canonical_json_has_one_text_for_equal_content() -> None:
    assert canonical_json({"b": 1, "a": [1.5, None, True, "é"]}) == '{"a":[1.5,null,true,"é"],"b":1}'
    assert canonical_json({"x": 1, "y": 2}) == canonical_json({"y": 2, "x": 1})
    assert canonical_json(date(2025, 1, 2)) == '"2025-01-02"'
    account = Account(name="A", technologies=("x",))
    assert canonical_json(account) == canonical_json(Account.model_validate_json(canonical_json(account)))
    with pytest.raises(TypeError, match="set has no canonical JSON"):
        canonical_json({1, 2})


def test_moments_are_utc_text_that_sorts_as_time_does() -> None:
    moment = datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert iso(moment) == "2025-01-02T03:04:05.000000+00:00"
    assert iso(moment.astimezone(timezone(timedelta(hours=5)))) == iso(moment)
    with pytest.raises(ValueError, match="needs a time zone"):
        iso(datetime(2025, 1, 2))  # noqa: DTZ001
    assert utc_now().tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_the_text_of_moments_sorts(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) is (one < other)


def test_as_of_a_day_ends_with_the_day() -> None:
    end = after_day(date(2025, 2, 28))
    assert iso(datetime(2025, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)) < end == iso(datetime(2025, 3, 1, tzinfo=UTC))


def test_ids_depend_on_the_parts_and_their_borders() -> None:
    assert short_id("a", "b") == short_id("a", "b")
    assert len({short_id("a", "b"), short_id("ab"), short_id("b", "a"), short_id("a", "b", "")}) == 4
    assert len(short_id("a")) == 16
    assert sha256_hex("é") == sha256_hex("é".encode())


def test_research_finds_its_sources() -> None:
    source = Source(id="s", url="u", title="t", retrieved_at=utc_now(), sha256="0" * 64)
    assert AccountResearch(account_key="a", sources=(source,)).source("s") is source
    with pytest.raises(ValidationError):
        Source(id="s", url="u", title="t", retrieved_at=utc_now(), sha256="not a hash")
    with pytest.raises(ValidationError):
        Fact(id="f", source_id="s", kind="hiring", quote="")


def test_an_error_says_what_is_wrong_and_what_mends_it() -> None:
    from pathlib import Path

    assert str(HitlError("no", mend="do")) == "no\n  → do"
    assert str(InputError("no")) == "no"
    problems = [Problem(3, "a.b", "is bad", "mend it"), Problem(0, "", "is empty")]
    assert str(FileProblems(Path("f.yaml"), problems)) == "f.yaml:3: a.b: is bad\n  → mend it\nf.yaml: is empty"
    assert HitlError("no", mend="do")._render_traceback_() == ["HitlError: no\n  → do"]


def test_a_day_is_taken_as_a_date_or_its_text() -> None:
    day = date(2026, 11, 30)
    assert [as_day(value) for value in (day, "2026-11-30", "", None)] == [day, day, None, None]
    late = datetime(2026, 11, 30, 23, tzinfo=timezone(timedelta(hours=-5)))
    assert [as_day(value) for value in (datetime(2026, 11, 30, 23, tzinfo=UTC), late)] == [day, date(2026, 12, 1)]
    assert as_day(np.datetime64("2026-11-30")) == day  # type: ignore[arg-type]
    for odd in ("30.11.2026", 45_000, float("nan"), pd.NaT, [day]):
        with pytest.raises(InputError, match="is not a day"):
            as_day(odd)  # type: ignore[arg-type]


def test_research_stays_at_home_until_it_is_told_otherwise() -> None:
    assert Policy().research == Looking(sources=("local",), contact="", concurrency=16)


@pytest.mark.parametrize("bad", [{"sources": []}, {"concurrency": 0}, {"concurrency": 65}, {"source": ["all"]}])
def test_a_policy_that_asks_nobody_or_everybody_at_once_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"research": bad})


@pytest.mark.parametrize("domain", ["rival", "https://rival.example", "rival.example/about", "a b.example", ""])
def test_a_competitor_is_named_by_a_domain(domain: str) -> None:
    with pytest.raises(ValidationError, match="competitors"):
        icp(competitors=(domain,))

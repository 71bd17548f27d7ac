"""Every check with a draft that it stops and one that it lets pass, and mutations of a clean draft."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.policy import Writing
from hitl_kit.drafting import CHECKS
from tests.drafting.bench import PAGE, QUOTE, evidence, research
from tests.drafting.test_conduct import BAD
from tests.drafting.test_meaning import STOPPED

NEGATIVE = "We do not plan a third depot."
BEST = "The best site of the North, says Bolt."
LONG = "word " * 170

BAD_CLAIMS = {
    "claim without fact": ("Acme Freight is growing.", ()),
    "unknown fact": (f'You wrote: "{QUOTE}"', ("nope",)),
    "misquote": ('Acme Freight says "we opened seven depots at once".', ("f1",)),
    "unsupported number": ("Acme Freight opened its second depot with 39 dock doors.", ("f1",)),
    "unsupported name": ("Acme Freight opened its second depot in Bradford.", ("f1",)),
    "foreign address": ("Acme Freight opened its second depot in Leeds: see https://evil.example/x.", ("f1",)),
    "unsupported superlative": ("Acme Freight opened its largest depot in Leeds.", ("f1",)),
    "negation": ("Acme Freight never opened its second depot in Leeds.", ("f1",)),
    "far from its quote": ("Congratulations on such wonderful momentum across everything lately.", ("f1",)),
    "no claim": ("Acme Freight is growing.", ()),
    "foreign e-mail": ("Acme Freight opened its second depot in Leeds: write to x@evil.example.", ("f1",)),
    "foreign domain": ("Acme Freight opened its second depot in Leeds, says evil.example/x today.", ("f1",)),
    "placeholder": ('Dear [First Name], you wrote: "{{ fact.quote }}"', ("f1",)),
    "fake familiarity": ("I loved your recent post on the second depot in Leeds.", ("f1",)),
    "shouting": ("Acme Freight opened its second DEPOT in Leeds!", ("f1",)),
    "spam phrase": ("Act now: Acme Freight opened its second depot in Leeds.", ("f1",)),
    "questions": ("Has Acme Freight opened its second depot in Leeds? Has it?", ("f1",)),
    "banned phrase": ("Let us touch  base on the second depot in Leeds.", ("f1",)),
    "length": (LONG, ("f1",)),
}

GOOD_CLAIMS = {
    "verbatim": f'You wrote: "{QUOTE}"',
    "part of the quote": 'You wrote of "38 dock doors and 120 jobs".',
    "typographic quotes": f"You wrote: “{QUOTE}”",
    "a close paraphrase": "Acme Freight opened its second depot in Leeds, with 38 dock doors.",
    "numbers in words": "Acme Freight opened its 2nd depot in Leeds with thirty-eight dock doors.",
    "a possessive": "Acme Freight's second depot, opened in Leeds on 12 October.",
    "contact, sender and source": 'Dana, RouteWise read "Two depots, one plan" on the depot opened in Leeds.',
    "a lower-case opener": "Congratulations on the second depot opened in Leeds, with 120 jobs.",
    "the source's address": "Acme Freight opened its second depot: https://www.acme-freight.example/news",
}


def names(findings) -> set[str]:
    return {f.check for f in findings}


def blocking(findings) -> set[str]:
    return {f.check for f in findings if f.severity == "block"}


def test_a_template_draft_of_a_good_library_has_no_findings(bench):
    assert bench.check(bench.draft) == ()


@pytest.mark.parametrize("check", BAD_CLAIMS)
def test_a_bad_claim_is_seen(bench, check):
    text, ids = BAD_CLAIMS[check]
    check = "foreign address" if check.startswith("foreign") else check
    assert check in names(bench.check(bench.with_segment("claim", text, ids)))


@pytest.mark.parametrize("case", GOOD_CLAIMS)
def test_a_good_claim_passes(bench, case):
    assert bench.check(bench.with_segment("claim", GOOD_CLAIMS[case])) == ()


def test_every_check_has_a_failing_example_here():
    elsewhere = {
        "quote not in source", "angle", "unapproved text", "company", "greeting", "stale event", "undated event",
        "company not named", "opt-out", "postal address", "subject length", "missing part", "later step",
        "later step's tone",
    }  # fmt: skip
    elsewhere |= {check for check, *_ in (*STOPPED, *BAD)}
    assert {c.name for c in CHECKS} == set(BAD_CLAIMS) - {"foreign e-mail", "foreign domain"} | elsewhere
    assert len({c.name for c in CHECKS}) == len(CHECKS)
    assert all(c.proves and c.cannot for c in CHECKS)


def test_a_quote_that_is_not_in_its_text_blocks(bench):
    assert blocking(bench.check(bench.draft, snapshots={sha256_hex(PAGE): "Other words."})) == {"quote not in source"}
    assert blocking(bench.check(bench.draft, snapshots={})) == {"quote not in source"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"angle_id": "unknown"}, "is not in the approved library"),
        ({"angle_version": 2}, "the library holds version 1"),
        ({"play_id": "unknown"}, "The play 'unknown' is not in the library"),
        ({"play_id": "hire"}, "belongs to the angle 'drivers'"),
    ],
)
def test_a_draft_of_another_angle_or_play_blocks(bench, change, message):
    findings = bench.check(bench.draft.model_copy(update=change))
    assert any(f.check == "angle" and f.severity == "block" and message in f.message for f in findings)


def test_a_retired_angle_and_another_persona_block(bench):
    draft = bench.draft
    bench.request = replace(bench.request, retired_angles=frozenset({"depots"}))
    assert "angle" in blocking(bench.check(draft))
    bench.request = replace(bench.request, retired_angles=frozenset(), persona_id="cfo")
    assert "angle" in blocking(bench.check(draft))


@pytest.mark.parametrize("kind", ["greeting", "angle", "cta", "signoff"])
def test_free_text_outside_of_claims_blocks(bench, kind):
    text = next(s.text for s in bench.draft.segments if s.kind == kind)
    assert "unapproved text" in blocking(bench.check(bench.with_segment(kind, text.rstrip(",.?") + " indeed")))
    assert "unapproved text" in blocking(bench.check(bench.draft.model_copy(update={"subject": "Quick question"})))


def test_another_variant_is_approved_text_too(bench):
    assert bench.check(bench.with_segment("cta", "Would a short call be of use?")) == ()


def test_a_company_that_is_never_named_is_a_warning(bench):
    told = "The firm opened its second depot in Leeds."
    known = research(evidence(told, source_class="press", url="https://press.example/1"))
    bench.request = replace(bench.request, research=known)
    draft = bench.draft.model_copy(update={"subject": "Which depot?"})
    snapshots = {sha256_hex(PAGE): told}
    found = bench.check(draft, snapshots=snapshots)
    assert {"company", "company not named"} <= names(found)
    assert "company" not in names(bench.check(bench.draft, snapshots=snapshots))


def test_a_greeting_to_somebody_else_blocks(bench):
    for text in ("Hello Alex,", "Dear Mr. Smith,", "Hi Dana and Alex,"):
        assert "greeting" in blocking(bench.check(bench.with_segment("greeting", text)))
    for text in ("Dear Dana,", "Hello,", "Dear Ms Roe,", "Hi there,"):
        assert "greeting" not in names(bench.check(bench.with_segment("greeting", text)))


@pytest.mark.parametrize(("age", "stale"), [(180, False), (181, True), (-1, True)])
def test_an_event_too_old_or_to_come_blocks(bench, age, stale):
    draft = bench.draft
    bench.request = replace(bench.request, research=research(evidence(age=age)))
    assert ("stale event" in blocking(bench.check(draft))) is stale


def test_an_undated_event_is_a_warning(bench):
    draft = bench.draft
    bench.request = replace(bench.request, research=research(evidence(dated=False)))
    assert names(bench.check(draft)) == {"undated event"}


def test_opt_out_and_postal_address_must_be_there(bench):
    text = bench.draft.segments[-1].text
    without = bench.check(bench.with_segment("signoff", text.replace("Reply", "Say")))
    assert "opt-out" in blocking(without)
    without = bench.check(bench.with_segment("signoff", text.replace("Tannery", "Some")))
    assert "postal address" in blocking(without)


def test_length_and_subject_follow_the_policy(bench):
    words = sum(len(s.text.split()) for s in bench.draft.segments if s.kind != "signoff")
    assert names(bench.check(bench.draft, writing=Writing(min_words=words + 1))) == {"length"}
    assert bench.check(bench.draft, writing=Writing(min_words=words, max_words=words)) == ()
    assert names(bench.check(bench.draft, writing=Writing(min_words=1, max_words=words - 1))) == {"length"}
    assert names(bench.check(bench.draft, writing=Writing(max_subject_characters=10))) == {"subject length"}


def test_a_placeholder_and_a_false_reply_in_the_subject_are_seen(bench):
    for subject, check in (("{{ account.name }}", "placeholder"), ("Re: our call", "fake familiarity"),
                           ("TOTALLY FREE", "shouting"), ("Act now", "spam phrase")):  # fmt: skip
        assert check in names(bench.check(bench.draft.model_copy(update={"subject": subject})))


def test_of_two_phrases_that_begin_together_the_longer_is_named(bench):
    found = bench.check(bench.draft.model_copy(update={"subject": "No strings attached"}))
    assert [f.message for f in found if f.check == "spam phrase"] == [
        "'No strings attached' in the subject reads like advertising."
    ]


@pytest.mark.parametrize("left", ["{{ x }}", "{% if x %}", "[Company]", "<first_name>", "{first_name}", "%FIRSTNAME%",
                                  "TODO", "None", "nan", "undefined", "lorem ipsum", "${name}"])  # fmt: skip
def test_what_looks_unfilled_blocks(bench, left):
    assert "placeholder" in blocking(bench.check(bench.with_segment("claim", f"Acme Freight in Leeds {left} depot")))


@pytest.mark.parametrize("fine", ["None of it", "Nan Roe", "a < b", "5% of", "todo lists"])
def test_what_only_looks_alike_passes(bench, fine):
    assert "placeholder" not in names(bench.check(bench.with_segment("claim", f"Acme Freight in Leeds: {fine} depot")))


def test_capitals_of_names_and_quotes_are_no_shouting(bench):
    bench.request = replace(bench.request, account=Account(name="ACMELINE", domain="acme-freight.example"))
    assert "shouting" not in names(bench.check(bench.draft))


def test_a_denied_quote_may_not_be_affirmed(bench):
    bench.request = replace(bench.request, research=research(evidence(NEGATIVE)))
    assert "negation" in blocking(bench.check(bench.with_segment("claim", "You plan a third depot.")))
    assert "negation" not in names(bench.check(bench.with_segment("claim", f'You wrote: "{NEGATIVE}"')))
    assert "negation" not in names(bench.check(bench.with_segment("claim", "You do not plan a third depot.")))


def test_a_superlative_of_the_source_may_be_quoted(bench):
    bench.request = replace(bench.request, research=research(evidence(BEST)))
    assert "unsupported superlative" not in names(
        bench.check(bench.with_segment("claim", "The best site of the North."))
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("38", "83"), ("120 jobs", "1,200 jobs"), ("12 October", "21 October"), ("October", "November"),
        ("second", "third"), ("Leeds", "Hull"), ("Acme Freight", "Bolt Haulage"), ("opened", "closed"),
        ("opened its", "never opened its"), ("second depot", "best depot"), ("jobs", "job cuts"),
        ("38 dock doors", "38% more dock doors"), ("120 jobs", "£120m"), ("Leeds", "leeds.evil.example"),
        ("Acme Freight opened", "Globex opened"), ("120", "hundred and twenty-two"), ("on 12 October", "in Q3"),
    ],
)  # fmt: skip
def test_a_changed_word_in_a_quotation_blocks(bench, old, new):
    claim = bench.draft.segments[1].text
    assert old in claim
    assert blocking(bench.check(bench.with_segment("claim", claim.replace(old, new))))


@pytest.mark.parametrize(
    ("old", "new"),
    [("38", "83"), ("second", "third"), ("Leeds", "Hull"), ("Acme Freight", "Globex"), ("opened", "never opened"),
     ("its", "its leading"), ("doors", "doors and £3m"), ("Leeds", "Leeds and York")],
)  # fmt: skip
def test_a_changed_paraphrase_blocks(bench, old, new):
    claim = "Acme Freight opened its second depot in Leeds, with 38 dock doors."
    assert not bench.check(bench.with_segment("claim", claim))
    assert blocking(bench.check(bench.with_segment("claim", claim.replace(old, new))))


def test_a_finding_points_at_its_words(bench):
    draft = bench.with_segment("claim", "Acme Freight opened its second depot in Bradford with 39 dock doors.")
    found = {f.check: draft.body[f.start : f.end] for f in bench.check(draft)}
    assert found == {"unsupported number": "39", "unsupported name": "Bradford"}


def test_template_syntax_in_a_companys_name_is_held_for_a_person(bench):
    bench.request = replace(bench.request, account=Account(name="{{ 7*7 }} Ltd", domain="acme-freight.example"))
    assert "49" not in bench.draft.subject
    assert blocking(bench.check(bench.draft)) == {"placeholder"}


def test_without_a_contact_a_draft_can_still_be_checked(bench):
    draft = bench.draft
    bench.request = replace(bench.request, contact=None)
    assert "greeting" in blocking(bench.check(draft))


# -- a reviewer's own text


def test_an_edit_gives_warnings_only_and_points_at_its_words(bench):
    body = bench.draft.body.replace("38 dock doors", "99 dock doors")
    found = bench.edit(bench.draft.subject, body)
    assert {f.severity for f in found} == {"warn"}
    assert {"unsupported number", "misquote"} <= names(found)
    number = next(f for f in found if f.check == "unsupported number")
    assert body[number.start : number.end] == "99"


def test_an_untouched_text_has_no_warnings(bench):
    assert bench.edit(bench.draft.subject, bench.draft.body) == ()


def test_a_careful_edit_has_no_warnings(bench):
    body = bench.draft.body.replace("Dear Dana,", "Hello Dana,").replace("more site", "more depot")
    assert body != bench.draft.body
    assert bench.edit("Your second depot, Dana: Acme Freight", body) == ()


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("Dana", "Alex", "greeting"),
        ("Leeds LS0 0ZZ", "Leeds", "postal address"),
        ("Reply", "Write", "opt-out"),
        ("RouteWise holds", "Globex holds", "unsupported name"),
        ("one plan", "one plan at https://evil.example/", "foreign address"),
        ("one plan", "one plan [link]", "placeholder"),
        ("one plan", "one plan, guaranteed", "unsupported superlative"),
        ("one plan", "one plan?", "questions"),
        ("one plan", "one plan. Let us touch base", "banned phrase"),
    ],
)
def test_an_edit_that_breaks_something_is_a_warning(bench, old, new, check):
    found = bench.edit(bench.draft.subject, bench.draft.body.replace(old, new))
    assert check in names(found)
    assert "block" not in {f.severity for f in found}


@pytest.mark.parametrize(
    "body", ["x", "\n\n\n", "\r\n", "Hello\n\n\n\nthere\n\n", "a" * 20_000, "a." * 5_000, "1,1" * 5_000, "“\n\n”", "{{"]
)
@pytest.mark.parametrize("subject", ["", " ", "S", "x" * 500])
def test_any_text_can_be_checked(bench, subject, body):
    for finding in bench.edit(subject, body):
        assert finding.severity in ("warn", "note")
        assert finding.start is None or 0 <= finding.start <= (finding.end or 0) <= len(body)


def test_all_checks_take_little_time(bench):
    draft = bench.draft
    bench.check(draft)
    best = min(_seconds(bench, draft) for _ in range(5))
    assert best < 0.004, f"{best * 1000:.2f} ms a draft"


def _seconds(bench, draft) -> float:
    started = time.process_time()
    for _ in range(20):
        bench.check(draft)
    return (time.process_time() - started) / 20


def test_a_contact_with_an_odd_name_is_greeted_without_a_finding(bench):
    contact = Contact(email="j@acme-freight.example", account_key="a", first_name="Jean-Luc", last_name="O'Neill")
    bench.request = replace(bench.request, contact=contact)
    assert bench.check(bench.draft) == ()

"""The template drafter: the same evidence gives the same draft, data stays data, and it abstains with a reason."""

from __future__ import annotations

from collections import Counter

import pytest

from hitl_kit.domain.accounts import Account, Contact
from hitl_kit.domain.base import canonical_json, sha256_hex
from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.plays import AngleLibrary, SegmentTemplate
from hitl_kit.drafting import TemplateDrafter, check_library
from tests.drafting.bench import AS_OF, QUOTE, SENDER, SIGNOFF, angle, evidence, play, research


def drafted(library, request) -> Draft:
    return drafted_all(library, [request])[0]


def drafted_all(library, requests) -> list[Draft]:
    drafter = TemplateDrafter(library)
    made = [drafter.draft(request) for request in requests]
    drafts = [d for d in made if isinstance(d, Draft)]
    assert len(drafts) == len(made), made
    return drafts


def companies(request_of, count, **changes):
    """Requests for that many companies: what is drawn is drawn by company."""
    return [
        request_of(**{"account": Account(name="Acme Freight Ltd", domain=f"acme{i}.example")} | changes)
        for i in range(count)
    ]


def abstained(library, request) -> str:
    made = TemplateDrafter(library).draft(request)
    assert isinstance(made, Abstention), made
    return made.reason


GOLDEN = "05e0bc8ceea67723590955092bc477e4dadc820314fc4c4f0bd5396589de2e61"
"""The hash of what version 2 writes for twenty companies."""


def test_another_way_of_writing_is_another_version(library, request_of):
    """An approved play is approved as this version writes it: whoever changes what it writes raises the version."""
    drafts = drafted_all(library, companies(request_of, 20, seed="golden"))
    assert (TemplateDrafter.version, sha256_hex(canonical_json(drafts))) == ("template 2", GOLDEN)


def test_all_requests_are_answered_in_their_order_and_read_as_they_are(library, request_of):
    requests = [*companies(request_of, 3), request_of(contact=None)]
    drafter = TemplateDrafter(library)
    assert list(drafter.read_all(iter(requests), lambda shas: {})) == requests
    answered = list(drafter.draft_all(iter(requests)))
    assert [request for request, _ in answered] == requests
    assert [made for _, made in answered] == [drafter.draft(request) for request in requests]


def test_a_draft_quotes_its_fact_and_says_who_wrote_it(library, request_of):
    draft = drafted(library, request_of())
    claim = next(s for s in draft.segments if s.kind == "claim")
    assert QUOTE in claim.text
    assert claim.fact_ids == ("f1",)
    assert [s.kind for s in draft.segments] == ["greeting", "claim", "angle", "cta", "signoff"]
    assert all(not s.fact_ids for s in draft.segments if s.kind != "claim")
    assert (draft.play_id, draft.angle_id, draft.angle_version) == ("grow", "depots", 1)
    assert draft.drafter == "template draft, no model used"
    for part in (SENDER.name, SENDER.company, SENDER.postal_address, SENDER.opt_out):
        assert part in draft.body


def test_the_same_request_gives_the_same_bytes(library, request_of):
    assert drafted(library, request_of()).sha256 == drafted(library, request_of()).sha256


def test_variants_spread_over_companies_and_are_named(library, request_of):
    drafts = drafted_all(library, companies(request_of, 200))
    labels = Counter(d.variant for d in drafts)
    assert set(labels) == {f"a1-b{b}-c{c}-e{e}" for b in (1, 2) for c in (1, 2) for e in (1, 2)}
    assert min(labels.values()) > 8
    for d in drafts:
        assert d.segments[0].text == ("Hello Dana," if "b1" in d.variant else "Dear Dana,")


def test_a_full_stop_after_the_quote_is_not_doubled(library, request_of):
    drafts = drafted_all(library, companies(request_of, 20))
    texts = {d.segments[1].text for d in drafts}
    assert texts == {f'I read in "Two depots, one plan": "{QUOTE}"', f'You wrote: "{QUOTE}"'}


def test_the_strongest_signal_chooses_the_play(library, request_of):
    both = research(evidence(name="h", kind="hiring"), evidence())
    request = request_of(both)
    assert drafted(library, request).play_id == "grow"
    turned = tuple(t.model_copy(update={"points": 9.0 if t.kind == "hiring" else 1.0}) for t in request.score_terms)
    assert drafted(library, request_of(both, score_terms=turned)).play_id == "hire"


def test_weights_share_out_the_plays_of_one_signal(library, request_of):
    shared = library.model_copy(update={
        "angles": (*library.angles, angle("boundary")),
        "plays": (play("grow", "expansion", "depots", weight=3), play("line", "expansion", "boundary")),
    })  # fmt: skip
    drafts = drafted_all(shared, companies(request_of, 400))
    plays = Counter(d.play_id for d in drafts)
    assert 250 < plays["grow"] < 350


def test_the_fact_behind_the_score_is_quoted(library, request_of):
    newer = "Acme Freight will open a third depot in York next spring."
    known = research(evidence(age=90), evidence(newer, age=5, name="f2"))
    request = request_of(known)
    term = next(t for t in request.score_terms if t.age_days == 5)
    draft = drafted(library, request_of(known, score_terms=(term,)))
    assert newer in draft.body


@pytest.mark.parametrize("attack", ["{{ 7*7 }} Ltd", "{% for x in [1] %}x{% endfor %}", "{{ cycler.__init__ }}"])
def test_template_syntax_in_data_stays_text(library, request_of, attack):
    request = request_of(
        research(evidence(f"{attack} opened a depot in Leeds.")),
        account=Account(name=attack, domain="x.example"),
        contact=Contact(email="a@x.example", account_key="x.example", first_name=attack),
    )
    draft = drafted(library, request)
    assert draft.subject.startswith(attack)
    assert attack in draft.segments[0].text
    assert f"{attack} opened a depot" in draft.segments[1].text


def test_line_breaks_in_data_make_no_paragraphs(library, request_of):
    request = request_of(account=Account(name="Acme\r\nBcc: all@x.example\n\nFreight", domain="x.example"))
    assert drafted(library, request).subject == "Acme Bcc: all@x.example Freight: which depot?"


@pytest.mark.parametrize(("first", "greetings"), [("", {"Hello,"}), ("DANA", {"Hello Dana,", "Dear Dana,"}),
                                                  ("Al", {"Hello Al,", "Dear Al,"}), ("  ", {"Hello,"})])  # fmt: skip
def test_greetings_with_and_without_a_first_name(library, request_of, first, greetings):
    contact = Contact(email="d@x.example", account_key="x", first_name=first, last_name="Roe")
    drafts = drafted_all(library, companies(request_of, 20, contact=contact))
    assert {d.segments[0].text for d in drafts} == greetings


def test_no_contact_no_signal_no_play(library, request_of):
    assert abstained(library, request_of(contact=None)) == "no contact: there is nobody to write to"
    assert abstained(library, request_of(research())) == (
        "no signal was found (pages: not measured – no saved page for this account)"
    )
    assert abstained(library, request_of(research(evidence(kind="funding")))) == (
        "no play fits: signals found: funding; plays for persona head_ops need: expansion, hiring"
    )
    assert abstained(library, request_of(persona_id="cfo")) == (
        "no play is written for persona cfo; signals found: expansion"
    )


def test_a_retired_angle_is_not_used_and_the_next_play_is(library, request_of):
    assert abstained(library, request_of(retired_angles=frozenset({"depots"}))) == (
        "no play can be used: angle depots is retired"
    )
    both = research(evidence(), evidence(name="h", kind="hiring"))
    assert drafted(library, request_of(both, retired_angles=frozenset({"depots"}))).angle_id == "drivers"


def test_an_angle_whose_other_facts_are_missing_is_not_used(library, request_of):
    needy = angle("needy", segments=(
        SegmentTemplate(kind="claim", fact="expansion", variants=("{{ fact.quote }}",)),
        SegmentTemplate(kind="claim", fact="technology", variants=("{{ fact.quote }}",)),
    ))  # fmt: skip
    only = AngleLibrary(sender=SENDER, angles=(needy,), plays=(play("n", "expansion", "needy"),))
    assert abstained(only, request_of()) == (
        "no play can be used: play n: it quotes a fact of kind technology, and none was found"
    )
    known = research(evidence(), evidence("They run TachoTrack in every lorry.", "technology", name="t", dated=False))
    assert drafted(only, request_of(known)).segments[1].fact_ids == ("t",)


def test_a_template_that_needs_unknown_data_is_not_used(request_of):
    local = angle("local", subject=("Depots in {{ account.city }}",))
    only = AngleLibrary(sender=SENDER, angles=(local,), plays=(play("l", "expansion", "local"),))
    reason = abstained(only, request_of())
    assert "play l" in reason
    assert "city" in reason
    account = Account(name="Acme", domain="a.example", city="Leeds")
    assert drafted(only, request_of(account=account)).subject == "Depots in Leeds"


def test_an_if_may_ask_for_what_is_not_known(request_of):
    local = angle("local", subject=("Depots{% if account.city %} in {{ account.city }}{% endif %}",))
    only = AngleLibrary(sender=SENDER, angles=(local,), plays=(play("l", "expansion", "local"),))
    assert drafted(only, request_of()).subject == "Depots"


def test_a_fact_of_the_future_is_not_quoted(library, request_of):
    known = research(evidence(age=-5))
    assert request_of(known, score_terms=()).best_fact("expansion") is None
    assert request_of(AccountResearch(account_key="x")).best_fact("expansion") is None


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("Hi {{ contact.first_name }", "angle a, subject 1: "),
        ("Hi {{ contact.firstname }}", "no attribute 'firstname'"),
        ("Hi {% if accuont %}x{% endif %}", "'accuont' is undefined"),
        ("{{ fact.quote }}", "'fact' is undefined"),
        ("{{ sender.__class__ }}", "angle a, subject 1: "),
        ("{{ 1/0 }}", "division by zero"),
        ("{% include 'x' %}", "angle a, subject 1: "),
        ("{{ '' }}", "renders to nothing"),
        ("{{ sender.name | nonsense }}", "No filter named 'nonsense'"),
    ],
)
def test_errors_in_the_library_name_their_place(template, message):
    broken = AngleLibrary(sender=SENDER, angles=(angle("a", subject=(template,)),), plays=(play("p", "x", "a"),))
    with pytest.raises(InputError) as caught:
        check_library(broken)
    assert message in str(caught.value)
    with pytest.raises(InputError):
        TemplateDrafter(broken)


def test_errors_in_segments_name_segment_and_variant():
    segments = (
        SegmentTemplate(kind="greeting", variants=("Hello,",)),
        SegmentTemplate(kind="claim", fact="x", variants=("{{ fact.quote }}", "Great news at {{ account.name }}.")),
        SegmentTemplate(kind="signoff", variants=(SIGNOFF,)),
    )
    library = AngleLibrary(
        sender=SENDER, angles=(angle("a", segments=segments),), plays=(play("p", "x", "a"),)
    )  # fmt: skip
    with pytest.raises(InputError, match=r"angle a, segment 2 \(claim\), variant 2: makes a claim without its words"):
        check_library(library)


def test_a_good_library_passes(library):
    check_library(library)


def test_a_package_gives_its_request_back(library, request_of):
    from hitl_kit.domain.packages import Package, Route
    from hitl_kit.drafting import DraftRequest

    request = request_of()
    package = Package(
        id=request.package_id, campaign="demo", batch_id="b", account=request.account, contact=request.contact,
        persona_id=request.persona_id, tier="A", high_value=True, score=1, score_terms=request.score_terms,
        research=request.research, route=Route(decider="human", reason="x"), as_of=AS_OF,
    )  # fmt: skip
    assert DraftRequest.of(package) == request

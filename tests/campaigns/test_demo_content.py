"""The demo campaign and the starter files: fictional throughout, consistent, and enough for a batch that reads well."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, meta
from pydantic import BaseModel

from hitl_kit import workspace
from hitl_kit.domain.accounts import Account
from hitl_kit.domain.drafts import Abstention, Draft
from hitl_kit.domain.evidence import AccountResearch
from hitl_kit.domain.icp import ICP
from hitl_kit.domain.plays import AngleLibrary, Play
from hitl_kit.domain.policy import Policy
from hitl_kit.drafting import DraftRequest, TemplateDrafter, check_draft
from hitl_kit.files import read_yaml
from hitl_kit.ledger import Ledger
from hitl_kit.research import PageFolder, SignalFile, choose_contact, research_account, score, vetoes
from hitl_kit.targeting import (
    Match,
    import_accounts,
    import_contacts,
    import_suppressions,
    load_accounts,
    load_contacts,
    load_suppressions,
    match_accounts,
)

STARTER = Path(workspace.__file__).parent / "starter"
DEMO = STARTER.parents[1] / "campaigns" / "demo"
FILES: dict[str, type[BaseModel]] = {"icp.yaml": ICP, "angles.yaml": AngleLibrary, "policy.yaml": Policy}

LIBRARY = read_yaml(DEMO / "angles.yaml", AngleLibrary).value
POLICY = read_yaml(DEMO / "policy.yaml", Policy).value
TODAY = POLICY.today or date.max


@dataclass
class Outcome:
    """What became of one matched account."""

    account: Account
    research: AccountResearch
    veto_kinds: frozenset[str]
    written: Draft | Abstention
    to: str
    request: DraftRequest
    texts: dict[str, str]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory, blank_database: Path) -> dict[str, Outcome]:
    """Every matched account by domain, researched and drafted for as of the demo's day."""
    path = tmp_path_factory.mktemp("demo") / "hitl.db"
    path.write_bytes(blank_database.read_bytes())
    ledger = Ledger.open(f"sqlite:///{path}")
    try:
        for result in (
            import_accounts(ledger, "demo", DEMO / "accounts.csv", actor="test"),
            import_contacts(ledger, "demo", DEMO / "contacts.csv", actor="test"),
            import_suppressions(ledger, DEMO / "suppressions.csv", actor="test"),
        ):
            assert result.rejects == ()
        icp = read_yaml(DEMO / "icp.yaml", ICP).value
        suppressions = load_suppressions(ledger)
        accounts, contacts = load_accounts(ledger, "demo"), load_contacts(ledger, "demo")
    finally:
        ledger.close()
    match = match_accounts(icp, accounts, suppressions.domains)
    check_funnel(match)
    sources = (PageFolder(DEMO / "pages", icp), SignalFile(DEMO / "signals.csv"))
    for source in sources:
        assert (source.unavailable, source.problems) == ("", ())
    drafter = TemplateDrafter(LIBRARY)
    found = {}
    for account in (a for a in accounts if a.key in match.accounts.index):
        research, texts = research_account(account, icp, sources, TODAY)
        theirs = [c for c in contacts if c.account_key == account.key]
        choice = choose_contact(icp, theirs, suppressions.covers)
        terms = score(icp, research, TODAY)
        request = DraftRequest(
            account.key, account, choice.contact, choice.persona_id, research, terms, frozenset(), TODAY
        )
        found[account.key] = Outcome(
            account, research, frozenset(f.kind for f in vetoes(research, TODAY)), drafter.draft(request),
            choice.contact.email if choice.contact else "", request, texts,
        )  # fmt: skip
    return found


def check_funnel(match: Match) -> None:
    """Every rule of the demo's ICP leaves somebody out, so that the funnel has something to show."""
    assert (match.funnel["kept"].iloc[0], match.funnel["kept"].iloc[-1]) == (65, 45)
    assert (match.funnel["dropped"][1:] > 0).all()
    assert match.funnel["unknown"].sum() == 3


def written(outcomes: dict[str, Outcome]) -> list[Outcome]:
    return [o for o in outcomes.values() if isinstance(o.written, Draft) and not o.veto_kinds]


@pytest.mark.parametrize("folder", [DEMO, STARTER], ids=["demo", "starter"])
@pytest.mark.parametrize("name", FILES)
def test_what_people_write_is_valid_and_commented(folder: Path, name: str) -> None:
    document = read_yaml(folder / name, FILES[name])
    assert len(re.findall(r"^\s*#", document.text, re.M)) >= 3


@pytest.mark.parametrize("folder", [DEMO, STARTER], ids=["demo", "starter"])
def test_plays_name_signals_and_personas_that_the_icp_has_and_every_angle_has_a_play(folder: Path) -> None:
    icp = read_yaml(folder / "icp.yaml", ICP).value
    library = read_yaml(folder / "angles.yaml", AngleLibrary).value
    for play in library.plays:
        assert icp.signal(play.signal) is not None
        assert icp.persona(play.persona)
        assert library.angle(play.angle).required_facts == {play.signal}
    assert {p.angle for p in library.plays} == {a.id for a in library.angles}


@pytest.mark.parametrize("folder", [DEMO, STARTER], ids=["demo", "starter"])
def test_templates_use_only_what_a_drafter_gives_them(folder: Path) -> None:
    library = read_yaml(folder / "angles.yaml", AngleLibrary).value
    parse = Environment(autoescape=True).parse
    for angle in library.angles:
        for segment in angle.segments:
            allowed = {"account", "contact", "greeting_name", "sender"}
            allowed |= {"fact", "source"} if segment.kind == "claim" else set()
            for text in segment.variants:
                assert meta.find_undeclared_variables(parse(text)) <= allowed
                assert (segment.kind == "claim") == ("{{ fact.quote }}" in text)
                assert (segment.kind == "cta") == ("?" in text)
        kinds = [s.kind for s in angle.segments if s.kind != "proof"]
        assert kinds == ["greeting", "claim", "angle", "cta", "signoff"]
        for text in angle.segments[-1].variants:
            assert "{{ sender.postal_address }}" in text
            assert "{{ sender.opt_out }}" in text


def test_the_demo_is_read_as_of_the_day_on_which_it_was_recorded() -> None:
    assert date(2026, 11, 16) == TODAY
    assert read_yaml(STARTER / "policy.yaml", Policy).value.today is None


def test_the_demos_words_are_modest() -> None:
    words = (DEMO / "angles.yaml").read_text().casefold()
    for phrase in POLICY.writing.banned_phrases:
        assert phrase.casefold() not in words
    later = [text for play in LIBRARY.plays for step in play.sequence for text in step.words]
    for angle in LIBRARY.angles:
        texts = [angle.argument, *angle.subject, *(v for s in angle.segments for v in s.variants)]
        for text in (*texts, *later):
            assert "!" not in text
            assert not re.search(r"\d", text), "no figures that RouteWise could not show"
            assert not re.search(r"\b(best|leading|unique|fastest|amazing|revolution\w*|\w+izing)\b", text, re.I)


def test_a_starter_left_unchanged_is_stopped_by_its_own_policy(outcomes: dict[str, Outcome]) -> None:
    library = read_yaml(STARTER / "angles.yaml", AngleLibrary).value
    icp = read_yaml(STARTER / "icp.yaml", ICP).value
    writing = read_yaml(STARTER / "policy.yaml", Policy).value.writing
    tried = set()
    for outcome in outcomes.values():
        draft = TemplateDrafter(library).draft(outcome.request)
        if not isinstance(draft, Draft):
            continue
        tried.add(draft.angle_id)
        findings = check_draft(
            draft, outcome.request, snapshots=outcome.texts, library=library, writing=writing, icp=icp
        )
        blocked = [f.check for f in findings if f.severity == "block"]
        assert set(blocked) == {"banned phrase"}, "nothing is wrong but the words that are to be changed"
        assert len(blocked) >= 4, "argument, name, company and postal address"
    assert tried == {a.id for a in library.angles}


@pytest.mark.parametrize("path", sorted(p for p in [*DEMO.rglob("*"), *STARTER.rglob("*")] if p.is_file()), ids=str)
def test_every_host_is_fictional(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("www.w3.org", "")
    hosts = re.findall(r"https?://([^/\s\"'<>,)]+)", text) + re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text)
    hosts += re.findall(r"\b[\w-]+\.(?:com|org|net|io|co\.uk|ie|nl|be|dk|se|no|fi|de|eu)\b", text)
    assert [h for h in hosts if not h.rstrip(".").endswith(".example")] == []


def test_every_page_is_indexed_once_and_every_row_has_its_page_and_account() -> None:
    rows = read_rows("pages/index.csv")
    assert sorted(r["file"] for r in rows) == sorted(p.name for p in (DEMO / "pages").glob("*.html"))
    assert len({r["url"] for r in rows}) == len(rows)
    known = {re.sub(r"^https://(www\.)?|/$", "", r["Website"]) for r in read_rows("accounts.csv")}
    assert {r["account"] for r in rows} | {r["account"] for r in read_rows("signals.csv")} <= known
    for row in rows:
        page = (DEMO / "pages" / row["file"]).read_text(encoding="utf-8")
        assert row["title"].replace("&", "&amp;") in page
        assert row["published"] <= row["retrieved_at"][:10] < TODAY.isoformat()


def test_every_contact_works_at_an_account_of_the_list() -> None:
    def site(text: str) -> str:
        return re.sub(r"^(https://)?(www\.)?|/$", "", text)

    known = {site(r["Website"]) for r in read_rows("accounts.csv")}
    contacts = read_rows("contacts.csv")
    assert {site(r["Company Website"]) for r in contacts} <= known
    for row in contacts:
        assert row["Email"].endswith("@" + site(row["Company Website"]))
    assert len({r["Email"] for r in contacts}) == len(contacts)


def read_rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_batch_of_twenty_fills_with_room_and_every_angle_is_used(outcomes: dict[str, Outcome]) -> None:
    drafted = written(outcomes)
    assert len(drafted) >= 26
    assert {o.written.angle_id for o in drafted if isinstance(o.written, Draft)} == {a.id for a in LIBRARY.angles}


def test_every_mail_is_short_asks_one_question_and_quotes_a_whole_sentence(outcomes: dict[str, Outcome]) -> None:
    for outcome in written(outcomes):
        draft = outcome.written
        assert isinstance(draft, Draft)
        assert POLICY.writing.min_words <= len(draft.body.split()) <= 140, outcome.account.name
        assert len(draft.subject) <= POLICY.writing.max_subject_characters
        assert draft.body.count("?") == 1
        assert "!" not in draft.subject + draft.body
        quoted = next(s for s in draft.segments if s.kind == "claim")
        fact = next(f for f in outcome.research.facts if f.id in quoted.fact_ids)
        assert fact.quote.removesuffix(".") in quoted.text
        assert 8 <= len(fact.quote.split()) <= 35, fact.quote
        assert fact.quote.endswith(".")
        assert '"' not in fact.quote


def test_the_checks_have_nothing_to_say_about_the_demos_mails(outcomes: dict[str, Outcome]) -> None:
    icp = read_yaml(DEMO / "icp.yaml", ICP).value
    for outcome in written(outcomes):
        assert isinstance(outcome.written, Draft)
        findings = check_draft(
            outcome.written, outcome.request, snapshots=outcome.texts, library=LIBRARY, writing=POLICY.writing, icp=icp
        )
        assert findings == (), outcome.account.name


@pytest.mark.parametrize("play", LIBRARY.plays, ids=lambda play: play.id)
def test_every_later_email_of_every_play_has_words_in_which_the_checks_find_nothing(
    outcomes: dict[str, Outcome], play: Play
) -> None:
    alone = LIBRARY.model_copy(update={"plays": (play,)})
    icp = read_yaml(DEMO / "icp.yaml", ICP).value
    tried = 0
    for outcome in written(outcomes):
        request = replace(outcome.request, persona_id=play.persona)
        draft = TemplateDrafter(alone).draft(request)
        if not isinstance(draft, Draft):
            continue
        tried += 1
        emails = [step for step in draft.follow_ups if step.channel == "email"]
        assert len(emails) == sum(step.channel == "email" for step in play.sequence) - 1 >= 1
        for step in emails:
            assert step.body.startswith(draft.segments[0].text)
            assert step.body.endswith(draft.segments[-1].text)
        found = check_draft(draft, request, snapshots=outcome.texts, library=alone, writing=POLICY.writing, icp=icp)
        theirs = outcome.request.persona_id == play.persona  # else the mail, not its later steps, is for somebody else
        assert not [f for f in found if theirs or f.message.startswith("Step ")], outcome.account.name
    assert tried, "no account of the list has this signal"


def test_most_angles_have_another_beside_them_for_the_same_persona_and_signal() -> None:
    arguments: dict[tuple[str, str], set[str]] = {}
    for play in LIBRARY.plays:
        arguments.setdefault((play.signal, play.persona), set()).add(play.angle)
    rivalled = set[str]().union(*(angles for angles in arguments.values() if len(angles) > 1))
    assert len(rivalled) * 4 >= len(LIBRARY.angles) * 3
    assert all(len(angles) > 1 for (signal, _), angles in arguments.items() if signal in ("expansion", "hiring"))


def test_the_layoffs_the_merger_and_the_breach_are_seen(outcomes: dict[str, Outcome]) -> None:
    seen = {o.account.domain: set(o.veto_kinds) for o in outcomes.values() if o.veto_kinds}
    assert seen == {
        "calderbeck.example": {"layoffs"},
        "noordhoek.example": {"merger"},
        "elmsgate.example": {"controversy"},
        "ravnsborg.example": {"layoffs"},
    }


def test_what_a_page_hides_or_orders_does_not_become_a_fact(outcomes: dict[str, Outcome]) -> None:
    assert "funding round" in (DEMO / "pages" / "penhallow-yard.html").read_text()
    assert outcomes["penhallow.example"].research.facts == ()
    assert "Ignore previous instructions" in (DEMO / "pages" / "thornfield-wakefield.html").read_text()
    thornfield = outcomes["thornfield-parcels.example"]
    assert [f.quote.startswith("Our new depot in Wakefield") for f in thornfield.research.facts] == [True]
    assert isinstance(thornfield.written, Draft)
    assert "previous instructions" not in thornfield.written.body


@pytest.mark.parametrize(
    ("domain", "reason"),
    [
        ("tolvik.example", "pages: not found"),
        ("ashcombe-pallets.example", "pages: not found"),
        ("deurloo.example", "pages: not found"),
        ("corribvalley.example", "pages: not measured"),
        ("marlpit.example", "pages: not measured"),
        ("fenwold.example", "older than 180 days"),
        ("inverlair-seafood.example", "no play fits"),
        ("hollandsveld.example", "no contact"),
        ("almvik.example", "no contact"),
    ],
)
def test_who_gets_no_mail_and_why(outcomes: dict[str, Outcome], domain: str, reason: str) -> None:
    got = outcomes[domain].written
    assert isinstance(got, Abstention)
    assert reason in got.reason


def test_a_suppressed_address_gives_way_to_the_next_fitting_person(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["castlewater-freight.example"].to == "marcus.oyelaran@castlewater-freight.example"
    assert "wetherlam.example" not in outcomes


def test_without_a_first_name_the_greeting_is_plain(outcomes: dict[str, Outcome]) -> None:
    draft = outcomes["glenarvon-bakery.example"].written
    assert isinstance(draft, Draft)
    assert draft.segments[0].text == "Hello,"

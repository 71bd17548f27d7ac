"""Redaction: a person's words are found however they are spelt, and other people's stay."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from hitl_kit.domain.base import canonical_json
from hitl_kit.ledger.redaction import GONE, Identity, Terms, full_name

MARA = "mara.quist@alder.example"
QUIST: dict[str, Any] = {
    "first_name": "Mara", "last_name": "Quist", "linkedin_url": "https://www.linkedin.com/in/mara-quist/",
    "attributes": {"Mobile": "+47 911 22 333", "City": "Hull"},
}  # fmt: skip


def terms(*names: str) -> Terms:
    return Terms(Identity(frozenset(), frozenset(names)))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mara Quist", GONE),
        ("MARA \n QUIST, VP", f"{GONE}, VP"),
        ("Mara&nbsp;Quist and Mara\u00a0Quist", f"{GONE} and {GONE}"),
        ("Quist, Mara", GONE),
        ("Mara J. Quist", GONE),
        ("M\u00adara Qu\u200bist", GONE),
        ("https://a.example/mara-quist-joins", f"https://a.example/{GONE}-joins"),
        ("?name=Mara%20Quist&x", f"?name={GONE}&x"),
        ('{"text":"\\nMara\\nQuist"}', f'{{"text":"\\n{GONE}"}}'),
        ("<b>Mara Quist</b>'s", f"<b>{GONE}</b>'s"),
        (f"mailto:{MARA.upper()}.", f"mailto:{GONE}."),
        (f"mailto%3A{MARA}", f"mailto%3A{GONE}"),
        ("mara.quist&#64;alder.example, mara.quist%40alder.example", f"{GONE}, {GONE}"),
        ("see no.linkedin.com/in/Mara-Quist?x=1", f"see {GONE}?x=1"),
        ("https://www.linkedin.com/in/mara-quist/", GONE),
        ("+4791122333 / 0047 911-22-333 / (47) 91122333", f"{GONE} / {GONE} / {GONE}"),
        ("Mara said; the Quist report", "Mara said; the Quist report"),
        ("Amara Quist; Mara Quisto; Mara Lee Quist", "Amara Quist; Mara Quisto; Mara Lee Quist"),
        ("o@mara.quist.example", f"o@{GONE}.example"),
        ("1479112233399", "1479112233399"),
        ("", ""),
    ],
)
def test_what_is_found_and_what_stays(text: str, left: str) -> None:
    found = Terms(Identity.of(MARA, [QUIST]))
    assert found.redact(text) == left
    assert found.within(text) == (text != left)
    assert len(found.places(text)) == left.count(GONE)
    assert found.redact(left) == left


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("José O'Brien", ["Jose O’Brien", "JOSÉ O&#x27;BRIEN", "Jose\u0301 O&rsquo;Brien", "jos\\u00e9 obrien"]),
        ("Jürgen Groß", ["Juergen Gross", "JÜRGEN GROSS", "J&uuml;rgen Gro&szlig;", "Jurgen Groß", "J%C3%BCrgen Groß"]),
        ("Anne-Marie Løvås", ["Anne Marie Løvås", "anne‑marie lovas", "Anne-Marie Loevaas"]),
        ("王 小明明明明", ["王 小明明明明", "王\u3000小明明明明"]),
        ("Ana de la Cruz", ["ANA DE LA CRUZ", "de la Cruz, Ana"]),
    ],
)
def test_spellings_of_a_name(name: str, spellings: list[str]) -> None:
    for spelt in [name, *spellings]:
        assert terms(name).redact(f"by {spelt}.") == f"by {GONE}.", spelt


def test_an_address_within_another_one_is_another_one() -> None:
    found = Terms(Identity(frozenset({"al@x.example"})))
    for other in ("hal@x.example", "h.al@x.example", "al@x.example.com", "al@x.examples", "al@xaexample"):
        assert found.redact(other) == other
    assert found.redact("(al@x.example)\nal@x.example.") == f"({GONE})\n{GONE}."


def test_words_that_mean_a_regular_expression_are_only_words() -> None:
    found = terms("A.* (B)+[c] x{9}")
    assert found.redact("A.* (B)+[c] x{9} and Axx Bc x") == f"{GONE} and Axx Bc x"


@pytest.mark.parametrize(
    ("contact", "names"),
    [
        ({"first_name": "Mara"}, set()),
        ({"first_name": "Li", "last_name": "Wu"}, set()),
        ({"first_name": " Mara ", "last_name": "van  Quist"}, {"Mara van Quist"}),
        ({}, set()),
    ],
)
def test_names_that_are_safe_to_search_for(contact: dict[str, str], names: set[str]) -> None:
    assert Identity.of(MARA, [contact]).names == names
    assert full_name({"first_name": "Mara", "last_name": ""}) == "Mara"


@pytest.mark.parametrize(
    ("attributes", "known"),
    [
        ({"Twitter": "https://x.com/maraq"}, {"x.com/maraq"}),
        ({"Company LinkedIn": "https://linkedin.com/company/alder"}, set()),
        ({"Website": "https://alder.example/about"}, set()),
        ({"Website": "https://[broken/x"}, set()),
        ({"Company Phone": "+47 22 00 00 00"}, set()),
        ({"Phone": "+47 22 00 00 00"}, {"4722000000"}),
        ({"Id": "12345"}, set()),
        ({"Personal Email": "Mara@home.example"}, {"mara@home.example"}),
        ({"Contact Owner Email": "rep@ours.example"}, set()),
    ],
)
def test_what_attributes_tell(attributes: dict[str, str], known: set[str]) -> None:
    found = Identity.of(MARA, [{"attributes": attributes}])
    assert (found.addresses - {MARA}) | found.urls | found.phones == known


def test_what_stands_in_texts_about_others_is_left_out() -> None:
    identity = Identity.of(
        MARA, [QUIST, {"attributes": {"Phone": "+47 22 00 00 00", "Other mail": "ops@alder.example"}}]
    )
    alone = identity.alone(MARA, ['{"phone":"(+47) 22 00 00 00"}', '{"mail":"OPS@alder.example"}', "x"])
    assert alone.addresses == {MARA}
    assert alone.phones == {"4791122333"}
    assert (alone.urls, alone.names) == (identity.urls, identity.names)
    assert identity.alone(MARA, []) == identity


def test_json_stays_json_and_what_ties_rows_together_stays() -> None:
    value = {
        "id": "mara-quist", "key": "mara-quist.example", "name": "Mara Quist Ltd", "email": "mara.quist@other.example",
        "title": 'CEO "Mara\tQuist"', "n": 1.0, "none": None, "list": ["Mara Quist", 2, {"Mara Quist": True}],
    }  # fmt: skip
    clean = json.loads(terms("Mara Quist").redact_content(canonical_json(value)))
    assert clean == {
        **value, "title": f'CEO "{GONE}"', "list": [GONE, 2, {GONE: True}],
    }  # fmt: skip


def test_content_that_does_not_change_is_the_same_text() -> None:
    found = terms("Mara Quist")
    for text in ('{"b": 1,  "a": 2}', '{"id":  "Mara Quist"}', "", "not JSON"):
        assert found.redact_content(text) == text
    assert found.redact_content("not JSON: Mara Quist") == f"not JSON: {GONE}"


def test_a_quote_does_not_grow_past_what_a_fact_may_hold() -> None:
    quote = "Al Ott " + "x" * 593
    clean = terms("Al Ott").redact_json({"quote": quote})["quote"]
    assert len(clean) == 600
    assert clean.startswith(f"{GONE} xx")


def test_nobody_is_found_nowhere() -> None:
    nobody = Terms(Identity(frozenset()))
    assert (nobody.redact("a b"), nobody.within("a b"), nobody.places("a b")) == ("a b", False, [])


def test_hostile_text_takes_no_longer_than_its_length() -> None:
    found = Terms(Identity.of(MARA, [QUIST]))
    for text in (
        "mara " * 60_000 + "quist",
        "mara" + " " * 300_000 + "x quist",
        "mara.quist@" * 30_000,
        "9 " * 150_000,
    ):
        start = time.perf_counter()
        found.redact(text)
        assert time.perf_counter() - start < 5

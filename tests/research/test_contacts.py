"""Titles as people write them, and the choice of a contact."""

from __future__ import annotations

import itertools

import pytest

from hitl_kit.domain.accounts import Contact
from hitl_kit.research import choose_contact
from hitl_kit.research.titles import others


@pytest.mark.parametrize(
    ("wanted", "title", "extra"),
    [
        ("VP Engineering", "VP, Eng.", 0),
        ("VP Operations", "V.P. Operations", 0),
        ("VP Operations", "V. P., Operations", 0),
        ("VP Operations", "Vice President of Operations", 0),
        ("VP Operations", "Vice-President, Ops", 0),
        ("Vice President Operations", "VP Ops", 0),
        ("VP Operations", "SVP Operations", 1),
        ("VP Operations", "Operations VP", 0),
        ("COO", "Chief Operating Officer", 0),
        ("Chief Operating Officer", "C.O.O.", 0),
        ("COO", "Chief Operations Officer", 0),
        ("Head of People", "Head of People Ops (EMEA)", 1),
        ("Head of People Ops", "Head of People Ops (EMEA)", 0),
        ("Director of Supply Chain", "Sr. Director, Supply Chain", 1),
        ("Senior Director Supply Chain", "Sr. Director, Supply Chain", 0),
        ("Managing Director", "COO / Managing Director", 0),
        ("COO", "Managing Director & COO", 0),
        ("COO", "Co-founder, COO", 0),
        ("Operations Director", "Director of Operations", 0),
        ("HR Director", "Director, Human Resources", 0),
        ("VP Operations", "VP OPERATIONS", 0),
        ("VP Operations", "ＶＰ Operations", 0),
        ("COO", "Executive Assistant to the COO", None),
        ("COO", "Chief of Staff, Office of the COO", None),
        ("COO", "Chief of Staff to the COO", None),
        ("COO", "Former COO", None),
        ("COO", "COO (retired)", None),
        ("Director of Operations", "Sr. Dir. Ops", 1),
        ("VP Engineering", "Vice President of Engineering", 0),
        ("VP Engineering", "Vice Pres. Engineering", 0),
        ("VP Engineering", "Engineering, Vice President", 0),
        ("CTO", "Co-Founder & CTO", 0),
        ("Founder", "Co-Founder & CTO", 0),
        ("COO", "Interim COO", 1),
        ("Office Manager", "Head Office Manager", 1),
        ("Head of Operations", "Head of Operations, Oslo Office", 2),
        ("CEO", "Manager, CEO's Office", None),
        ("CEO", "CEO\u2019s office lead", None),
        ("COO", "COO Office Analyst", None),
        ("COO", "Formerly COO at Globex", None),
        ("COO", "previously COO", None),
        ("COO", "COO, ex Globex", None),
        ("President", "Past President", None),
        ("COO", "Outgoing COO", None),
        ("COO", "COO elect", None),
        ("COO", "COO Intern", None),
        ("COO", "COO internship", None),
        ("COO", "E.A. to COO", None),
        ("COO", "Business Partner to COO", None),
        ("COO", "Deputy COO", None),
        ("VP Operations", "Assistant Vice President, Operations", None),
        ("VP Operations", "AVP Operations", None),
        ("VP Operations", "Director of Operations and VP Sales", None),
        ("VP Operations", "Operations Manager (reports to VP)", None),
        ("President", "Vice President", None),
        ("Head of Operations", "Operations", None),
        ("COO", "", None),
        ("COO", "Cook", None),
        ("Deputy COO", "Deputy COO", 0),
    ],
)
def test_titles_are_read_as_people_write_them(wanted, title, extra):
    assert others(wanted, title) == extra


def person(email: str, title: str, first: str = "Ada", account: str = "acme.example") -> Contact:
    return Contact(email=email, account_key=account, first_name=first, title=title)


def nobody(email: str) -> str | None:
    return None


def test_personas_go_before_titles_and_titles_before_the_alphabet(icp):
    people = [
        person("a@acme.example", "Head of People"),
        person("b@acme.example", "Head of Operations"),
        person("c@acme.example", "Vice President, Operations"),
    ]
    for order in itertools.permutations(people):
        choice = choose_contact(icp, order, nobody)
        assert choice.contact == people[2]
        assert choice.persona_id == "head_ops"
    assert choice.why == (
        "Head of operations: 'Vice President, Operations' read as 'VP Operations'; chosen over b@acme.example, whose "
        "title comes after 'VP Operations' in the persona's order"
    )
    assert dict(choice.left_out) == {
        "a@acme.example": "fits Head of people, a persona that comes later",
        "b@acme.example": "also fits Head of operations; title comes after 'VP Operations' in the persona's order",
    }


@pytest.mark.parametrize(
    ("winner", "loser", "why"),
    [
        (person("z@acme.example", "COO"), person("a@acme.example", "COO Northern Europe"), "more words beside"),
        (person("z@acme.example", "COO"), person("a@acme.example", "COO", first=""), "first name is not known"),
        (person("z@acme.example", "COO", first=""), person("a@old.example", "COO"), "address is not at acme.example"),
        (person("z@eu.acme.example", "COO"), person("a@notacme.example", "COO"), "address is not at acme.example"),
        (person("a@acme.example", "COO"), person("z@acme.example", "COO"), "comes later in the alphabet"),
    ],
)
def test_ties_are_broken_the_same_way_and_explained(icp, winner, loser, why):
    for order in ([winner, loser], [loser, winner]):
        choice = choose_contact(icp, order, nobody)
        assert choice.contact == winner
        assert why in choice.why


def test_who_may_not_be_written_to_is_left_out_with_the_reason(icp):
    people = [
        person("info@acme.example", "COO"),
        person("No-Reply@acme.example", "COO"),
        person("sales+uk@acme.example", "COO"),
        person("info2@acme.example", "COO"),
        person("sales.emea@acme.example", "COO"),
        person("ada@gmail.com", "COO"),
        person("not an address", "COO"),
        person("two..dots@acme.example", "COO"),
        person("ada@-acme.example", "COO"),
        person("ada@acme", "COO"),
        person("ada@acme.example\nBcc: all@acme.example", "COO"),
        person("gone@acme.example", "COO"),
        person("it@x.acme.example", "Head of IT Operations"),
        person("ito@acme.example", "Head of IT Operations"),
        person("cook@acme.example", "Cook"),
        person("untitled@acme.example", ""),
    ]
    choice = choose_contact(icp, people, lambda e: "unsubscribed" if e.startswith("gone") else None)
    assert choice.contact is None
    assert choice.persona_id == ""
    assert choice.why == "none of its contacts (3) fits Head of operations or Head of people"
    assert dict(choice.left_out) == {
        "info@acme.example": "is a role address: it reaches a desk, not a person",
        "No-Reply@acme.example": "is a role address: it reaches a desk, not a person",
        "sales+uk@acme.example": "is a role address: it reaches a desk, not a person",
        "it@x.acme.example": "is a role address: it reaches a desk, not a person",
        "info2@acme.example": "is a role address: it reaches a desk, not a person",
        "sales.emea@acme.example": "is a role address: it reaches a desk, not a person",
        "ada@gmail.com": "is a private mailbox at gmail.com, not a work address",
        "two..dots@acme.example": "is not an e-mail address",
        "ada@-acme.example": "is not an e-mail address",
        "ada@acme": "is not an e-mail address",
        "ada@acme.example\nBcc: all@acme.example": "is not an e-mail address",
        "not an address": "is not an e-mail address",
        "gone@acme.example": "unsubscribed",
        "ito@acme.example": "title 'Head of IT Operations' is excluded by Head of operations ('IT Operations')",
        "cook@acme.example": "title 'Cook' fits no persona",
        "untitled@acme.example": "has no title",
    }


def test_nobody_to_choose_from(icp):
    assert choose_contact(icp, [], nobody).why == "the campaign brings no contact for this account"
    only = choose_contact(icp, [person("info@acme.example", "COO")], nobody)
    assert only.why == "none of its contacts (1) may be written to"


@pytest.mark.parametrize("email", ["it.smith@acme.example", "pressley@acme.example", "o'hara+work@acme.example"])
def test_a_name_that_begins_like_a_desk_is_a_person(icp, email):
    assert choose_contact(icp, [person(email, "COO")], nobody).contact is not None


@pytest.mark.parametrize(
    ("email", "account", "minded"),
    [
        ("ada@acme.example", "acme.example", False),
        ("ada@mail.acme.example", "acme.example", False),
        ("ada@acme.example", "shop.acme.example", False),
        ("ada@notacme.example", "acme.example", True),
        ("ada@other.example", "name:acme", False),
        ("ada@gmail.com", "gmail.com", False),
    ],
)
def test_an_address_away_from_the_account_is_chosen_with_a_warning(icp, email, account, minded):
    choice = choose_contact(icp, [person(email, "COO", account=account)], nobody)
    assert choice.contact is not None
    assert ("mind that the address is not at acme.example" in choice.why) is minded


def test_a_private_mailbox_is_nobodys_work_address_also_where_the_account_has_no_domain(icp):
    choice = choose_contact(icp, [person("ada@gmail.com", "COO", account="name:acme")], nobody)
    assert choice.contact is None
    assert dict(choice.left_out) == {"ada@gmail.com": "is a private mailbox at gmail.com, not a work address"}


@pytest.mark.parametrize(
    ("domain", "why"),
    [
        ("\u0430cme.example", "mixes alphabets"),
        ("acm\u0435.example", "mixes alphabets"),
        ("mail.\u0430cme.example", "mixes alphabets"),
        ("\u0430\u0441\u0435.example", "letters that pass for others"),
        ("\u0131cme.example", "letters that pass for others"),
        ("acrne.example", "only looks like acme.example"),
        ("acm\u00e9.example", "only looks like acme.example"),
        ("\u0430\u0441\u043c\u0435.example", "only looks like acme.example"),
    ],
)
@pytest.mark.parametrize("form", ["as people see it", "as mail goes"])
def test_a_domain_that_imitates_another_is_nobodys(icp, domain, why, form):
    host = domain if form == "as people see it" else domain.encode("idna").decode()
    choice = choose_contact(icp, [person(f"ada@{host}", "COO")], nobody)
    assert choice.contact is None
    assert why in dict(choice.left_out)[f"ada@{host}"]


@pytest.mark.parametrize(
    ("domain", "account"),
    [
        ("m\u00fcnchen.example", "acme.example"),
        ("\u043f\u043e\u0447\u0442\u0430.example", "acme.example"),
        ("\u4f8b\u3048.example", "acme.example"),
        ("acme-freight.example", "acmefreight.example"),
        ("m0rn.example", "m0rn.example"),
        ("mail.\u0131cme.example", "\u0131cme.example"),
        ("acme.example", "name:acme"),
    ],
)
def test_an_honest_domain_of_any_alphabet_is_kept(icp, domain, account):
    site = account if ":" in account else account.encode("idna").decode()
    choice = choose_contact(icp, [person(f"ada@{domain.encode('idna').decode()}", "COO", account=site)], nobody)
    assert choice.contact is not None

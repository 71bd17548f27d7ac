"""The funnel: rule by rule, with what was unknown said apart from what did not fit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from hitl_kit.domain.accounts import Account
from hitl_kit.domain.errors import InputError
from hitl_kit.domain.icp import ICP, Persona, Rule, SignalPriority, Tier
from hitl_kit.targeting import Match, match_accounts


def icp(*rules: Rule, exclusions: Sequence[Rule] = (), tiers: Sequence[Tier] | None = None) -> ICP:
    return ICP(
        name="Test",
        firmographics=rules or (Rule(field="name", none_of=("nobody",)),),
        exclusions=tuple(exclusions),
        personas=(Persona(id="cfo", name="CFO", titles=("CFO",)),),
        signals=(SignalPriority(kind="hiring", priority=1, half_life_days=30),),
        tiers=tuple(tiers or (Tier(name="A", high_value=True),)),
    )


def account(name: str, **fields: Any) -> Account:
    return Account(name=name, domain=f"{name.lower()}.example", **fields)


def matched(rule: Rule, **fields: Any) -> bool:
    return len(match_accounts(icp(rule), [account("A", **fields)]).accounts) == 1


def rows(match: Match) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in match.funnel.itertuples(index=False)]


def test_the_funnel_counts_every_step_in_order() -> None:
    accounts = [
        account("A", industry="Software", employees=100),
        account("B", industry="Software", employees=10),
        account("C", industry="Software"),
        account("D", industry="Retail", employees=100),
        account("E", employees=100),
        account("F", industry="software", employees=100, country="Utopia"),
        account("G", industry="SOFTWARE ", employees=100),
    ]
    found = match_accounts(
        icp(
            Rule(field="industry", any_of=("Software",)),
            Rule(field="employees", min=50),
            exclusions=[Rule(field="country", any_of=("Utopia",))],
        ),
        accounts,
        frozenset({"g.example"}),
    )
    assert list(found.funnel.columns) == ["step", "rule", "kept", "dropped", "unknown"]
    assert rows(found) == [
        ("imported", "all accounts", 7, 0, 0),
        ("firmographic", "industry is Software", 5, 2, 1),
        ("firmographic", "employees at least 50", 3, 2, 1),
        ("exclusion", "not: country is Utopia", 2, 1, 0),
        ("not suppressed", "domain is not suppressed", 1, 1, 0),
    ]
    assert list(found.accounts.index) == ["a.example"]
    assert found.left_out.to_dict("records") == [
        {"key": "d.example", "name": "D", "rule": "industry is Software", "value": "Retail"},
        {"key": "e.example", "name": "E", "rule": "industry is Software", "value": ""},
        {"key": "b.example", "name": "B", "rule": "employees at least 50", "value": "10"},
        {"key": "c.example", "name": "C", "rule": "employees at least 50", "value": ""},
        {"key": "f.example", "name": "F", "rule": "not: country is Utopia", "value": "Utopia"},
        {"key": "g.example", "name": "G", "rule": "domain is not suppressed", "value": "g.example"},
    ]


@pytest.mark.parametrize(
    ("rule", "fields", "fits"),
    [
        ({"field": "industry", "any_of": ["Software", "Retail"]}, {"industry": "RETAIL"}, True),
        ({"field": "industry", "any_of": ["Soft"]}, {"industry": "Software"}, False),
        ({"field": "industry", "any_of": ["analytics"]}, {"industry": "Software, Analytics"}, True),
        ({"field": "industry", "none_of": ["analytics"]}, {"industry": "Software, Analytics"}, False),
        ({"field": "industry", "none_of": ["Retail"]}, {"industry": "Software"}, True),
        ({"field": "industry", "none_of": ["Retail"]}, {}, False),
        ({"field": "industry", "none_of": ["Retail"], "if_missing": "pass"}, {}, True),
        ({"field": "industry", "any_of": ["Software"], "none_of": ["Games"]}, {"industry": "Software, Games"}, False),
        ({"field": "location", "any_of": ["Minnesota"]}, {"location": "Saint Paul, Minnesota"}, True),
        ({"field": "location", "any_of": ["saint paul, minnesota"]}, {"location": "Saint Paul, Minnesota"}, True),
        ({"field": "location", "any_of": ["Paul"]}, {"location": "Saint Paul, Minnesota"}, False),
        ({"field": "technologies", "any_of": ["dbt", "AWS"]}, {"technologies": ("Snowflake", "aws")}, True),
        ({"field": "technologies", "any_of": ["AWS"]}, {"technologies": ("AWS Lambda",)}, False),
        ({"field": "technologies", "any_of": ["AWS"]}, {"technologies": ()}, False),
        ({"field": "technologies", "any_of": ["AWS"], "if_missing": "pass"}, {}, True),
        ({"field": "employees", "min": 50, "max": 100}, {"employees": 50}, True),
        ({"field": "employees", "min": 50, "max": 100}, {"employees": 100}, True),
        ({"field": "employees", "min": 50, "max": 100}, {"employees": 101}, False),
        ({"field": "employees", "min": 50}, {}, False),
        ({"field": "employees", "min": 50, "if_missing": "pass"}, {}, True),
        ({"field": "employees", "min": 50, "if_missing": "pass"}, {"employees": 49}, False),
        ({"field": "employees", "max": 0}, {"employees": 0}, True),
        ({"field": "employees", "any_of": [100]}, {"employees": 100}, True),
        ({"field": "revenue", "min": 1e6}, {"revenue": 1.5e6}, True),
        ({"field": "Sub-Industry", "any_of": ["Tools"]}, {"sub_industry": "Tools"}, True),
        ({"field": "sub industry", "any_of": ["Tools"]}, {"sub_industry": "Tools"}, True),
        ({"field": "founded", "min": 1900, "max": 1950}, {"attributes": {"Founded": "1902"}}, True),
        ({"field": "FOUNDED", "max": 1950}, {"attributes": {"Founded": "2013 (1888)"}}, False),
        ({"field": "founded", "max": 1950}, {"attributes": {"Founded": "long ago"}}, False),
        ({"field": "founded", "max": 1950, "if_missing": "pass"}, {"attributes": {"Founded": "long ago"}}, True),
        ({"field": "Total Funding", "min": 10e6}, {"attributes": {"Total Funding": "$12.5M"}}, True),
        ({"field": "stage", "any_of": ["Series B"]}, {"attributes": {"Stage": "series b"}}, True),
    ],
)
def test_what_a_rule_holds_for(rule: dict[str, Any], fields: dict[str, Any], fits: bool) -> None:
    assert matched(Rule(**rule), **fields) is fits


def test_an_exclusion_needs_every_condition_and_a_value() -> None:
    accounts = [
        account("A", employees=5, attributes={"Founded": "2020"}),
        account("B", employees=50),
        account("C"),
        account("D", employees=500),
    ]
    found = match_accounts(icp(exclusions=[Rule(field="employees", min=10, max=100, if_missing="pass")]), accounts)
    assert list(found.accounts["name"]) == ["A", "C", "D"]
    both = Rule(field="employees", any_of=("50", "500"), max=100)
    assert list(match_accounts(icp(exclusions=[both]), accounts).accounts["name"]) == ["A", "C", "D"]


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("industri", "did you mean 'industry'?"),
        ("foundd", "did you mean 'Founded'?"),
        ("zzzzzz", "the fields are: name, domain"),
    ],
)
def test_a_field_that_no_account_has_is_a_typo(field: str, hint: str) -> None:
    accounts = [account("A", attributes={"Founded": "1902"})]
    for profile in (
        icp(Rule(field=field, any_of=("x",))),
        icp(exclusions=[Rule(field=field, any_of=("x",))]),
        icp(tiers=[Tier(name="A", high_value=True, rules=(Rule(field=field, min=1),)), Tier(name="B")]),
    ):
        with pytest.raises(InputError, match=f"no account has a field '{field}'") as caught:
            match_accounts(profile, accounts)
        assert caught.value.mend.startswith(hint)
        assert hint.startswith("did") or caught.value.mend.endswith("Founded")


def test_a_known_field_without_one_value_is_unknown_not_a_typo() -> None:
    found = match_accounts(icp(Rule(field="revenue", min=1)), [account("A"), account("B")])
    assert rows(found)[1] == ("firmographic", "revenue at least 1", 0, 2, 2)
    assert len(found.accounts) == 0


def test_without_accounts_there_is_an_empty_funnel_and_no_typo() -> None:
    found = match_accounts(icp(Rule(field="anything", min=1)), [])
    assert [r[2:] for r in rows(found)] == [(0, 0, 0)] * 3
    columns = ["name", "industry", "employees", "revenue", "country", "region", "city", "location", "tier"]
    assert list(found.accounts.columns) == [*columns, "high_value"]
    assert list(found.left_out.columns) == ["key", "name", "rule", "value"]


def test_a_suppressed_domain_takes_its_subdomains_along() -> None:
    accounts = [
        Account(name="A", domain="eu.acme.example"),
        Account(name="B", domain="notacme.example"),
        Account(name="C"),
    ]
    found = match_accounts(icp(), accounts, frozenset({"acme.example"}))
    assert list(found.accounts["name"]) == ["B", "C"]


def test_a_tier_is_the_first_whose_rules_all_hold() -> None:
    tiers = [
        Tier(
            name="A", high_value=True,
            rules=(Rule(field="employees", min=1000), Rule(field="country", any_of=("France",))),
        ),
        Tier(name="B", rules=(Rule(field="employees", min=100),)),
        Tier(name="C"),
    ]  # fmt: skip
    accounts = [
        account("Big", employees=5000, country="France"),
        account("Far", employees=5000, country="Peru"),
        account("Small", employees=5, country="France"),
        account("Unknown", country="France"),
        account("Dropped", industry="Retail"),
    ]
    profile = icp(Rule(field="industry", none_of=("Retail",), if_missing="pass"), tiers=tiers)
    found = match_accounts(profile, accounts).accounts
    assert dict(zip(found["name"], found["tier"], strict=True)) == {
        "Big": "A", "Far": "B", "Small": "C", "Unknown": "C",
    }  # fmt: skip
    assert list(found["high_value"]) == [True, False, False, False]
    assert found["employees"].isna().tolist() == [False, False, False, True]


def test_headers_that_differ_in_case_between_lists_are_one_field() -> None:
    accounts = [account("A", attributes={"Founded": "1902"}), account("B", attributes={"FOUNDED": "1903"})]
    assert len(match_accounts(icp(Rule(field="founded", max=1950)), accounts).accounts) == 2


def test_an_account_field_wins_over_a_header_of_the_same_name() -> None:
    assert matched(Rule(field="industry", any_of=("Software",)), industry="Software", attributes={"Industry": "x"})


def test_fifty_thousand_accounts_match_quickly() -> None:
    accounts = [account(f"C{i}", industry="Software", employees=i, country=f"K{i % 50}") for i in range(50_000)]
    profile = icp(Rule(field="industry", any_of=("Software",)), Rule(field="employees", min=1000))
    started = time.process_time()
    assert len(match_accounts(profile, accounts, frozenset({"c2000.example"})).accounts) == 48_999
    assert time.process_time() - started < 3

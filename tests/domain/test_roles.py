"""Who may do what, by name: ranks, spellings, and files that would lock everybody out."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from hitl_kit.domain.errors import FileProblems
from hitl_kit.domain.policy import Policy, Review
from hitl_kit.domain.roles import ACTIONS, Action, Approvers, Roles, same_name
from hitl_kit.files import parse_yaml

TEAM = Roles(reviewer=("Bo", "Ana"), lead=("Lea",), admin=("Ana",))


def allowed(roles: Roles, person: str) -> set[str]:
    return {action for action in ACTIONS if roles.allow(action, person)}


def test_every_action_has_words() -> None:
    assert set(ACTIONS) == set(get_args(Action))


def test_each_role_may_what_the_lower_ones_may() -> None:
    lead = {"review", "settle", "decide", "resume", "answer angry", "approve icp", "approve play", "promote"}
    assert allowed(TEAM, "Bo") == {"review"}
    assert allowed(TEAM, "Lea") == lead
    assert allowed(TEAM, "Ana") == {*lead, "approve policy", "erase", "restore"}
    assert allowed(TEAM, "Eve") == set()
    assert allowed(TEAM, "") == set()


def test_where_nobody_is_named_everybody_may_do_everything() -> None:
    assert not Roles().named
    assert allowed(Roles(), "Eve") == set(ACTIONS)


def test_a_name_in_two_roles_has_the_higher() -> None:
    assert TEAM.of("Ana") == "admin"
    assert TEAM.of("Bo") == "reviewer"
    assert TEAM.of("Eve") is None


@pytest.mark.parametrize("name", ["ana lópez", "  ANA   LÓPEZ\n", "Ana Lo\u0301pez"])
def test_case_and_spaces_do_not_make_another_person(name: str) -> None:
    roles = Roles(admin=("Ana López",))
    assert roles.of(name) == "admin"
    assert roles.spelled(name) == "Ana López"
    assert same_name(name) == "ana lópez"


def test_a_stranger_keeps_the_name_as_given() -> None:
    assert TEAM.spelled("eVe") == "eVe"


def test_who_may_approve_is_what_the_policy_says() -> None:
    roles = TEAM.model_copy(
        update={"approve": Approvers(icp="reviewer", play="admin", policy="lead", promotion="admin")}
    )
    assert allowed(roles, "Bo") == {"review", "approve icp"}
    assert "approve policy" in allowed(roles, "Lea")
    assert not {"approve play", "promote"} & allowed(roles, "Lea")
    assert roles.needs("approve policy") == "lead"
    assert TEAM.needs("approve policy") == "admin"


def test_those_who_may_are_listed_once() -> None:
    assert TEAM.who("approve icp") == ("Lea", "Ana")
    assert set(TEAM.who("review")) == {"Bo", "Ana", "Lea"}


def test_the_roles_of_two_campaigns_together() -> None:
    both = TEAM.together(Roles(admin=("Cy",)))
    assert {p for p in ("Bo", "Lea", "Ana", "Cy") if both.allow("erase", p)} == {"Ana", "Cy"}
    assert Roles().together(TEAM).allow("review", "Bo")


def test_a_policy_without_an_admin_is_refused() -> None:
    with pytest.raises(ValidationError, match="nobody is an admin"):
        Roles(reviewer=("Bo",), lead=("Lea",))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("roles:\n  lead: [Bo]\n", 2, "nobody is an admin"),
        ("roles:\n  admin: Ana\n", 2, "must be a list"),
        ("roles:\n  admin: [Ana]\n  approve:\n    icp: boss\n", 4, "'boss' is not allowed"),
        ("roles:\n  admin: [Ana]\n  boss: [Bo]\n", 3, "is not a known key"),
        ("roles:\n  admin: ['']\n", 2, "is not a person's name"),
        ('roles:\n  admin: ["a\\u0007"]\n', 2, "is not a person's name"),
        (f"roles:\n  admin: [{'x' * 201}]\n", 2, "is not a person's name"),
        ("roles:\n  admin: [12]\n", 2, "valid string"),
        ("review:\n  double_review: 1.5\n", 2, "less than or equal to 1"),
        ("review:\n  double_review: -0.1\n", 2, "greater than or equal to 0"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(FileProblems) as caught:
        parse_yaml(Path("policy.yaml"), text, Policy)
    assert said in str(caught.value)
    assert caught.value.problems[0].line in (line, line - 1)


def test_nothing_is_drawn_twice_unless_the_policy_says_so() -> None:
    assert Review().double_review == 0
    assert Policy().roles == Roles()


def test_the_starter_policy_shows_roles_that_work() -> None:
    text = (Path(__file__).parents[2] / "hitl_kit/starter/policy.yaml").read_text()
    assert not parse_yaml(Path("policy.yaml"), text, Policy).roles.named
    head, _, roles = text.partition("# roles:\n")
    shown = parse_yaml(Path("policy.yaml"), head + "roles:\n" + roles.replace("\n#", "\n").removeprefix("#"), Policy)
    assert shown.roles.named
    assert shown.roles.approve == Approvers()

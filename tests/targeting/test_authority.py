"""The roles in force are those that were approved; every refusal is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from hitl_kit.domain.base import sha256_hex
from hitl_kit.domain.errors import NotAllowed
from hitl_kit.domain.policy import Policy
from hitl_kit.domain.roles import Roles
from hitl_kit.files import Document, parse_yaml
from hitl_kit.ledger import Ledger, tables
from hitl_kit.targeting import Authority, approve, record_policy
from hitl_kit.targeting.authority import approved_roles

ANA = "roles:\n  reviewer: [Bo]\n  lead: [Lea]\n  admin: [Ana]\n"
EVE = "roles:\n  admin: [Eve, Ana]\n"


def policy(text: str) -> Document[Policy]:

    return Document(Path("policy.yaml"), text, sha256_hex(text), parse_yaml(Path("policy.yaml"), text, Policy))


def authority(ledger: Ledger, text: str, campaign: str = "demo") -> Authority:
    return Authority.of_campaign(ledger, campaign, policy(text).value.roles)


def events(ledger: Ledger, kind: str) -> list[tuple[str, str, dict[str, object]]]:
    e = tables.event
    rows = ledger.rows(sa.select(e).where(e.c.kind == kind).order_by(e.c.seq))
    return [
        (r["actor"], r["subject"], {k: v for k, v in json.loads(r["payload"]).items() if k != "rows"}) for r in rows
    ]


def test_until_a_policy_was_approved_the_files_roles_are_in_force(ledger: Ledger) -> None:
    assert approved_roles(ledger, "demo") is None
    found = authority(ledger, ANA)
    found.require("approve icp", "lea")
    with pytest.raises(NotAllowed):
        found.require("approve icp", "Bo")
    authority(ledger, "version: 1\n").require("erase", "anybody")


def test_editing_the_file_grants_nothing(ledger: Ledger) -> None:
    approve(ledger, "demo", "policy", policy(ANA), by="Ana")
    edited = authority(ledger, EVE)
    with pytest.raises(NotAllowed) as caught:
        edited.require_approver("policy", "Eve")
    assert caught.value.message == (
        "'Eve' may not approve a policy in 'demo': that takes the role admin (Ana), and 'Eve' has no role"
    )
    assert "that change is not approved: it waits until Ana gives: hitl approve policy demo" in caught.value.mend
    assert not edited.allows("erase", "Eve")
    edited.require_approver("policy", "Ana")
    approve(ledger, "demo", "policy", policy(EVE), by="Ana")
    authority(ledger, EVE).require_approver("policy", "Eve")


def test_taking_the_roles_out_of_the_file_frees_nobody(ledger: Ledger) -> None:
    approve(ledger, "demo", "policy", policy(ANA), by="Ana")
    with pytest.raises(NotAllowed):
        authority(ledger, "version: 2\n").require("review", "Eve")
    approve(ledger, "demo", "policy", policy("version: 2\n"), by="Ana")
    authority(ledger, "version: 2\n").require("review", "Eve")


def test_the_first_policy_that_names_people_is_approved_by_one_who_then_may(ledger: Ledger) -> None:
    for person in ("Eve", "Bo", "Lea"):
        with pytest.raises(NotAllowed):
            authority(ledger, ANA).require_approver("policy", person)
    authority(ledger, ANA).require_approver("policy", "Ana")
    approve(ledger, "demo", "policy", policy("version: 1\n"), by="Eve")  # names nobody: anybody's to approve
    authority(ledger, ANA).require("erase", "Eve")
    with pytest.raises(NotAllowed):
        authority(ledger, ANA).require_approver("policy", "Eve")


def test_a_refusal_is_recorded_and_says_who_may(ledger: Ledger) -> None:
    approve(ledger, "demo", "policy", policy(ANA), by="Ana")
    with pytest.raises(NotAllowed) as caught:
        authority(ledger, ANA).require("decide", "Bo")
    assert "takes the role lead (Lea, Ana), and 'Bo' is a reviewer" in caught.value.message
    assert caught.value.mend == "ask Lea or Ana"
    assert events(ledger, "role.refused") == [("Bo", "demo", {"action": "decide", "needs": "lead", "has": "reviewer"})]
    assert ledger.verify().intact


def test_a_policy_that_this_version_would_refuse_still_says_who_may(ledger: Ledger) -> None:
    old = Document(Path("policy.yaml"), ANA + "gone: 1\n", "0" * 64, Policy())
    approve(ledger, "demo", "policy", old, by="Ana")
    assert approved_roles(ledger, "demo") == policy(ANA).value.roles


def test_a_name_is_recorded_as_the_roles_write_it_unless_the_database_knows_better(ledger: Ledger) -> None:
    expected = "Bo" if ledger.identity is None else "bO "
    assert authority(ledger, ANA).spelled("bO ") == expected


def workspace(ledger: Ledger, **files: str) -> Authority:
    return Authority.of_workspace(ledger, list(files), lambda slug: policy(files[slug]).value.roles)


def test_the_workspace_takes_the_roles_of_all_its_campaigns(ledger: Ledger) -> None:
    both = workspace(ledger, one=ANA, two="roles:\n  admin: [Cy]\n", three="version: 1\n")
    assert [p for p in ("Ana", "Cy", "Lea") if both.allows("erase", p)] == ["Ana", "Cy"]
    assert workspace(ledger, one="version: 1\n").allows("erase", "anybody")
    with pytest.raises(NotAllowed, match=r"in this workspace: that takes the role admin \(Ana, Cy\)"):
        both.require("restore", "Lea")
    assert events(ledger, "role.refused")[0][1] == "workspace"


def test_a_new_campaign_or_a_deleted_one_makes_nobody_an_admin_of_the_workspace(ledger: Ledger) -> None:
    approve(ledger, "one", "policy", policy(ANA), by="Ana")
    assert not workspace(ledger, one=ANA, mine="roles:\n  admin: [Eve]\n").allows("erase", "Eve")
    assert not workspace(ledger).allows("erase", "Eve")
    assert workspace(ledger).allows("erase", "Ana")


def test_a_policy_in_use_is_recorded_once_a_version_with_what_changed(ledger: Ledger) -> None:
    first, second = policy("version: 1\n"), policy("version: 1\nreview: {queue_size: 5}\n" + ANA)
    for document in (first, first, second, second, first):
        record_policy(ledger, "demo", document, actor="Ana")
    record_policy(ledger, "other", first, actor="Bo")
    found = events(ledger, "policy.change")
    assert [(e[0], e[1], e[2]["sha256"], e[2]["before"], e[2]["changed"]) for e in found] == [
        ("Ana", "demo", first.sha256, "", ["version"]),
        ("Ana", "demo", second.sha256, first.sha256, ["review", "roles"]),
        ("Ana", "demo", first.sha256, second.sha256, ["review", "roles"]),
        ("Bo", "other", first.sha256, "", ["version"]),
    ]
    stored = {row["sha256"] for row in ledger.rows(sa.select(tables.snapshot.c.sha256))}
    assert stored == {sha256_hex(first.text), sha256_hex(second.text)}
    assert ledger.verify().intact


def test_a_comment_is_a_change_of_the_file_but_of_no_key(ledger: Ledger) -> None:
    for text in ("version: 1\n", "version: 1  # as agreed\n"):
        record_policy(ledger, "demo", policy(text), actor="Ana")
    assert events(ledger, "policy.change")[1][2]["changed"] == []


def test_the_last_policy_is_found_without_reading_every_event(ledger: Ledger) -> None:
    if ledger.path is None:
        pytest.skip("PostgreSQL chooses by the size of the table")
    e = tables.event
    select = (
        sa.select(e.c.payload).where(e.c.subject == "demo", tables.POLICY_CHANGES).order_by(e.c.seq.desc()).limit(1)
    )
    compiled = select.compile(compile_kwargs={"literal_binds": True})
    with ledger.moment() as connection:
        plan = str(connection.exec_driver_sql(f"explain query plan {compiled}").all())
    assert "ix_event_policy" in plan


def test_nobody_named_needs_no_role() -> None:
    assert Roles().who("erase") == ()

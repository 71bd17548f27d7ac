"""Roles and identity where people meet them: approve, decide, review, erase."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign, Workbench
from hitl_kit.domain.errors import NotAllowed
from hitl_kit.ledger import tables
from tests.conftest import ANALYST

pytestmark = pytest.mark.sqlite  # several names: on PostgreSQL each would connect as themselves

ROLES = "version: 1\ntoday: 2026-11-16\nroles:\n  reviewer: [Bo]\n  lead: [Lea]\n  admin: [Ana]\n"


@pytest.fixture
def team(campaign: Campaign) -> Campaign:
    """The small campaign with roles that an admin approved."""
    (campaign.folder / "policy.yaml").write_text(ROLES)
    campaign.approve("policy", by="Ana")
    return campaign


def kinds(campaign: Campaign) -> list[str]:
    return [r["kind"] for r in campaign.workbench.ledger.rows(sa.select(tables.event).order_by(tables.event.c.seq))]


def test_a_reviewers_approval_is_refused_with_exit_code_1_and_stands_in_the_audit(hitl: Any, team: Campaign) -> None:
    code, out, err = hitl("approve", "icp", "depots", "--by", "Bo")
    assert (code, out) == (1, "")
    assert "'Bo' may not approve an ICP in 'depots': that takes the role lead (Lea, Ana)" in err
    assert "ask Lea or Ana" in err
    found = json.loads(hitl("audit", "depots", "--kind", "role.refused", "--json")[1])
    assert [(e["actor"], e["subject"]) for e in found] == [("Bo", "depots")]
    assert "action approve icp" in found[0]["detail"]
    assert team.never_approved("icp")
    assert hitl("approve", "icp", "depots", "--by", "lea")[0] == 0


def test_editing_the_policy_does_not_let_a_reviewer_approve_it(hitl: Any, team: Campaign) -> None:
    (team.folder / "policy.yaml").write_text(ROLES.replace("[Ana]", "[Ana, Bo]"))
    code, _, err = hitl("approve", "policy", "depots", "--by", "Bo")
    assert code == 1
    assert "that change is not approved" in err
    assert hitl("approve", "policy", "depots", "--by", "Ana")[0] == 0
    assert hitl("approve", "policy", "depots", "--by", "Bo")[0] == 0


def test_the_first_policy_with_roles_is_an_admins_to_approve(hitl: Any, campaign: Campaign) -> None:
    (campaign.folder / "policy.yaml").write_text(ROLES)
    assert hitl("approve", "policy", "depots")[0] == 1
    assert hitl("approve", "policy", "depots", "--by", "Ana")[0] == 0


def test_a_play_an_angle_and_a_session_need_their_roles(team: Campaign) -> None:
    play = team.library.value.plays[0].id
    with pytest.raises(NotAllowed, match="approve a play"):
        team.approve("play", subject=play, by="Bo")
    with pytest.raises(NotAllowed, match="decide about an angle"):
        team.decide("multi_depot", "keep", by="Bo", reason="x")
    with pytest.raises(NotAllowed, match="review drafts"):
        team.session("Eve")
    assert kinds(team).count("role.refused") == 3
    team.approve("play", subject=play, by="Lea")
    team.decide("multi_depot", "keep", by="Ana", reason="x")


def test_a_session_is_a_leads_where_they_are_one_and_names_are_the_policys(team: Campaign) -> None:
    assert [team.session(name).lead for name in ("Bo", "Lea", "Ana")] == [False, True, True]
    assert team.session("  bO ").reviewer == "Bo"


def test_without_roles_everybody_leads(approved: Campaign) -> None:
    session = approved.session("Anybody")
    assert session.lead
    assert session.reviewer == "Anybody"


def test_importing_and_generating_need_no_role(team: Campaign) -> None:
    team.approve("icp", by="Lea")
    assert team.workbench.user == ANALYST  # who has no role
    team.import_accounts(team.folder / "accounts.csv")
    assert team.generate(2).drafted == 2


def test_erasing_is_an_admins(team: Campaign) -> None:
    with pytest.raises(NotAllowed, match="erase a person's data in this workspace"):
        team.workbench.require("erase")
    team.workbench.require("erase", "Ana")
    team.workbench.require("restore", "ana")


def test_a_batch_records_the_policy_that_it_was_made_under(approved: Campaign) -> None:
    approved.generate(1, batch="one")
    approved.generate(1, batch="one")
    assert kinds(approved).count("policy.change") == 1
    (approved.folder / "policy.yaml").write_text("version: 2\ntoday: 2026-11-16\n")
    approved.generate(1, batch="two")
    assert kinds(approved).count("policy.change") == 2
    approved.approve("policy")
    assert kinds(approved).count("policy.change") == 2


def test_the_user_is_who_was_named_else_the_environment_else_the_login_name(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import getpass

    assert Workbench(workspace, user="Dana").user == "Dana"
    assert Workbench(workspace).user == ANALYST
    monkeypatch.delenv("HITL_USER")
    login = Workbench(workspace)
    assert login.user == getpass.getuser()
    assert login.identity_words().startswith(f"You are '{login.user}', the login name of this machine. That is attrib")
    assert "whoever can open the ledger's file can write any name" in login.identity_words("Dana")
    assert login.identity_words("Dana").startswith("You are 'Dana', as you were named here")
    assert login.signer() == login.user
    assert login.signer("  Dana   Moss ") == "Dana Moss"


def test_knowing_the_user_makes_no_ledger(workspace: Path) -> None:
    (workspace / "hitl.db").unlink()
    assert Workbench(workspace).user == ANALYST
    assert not (workspace / "hitl.db").exists()


def test_the_approval_panel_says_what_a_name_is_worth(campaign: Campaign) -> None:
    panel = campaign.approve_panel()
    assert "attribution, not authentication" in panel.still()
    assert panel.name.value == ""

"""The command line as people use it: every command, its words and its exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer

from hitl_kit import Campaign, __version__
from hitl_kit.cli import app
from tests.conftest import ANALYST
from tests.review import factory


def commands() -> list[tuple[str, Any]]:
    def walk(name: str, command: Any) -> list[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner:
            return [found for key, value in inner.items() for found in walk(f"{name} {key}", value)]
        return [(name, command)]

    return walk("hitl", typer.main.get_command(app))


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda x: x if isinstance(x, str) else "")
def test_every_command_has_help_with_an_example(name: str, command: Any) -> None:
    assert command.help
    assert "Example: `hitl" in (command.epilog or ""), name
    assert name in (command.epilog or "")


def test_the_walk_of_a_new_campaign(hitl, workspace: Path) -> None:
    assert hitl("new", "nordics")[0] == 0
    assert {p.name for p in (workspace / "campaigns/nordics").iterdir()} >= {"icp.yaml", "angles.yaml", "policy.yaml"}
    code, _, err = hitl("new", "nordics")
    assert code == 1
    assert "is there already" in err
    assert hitl("match", "nordics")[1].startswith("no accounts yet")
    code, _, err = hitl("generate", "nordics")
    assert code == 1
    assert "hitl approve icp nordics --by NAME" in err


def test_import_match_approve_generate_queue(hitl, workspace: Path) -> None:
    folder = workspace / "campaigns/depots"
    code, out, _ = hitl("import", "accounts", "depots", str(folder / "accounts.csv"))
    assert code == 0
    assert "8 added" in out
    assert "8 unchanged" in hitl("import", "accounts", "depots", str(folder / "accounts.csv"))[1]
    assert hitl("import", "contacts", "depots", str(folder / "contacts.csv"))[0] == 0
    funnel = json.loads(hitl("match", "depots", "--json")[1])
    assert len(funnel["accounts"]) == 5
    code, out, _ = hitl("approve", "icp", "depots")
    assert code == 0
    assert f"approved by {ANALYST}" in out
    assert f"You are '{ANALYST}'" in out
    assert "not measured" in hitl("research", "depots")[1] or "not found" in hitl("research", "depots")[1]
    code, out, _ = hitl("generate", "depots", "--size", "2")
    assert code == 0
    assert "2 drafted of 2" in out
    assert "nothing new" in hitl("generate", "depots", "--size", "2")[1]
    queue = json.loads(hitl("queue", "depots", "--json")[1])
    assert [row["account"] for row in queue] == ["Birch Foods", "Alder Freight"]  # the high-value tier first
    assert "high-value tier A" in queue[0]["why first"]
    code, out, _ = hitl("verify")
    assert code == 0
    assert "intact" in out


def test_the_queue_is_as_long_as_it_was_asked_for(hitl, campaign: Campaign) -> None:
    ledger = campaign.workbench.ledger
    factory.store(ledger, [factory.package(n, campaign=campaign.slug) for n in range(45)])
    out = hitl("queue", "depots", "--size", "45")[1]
    assert "45 to look at first" in out
    assert "more" not in out, "every row is there"
    assert hitl("queue", "depots", "--size", "-1")[0] == 2
    assert hitl("match", "depots", "--show", "-1")[0] == 2


def test_mapped_columns_and_rejects(hitl, workspace: Path) -> None:
    path = workspace / "list.csv"
    path.write_text('Security,GICS Sector,Headquarters Location,CIK\nOne,Logistics,"Leeds, UK",1\n,Logistics,x,2\n')
    mapping = ("--map", "Security=name", "--map", "GICS Sector=industry", "--map", "Headquarters Location=location")
    code, out, _ = hitl("import", "accounts", "depots", str(path), *mapping)
    assert code == 0
    assert "1 added" in out
    assert "1 rejected" in out
    assert (workspace / "list.rejects.csv").read_text().splitlines()[1].startswith("3,name is empty")
    code, _, err = hitl("import", "accounts", "depots", str(path), "--map", "Securty=name")
    assert code == 1
    assert "did you mean 'Security'?" in err
    code, _, err = hitl("import", "accounts", "depots", str(path), "--map", "Security")
    assert code == 1
    assert "Column=field" in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"name,name\na,b\n", "stands 2 times"),
        (b"name\xe9,x\na,b\n", "is not utf-8"),
        (b"PK\x03\x04rest", "is a spreadsheet"),
        (",".join(f"c{i}" for i in range(100_000)).encode() + b"\n", "more than 1,000 columns"),
        (b'"name,domain\nx,y\n', "a quote in the header is not closed"),
        (b"domain\nx.example\n", "has no column for 'name'"),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(hitl, workspace: Path, content: bytes, words: str) -> None:
    (workspace / "bad.csv").write_bytes(content)
    code, _, err = hitl("import", "accounts", "depots", "bad.csv")
    assert code == 1
    assert words in err
    assert json.loads(hitl("match", "depots", "--json")[1])["accounts"] == []


def test_a_file_of_which_no_row_can_be_used_ends_with_an_error(hitl, workspace: Path) -> None:
    (workspace / "bad.csv").write_text("name,employees\nAcme,many\n")
    code, out, _ = hitl("import", "accounts", "depots", "bad.csv")
    assert code == 1
    assert "1 rejected" in out


@pytest.mark.parametrize("name", ["nothere", "../depots", "UPPER", "a b", ""])
def test_unknown_campaigns_are_named_with_the_mend(hitl, workspace: Path, name: str) -> None:
    code, _, err = hitl("match", name)
    assert code == 1
    assert "depots" in err or "cannot name a campaign" in err


def test_broken_yaml_is_told_by_line(hitl, workspace: Path) -> None:
    path = workspace / "campaigns/depots/icp.yaml"
    path.write_text(path.read_text().replace("any_of:", "any_off:", 1))
    code, _, err = hitl("match", "depots")
    assert code == 1
    assert "icp.yaml:5: firmographics[1].any_off: is not a known key" in err.replace("\n", " ").replace("  ", " ")
    path.unlink()
    assert "is missing" in hitl("match", "depots")[2]


def test_decide_needs_a_reason_and_a_known_angle(hitl, campaign: Campaign) -> None:
    for arguments, words in [
        (("multi_depot", "keep"), "reason"),
        (("multi_depo", "keep", "--reason", "x"), "multi_depot"),
    ]:
        code, _, err = hitl("decide", "depots", *arguments)
        assert code == 1
        assert words in err
    assert hitl("decide", "depots", "multi_depot", "watch", "--reason", "early")[0] == 0


@pytest.mark.sqlite
def test_verify_says_what_is_broken(hitl, campaign: Campaign) -> None:
    import sqlite3

    campaign.workbench.ledger.close()
    with sqlite3.connect("hitl.db") as connection:
        connection.execute("drop trigger no_update_account")
        connection.execute("update account set content = replace(content, 'Alder', 'Elder') where id = 1")
    connection.close()
    code, out, _ = hitl("verify")
    assert code == 1
    assert "rows of 'account' do not match" in out.replace("\n", " ")


def test_verify_without_a_ledger_makes_none(hitl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HITL_WORKSPACE", raising=False)
    code, _, err = hitl("verify")
    assert code == 1
    assert "there is no ledger" in err
    assert not list(tmp_path.iterdir())


def test_db_upgrade_leaves_a_current_ledger_alone(hitl, workspace: Path) -> None:
    assert "it was current" in hitl("db", "upgrade")[1]


def test_lab_starts_jupyter_on_the_workspace(hitl, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: started.append(arguments))
    assert hitl("lab", "--no-browser")[0] == 0
    assert started[0][2:5] == ["jupyter", "lab", str(workspace)]
    assert (workspace / "notebooks/3_review_batch.ipynb").exists()


def test_ctrl_c_says_that_nothing_is_lost(hitl, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hitl_kit.campaign.Campaign.match", interrupted)
    code, _, err = hitl("match", "depots")
    assert code in (1, 130)
    assert "stays saved" in err or "Aborted" in err


def test_the_version_is_that_of_the_package(hitl: Any) -> None:
    assert hitl("--version") == (0, f"hitl-kit {__version__}\n", "")
    assert hitl()[1].strip() == hitl("--help")[1].strip()

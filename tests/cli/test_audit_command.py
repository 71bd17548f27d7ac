"""`hitl audit` and `hitl verify --anchor`: what people and scripts get to see."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from hitl_kit import Campaign
from tests.conftest import ANALYST


@pytest.fixture
def busy(approved: Campaign) -> Campaign:
    """A campaign in which something was suggested and decided."""
    approved.generate(2)
    session = approved.session()
    first, second = session.claim()
    session.reject(first, "tone")
    session.approve(second)
    return approved


def test_the_table_says_who_did_what(hitl: Any, busy: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitl_kit.cli.common.console.width", 200)
    code, out, _ = hitl("audit", "depots")
    assert code == 0
    for words in ("event", ANALYST, "a person approved an ICP", "a reviewer rejected a draft", "Birch Foods"):
        assert words in " ".join(out.split())
    code, out, _ = hitl("audit", "depots", "--last", "1")
    assert "only the last 1" in out
    assert "no such events" in hitl("audit", "depots", "--since", "2999-01-01")[1]


def test_json_and_csv_hold_every_event(hitl: Any, busy: Campaign) -> None:
    as_json = json.loads(hitl("audit", "depots", "--json")[1])
    assert [e["event"] for e in as_json] == list(range(1, busy.workbench.ledger.head()[0] + 1))
    assert {"icp.approve", "policy.change", "batch.packages", "review.reject", "review.approve"} <= {
        e["kind"] for e in as_json
    }
    assert {e["account"] for e in as_json if e["kind"] == "review.reject"} == {"Birch Foods"}
    rows = list(csv.DictReader(io.StringIO(hitl("audit", "depots", "--csv", "-")[1])))
    assert [int(r["event"]) for r in rows] == [e["event"] for e in as_json]
    assert hitl("audit", "depots", "--csv", "out.csv")[0] == 0
    assert list(csv.DictReader(io.StringIO(Path("out.csv").read_text()))) == rows
    assert not list(Path().glob("*.partial"))
    assert json.loads(hitl("audit", "absent", "--json")[1]) == []


def test_a_name_is_no_formula_and_moves_no_cursor(hitl: Any, campaign: Campaign) -> None:
    with campaign.workbench.ledger.recording(ANALYST, "signals.import", "depots") as recording:
        recording.note(given="=HYPERLINK(1)", evil="\x1b[2J[bold]")
    with campaign.workbench.ledger.recording(ANALYST, "signals.import", "=1+1") as recording:
        recording.note(n=1)
    out = hitl("audit", "--csv", "-")[1]
    assert [r["subject"] for r in csv.DictReader(io.StringIO(out))][-1] == "'=1+1"
    out = hitl("audit")[1]
    assert "\x1b[2J" not in out
    assert "bold" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "yesterday"), "is not a day"),
        (("--until", "2026-02-30"), "is not a day"),
        (("--kind", "decison"), "no kind of event begins with 'decison'"),
        (("--csv", "no/such/folder.csv"), "cannot be written"),
        pytest.param(("--workspace", "nowhere"), "there is no ledger", marks=pytest.mark.sqlite),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    hitl: Any, workspace: Path, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = hitl("audit", "depots", *arguments)
    assert code == 1
    assert said in err
    assert not Path("nowhere").exists()


def test_a_head_kept_elsewhere_is_held_against_the_chain(hitl: Any, busy: Campaign) -> None:
    seq, head = hitl("audit", "--head")[1].split()
    assert (int(seq), head) == busy.workbench.ledger.head()
    busy.approve("policy")
    for anchor in (f"{seq}:{head}", f"{seq} {head}"):
        assert hitl("verify", "--anchor", anchor)[0] == 0
    code, out, _ = hitl("verify", "--anchor", f"{seq}:{'0' * 64}")
    assert code == 1
    assert "history was rewritten" in out
    code, out, _ = hitl("verify", "--anchor", f"{int(seq) + 50}:{head}")
    assert code == 1
    assert "the end was cut off" in out
    for wrong in ("12", "x:y", f"{seq}:{head}0", f"-1:{head}"):
        code, _, err = hitl("verify", f"--anchor={wrong}")
        assert code == 1
        assert "is not a head" in err

"""What Claude costs, on the command line: before, while and after."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer

from hitl_kit import Campaign
from hitl_kit.cli import common
from tests.anthropic.server import AnthropicServer
from tests.drafting.claude.writer import honest


@pytest.fixture
def claude(anthropic_server: AnthropicServer) -> AnthropicServer:
    """A server whose model answers as it is asked to."""
    anthropic_server.answer = honest
    return anthropic_server


def test_an_estimate_counts_and_pays_nothing(hitl, approved: Campaign, claude: AnthropicServer) -> None:
    code, out, _ = hitl("estimate", "depots", "--size", "100", "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["sampled"], found["size"], found["model"]) == (2, 100, "claude-sonnet-5-5")
    assert "input tokens counted by the service" in found["basis"][0]
    singly, together = found["usd"]
    assert 0 < singly["one_p50"] < singly["one_p95"] < singly["one_worst"]
    assert singly["all_p95"] == pytest.approx(100 * singly["one_p95"])
    assert together["all_p95"] == pytest.approx(singly["all_p95"] / 2)
    assert found["limit_usd"] == pytest.approx(singly["all_p95"] + singly["one_worst"], abs=0.011)
    assert (claude.calls, claude.meter.usd) == (0, 0)
    assert hitl("bill", "depots")[1].startswith("No model has been asked")
    code, out, _ = hitl("estimate", "depots", "--size", "100", "--batches")
    assert "What Claude (claude-sonnet-5-5) will probably cost" in out
    assert "--drafter claude --max-usd" in out.replace("\n", " ")
    assert "--batches" in out


def test_without_a_key_it_goes_by_the_texts_and_says_so(
    hitl, approved: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    code, out, _ = hitl("estimate", "depots", "--json")
    assert code == 0
    found = json.loads(out)
    assert "guessed from the length of the texts (there is no key for Claude)" in found["basis"][0]
    assert found["usd"][0]["all_p50"] > 0


def test_a_pilot_is_paid_for_once_and_the_batch_goes_on_from_it(
    hitl, approved: Campaign, claude: AnthropicServer
) -> None:
    code, _, err = hitl("estimate", "depots", "--pilot", "2")
    assert code == 1
    assert "nobody has said what Claude may cost" in err
    code, out, _ = hitl("estimate", "depots", "--pilot", "2", "--max-usd", "3", "--batch", "one", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["basis"][0] == "what the 2 packages of a pilot have cost"
    paid = claude.meter.usd
    assert found["usd"][0]["one_p50"] == pytest.approx(paid / 2, rel=0.2)
    code, out, _ = hitl("generate", "depots", "--size", "5", "--batch", "one", "--drafter", "claude", "--max-usd", "3")
    assert code == 0
    assert "2 drafted of 5" in out
    assert claude.meter.usd == paid


def test_generate_shows_the_bill(hitl, approved: Campaign, claude: AnthropicServer) -> None:
    code, out, _ = hitl("generate", "depots", "--size", "5", "--drafter", "claude", "--max-usd", "3")
    assert code == 0
    assert "The bill" in out
    assert "for 4 calls" in out
    rows = json.loads(hitl("bill", "depots", "--json")[1])
    assert {row["purpose"]: row["calls"] for row in rows} == {"facts": 2, "draft": 2}
    assert sum(row["cost_usd"] for row in rows) == pytest.approx(claude.meter.usd)
    assert json.loads(hitl("bill", "depots", "--batch", "another", "--json")[1]) == []
    made = json.loads(hitl("generate", "depots", "--size", "5", "--drafter", "claude", "--max-usd", "3", "--json")[1])
    assert (made["drafted"], made["added"], len(made["bill"])) == (2, 0, 2)


def test_the_spend_limit_ends_with_an_error_the_bill_and_how_to_go_on(
    hitl, approved: Campaign, claude: AnthropicServer
) -> None:
    command = ("generate", "depots", "--size", "5", "--batch", "b", "--drafter", "claude")
    code, out, err = hitl(*command, "--max-usd", "0.03", "--model", "claude-sonnet-5-5")
    assert code == 1
    assert "packages are recorded and stay" in out
    assert "the limit of $0.03 leaves no room" in err
    again = "hitl generate depots --size 5 --batch b --drafter claude --model claude-sonnet-5-5 --max-usd 0.06"
    assert again in err.replace("\n", " ")
    code, out, err = hitl(*command, "--max-usd", "0.03", "--json")
    assert code == 1
    assert "leaves no room" in json.loads(out)["stopped"]
    assert hitl(*command, "--max-usd", "3")[0] == 0
    assert claude.meter.duplicates == 0


def test_a_limit_too_low_for_one_call_names_one_that_is_not(hitl, approved: Campaign, claude: AnthropicServer) -> None:
    command = ("generate", "depots", "--size", "5", "--batch", "b", "--drafter", "claude", "--max-usd")
    code, _, err = hitl(*command, "0.0001")
    assert code == 1
    assert "the limit of $0.0001 leaves no room" in err
    assert claude.calls == 0
    hitl(*command, err.split()[-1])
    assert claude.calls > 0


def test_the_bill_fits_a_narrow_screen(
    hitl, approved: Campaign, claude: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common.console, "width", 80)
    hitl("generate", "depots", "--size", "5", "--drafter", "claude", "--max-usd", "3")
    _, out, _ = hitl("bill", "depots")
    assert "The bill (claude-sonnet-5-5)" in out
    assert "answered" in out
    assert "uncertain" not in out


def test_in_a_script_nobody_confirms_so_a_limit_must_be_given(
    hitl, approved: Campaign, claude: AnthropicServer
) -> None:
    code, _, err = hitl("generate", "depots", "--drafter", "claude")
    assert code == 1
    words = err.replace("\n", " ")
    assert "nobody has said what Claude may cost; one package usually costs $0." in words
    assert "add --max-usd " in words
    assert claude.calls == 0


def test_at_a_terminal_a_person_says_the_limit(
    hitl, approved: Campaign, claude: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def answer(question: str, **_: object) -> float:
        asked.append(question)
        return 2.5

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(common.errors, "_force_terminal", True)
    monkeypatch.setattr(typer, "prompt", answer)
    code, out, _ = hitl("generate", "depots", "--size", "5", "--drafter", "claude")
    assert code == 0
    assert asked == ["The most that this batch may cost, in dollars"]
    assert "What Claude (claude-sonnet-5-5) will probably cost" in out
    assert "2 drafted of 5" in out


def test_a_wrong_key_stops_with_the_mend_and_keeps_what_it_has(
    hitl, approved: Campaign, claude: AnthropicServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-of-somebody-else")
    command = ("generate", "depots", "--size", "5", "--drafter", "claude", "--max-usd", "3")
    code, out, err = hitl(*command)
    assert code == 1
    assert "does not know the key" in err
    assert "sk-ant-of-somebody-else" not in out + err


def test_an_estimate_with_nobody_to_write_to_says_so(hitl, approved: Campaign, workspace: Path) -> None:
    approved.generate(5)
    code, _, err = hitl("estimate", "depots", "--batch", "next")
    assert code == 1
    assert "no account can be written to now" in err
    code, _, err = hitl("estimate", "depots", "--size", "0", "--batch", "next")
    assert code == 1
    assert "one package or more" in err

"""`hitl research`: which sources, what it says of them, and what it does not do unasked."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from rich.console import Console

from hitl_kit import Campaign
from hitl_kit.cli import common
from hitl_kit.research import PageFolder, Remote
from hitl_kit.research.unanswered import Unanswered

Hitl = Callable[..., tuple[int, str, str]]


def answers(out: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in json.loads(out):
        found.setdefault(row["source"], set()).add(row["answer"])
    return found


def test_the_policys_sources_are_asked_unless_others_are_named(approved: Campaign, hitl: Hitl) -> None:
    assert set(answers(hitl("research", "depots", "--json")[1])) == {"pages", "signals file", "own mail"}
    assert set(answers(hitl("research", "depots", "--sources", "Signals_File,", "--json")[1])) == {"signals file"}
    approved.policy.path.write_text(approved.policy.text + "\nresearch: {sources: [pages, CRM notes]}\n")
    found = answers(hitl("research", "depots", "--json")[1])
    assert set(found) == {"pages", "CRM notes"}
    assert found["CRM notes"] == {"not measured"}


def test_a_source_that_there_is_not_is_said_with_the_one_that_was_meant(approved: Campaign, hitl: Hitl) -> None:
    code, _, err = hitl("research", "depots", "--sources", "local,job-bords")
    assert code == 1
    assert "there is no source 'job-bords'" in err
    assert "did you mean 'job-boards'?" in err


def test_the_web_is_not_asked_before_somebody_says_who_asks(approved: Campaign, hitl: Hitl) -> None:
    code, _, err = hitl("research", "depots", "--sources", "all")
    assert code == 1
    assert "policy.yaml does not say who asks" in err
    assert "contact:" in err
    assert hitl("generate", "depots", "--size", "2")[0] == 0


def test_a_source_that_stopped_answering_is_said_at_the_end(
    approved: Campaign, hitl: Hitl, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source whose server is away, in the place of one of the campaign's."""

    class Away:
        name, unavailable, problems = "job boards", "", ()

        def read(self, account: object) -> object:
            raise Unanswered("no connection", "unreachable")

    def sources(campaign: Campaign, names: object = ()) -> list[object]:
        return [PageFolder(campaign.folder / "pages", campaign.icp.value), Remote(Away(), patience=1)]  # type: ignore[arg-type]

    monkeypatch.setattr(Campaign, "sources", sources)
    code, out, _ = hitl("research", "depots")
    assert code == 0
    assert "job boards stopped answering: run the same command again later" in out
    assert "pages stopped" not in out
    code, out, _ = hitl("generate", "depots", "--size", "2")
    assert "job boards: the source stopped answering (no connection)" in " ".join(out.split())


def test_the_bars_count_each_sources_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=160, highlight=False)
    monkeypatch.setattr(common, "errors", screen)
    with common.progress_bars() as bars:
        bars("research", 3, 5)
        bars.tally("job boards", {"not measured": 1, "found": 1200})
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "3/5" in shown
    assert "job boards" in shown
    assert "1,200 found, 1 not measured" in shown

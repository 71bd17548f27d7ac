"""Plays where people meet them: the table, one play with its sample, and the approval of the pattern."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa

from hitl_kit import Campaign
from hitl_kit.domain.errors import InputError, NotAllowed
from hitl_kit.drafting import TemplateDrafter
from hitl_kit.ledger import tables
from tests.conftest import ANALYST

PLAY = "expansion_operations"


@pytest.fixture
def researched(approved: Campaign) -> Campaign:
    """The small campaign after research."""
    approved.research()
    return approved


def rewrite(campaign: Campaign, name: str, old: str, new: str) -> None:
    path = campaign.folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def row(campaign: Campaign) -> dict[str, Any]:
    (found,) = campaign.plays().to_dict("records")
    return {str(k): v for k, v in found.items()}


def test_a_play_is_shown_with_its_logic_trigger_and_sample(researched: Campaign) -> None:
    card = researched.play(PLAY)
    logic = card.pattern.logic
    assert "new depot, second warehouse; priority 5, halves every 30 days" in logic["When"][0]
    assert logic["To"] == ("Head of operations: COO, VP Operations, Head of Operations, Operations Director",)
    assert logic["Argument"][0].startswith("multi_depot (version 1): A second depot turns")
    assert logic["Asks"] == ("Would a short call next week be useful?",)
    assert logic["Sequence"] == ("1. email on business day 0",)
    assert logic["Approval"] == ("Never approved. It would be written by: template draft, no model used.",)
    assert card.sample.words == "2 drafts of 10: no other matching account fits this play now."
    assert "Play expansion_operations" in repr(card)


def test_a_sample_is_what_a_batch_would_write_and_changes_nothing(researched: Campaign) -> None:
    sample = researched.play_sample(PLAY)
    ledger = researched.workbench.ledger
    head = ledger.head()
    assert researched.play_sample(PLAY) == sample
    assert ledger.head() == head
    assert ledger.rows(sa.select(tables.package)) == []
    researched.generate(5)
    written = {r["content_sha256"] for r in ledger.rows(sa.select(tables.package)) if r["content_sha256"]}
    assert set(sample.shas) == written
    for drafted in sample.drafts:
        assert (drafted.instead, drafted.confidence.band in ("high", "medium", "low")) == ("", True)
        assert drafted.draft.play_id == PLAY
    for one in researched.packages().itertuples():
        if one.status == "waiting":
            assert one.findings == sum(
                f.severity != "note" for s in sample.drafts if s.account == one.account for f in s.findings
            )


def test_a_sample_is_as_large_as_asked_and_also_there_for_accounts_that_were_written_to(researched: Campaign) -> None:
    assert len(researched.play_sample(PLAY, 1).drafts) == 1
    researched.generate(5)
    session = researched.session()
    for r in researched.packages().query("status == 'waiting'").itertuples():
        session.approve(str(r.package), seconds=5)
    assert len(researched.play_sample(PLAY).drafts) == 2
    with pytest.raises(InputError, match="a sample of 0 drafts"):
        researched.play_sample(PLAY, 0)


def test_before_research_and_for_a_sleeping_angle_the_sample_says_why_it_is_empty(approved: Campaign) -> None:
    assert approved.play_sample(PLAY).words.startswith("No matching account has this signal")
    approved.research()
    rewrite(approved, "angles.yaml", "id: multi_depot\n", "id: multi_depot\n    state: draft\n")
    words = approved.play_sample(PLAY).words
    assert words == (
        "No draft can be shown. Not written: no play can be used: angle multi_depot is still a draft."
    )  # fmt: skip
    assert row(approved)["state"] == "angle still a draft"


def test_another_play_that_comes_first_is_named_beside_the_draft(researched: Campaign) -> None:
    second = "  - id: second\n    signal: expansion\n    persona: operations\n    angle: multi_depot\n    weight: 100\n"
    path = researched.folder / "angles.yaml"
    path.write_text(path.read_text().rstrip() + "\n" + second)
    sample = researched.play_sample(PLAY)
    assert {s.instead for s in sample.drafts} == {"second"}
    assert "2 of these accounts would get another play" in sample.words
    assert {s.instead for s in researched.play_sample("second").drafts} == {""}


def test_an_approval_holds_until_the_play_the_signal_or_the_drafter_changes(
    researched: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert row(researched)["approval"] == "never approved"
    said = researched.approve("play", subject=PLAY)
    assert said.endswith("2 drafts seen")
    assert (row(researched)["approval"], row(researched)["approved_by"]) == ("holds", ANALYST)
    assert researched.approval("play", PLAY).startswith(f"Approved by {ANALYST} on ")

    rewrite(researched, "icp.yaml", "cues: [new depot", "cues: [new hub")
    assert row(researched)["approval"] == "lapsed"
    assert row(researched)["changed"] == "signal.cues[1]: 'new depot' → 'new hub'"
    rewrite(researched, "icp.yaml", "cues: [new hub", "cues: [new depot")
    assert row(researched)["approval"] == "holds"

    rewrite(researched, "icp.yaml", "cues: [is hiring]", "cues: [are hiring]")
    assert row(researched)["approval"] == "holds", "another signal's wording is another play's"

    rewrite(researched, "angles.yaml", "Sam Reed", "Kim Reed")
    assert row(researched)["changed"] == "sender.name: 'Sam Reed' → 'Kim Reed'"
    assert "that has lapsed: sender.name" in researched.approval("play", PLAY)
    rewrite(researched, "angles.yaml", "Kim Reed", "Sam Reed")

    monkeypatch.setattr(TemplateDrafter, "version", "template 99")
    assert row(researched)["changed"] == "drafter: 'template 2' → 'template 99'"


def test_the_event_holds_the_hashes_of_the_drafts_that_were_shown(researched: Campaign) -> None:
    card = researched.play(PLAY)
    researched.approve_play(card, by=ANALYST)
    ledger = researched.workbench.ledger
    (event,) = ledger.rows(sa.select(tables.event).where(tables.event.c.kind == "play.approve"))
    payload = json.loads(event["payload"])
    assert payload["drafts"] == list(card.sample.shas) != []
    assert (payload["drafter"], payload["sha256"]) == ("template 2", card.pattern.document.sha256)
    assert not re.search(r"@|Quist", event["payload"]), "no personal data"


def test_what_was_shown_is_what_is_approved(researched: Campaign) -> None:
    card = researched.play(PLAY)
    rewrite(researched, "angles.yaml", "Sam Reed", "Kim Reed")
    researched.approve_play(card)
    assert row(researched)["approval"] == "lapsed"


def test_a_play_without_a_sample_is_approved_on_its_logic(approved: Campaign) -> None:
    assert approved.approve("play", subject=PLAY).endswith("on its logic alone, no draft was seen")


def test_states_say_what_hinders_a_play(researched: Campaign) -> None:
    assert row(researched)["state"] == "active"
    researched.decide("multi_depot", "retire", reason="nobody answers")
    assert re.fullmatch(
        rf"angle retired by {ANALYST} on \d{{4}}-\d\d-\d\d: nobody answers", row(researched)["state"]
    )  # fmt: skip
    researched.decide("multi_depot", "keep", reason="after all")
    rewrite(researched, "angles.yaml", "id: multi_depot\n", "id: multi_depot\n    state: retired\n")
    assert row(researched)["state"] == "angle retired in angles.yaml"
    rewrite(researched, "angles.yaml", "    state: retired\n", "")
    rewrite(researched, "angles.yaml", "persona: operations", "persona: cfo")
    assert row(researched)["state"] == "never comes about: the ICP names no persona cfo"
    rewrite(researched, "angles.yaml", "signal: expansion", "signal: funding")
    assert row(researched)["state"] == "never comes about: the ICP names no signal funding"
    assert researched.play(PLAY).pattern.logic["When"] == ("signal funding: the ICP does not name it",)


def test_an_unknown_play_is_told_with_what_was_meant(campaign: Campaign) -> None:
    for ask in (campaign.play, campaign.play_sample, lambda p: campaign.approve("play", subject=p)):
        with pytest.raises(InputError, match=f"did you mean '{PLAY}'"):
            ask("expansion_operation")


@pytest.mark.sqlite
def test_a_reviewer_may_look_but_not_approve(researched: Campaign) -> None:
    rewrite(
        researched,
        "policy.yaml",
        "version: 1\n",
        "version: 1\nroles:\n  reviewer: [Bo]\n  lead: [Lea]\n  admin: [Ana]\n",
    )
    with pytest.raises(NotAllowed, match="approve a play"):
        researched.approve_play(researched.play(PLAY), by="Bo")
    researched.approve("play", subject=PLAY, by="Lea")


def test_a_notebook_shows_a_play_with_hostile_text_escaped(researched: Campaign) -> None:
    rewrite(researched, "angles.yaml", "A second depot turns", "<script>alert(1)</script> turns")
    html = researched.play(PLAY)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "Alder Freight" in html
    assert "2 drafts of 10" in html


def test_the_seed_is_the_campaigns_own_and_every_draft_is_drawn_from_it(approved: Campaign) -> None:
    seed = approved.draw_seed("pinned")
    assert seed == approved.draw_seed() == "pinned"
    approved.generate(5)
    contents = [
        json.loads(r["content"])["draft"] for r in approved.workbench.ledger.rows(sa.select(tables.package.c.content))
    ]
    cohorts = {draft["cohort"] for draft in contents if draft}
    assert len(cohorts) == 1
    assert re.fullmatch(r"\d{4}-W\d\d routewise\.example", cohorts.pop())

"""The grid in a Chromium: plays are shown with a sample, and approved, sent back or rejected as patterns."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=window.pwn=1>\u202e"
PLAYS = (Path(__file__).parent / "plays.js").read_text("utf-8")


@pytest.fixture
def plays(stage):
    stage.page.evaluate(PLAYS, EVIL)
    stage.page.wait_for_selector(".rv-draft")
    stage.page.focus(".rv-grid")
    return stage


def verdicts(stage):
    return [(m["play"], m["verdict"], m["reason"]) for m in stage.sent("plays") if m.get("verdict")]


def test_a_pattern_is_read_with_its_sample_and_approved(plays):
    plays.press("p")
    plays.page.wait_for_selector(".rv-play")
    plays.press("Control+Enter")
    assert not verdicts(plays), "nothing was shown yet"
    plays.press("j")
    plays.page.wait_for_selector(".rv-pattern details")
    words = plays.text(".rv-plays")
    for expected in ("Halden 1", "Halden 2", "2 drafts of 10", "Approve the pattern"):
        assert expected in words
    plays.press("a", "Enter")
    assert not verdicts(plays)
    assert not plays.sent()
    plays.press("Control+Enter")
    plays.page.wait_for_selector(".rv-play:has-text('approved by Ana')")
    assert verdicts(plays) == [("expansion_ops", "approve", "")]
    plays.press("Escape", "a")
    assert len(plays.sent()) == 1, "the queue goes on"
    assert plays.page.evaluate("window.pwn") is None
    assert plays.page.locator(".rv-grid img").count() == 0


def test_a_change_and_a_rejection_need_their_reason(plays):
    plays.page.click("[data-do=plays]")
    plays.page.click(".rv-play >> nth=1")
    plays.page.wait_for_selector(".rv-pattern details")
    plays.press("x", "Control+Enter")
    assert not verdicts(plays)
    plays.press("Escape", "c")
    plays.page.keyboard.type("cite the date, a x c")
    plays.press("Control+Enter")
    plays.page.wait_for_selector(".rv-said:has-text('change: hiring_ops')")
    assert verdicts(plays) == [("hiring_ops", "change", "cite the date, a x c")]
    plays.page.evaluate("m.emit({op: 'plays-refused', error: 'only a lead may', mend: 'ask Lea'})")
    assert "only a lead may. ask Lea" in plays.text(".rv-refused")
    assert plays.page.evaluate("leaked") == []


def test_without_plays_there_is_no_button_and_no_key(stage):
    assert stage.page.locator("[data-do=plays]").is_hidden()
    stage.press("p")
    assert stage.page.locator("[data-box=plays]").is_hidden()

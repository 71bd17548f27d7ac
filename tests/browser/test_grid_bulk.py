"""The grid in a Chromium: one verdict on several packages, what it names and leaves out, and how it is taken back."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_a_selection_is_confirmed_and_the_high_value_tier_left_out(stage):
    stage.press("Space", "Shift+J", "Shift+J", "Shift+J", "Shift+J")
    assert stage.text(".rv-selected") == "5 packages selected"
    stage.press("a")
    stage.page.wait_for_selector(".rv-bulk .rv-go")
    dialog = stage.text(".rv-bulk")
    assert "Approve as written: 2 packages" in dialog
    assert "Brightwater Foods, Corvane Software" in dialog
    assert "high-value tier" in dialog
    assert "Halden Freight, Nordlys Energy, Larkspur Health" in dialog
    stage.press("Enter", "y", "a", " ")
    assert not stage.sent("bulk")
    stage.press("Control+Enter")
    (message,) = stage.sent("bulk")
    assert (message["verdict"], [i for i, _ in message["items"]]) == ("approve", ["p001", "p002"])
    assert all(len(sha256) == 64 for _, sha256 in message["items"])
    assert [stage.status(p) for p in ("p000", "p001", "p002")] == ["waiting", "approved", "approved"]
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert not stage.sent(), "nothing was decided one by one"


def test_tab_stays_inside_of_a_dialog_and_nothing_behind_it_can_be_reached(stage):
    focused = "() => document.activeElement.textContent.trim() || document.activeElement.className"
    stage.press("Control+a", "a")
    stage.page.wait_for_selector(".rv-bulk .rv-go")
    seen = []
    for key in ("Tab", "Tab", "Tab", "Shift+Tab"):
        stage.press(key)
        seen.append(stage.page.evaluate(focused).split()[0])
    assert seen == ["Approve", "Leave", "Approve", "Leave"]
    assert stage.page.evaluate("document.querySelector('.rv-main').inert")
    stage.press("Escape", "j")
    assert not stage.page.evaluate("document.querySelector('.rv-main').inert")
    assert not stage.sent("bulk")
    assert stage.current == "p004"


def test_all_of_them_are_taken_back_together(stage):
    stage.press("Control+a", "h")
    stage.page.wait_for_selector(".rv-bulk button:has-text('Hold 9')")
    stage.press("Control+Enter")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.text(".rv-done") == "9 of 12 reviewed"
    stage.page.click("[data-do=undo-last]")
    stage.page.wait_for_selector(".rv-bulk button:has-text('Undo 9')")
    stage.press("Control+Enter")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.text(".rv-done") == "0 of 12 reviewed"
    assert [m["verdict"] for m in stage.sent("bulk")] == ["hold", "undo"]


def test_leaving_gives_no_verdict(stage):
    stage.page.locator(".rv-row").nth(3).click(modifiers=["Control"])
    stage.press("x", "6")
    stage.page.wait_for_selector(".rv-bulk .rv-stop")
    stage.press("Escape")
    assert stage.page.locator(".rv-bulk").is_hidden()
    stage.press("Escape")
    assert stage.page.locator(".rv-chosen").count() == 0
    assert not stage.sent("bulk")
    assert not stage.sent()


def test_a_rejection_for_the_rest_with_this_angle(stage):
    stage.press("x", "g", "6")
    assert [(m["id"], m["reason"]) for m in stage.sent()] == [("p000", "tone")]
    stage.page.wait_for_selector(".rv-bulk button:has-text('Reject 9')")
    assert "Also reject the rest with this angle: Tone or wording" in stage.text(".rv-bulk")
    (asked,) = stage.sent("cover")
    assert (asked["of"], asked["like"]) == ("p000", "angle")
    stage.press("Control+Enter")
    (message,) = stage.sent("bulk")
    assert (message["verdict"], message["reason"], len(message["items"])) == ("reject", "tone", 9)


def test_a_bulk_verdict_that_is_not_confirmed_survives_a_new_view(stage):
    stage.press("Control+a", "a")
    stage.page.wait_for_selector(".rv-bulk .rv-go")
    stage.page.evaluate("m.mute = true")
    stage.press("Control+Enter")
    uid = stage.sent("bulk")[0]["uid"]
    assert stage.text(".rv-save") == "saving …"
    stage.page.evaluate("open_grid(new Model(m.queue, m.cards))")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert [m["uid"] for m in stage.sent("bulk")] == [uid]
    assert stage.text(".rv-done") == "9 of 12 reviewed"

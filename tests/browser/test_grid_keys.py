"""The grid in a Chromium, with a kernel that the test plays: every verdict by key and by mouse, moving, undo."""

from __future__ import annotations

import pytest

from hitl_kit.domain.decisions import REASONS

pytestmark = pytest.mark.browser


def verdicts(stage):
    return [(m["id"], m["verdict"], m.get("reason")) for m in stage.sent()]


def test_one_key_decides_and_moves_on(stage):
    assert stage.current == "p000"
    stage.press("a", "h", "x", "2", "x", "6")
    assert verdicts(stage) == [
        ("p000", "approve", None), ("p004", "hold", None), ("p008", "reject", "wrong_person"),
        ("p001", "reject", "tone"),
    ]  # fmt: skip
    assert stage.current == "p002"
    assert [stage.status(p) for p in ("p000", "p004", "p008")] == ["approved", "held", "rejected"]
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.text(".rv-done") == "4 of 12 reviewed"


def test_every_reason_has_its_digit(stage):
    stage.press("x")
    shown = stage.page.locator("[data-reason]").all_inner_texts()
    assert [t.split()[0] for t in shown] == [str(n + 1) for n in range(len(REASONS))]
    stage.press("9")
    assert not stage.sent()
    stage.press("Escape", "1", "Enter", "Backspace")
    assert not stage.sent()


def test_a_reject_with_a_note(stage):
    stage.press("x", "Shift+Digit3")
    stage.page.keyboard.type("the page is of 2019, a x u")
    stage.press("Enter")
    assert not stage.sent()
    stage.press("Control+Enter")
    (message,) = stage.sent()
    assert (message["reason"], message["note"]) == ("weak_evidence", "the page is of 2019, a x u")


def test_other_asks_for_the_note(stage):
    stage.press("x", "8")
    assert not stage.sent()
    stage.press("Control+Enter")
    assert not stage.sent()
    stage.page.keyboard.type("duplicate")
    stage.press("Control+Enter")
    assert stage.sent()[0]["note"] == "duplicate"


def test_the_mouse_can_do_the_same(stage):
    click = stage.page.click
    click("[data-do=approve]")
    click("[data-do=hold]")
    click("[data-do=reject]")
    click("[data-reason=poor_fit]")
    click(".rv-row[data-id=p003]")
    click("[data-do=edit]")
    stage.page.fill(".rv-e-subject", "Another subject")
    click("[data-do=save]")
    assert verdicts(stage) == [
        ("p000", "approve", None), ("p004", "hold", None), ("p008", "reject", "poor_fit"), ("p003", "edit", None),
    ]  # fmt: skip
    assert stage.sent()[3]["subject"] == "Another subject"


def test_moving_searching_and_filtering(stage):
    stage.press("j", "j", "k")
    assert stage.current == "p004"
    stage.press("End")
    assert stage.current == "p011"
    stage.press("Home", "a", "k")
    assert stage.current == "p000"
    stage.press("n")
    assert stage.current == "p004"
    stage.press("/")
    stage.page.keyboard.type("quill")
    assert stage.page.locator(".rv-row").count() == 1
    stage.press("Enter")
    assert stage.current == "p006"
    stage.press("/", "Escape")
    assert stage.page.locator(".rv-row").count() == 12


def test_the_help_names_the_keys_and_any_key_closes_it(stage):
    stage.press("?")
    assert "Reject with that reason" in stage.text(".rv-help")
    stage.press("a")
    assert stage.page.locator(".rv-help").is_hidden()
    assert not stage.sent()


def test_a_key_held_down_decides_once(stage):
    stage.page.keyboard.down("a")
    for _ in range(5):
        stage.page.keyboard.down("a")
    assert len(stage.sent()) == 1


def test_no_key_reaches_the_notebook(stage):
    stage.press(
        *"abdfhjklmnopqrstvwyz", "Enter", "Shift+Enter", "Control+s", "ArrowDown", "Escape", "0", "x", "Escape", "e"
    )
    stage.press("a", "Shift+Enter", "Escape", "/", "d", "d")
    assert stage.page.evaluate("leaked") == []
    assert stage.page.get_attribute(".rv-grid", "data-lm-suppress-shortcuts") == "true"


def test_the_keys_still_work_when_the_card_with_the_focus_was_drawn_anew(stage):
    stage.page.focus(".rv-claim >> nth=0")
    stage.press("a")
    stage.page.focus(".rv-fact >> nth=1")
    stage.press("a", "a")
    assert len(stage.sent()) == 3


def test_undo_returns_to_the_package(stage):
    stage.press("a", "x", "1")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    stage.press("u")
    assert (stage.current, stage.status("p004")) == ("p004", "waiting")
    stage.press("Control+z")
    assert (stage.current, stage.status("p000")) == ("p000", "waiting")
    assert [m["id"] for m in stage.sent("undo")] == ["p004", "p000"]
    stage.press("u")
    assert len(stage.sent("undo")) == 2
    stage.press("a")
    assert verdicts(stage)[-1] == ("p000", "approve", None)

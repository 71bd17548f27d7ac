"""The grid in a Chromium: an edit stays with its package, is shown as a difference, and is checked as one types."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def verdicts(stage):
    return [(m["id"], m["verdict"], m.get("reason")) for m in stage.sent()]


def test_an_edit_is_sent_and_shown_as_a_difference(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS one.")
    stage.press("Control+Enter", "k")
    (message,) = stage.sent()
    assert message["verdict"] == "edit"
    assert message["body"].endswith("PS one.")
    assert stage.page.locator(".rv-draft ins").all_inner_texts() == [" PS one."]
    stage.press("d")
    assert stage.page.locator(".rv-draft ins").count() == 0
    assert stage.text(".rv-paper").endswith("PS one.")


def test_an_unchanged_edit_is_an_approval(stage):
    stage.press("e", "Control+Enter")
    assert verdicts(stage) == [("p000", "approve", None)]


def test_late_details_do_not_destroy_an_edit(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS one.")
    stage.page.evaluate("m.emit({op: 'details', items: [m.cards.p007, m.cards.p000]})")
    stage.page.keyboard.type(" PS two.")
    stage.press("Control+Enter")
    assert stage.sent()[0]["body"].endswith("PS one. PS two.")


def test_late_details_keep_the_reasons_and_the_note(stage):
    stage.press("x", "Shift+Digit1")
    stage.page.keyboard.type("half a no")
    stage.page.evaluate("m.emit({op: 'details', items: [m.cards.p007, m.cards.p000]})")
    stage.page.keyboard.type("te")
    stage.press("Control+Enter")
    assert stage.sent()[0]["note"] == "half a note"


def test_an_edit_is_bound_to_the_package_it_was_opened_on(stage):
    stage.press("e")
    stage.page.keyboard.type(" PS.")
    stage.page.locator(".rv-row").nth(2).click()
    stage.press("Control+Enter")
    assert verdicts(stage) == [("p000", "edit", None)]


def test_a_rejection_is_bound_to_the_package_it_was_opened_on(stage):
    stage.press("x")
    stage.page.locator(".rv-row").nth(2).click()
    stage.press("1")
    assert not stage.sent()


def test_leaving_an_edit_keeps_the_text_until_it_is_discarded(stage):
    stage.press("e")
    stage.page.keyboard.type(" Half a thou")
    stage.press("Escape", "j", "k")
    assert "unfinished edit" in stage.text(".rv-card")
    stage.press("e")
    assert stage.page.input_value(".rv-e-body").endswith("Half a thou")
    stage.press("Escape")
    stage.page.click("[data-do=forget]")
    assert "unfinished edit" not in stage.text(".rv-card")
    stage.press("e")
    assert not stage.page.input_value(".rv-e-body").endswith("Half a thou")


def test_the_checks_run_as_one_types(stage):
    stage.page.evaluate("m.findings = [{check: 'numbers', severity: 'warn', message: '400 is in no quote'}]")
    stage.press("e")
    stage.page.keyboard.type(" 400 staff")
    stage.page.wait_for_selector(".rv-checked:has-text('400 is in no quote')")
    assert stage.sent("check")[-1]["body"].endswith("400 staff")
    stage.page.evaluate("m.emit({op: 'checked', id: 'p000', n: 0, findings: []})")
    assert "400 is in no quote" in stage.text(".rv-checked")

"""The grid in a Chromium: search, filter, sort, saved views, the whole campaign, and what is skipped."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def names(stage):
    return [t.split("\n")[0] for t in stage.page.locator(".rv-row .rv-line:first-child b").all_inner_texts()]


def test_filter_sort_and_a_view_of_ones_own(stage):
    page = stage.page
    stage.press("f")
    page.select_option("[data-filter=tier]", "B")
    page.select_option("[data-filter=sort]", "account")
    assert stage.text(".rv-count") == "9 packages"
    assert names(stage) == sorted(names(stage), key=str.lower)
    page.check("[data-filter=down]")
    assert names(stage) == sorted(names(stage), key=str.lower, reverse=True)
    page.check("[data-filter=flagged]")
    assert 0 < len(names(stage)) < 9
    assert stage.text("[data-do=filter][aria-expanded]").startswith("Filter (2)")
    page.fill(".rv-view-name", "B, to look at")
    stage.press("Enter", "Escape")
    assert page.locator(".rv-filters").is_hidden()
    page.select_option(".rv-views", "My queue")
    assert len(names(stage)) == 12
    page.evaluate("open_grid(new Model(m.queue, m.cards))")
    page.wait_for_selector(".rv-draft")
    page.select_option(".rv-views", "B, to look at")
    assert 0 < len(names(stage)) < 9
    stage.press("f")
    page.click("[data-do=view-delete]")
    assert "B, to look at" not in page.locator(".rv-views option").all_inner_texts()


def test_words_in_any_order_are_found_and_nothing_found_says_so(stage):
    stage.press("/")
    stage.page.keyboard.type("raman ostrava")
    assert names(stage) == ["Ostrava Print"]
    stage.page.keyboard.type("zz")
    assert "Nothing here fits this view" in stage.text(".rv-list")
    stage.press("Escape")
    assert len(names(stage)) == 12


def test_the_next_view_by_key_and_what_is_decided_stays_in_sight_until_then(stage):
    stage.press("v")
    assert stage.page.input_value(".rv-views") == "To do"
    stage.press("a")
    assert stage.text(".rv-count") == "12 packages"
    stage.press("v", "v", "v", "v")
    assert stage.page.input_value(".rv-views") == "On hold"


def test_the_whole_campaign_comes_when_asked_for(stage):
    stage.page.evaluate("""() => { const row = m.queue.rows[0];
        m.all = [...m.queue.rows.slice(0, 2), ["far", "held", ...row.slice(2)]]; }""")
    assert not stage.sent("rows")
    stage.page.select_option(".rv-views", "Everything")
    stage.page.wait_for_function("() => document.querySelector('.rv-count').textContent === '13 packages'")
    assert [m["after"] for m in stage.sent("rows")] == ["", "far"]
    assert stage.text(".rv-done") == "0 of 12 reviewed"
    stage.page.select_option(".rv-views", "On hold")
    assert stage.page.locator(".rv-row").count() == 1


def test_what_is_skipped_comes_back_last(stage):
    stage.press("s")
    assert stage.current == "p004"
    stage.approve(11)
    assert stage.current == "p000"
    assert len(stage.sent()) == 11
    stage.press("a")
    assert "All 12 are done" in stage.text(".rv-card")


def test_the_summary_stands_at_the_end_and_by_key(stage):
    stage.page.evaluate("""() => { m.summary = {verdicts: {approve: 2, reject: 1}, reasons: {"Tone or wording": 1},
        seconds: 95, median_seconds: 30, learned: ["2 of 3 drafts could go as they were written."]}; }""")
    stage.press("t")
    stage.page.wait_for_selector(".rv-help .rv-summary")
    for words in ("2 approved", "1 Tone or wording", "1:35 in all, median 30 s", "2 of 3 drafts could go"):
        assert words in stage.text(".rv-help").replace("\n", " "), words
    stage.press("Escape")
    stage.approve(12)
    stage.page.wait_for_selector(".rv-card .rv-summary")


def test_screen_readers_are_told_where_one_is(stage):
    stage.press("j")
    name = stage.page.get_attribute(".rv-grid", "aria-activedescendant")
    assert stage.page.get_attribute(f"#{name}", "data-id") == "p004"
    assert stage.page.get_attribute(f"#{name}", "aria-setsize") == "12"
    assert stage.text(".rv-voice") == "Nordlys Energy, waiting, 2 of 12"
    unnamed = stage.page.evaluate(
        """() => [...document.querySelectorAll(".rv-grid button, .rv-grid input, .rv-grid select, .rv-grid meter")]
        .filter((e) => !(e.innerText || "").trim() && !e.ariaLabel && !e.closest("label")).map((e) => e.outerHTML)"""
    )
    assert unnamed == []

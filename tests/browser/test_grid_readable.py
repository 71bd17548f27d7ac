"""Every face of the grid can be read and used: light and dark, wide and at 200% on a small screen (WCAG AA)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hitl_kit.domain.drafts import Finding
from tests.browser.test_grid_looks import GROUND
from tests.browser.test_grid_plays import PLAYS
from tests.review import factory

pytestmark = pytest.mark.browser

FAULTS = (Path(__file__).parent / "contrast.js").read_text("utf-8")
WIDTHS = (1280, 512)
"""A screen, and one of 1,024 pixels at 200%."""

MORE = """() => {
  m.cards.p000.earlier = [{campaign: "spring", angle: "a", status: "approved", as_of: "2025-11-02",
    events: [["answered", "2025-11-05T08:00:00+00:00"]], simulated: true}];
  m.cards.p000.plan = ["email"];
  m.summary = {verdicts: {approve: 2}, reasons: {Tone: 1}, seconds: 95, median_seconds: 30, learned: ["Much."]};
  m.emit({op: "details", items: [m.cards.p000]});
}"""


@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
def test_every_face_can_be_read_and_used(stage_of, page, theme):
    findings = [
        Finding(check=f"check {n}", severity=severity, message="which third?", start=30, end=40)
        for n, severity in enumerate(("block", "warn", "note"))
    ]
    packages = [factory.package(0, findings=tuple(findings[1:]), simulated=True), *map(factory.package, range(1, 12))]
    stage = stage_of(packages, theme)
    stage.page.evaluate(PLAYS, "words")
    stage.page.evaluate("f => { m.findings = f; }", [f.model_dump() for f in findings])
    stage.page.evaluate(MORE)
    ground, ink = GROUND[theme]
    colours = f"--jp-layout-color1:{ground};--jp-ui-font-color1:{ink};background:{ground}"
    page.add_style_tag(content=f"body{{{colours}}} .rv *{{transition:none!important}}")
    page.wait_for_selector(".rv-rest")
    page.focus(".rv-grid")
    found = {}

    def look(face: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 860})
            if (faults := page.evaluate(FAULTS)) != []:
                found[face, width] = faults

    look("card")
    stage.press("e")
    page.keyboard.type(" More.")
    page.wait_for_selector(".rv-checked .rv-block")
    page.wait_for_selector(".rv-changes ins")
    assert stage.text(".rv-says") == "1 must change, 1 to look at"
    look("editor")
    stage.press("Escape")
    look("an unfinished edit")
    page.click("[data-do=forget]")
    stage.press("x", "Shift+Digit8")
    look("reject")
    stage.press("Escape", "w")
    look("write again")
    stage.press("Escape", "f")
    look("filter")
    for key, face in (("?", "help"), ("t", "summary")):
        stage.press("Escape", key)
        page.wait_for_selector(".rv-over:not([hidden])")
        look(face)
    stage.press("Escape", "p")
    page.wait_for_selector(".rv-play")
    stage.press("j")
    page.wait_for_selector(".rv-pattern details")
    look("plays")
    stage.press("c")
    look("a change of a play")
    stage.press("Escape", "Escape", "Control+a", "a")
    page.wait_for_selector(".rv-bulk .rv-go")
    look("bulk")
    stage.press("Escape")
    look("a selection")
    stage.press("Escape", "a", "h", "x", "1", "e")
    page.keyboard.type(" More.")
    stage.press("Control+Enter")
    page.wait_for_selector(".rv-save[data-state=saved]")
    for _ in range(4):
        stage.press("k")
        page.wait_for_selector(".rv-decided")
        look("decided")
    stage.press("n")
    page.evaluate("m.refuse = {error: 'with Ben', mend: 'go on'}")
    stage.press("a")
    page.wait_for_selector(".rv-alert:has-text('with Ben')")
    look("refused")
    page.evaluate("m.mute = true")
    stage.press("a")
    page.wait_for_selector(".rv-alert:has-text('NOT SAVED')", timeout=6000)
    look("not saved")
    assert found == {}


def test_on_a_small_screen_no_word_of_the_filters_and_no_key_of_the_help_is_cut(stage, page):
    page.set_viewport_size({"width": 600, "height": 768})
    stage.press("f")
    page.select_option("[data-filter=scope]", "all")
    cut = """fields => fields.filter((field) => {
      const c = document.createElement("canvas").getContext("2d");
      c.font = getComputedStyle(field).font;
      return c.measureText(field.selectedOptions[0].text).width + 32 > field.clientWidth;
    }).map((field) => field.dataset.filter)"""
    assert page.locator("[data-filter]:is(select)").evaluate_all(cut) == []
    stage.press("Escape", "?")
    assert page.eval_on_selector(".rv-help > div", "e => e.scrollHeight - e.clientHeight") <= 0


def test_what_is_on_its_way_can_be_passed_over_and_not_decided(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("End")
    assert "Loading" in stage.text(".rv-card")
    off = stage.page.locator(".rv-acts button:disabled").evaluate_all("all => all.map((b) => b.dataset.do)")
    assert off == ["approve", "edit", "reject", "hold", "rewrite"]
    stage.press("a", "x", "h")
    assert stage.sent() == []
    stage.press("s")
    assert stage.current != "p011"


def test_a_draft_without_findings_is_not_shown_as_a_warning(stage_of):
    stage = stage_of([factory.package(0, findings=())])
    stage.press("e")
    assert stage.text(".rv-says") == "The checks found nothing"
    assert stage.page.get_attribute(".rv-says", "data-clean") == "1"

"""The grid in a Chromium: another version is asked for and shown, and a verdict binds to the version in view."""

from __future__ import annotations

import pytest

from hitl_kit.domain.drafts import Finding
from tests.browser.conftest import queue_message
from tests.review import factory

pytestmark = pytest.mark.browser

ANOTHER = """() => { m.rewritten = (message) => {
  const card = structuredClone(m.cards[message.id]), first = structuredClone(card.draft);
  card.draft = {...first, sha256: "b".repeat(64), subject: "Shorter", body: "Twenty minutes?",
    segments: [{kind: "cta", text: "Twenty minutes?", facts: []}]};
  Object.assign(card, {subject: card.draft.subject, body: card.draft.body});
  card.versions = [{number: 1, instruction: "", by: "", at: "", draft: first, findings: card.findings},
    {number: 2, instruction: message.instruction, by: "Ana", at: "2026-03-02T09:00", draft: card.draft, findings: []}];
  return {card, row: m.row(message.id)}; }; }"""


def test_another_version_is_asked_for_shown_and_approved(stage):
    first = stage.page.evaluate("m.cards.p000.draft.sha256")
    stage.page.evaluate(ANOTHER)
    stage.press("w")
    stage.press("Control+Enter")
    assert not stage.sent("rewrite"), "it has to be told what to do"
    stage.page.keyboard.type("shorter, please")
    stage.press("Control+Enter")
    assert [(m["id"], m["instruction"]) for m in stage.sent("rewrite")] == [("p000", "shorter, please")]
    stage.page.wait_for_selector(".rv-version")
    assert "Version 2 of 2 asked for by Ana" in stage.text(".rv-version")
    assert "shorter, please" in stage.text(".rv-version")
    stage.press("b")
    assert "Version 1 of 2 as first written" in stage.text(".rv-version")
    stage.press("e")
    stage.page.keyboard.type(" PS.")
    stage.press("Escape")
    stage.page.click("[data-do=forget]")
    stage.press("b", "a")
    assert [m["sha256"] for m in stage.sent()] == ["b" * 64]
    stage.press("u", "b", "a")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert [m["sha256"] for m in stage.sent()] == ["b" * 64, first]


def test_while_it_is_written_one_goes_on_and_the_words_are_kept_if_it_fails(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("w")
    stage.page.keyboard.type("no idea")
    stage.press("Control+Enter")
    assert "Another version is being written" in stage.text(".rv-card")
    stage.press("j")
    stage.page.evaluate("m.emit({op: 'rewritten', id: 'p000', error: 'No other version: none is left', mend: ''})")
    assert "Halden Freight: No other version: none is left" in stage.text(".rv-alert")
    assert stage.current == "p004"
    stage.press("k", "w")
    assert stage.page.input_value(".rv-note input") == "no idea"


def test_a_hold_with_its_note(stage):
    stage.press("Shift+H")
    stage.page.keyboard.type("ask sales first")
    stage.press("Control+Enter")
    (message,) = stage.sent()
    assert (message["id"], message["verdict"], message["note"]) == ("p000", "hold", "ask sales first")


def test_findings_stand_beside_the_words_and_lead_to_them_in_an_edit(stage_of):
    package = factory.package(0)
    body = factory.draft_of(package).body
    start = body.index("third warehouse")
    placed = Finding(check="unsupported number", severity="warn", message="which third?", start=start, end=start + 5)
    stage = stage_of([factory.package(0, findings=(placed, Finding(check="length", severity="note", message="fine")))])
    beside = stage.page.locator(".rv-claim >> nth=0 >> xpath=../following-sibling::ul[1]")
    assert "which third?" in beside.inner_text()
    assert stage.text(".rv-draft u") == "third"
    assert stage.page.locator(".rv-draft .rv-findings li").count() == 2
    stage.press("e")
    stage.page.click(".rv-checked [data-from]")
    chosen = "a => a.value.slice(a.selectionStart, a.selectionEnd)"
    assert stage.page.eval_on_selector(".rv-e-body", chosen) == "third"
    stage.page.keyboard.type("fourth")
    stage.page.wait_for_selector(".rv-changes ins")
    assert stage.text(".rv-changes del") == "third"
    assert stage.text(".rv-changes ins") == "fourth"


def test_the_card_tells_the_past_and_what_an_approval_sets_off(stage_of):
    stage = stage_of()
    queue, found = queue_message([factory.package(0)])
    evil = "<img src=x onerror=window.pwn=1>\u202e"
    found["p000"] |= {
        "earlier": [{"campaign": evil, "angle": evil, "status": "approved", "as_of": "2025-11-02",
                     "events": [["answered", "2025-11-05T08:00:00+00:00"]], "simulated": True}],
        "plan": [f"Sequence: {evil}"], "sent_at": "",
        "versions": [{"number": n, "instruction": evil, "by": evil, "at": evil, "findings": [],
                      "draft": found["p000"]["draft"]} for n in (1, 2)],
    }  # fmt: skip
    stage.page.evaluate("([q, c]) => open_grid(new Model({...q, first: [c.p000]}, c))", [queue, found])
    stage.page.wait_for_selector(".rv-rest")
    words = stage.text(".rv-rest")
    assert "answered 5 Nov 2025" in words
    assert "WHEN YOU APPROVE" in words.upper()
    stage.page.evaluate("c => m.emit({op: 'details', items: [c]})", {**found["p000"], "earlier": []})
    assert "has had a package for this address before" in stage.text(".rv-rest")
    stage.page.wait_for_timeout(100)
    assert stage.page.evaluate("window.pwn") is None
    assert stage.page.locator(".rv-grid img").count() == 0
    assert "\u202e" not in stage.text(".rv-card")

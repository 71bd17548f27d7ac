"""The grid in a Chromium: what is not confirmed is said, kept and sent again; a refusal keeps the words."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_what_is_not_confirmed_is_said_to_be_not_saved_and_sent_again(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a")
    assert stage.text(".rv-save") == "saving …"
    stage.page.wait_for_selector(".rv-alert:has-text('NOT SAVED: 1 verdict.')", timeout=6000)
    messages = stage.sent()
    assert len(messages) >= 2
    assert len({m["uid"] for m in messages}) == 1
    stage.page.evaluate("m.mute = false")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')", timeout=9000)
    assert stage.page.locator(".rv-alert").is_hidden()


def test_undo_means_the_verdict_in_view(stage):
    stage.press("a", "a")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    stage.press("Home")
    first = stage.current
    stage.press("u")
    assert [m["id"] for m in stage.sent("undo")] == [first]
    assert stage.status(first) == "waiting"


def test_verdict_and_undo_of_one_package_stay_in_order(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "u", "x", "1")
    assert [m["op"] for m in stage.sent() + stage.sent("undo")] == ["decide"]
    stage.page.evaluate("m.mute = false; for (const x of [...m.sent]) if (x.op === 'decide') m.answer(x)")
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    ops = [m["op"] for m in stage.page.evaluate("m.sent") if m["op"] in ("decide", "undo")]
    assert ops == ["decide", "undo", "decide"]
    assert stage.status("p000") == "rejected"


def test_unsaved_verdicts_and_text_survive_a_new_view(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "e")
    stage.page.keyboard.type(" Half a thou")
    uid = stage.sent()[0]["uid"]
    stage.page.evaluate("open_grid(new Model(m.queue, m.cards))")
    stage.page.wait_for_selector(".rv-e-body")
    assert stage.page.input_value(".rv-e-body").endswith("Half a thou")
    assert [m["uid"] for m in stage.sent()] == [uid]
    stage.page.wait_for_selector(".rv-save:has-text('all saved')")
    assert stage.page.evaluate("Object.keys(localStorage).filter((k) => k.endsWith(':outbox'))") == []


def test_a_refusal_returns_to_the_package_and_keeps_the_text(stage):
    stage.page.evaluate("m.refuse = {error: 'Halden Freight is with Ben', mend: 'go on to the next package'}")
    stage.press("e")
    stage.page.keyboard.type(" My words.")
    stage.press("Control+Enter")
    stage.page.wait_for_selector(".rv-alert:has-text('Halden Freight is with Ben')")
    assert (stage.current, stage.status("p000")) == ("p000", "waiting")
    stage.press("e")
    assert stage.page.input_value(".rv-e-body").endswith("My words.")
    stage.press("Escape")
    assert stage.text(".rv-save") == "✓ all saved" or stage.text(".rv-save") == "all saved"


def test_a_refusal_does_not_disturb_another_edit(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a", "e")
    stage.page.keyboard.type(" Here.")
    stage.page.evaluate("m.refuse = {error: 'no', mend: ''}; m.answer(m.sent.find((x) => x.op === 'decide'))")
    stage.page.keyboard.type(" More.")
    assert stage.page.input_value(".rv-e-body").endswith("Here. More.")
    assert stage.status("p000") == "waiting"


def test_a_planted_draft_is_revealed_when_it_was_decided_and_cannot_be_taken_back(stage):
    stage.page.evaluate("m.mute = true")
    stage.press("a")
    stage.page.evaluate("""() => {
      const { uid } = m.sent.find((x) => x.op === "decide"), card = {...m.cards.p000, status: "revealed"};
      const given = {verdict: "approve", reviewer: "Ana", at: "2026-03-02T09:00"};
      card.decision = {...given, id: 1, reason: "", note: "", seconds: 3};
      m.mute = false;
      const row = m.row("p000").map((v, i) => (m.queue.columns[i] === "status" ? "revealed" : v));
      m.emit({op: "ack", uid, row, card, progress: m.queue.progress, said: "This draft was planted: <b>a number</b>."});
    }""")
    assert "Halden Freight: This draft was planted: <b>a number</b>." in stage.text(".rv-alert")
    assert stage.current == "p004"
    stage.press("u")
    assert not stage.sent("undo")
    stage.press("Home")
    assert "approved by Ana" in stage.text(".rv-decided")
    assert "it is never sent" in stage.text(".rv-decided")
    assert stage.page.locator(".rv-card [data-do=undo], .rv-acts [data-do=undo]").count() == 0
    stage.page.click("[data-do=dismiss]")
    assert stage.page.locator(".rv-alert").is_hidden()


def test_seconds_count_only_while_the_tab_is_seen(stage):
    stage.page.wait_for_timeout(600)
    stage.page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    stage.page.wait_for_timeout(900)
    stage.press("a")
    assert 0.3 < stage.sent()[0]["seconds"] < 1.4

"""The small panels: they hand on what was written, show what came of it, and can be read without a kernel."""

from __future__ import annotations

import pytest

from hitl_kit.domain.errors import NotApproved
from hitl_kit.widgets import ApprovePanel, DecisionPanel

EVIL = "<script>alert(1)</script>"
ANGLES = [
    {"angle": "one_stock_figure", "evidence": "4 of 120 positive (3.3%, 1.3 to 8.3)", "current": "keep"},
    {"angle": "<b>evil</b>", "evidence": EVIL, "current": ""},
]


def html_of(panel):
    return panel._repr_mimebundle_()["text/html"]


def test_approving_hands_on_the_name_and_shows_the_answer():
    panel = ApprovePanel("ICP", "waits for approval", lambda name: f"approved by {name}")
    panel.button.click()
    assert "Write your name first" in panel.message.value
    panel.name.value = "  Ana "
    panel.button.click()
    assert "approved by Ana" in panel.message.value
    assert "rv-said-ok" in panel.message.value


def test_an_error_is_shown_in_its_own_words_and_escaped():
    def refuse(name):
        raise NotApproved(f"the ICP has changed {EVIL}", mend="read it again")

    panel = ApprovePanel("ICP", "", refuse)
    panel.name.value = "Ana"
    panel.button.click()
    assert "rv-said-no" in panel.message.value
    assert "read it again" in panel.message.value
    assert EVIL not in panel.message.value


def test_a_programmers_error_is_not_hidden():
    panel = ApprovePanel("ICP", "", lambda name: str(1 / 0))
    panel.name.value = "Ana"
    with pytest.raises(ZeroDivisionError):
        panel._approve(lambda name: str(1 / 0))


def test_an_exported_approval_can_be_read():
    html = html_of(ApprovePanel(EVIL, f"waits for approval {EVIL}", str))
    assert "waits for approval" in html
    assert EVIL not in html


def test_a_decision_needs_name_verdict_and_reason():
    calls: list[tuple[str, ...]] = []

    def decide(*decision: str) -> str:
        calls.append(decision)
        return "recorded"

    panel = DecisionPanel(ANGLES, decide)
    panel.buttons["<b>evil</b>"].click()
    assert "needs your name and a verdict and a reason" in panel.message.value
    panel.by.value, panel.reasons["one_stock_figure"].value = "Ana", " steady "
    panel.verdicts["one_stock_figure"].value = "scale"
    panel.buttons["one_stock_figure"].click()
    assert calls == [("one_stock_figure", "scale", "Ana", "steady")]
    assert "recorded" in panel.message.value


def test_the_exported_decisions_are_a_table_that_follows():
    panel = DecisionPanel(ANGLES, lambda *a: "recorded")
    assert "one_stock_figure" in html_of(panel)
    assert "4 of 120 positive" in html_of(panel)
    assert "none yet" in html_of(panel)
    for text in (html_of(panel), *(w.value for box in panel.children[2:4] for w in box.children[:1])):
        assert EVIL not in text
        assert "<b>evil</b>" not in text
    panel.by.value, panel.reasons["one_stock_figure"].value = "Ana", "why not"
    panel.verdicts["one_stock_figure"].value = "retire"
    panel.buttons["one_stock_figure"].click()
    assert "<td" in html_of(panel)
    assert ">retire<" in html_of(panel)


def test_a_refused_decision_does_not_stand():
    def refuse(*_):
        raise NotApproved("no evidence yet")

    panel = DecisionPanel(ANGLES, refuse)
    panel.by.value, panel.reasons["one_stock_figure"].value = "Ana", "why not"
    panel.verdicts["one_stock_figure"].value = "retire"
    panel.buttons["one_stock_figure"].click()
    assert "no evidence yet" in panel.message.value
    assert ">retire<" not in html_of(panel)


def test_without_angles_there_is_nothing_to_decide():
    assert "nothing to decide" in html_of(DecisionPanel([], lambda *a: "recorded"))


def test_a_shown_panel_refreshes_what_an_export_shows(monkeypatch):
    shown, updated = [], []
    monkeypatch.setattr("hitl_kit.widgets.panels.display", lambda *a, **k: shown.append((a, k)))
    monkeypatch.setattr("hitl_kit.widgets.panels.update_display", lambda *a, **k: updated.append((a, k)))
    panel = DecisionPanel(ANGLES, lambda *a: "recorded")
    panel._ipython_display_()
    panel.by.value, panel.reasons["one_stock_figure"].value = "Ana", "why not"
    panel.verdicts["one_stock_figure"].value = "retire"
    panel.buttons["one_stock_figure"].click()
    assert ">retire<" in updated[-1][0][0].data
    assert updated[-1][1]["display_id"] == shown[1][1]["display_id"]

"""The six notebooks by hand in a real JupyterLab: Run All leaves no error, nothing overflows, and the buttons work."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page

from hitl_kit import Workbench
from hitl_kit.ledger import tables as t
from tests.browser.conftest import Lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = sorted(p.stem for p in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))

OPENED = """async (path) => { const notebook = await jupyterapp.commands.execute('docmanager:open', {path});
  jupyterapp.shell.activateById(notebook.id); }"""
IDLE = "() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
DONE = """() => jupyterapp.shell.currentWidget.content.widgets.every(
  (c) => c.model.type !== 'code' || (c.model.executionCount !== null && c.model.executionState !== 'running'))"""
FAULTS = """() => jupyterapp.shell.currentWidget.content.widgets.flatMap((c) => c.model.type !== 'code' ? [] :
  c.model.outputs.toJSON().filter((o) => o.output_type === 'error' || o.output_type === 'stream'))"""
WIDE = """() => [...jupyterapp.shell.currentWidget.node.querySelectorAll('.jp-OutputArea-output')].filter((e) =>
  e.scrollWidth > e.clientWidth + 1 && !e.querySelector('.hk-scroll')).map((e) => e.innerText.slice(0, 80))"""
TO_THE_END = """() => { const nb = jupyterapp.shell.currentWidget.content;
  nb.activeCellIndex = nb.widgets.length - 1; return nb.scrollToItem(nb.widgets.length - 1, 'end'); }"""


@pytest.fixture(scope="module")
def workbench(lab: Lab, demo_workspace: Path) -> Workbench:
    """The demo's workspace, inside of the folder that JupyterLab serves."""
    shutil.copytree(demo_workspace, lab.folder / "demo")
    return Workbench(lab.folder / "demo")


@pytest.fixture(scope="module")
def jupyter(lab: Lab, chromium: Browser) -> Iterator[Page]:
    """JupyterLab in one tab, in which the notebooks are opened one after the other, as on an analyst's morning."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{lab.url}lab?token={lab.token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell", timeout=60_000)
    page.evaluate("() => jupyterapp.restored.then(() => true)")
    yield page
    context.close()


@pytest.fixture
def tab(jupyter: Page) -> Page:
    jupyter.set_viewport_size({"width": 1440, "height": 1000})
    return jupyter


def show(page: Page, name: str) -> Locator:
    """The notebook in front, opened unless it is open."""
    path = f"demo/notebooks/{name}.ipynb"
    page.evaluate(OPENED, path)
    page.wait_for_function("(path) => jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
    page.wait_for_function(IDLE, timeout=60_000)
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


def run_all(page: Page, name: str) -> Locator:
    """The notebook in front, all its cells run."""
    shown = show(page, name)
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(DONE, timeout=60_000)
    page.wait_for_function(IDLE, timeout=60_000)
    return shown


@pytest.mark.parametrize("name", NAMES)
def test_run_all_leaves_no_error_and_nothing_overflows(workbench: Workbench, tab: Page, name: str) -> None:
    run_all(tab, name)
    assert tab.evaluate(FAULTS) == []
    for width in (1440, 1024):
        tab.set_viewport_size({"width": width, "height": 1000})
        deadline = time.monotonic() + 10  # figures take a moment to find their new width
        while (wide := tab.evaluate(WIDE)) and time.monotonic() < deadline:
            tab.wait_for_timeout(200)
        assert wide == [], f"at {width} pixels"


def test_the_button_in_notebook_1_approves_what_changed(workbench: Workbench, tab: Page) -> None:
    campaign = workbench.campaign("demo")
    path = campaign.folder / "icp.yaml"
    path.write_text(path.read_text() + "# one more byte\n")
    notebook = run_all(tab, "1_define_icp")
    tab.evaluate(TO_THE_END)
    panel = notebook.locator(".rv-panel:has(input[placeholder='Your name'])")
    panel.locator("input[type=text]").fill("Dana Moss")
    panel.locator("button").click()
    panel.locator(".rv-said-ok").wait_for()
    assert "Approved by Dana Moss" in campaign.approval("icp")
    assert "unchanged" in campaign.approval("icp")


def test_the_editor_in_notebook_1_counts_as_one_types_and_saves(workbench: Workbench, tab: Page) -> None:
    campaign = workbench.campaign("demo")
    matched = len(campaign.match().accounts)
    notebook = run_all(tab, "1_define_icp")
    tab.evaluate(TO_THE_END)
    editor = notebook.locator(".rv-panel:has(.rv-steps)")
    low = editor.locator("input[type=number]").first
    low.fill("400")
    low.press("Tab")
    editor.get_by_text(f"{matched} by the file").wait_for()
    editor.locator("button:has-text('Save to icp.yaml')").click()
    editor.locator(".rv-said-ok:has-text('icp.yaml is saved')").wait_for()
    assert campaign.icp.value.firmographics[1].min == 400
    assert "Changed since it was approved" in editor.inner_text()
    path = campaign.folder / "icp.yaml"
    path.write_text(path.read_text().replace("min: 400", "min: 120"))  # as the other tests know it


def test_the_panel_in_notebook_5_records_a_decision(workbench: Workbench, tab: Page) -> None:
    notebook = run_all(tab, "5_review_campaign")
    tab.evaluate(TO_THE_END)
    panel = notebook.locator(".rv-panel")
    cut = "(all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.innerText)"
    assert panel.locator("button").evaluate_all(cut) == []
    panel.locator("input[placeholder='Your name']").fill("Dana Moss")
    panel.locator("button:has-text('watch')").first.click()
    panel.locator("input[placeholder='Reason']").first.fill("too early to tell")
    panel.locator("button:has-text('Record')").first.click()
    panel.locator(".rv-said-ok").wait_for()
    rows = workbench.ledger.rows(sa.select(t.angle_decision))
    assert [(r["angle"], r["verdict"], r["by"], r["reason"]) for r in rows] == [
        ("multi_depot", "watch", "Dana Moss", "too early to tell")
    ]
    assert '"sent":' in rows[0]["evidence"]
